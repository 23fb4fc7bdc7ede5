"""The end of a run: results are committed, output is packed, and the URLs that are left are counted."""

import asyncio
import time

from scrapy import Spider
from scrapy.statscollectors import StatsCollector

from newscrawl.errors import OutputError, StateError
from newscrawl.scheduler.packing import Packing
from newscrawl.scheduler.report import report_left
from newscrawl.scheduler.sharing import Place
from newscrawl.session import CrawlSession
from newscrawl.state.ledger import Rotation

_SHORT_TRIES, _SHORT_S = 30, 1.0
"""So often, and after so many seconds, the last records are tried to be written where files have run out."""


class Ending:
    """End the run of *session*, in order or within a moment, and write the manifest of its output."""

    def __init__(
        self,
        stats: StatsCollector,
        spider: Spider,
        session: CrawlSession,
        *,
        place: Place,
        rotation: Rotation,
    ) -> None:
        self._stats, self._spider, self._session = stats, spider, session
        self._place, self._rotation = place, rotation

    async def end(self, reason: str, packing: Packing) -> None:
        """End the run for *reason*; it is finished only if nothing is left and all output is packed.

        Raises:
            StateError, OutputError: If the state or the output cannot be written.
        """
        self._stop_work()
        # Commit first: the steps after this one may be cut short by a second signal.
        await self._commit_with_patience()
        await self._place.take_over(packing, self._session.ledger, self._rotation)
        # A spider may come to its end while rows wait for hosts that rest: not finished.
        left = self._place.runs.left(self._session.run)
        finished = reason == "finished" and not left
        if not finished:
            await packing.stop()
        elif not (finished := await packing.finish()):
            # The next run has to pack the rest, so this one is reported as stopped.
            reason = "shutdown"
            self._stats.set_value("frontier/interrupted", value=True)
        # A broken session has uncommitted work: a closed run would claim that as written.
        if self._session.broken is None:
            self._close_run(reason, finished=finished)

    def end_at_once(self) -> bool:
        """End the run as far as a moment suffices; return whether it was still to be ended."""
        if self._session.closing or self._session.broken is not None:
            return False
        try:
            # No packing here: the time that a supervisor
            # grants is nearly over, and the next run packs.
            self._stop_work()
            self._session.prepare_commit()
            self._session.ledger.commit()
            self._close_run("forced", finished=False)
        except (StateError, OutputError) as error:
            self._session.fail(error)
        return True

    def _stop_work(self) -> None:
        """Acknowledge the pages that have ended, and put the others back."""
        # ``settle`` may still acknowledge pages, so no row is released before.
        self._session.settle()
        self._session.closing = True
        self._session.release_all()

    async def _commit_with_patience(self) -> None:
        """Commit, after a wait where no file can be opened: connections are being closed."""
        for _ in range(_SHORT_TRIES):
            self._session.commit()
            if not self._session.short:
                return
            await asyncio.sleep(_SHORT_S)
        # The last try raises: after so long a wait the records are reported as not written.
        self._session.ledger.commit()

    def _close_run(self, reason: str, *, finished: bool) -> None:
        # From here on nobody joins or leaves: of several workers one is the last, and reports.
        is_left_to_others = reason == "finished" and self._session.frontier.leaves_to_others()
        left = {} if is_left_to_others else self._place.runs.left(self._session.run)
        report_left(self._stats, left)
        finished = finished and not left
        self._session.tell_end(reason)
        self.write_manifest(finished=finished)
        # Last: a process that is killed before this commit ends the run again.
        self._place.end(reason, time.time(), finished=finished)
        self._session.store.commit()

    def write_manifest(self, *, finished: bool = False) -> None:
        """Write the manifest: the command of the run, and how far it is."""
        runs, run = self._place.runs, self._session.run
        facts: dict[str, object] = {
            "spider": self._spider.name,
            "arguments": self._session.command,
            "finished": finished,
            "left": runs.left(run),
            "urls": runs.ended(run),
        }
        facts |= self._place.facts()
        self._session.ledger.write_manifest(facts)
