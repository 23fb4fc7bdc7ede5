"""``newscrawl doctor --alive``: a health check for containers and supervisors."""

import json
import socket
import time
from datetime import datetime
from pathlib import Path
from typing import Any

from newscrawl.exits import ExitCode
from newscrawl.extensions.runfile import NAME

_SILENT_S = 180.0
"""Seconds of silence after which a crawl is taken for dead: six times the interval of its signs."""


def print_alive(output: Path) -> ExitCode:
    """Print whether the crawl below *output* is alive; the code is 1 where it is not, as engines expect."""
    is_alive, said = _look_alive(output, time.time())
    print(f"{'ok' if is_alive else 'wrong':8} {'alive':12} {said}")
    # Docker knows 0 and 1 only, and reserves 2 (Dockerfile reference, HEALTHCHECK).
    return ExitCode.DONE if is_alive else ExitCode.DEFECT


def _look_alive(output: Path, now: float) -> tuple[bool, str]:
    """Return whether each crawl of this machine below *output* gave a sign of life lately, and words for it.

    A crawl writes its ``run.json`` every 30 s; one that hangs does not. Runs of other machines in a
    shared folder are for them to watch. No run at all is well: the crawl begins, or waits for its
    turn.
    """
    files = [
        *output.glob(f"*/*/{NAME}"),
        *output.glob(f"*/*/*/{NAME}"),
    ]  # a worker has a folder of its own
    running = [told for path in files if (told := _running_here(path))]
    # An engine that restarts what is "unhealthy" would never let a first crawl begin.
    if not running:
        return True, f"no crawl of this machine runs below {output}"
    # The latest: a run that was killed leaves a file that says "running" for good.
    last = max(datetime.fromisoformat(told["updated"]).timestamp() for told in running)
    said = f"last sign of life {max(now - last, 0):,.0f} s ago"
    if now - last > _SILENT_S:
        return False, f"{said}: the crawl hangs or was killed; the same command takes it up"
    return True, said


def _running_here(path: Path) -> dict[str, Any] | None:
    """Return the content of the run file *path* if its run is under way on this machine."""
    try:
        told: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    # A file that is replaced or removed at this moment says nothing of the crawl.
    except (OSError, ValueError):
        return None
    is_ours = told.get("state") == "running" and told.get("host") == socket.gethostname()
    return told if is_ours and "updated" in told else None
