"""``run.json`` in the run's folder: what a monitor has to know of a run, at any moment.

It is written whole and at once, when the run begins (``state`` is ``running``), now and then while
it runs, and at its end (``ended``). A file that says ``running`` though its process is gone, or
whose ``updated`` is old, tells of a run that was killed. A run that is taken up again writes the
same file again, and keeps what is known of the attempts before in ``earlier``.
"""

import json
import logging
import os
import platform
import socket
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from newscrawl import __version__
from newscrawl.errors import OutputError
from newscrawl.exits import ExitCode
from newscrawl.state.files import write_whole
from newscrawl.system.disk import reported

logger = logging.getLogger(__name__)

NAME = "run.json"
_EARLIER = ("started", "updated", "ended", "outcome", "exit_code", "finish_reason", "articles")
_PACKAGES = ("scrapy", "twisted", "trafilatura", "lxml")


class RunFile:
    """The ``run.json`` in *folder*, with the *facts* of a run that begins now."""

    def __init__(self, folder: Path, facts: Mapping[str, Any]) -> None:
        self._path = folder / NAME
        self.ended = False
        self._facts = {
            "schema": 1,
            **facts,
            "versions": _versions(),
            "pid": os.getpid(),
            "host": socket.gethostname(),
            "started": _now(),
            "earlier": _earlier(self._path),
        }

    def write(self, figures: Mapping[str, Any]) -> None:
        """Report that the run goes on, with its *figures* so far."""
        self._write({"state": "running", **self._facts, "updated": _now(), **figures})

    def end(self, exit_code: ExitCode, figures: Mapping[str, Any]) -> None:
        """Report how the run ended."""
        self.ended = True
        now = _now()
        how = {
            "state": "ended",
            **self._facts,
            "updated": now,
            "ended": now,
            "exit_code": int(exit_code),
            **figures,
        }
        self._write(how)

    def _write(self, values: Mapping[str, Any]) -> None:
        """Write the file; where that cannot be, the one before stays, and the log has it."""
        text = json.dumps(values, indent=2, ensure_ascii=False) + "\n"
        try:
            with reported(self._path):
                self._path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(self._path, text.encode("utf-8", "replace"))
        # Logged, and no more: a crawl whose records are written must not end for its report.
        except OutputError as error:
            logger.error("%s", error)


def _earlier(path: Path) -> list[dict[str, Any]]:
    """Return the earlier attempts that the file names, the first one first."""
    try:
        last = json.loads(path.read_text(encoding="utf-8"))
        attempt = {name: last[name] for name in _EARLIER if name in last}
        return [
            *last["earlier"],
            # A file that says "running" was never ended: its process was killed.
            attempt if last["state"] == "ended" else attempt | {"outcome": "killed"},
        ]
    except FileNotFoundError:
        return []
    # A file that somebody has edited, or an older version wrote, must not keep a run from starting.
    except (OSError, ValueError, KeyError, TypeError) as error:
        logger.warning("%s: what it says of earlier attempts cannot be read: %s", path, error)
        return []


def _versions() -> dict[str, str]:
    packages = {name: version(name) for name in _PACKAGES}
    return {"newscrawl": __version__, "python": platform.python_version(), **packages}


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
