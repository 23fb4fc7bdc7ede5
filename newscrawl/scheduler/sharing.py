"""A crawl's place in its state: the only one, or one of several workers."""

import contextlib
import re
import socket
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from scrapy.settings import BaseSettings

from newscrawl.errors import ConfigError, StateLockedError
from newscrawl.scheduler.options import make_frontier
from newscrawl.scheduler.packing import Packing
from newscrawl.state.breaker import Breaker
from newscrawl.state.ledger import Ledger, Rotation
from newscrawl.state.lock import hold_name
from newscrawl.state.members import SharedRuns, dead_workers, join, unfinished_files
from newscrawl.state.postgres import PostgresStore
from newscrawl.state.rewinds import CommitNote, Noted, identity_of, note_rewind, rewinds_of
from newscrawl.state.runs import Runs
from newscrawl.state.shared import AnyFrontier, SharedFrontier
from newscrawl.state.store import Store, open_store, state_url
from newscrawl.state.values import Rest, Run
from newscrawl.system.disk import reported
from newscrawl.system.watchdog import telling_of_stop

Begin = Callable[[Runs], Run]
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


class Place(Protocol):
    """The place of a crawl in its state."""

    @property
    def worker(self) -> str:
        """Its name among the workers of the run; empty: it is the only one."""

    @property
    def run(self) -> Run:
        """The run, with the folder of its output here."""

    @property
    def runs(self) -> Runs:
        """The runs of the state."""

    @property
    def frontier(self) -> AnyFrontier:
        """The frontier of the run."""

    @property
    def breaker(self) -> Breaker:
        """The breaker of its hosts."""

    def facts(self) -> dict[str, object]:
        """Return its facts for the manifest."""

    async def tidy(self, packing: Packing, rotation: Rotation) -> None:
        """Bring the files in order that this worker has left open in runs before."""

    async def take_over(self, packing: Packing, ledger: Ledger, rotation: Rotation) -> None:
        """Let *ledger* take over the records that dead workers have left, and close their files."""

    def end(self, reason: str, now: float, *, finished: bool) -> None:
        """End the run, or this part of it, with the next commit, which is the last."""

    def close(self) -> None:
        """Release all that is held apart from the store."""


@dataclass(slots=True)
class Alone:
    """The place of a crawl that has its state for itself."""

    run: Run
    runs: Runs
    frontier: AnyFrontier
    breaker: Breaker
    worker: str = ""

    def facts(self) -> dict[str, object]:
        """Return nothing."""
        return {}

    async def tidy(self, packing: Packing, rotation: Rotation) -> None:
        """Do nothing."""

    async def take_over(self, packing: Packing, ledger: Ledger, rotation: Rotation) -> None:
        """Do nothing."""

    def end(self, reason: str, now: float, *, finished: bool) -> None:
        """End the run."""
        self.runs.end(self.run, reason, now, finished=finished)

    def close(self) -> None:
        """Do nothing."""


@dataclass(slots=True)
class Among:
    """The place of one of several workers; *token* is that of its lease."""

    run: Run
    runs: SharedRuns
    frontier: SharedFrontier
    breaker: Breaker
    worker: str
    token: int
    store: PostgresStore
    names: Path
    held: contextlib.ExitStack

    def facts(self) -> dict[str, object]:
        """Return the name of the worker, and whether the database has forgotten a part of the run."""
        rewound = rewinds_of(self.store, self.run.id)
        return {"worker": self.worker} | ({"rewound": rewound} if rewound else {})

    async def tidy(self, packing: Packing, rotation: Rotation) -> None:
        """Cut all that the process before wrote without a lease, in runs that ended without it."""
        for run in unfinished_files(self.store, self.worker, self.run.id):
            await self._mend(packing, run, rotation, self.worker)

    async def take_over(self, packing: Packing, ledger: Ledger, rotation: Rotation) -> None:
        """Take over the records that dead workers of the run have not brought to a file.

        Their files are cut and closed where these are on this machine, and no process has them.
        """
        ledger.adopt()
        for name in dead_workers(self.store, self.run.id):
            run = replace(self.run, folder=str(Path(self.run.folder).parent / name))
            # A folder that is missing is on another machine, whose next start cuts its files.
            if name == self.worker or not Path(run.folder).is_dir():
                continue
            # A name that is held has a process that lives, whatever its lease says.
            with contextlib.suppress(StateLockedError), hold_name(self.names, name, is_fixed=True):
                await self._mend(packing, run, rotation, name)

    async def _mend(self, packing: Packing, run: Run, rotation: Rotation, name: str) -> None:
        ledger = Ledger(self.store, run, rotation, worker=name)
        await packing.mend(ledger, lambda: ledger.write_manifest({"worker": name}))
        ledger.write_manifest({"worker": name})

    def end(self, reason: str, now: float, *, finished: bool) -> None:
        """Leave the run, and end it if no other worker is in it."""
        # First: nothing may be written for a worker that has left the run.
        self.frontier.stop()
        self.runs.leave(self.run, self.token, reason, now, finished=finished)

    def close(self) -> None:
        """Close the connections, and let another process have the name."""
        self.frontier.close()
        self.held.close()


