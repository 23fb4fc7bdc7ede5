"""Options of the scheduler: settings, and the arguments of the spider."""

import os
import socket
from hashlib import blake2b

from scrapy import Spider
from scrapy.settings import BaseSettings

from newscrawl.discover.revisit import Pace
from newscrawl.errors import ConfigError
from newscrawl.state.documents import Documents
from newscrawl.state.files import ENDINGS
from newscrawl.state.frontier import Frontier
from newscrawl.state.ledger import Rotation
from newscrawl.state.revisits import RevisitLog
from newscrawl.state.shapes import FORMATS, REMOVED
from newscrawl.state.store import Store
from newscrawl.state.values import Rest


def read_revisits(settings: BaseSettings, store: Store) -> RevisitLog:
    """Return the looks at the documents that *store* knows.

    Raises:
        ConfigError: If a setting is out of its range.
    """
    verify_every, body_max_bytes = (
        settings.getint("REVISIT_VERIFY_EVERY"),
        settings.getint("REVISIT_BODY_MAX_BYTES"),
    )
    if verify_every < 1 or body_max_bytes < 0:
        raise ConfigError("REVISIT_VERIFY_EVERY must be above 0, REVISIT_BODY_MAX_BYTES 0 or above")
    return RevisitLog(Documents(store), read_pace(settings), verify_every, body_max_bytes)


def read_pace(settings: BaseSettings) -> Pace:
    """Return the bounds of the interval between looks.

    Raises:
        ConfigError: If one is out of its range.
    """
    pace = Pace(
        settings.getfloat("REVISIT_FIRST_S"),
        settings.getfloat("REVISIT_MIN_S"),
        settings.getfloat("REVISIT_MAX_S"),
        settings.getfloat("REVISIT_LIST_MAX_S"),
        settings.getfloat("REVISIT_MISSING_S"),
    )
    if not 0 <= pace.min_s <= min(pace.max_s, pace.list_max_s):
        raise ConfigError(
            f"REVISIT_MIN_S: expected 0 to REVISIT_MAX_S ({pace.max_s:g}) and REVISIT_LIST_MAX_S "
            f"({pace.list_max_s:g}), got {pace.min_s:g}"
        )
    return pace


def read_known(spider: Spider) -> bool:
    """Return whether named pages that an earlier run has done are left out: argument ``known=skip``.

    Raises:
        ConfigError: If the argument is anything else.
    """
    known = getattr(spider, "known", "")
    if known not in {"", "skip"}:
        raise ConfigError(f"known={known}: expected known=skip, or no such argument")
    return bool(known)


def command_of(spider: Spider) -> dict[str, str]:
    """Return the arguments by which a run is known again; long ones shortened to a hash.

    ``known``, ``due`` and ``time`` are left out: they say how to go about the same work.
    """
    arguments = {
        name: "\n".join(value) if isinstance(value, list | tuple) else value
        for name, value in vars(spider).items()
        if _is_argument(value)
        and name not in {"name", "known", "due", "time"}
        and not name.startswith("_")
    }
    return {
        # A file of 50,000 URLs is an argument as well: its hash tells the run apart just as surely.
        name: value if len(value) <= 200 else _shortened(value)
        for name, value in arguments.items()
    }


def _is_argument(value: object) -> bool:
    """Return whether *value* is text, or a list of texts as the command line gives it."""
    listed = (
        isinstance(value, list | tuple)
        and bool(value)
        and all(isinstance(part, str) for part in value)
    )
    return listed or isinstance(value, str)


def _shortened(value: str) -> str:
    return f"{value[:100]}… ({blake2b(value.encode('utf-8', 'surrogateescape'), digest_size=16).hexdigest()})"


def read_rotation(settings: BaseSettings) -> Rotation:
    """Return when output files are closed and how they are packed.

    Raises:
        ConfigError: If a setting is out of its range.
    """
    rotation = Rotation(
        settings.getint("OUTPUT_MAX_BYTES"),
        settings.getint("OUTPUT_MAX_RECORDS"),
        settings["OUTPUT_COMPRESSION"],
        settings["OUTPUT_FORMAT"],
        settings["OUTPUT_REMOVED"],
    )
    for name, value, known in (
        ("OUTPUT_FORMAT", rotation.format, FORMATS),
        ("OUTPUT_REMOVED", rotation.removed, REMOVED),
    ):
        if value not in known:
            raise ConfigError(f"{name}: expected one of {', '.join(known)}, got {value!r}")
    if rotation.compression not in ENDINGS:
        names = ", ".join(ENDINGS)
        raise ConfigError(
            f"OUTPUT_COMPRESSION: expected one of {names}, got {rotation.compression!r}"
        )
    if rotation.max_bytes < 1 or rotation.max_records < 0:
        raise ConfigError(
            "OUTPUT_MAX_BYTES must be above 0, OUTPUT_MAX_RECORDS 0 (no limit) or above"
        )
    rotation.shape.check()
    return rotation


def read_rest(settings: BaseSettings) -> Rest:
    """Return when hosts are rested; without retries (``RETRY_ENABLED`` off) they never are."""
    return Rest(
        after_failures=settings.getint("BREAKER_FAILURES")
        if settings.getbool("RETRY_ENABLED")
        # More failures than a run can have: the breaker never opens.
        else 1 << 62,
        base_s=settings.getfloat("BREAKER_REST_S"),
        max_s=settings.getfloat("BREAKER_REST_MAX_S"),
        max_rests=settings.getint("BREAKER_RESTS"),
        max_wait_s=settings.getfloat("RETRY_WAIT_MAX_S"),
    )


def make_frontier(
    settings: BaseSettings, store: Store, run_id: int, rest: Rest, *, skip_known: bool
) -> Frontier:
    """Return the frontier of a run, as the settings say."""
    return Frontier(
        store,
        run_id,
        worker=f"{socket.gethostname()}:{os.getpid()}",
        # Twice the slots: when a download ends, the next request waits in the downloader.
        max_leased=2 * settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN"),
        lease_s=settings.getfloat("STATE_LEASE_S"),
        skip_known=skip_known,
        rest=rest,
    )
