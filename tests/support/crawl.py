"""Runs a crawl as a user does: a process of its own."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.support.forked import complete, start

BIN = Path(sys.executable).parent
CHECKOUT = Path(__file__).parents[2]

QUICK = {
    "EGRESS_ALLOW": "127.0.0.0/8",
    "AUTOTHROTTLE_ENABLED": "0",
    "DOWNLOAD_DELAY": "0",
    "RETRY_ENABLED": "0",
    "CONCURRENT_REQUESTS_PER_DOMAIN": "16",
    "EXTRACT_WORKERS": "1",
}


@dataclass(frozen=True, slots=True)
class Run:
    """What a crawl left."""

    code: int
    log: str
    out: str
    folder: Path

    @property
    def records(self) -> list[dict[str, Any]]:
        """All records, of all runs in the folder."""
        files = sorted(self.folder.rglob("articles-*.jsonl"))
        lines = [line for path in files for line in path.read_bytes().splitlines()]
        return [json.loads(line) for line in lines]

    @property
    def missed(self) -> list[dict[str, Any]]:
        """All lines of missed.jsonl."""
        files = sorted(self.folder.rglob("missed.jsonl"))
        return [json.loads(line) for path in files for line in path.read_text().splitlines()]

    @property
    def stats(self) -> dict[str, Any]:
        """The figures of the only run."""
        (path,) = self.folder.rglob("run.json")
        stats: dict[str, Any] = json.loads(path.read_text())
        return stats


def run(
    *command: str,
    folder: Path,
    stdin: str = "",
    settings: dict[str, str] | None = None,
    timeout_s: float = 500.0,
) -> Run:
    """Run ``newscrawl`` or ``scrapy`` with output in *folder*."""
    changes = {"OUTPUT_DIR": str(folder / "output"), **QUICK, **(settings or {})}
    options = [text for name, value in changes.items() for text in ("-s", f"{name}={value}")]
    process = start([BIN / command[0], *command[1:], *options], CHECKOUT, text=stdin)
    try:
        out, log = process.communicate(timeout=timeout_s)
    except subprocess.TimeoutExpired:
        process.kill()
        raise
    return Run(process.returncode, log, out, folder / "output")


def newscrawl_command(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run ``newscrawl`` with *words* alone: without settings for tests, and with *cwd* as its folder."""
    return complete([BIN / "newscrawl", *words], cwd)