def find_place(
    settings: BaseSettings, store: Store, rest: Rest, begin: Begin, *, skip_known: bool
) -> Place:
    """Begin or take up a run in *store*, by *begin*, or take part in it.

    Raises:
        NewscrawlError: If a setting is wrong, or the name of the worker is taken.
    """
    resume_s = settings.getfloat("STATE_RESUME_HOURS") * 3600
    if isinstance(store, PostgresStore):
        return _join(settings, store, rest, begin, skip_known=skip_known)
    runs = Runs(store, resume_s=resume_s)
    run = begin(runs)
    frontier = make_frontier(settings, store, run.id, rest, skip_known=skip_known)
    return Alone(run, runs, frontier, Breaker(store, rest))


def _join(
    settings: BaseSettings, store: PostgresStore, rest: Rest, begin: Begin, *, skip_known: bool
) -> Among:
    lease_s, url = settings.getfloat("STATE_LEASE_S"), state_url(settings)
    runs = SharedRuns(store, resume_s=settings.getfloat("STATE_RESUME_HOURS") * 3600)
    with contextlib.ExitStack() as held:
        # The name comes first: whoever holds it knows that the holder before is dead.
        name = held.enter_context(_own_name(settings))
        # A connection of its own: leases are renewed while a long transaction goes on.
        control = open_store(url, patience_s=store.patience_s)
        held.callback(control.close)
        held.enter_context(_hastened(settings, store, control))  # type: ignore[arg-type] # the same kind
        joined = join(store, runs, name, lease_s, begin)
        note = CommitNote(_names(settings) / f"{name}.commits")
        held.callback(note.close)
        # A database restored from a backup may lack commits that this worker has noted on disk.
        note_rewind(store, note.read(), joined.run.id, name)
        store.commit()
        with reported(Path(joined.run.folder)):
            Path(joined.run.folder).mkdir(parents=True, exist_ok=True)
        frontier = SharedFrontier(
            store,
            control,  # type: ignore[arg-type] # the same kind
            joined.run.id,
            token=joined.token,
            lease_s=lease_s,
            max_leased=2 * settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN"),
            skip_known=skip_known,
            rest=rest,
        )
        identity = identity_of(store)
        store.after_commit.append(
            lambda: note.write(
                Noted(identity, joined.token, frontier.member.commits, folder=joined.run.folder)
            )
        )
        return Among(
            joined.run,
            runs,
            frontier,
            frontier.breaker,
            worker=name,
            token=joined.token,
            store=store,
            names=_names(settings),
            # From here on the place owns the resources, and ``close`` releases these.
            held=held.pop_all(),
        )


def _hastened(
    settings: BaseSettings, *stores: PostgresStore
) -> contextlib.AbstractContextManager[None]:
    """Let *stores* wait for their database no longer than a stop may take, once one is asked for.

    The engine cannot hear of it while the database keeps the process waiting.
    """
    grace_s = settings.getfloat("STOP_GRACE_S")

    def hasten() -> None:
        for store in stores:
            store.hasten(grace_s)

    return telling_of_stop(hasten)


def _own_name(settings: BaseSettings) -> contextlib.AbstractContextManager[str]:
    """Hold the name of this worker: ``STATE_WORKER``, or the machine's, with a number where it is held."""
    wanted = settings["STATE_WORKER"]
    name = wanted or re.sub(r"[^A-Za-z0-9._-]", "-", socket.gethostname())
    if not _NAME.fullmatch(name):
        raise ConfigError(f"STATE_WORKER: expected letters, digits, '.', '_' and '-', got {name!r}")
    return hold_name(_names(settings), name, is_fixed=bool(wanted))


def _names(settings: BaseSettings) -> Path:
    return Path(settings["OUTPUT_DIR"]) / ".workers"
