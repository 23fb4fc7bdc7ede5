"""run.json: what a monitor reads, whatever became of the run."""

import asyncio
import json
import signal
import subprocess
import threading
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from newscrawl.exits import ExitCode
from newscrawl.extensions.runfile import RunFile
from tests.support import forked
from tests.support.crawl import BIN, CHECKOUT, QUICK
from tests.support.lossless import wait_for
from tests.support.newssite import NewsSite, feeds_only, make_stories
from tests.support.server import Reply, Request


class Gated(NewsSite):
    """Answers the first ten articles, and the others once the gate is open."""

    gate = threading.Event()

    async def answer(self, request: Request) -> Reply:
        """Answer, or keep waiting."""
        wanted = sum(other.path.startswith("/20") for other in self.asked)
        while request.path.startswith("/20") and wanted > 9 and not self.gate.is_set():
            await asyncio.sleep(0.05)
        return await NewsSite.answer(self, request)


def start(folder: Path, base: str, **changes: str) -> subprocess.Popen[str]:
    settings = {**QUICK, "OUTPUT_DIR": str(folder), "PROFILE_HOLD_S": "0", **changes}
    options = [text for name, value in settings.items() for text in ("-s", f"{name}={value}")]
    command = [BIN / "scrapy", "crawl", "site", "-a", f"site={base}/", *options]
    return forked.start(command, CHECKOUT)


def read(folder: Path) -> dict[str, Any]:
    """The only run.json, or nothing."""
    paths = list(folder.rglob("run.json"))
    assert len(paths) <= 1
    values: dict[str, Any] = json.loads(paths[0].read_text()) if paths else {}
    return values


def records(folder: Path) -> int:
    return sum(path.read_bytes().count(b"\n") for path in folder.rglob("articles-*.jsonl"))


def test_run_json_tells_how_a_run_is_and_was(tmp_path: Path) -> None:
    """Running, stopped, taken up and done: it says so each time, with what each source gave over all of it.

    The second process waits for the first (``STATE_WAIT_S``), and takes its run up.
    """
    stories = make_stories(20)
    site = NewsSite()
    with site.serve() as server, ExitStack() as stack:
        base = server.url("")
        gated = Gated(feeds_only(stories, base).pages)
        server.routes = {"/": gated.answer}
        with start(tmp_path, base) as process:
            wait_for(lambda: records(tmp_path) >= 8)
            assert read(tmp_path)["state"] == "running"
            assert read(tmp_path)["pid"] == process.pid
            second = stack.enter_context(start(tmp_path, base, STATE_WAIT_S="200"))
            stack.callback(second.kill)
            wait_for(lambda: bool(list(tmp_path.rglob("*.turn"))))
            second.send_signal(signal.SIGSTOP)  # or it may have written of its own before we look
            process.send_signal(signal.SIGTERM)
        stopped = read(tmp_path)
        second.send_signal(signal.SIGCONT)
        assert (process.returncode, stopped["exit_code"], stopped["outcome"]) == (5, 5, "stopped")
        assert (stopped["state"], stopped["finish_reason"]) == ("ended", "shutdown")
        (source,) = stopped["sources"].values()
        assert (source["status"], source["articles"]) == ("unfinished", stopped["articles"])
        gated.gate.set()
        second.wait(200)
        done = read(tmp_path)
        assert (second.returncode, done["exit_code"], done["state"]) == (0, 0, "ended")
        assert [attempt["outcome"] for attempt in done["earlier"]] == ["stopped"]
        assert done["earlier"][0]["exit_code"] == 5
        (source,) = done["sources"].values()
        assert (source["status"], source["articles"], source["missed"]) == ("new", 20, {})
        assert done["arguments"] == {"site": f"{base}/"}
        assert {"newscrawl", "python", "scrapy", "trafilatura"} <= done["versions"].keys()
        manifest = json.loads(next(tmp_path.rglob("manifest.json")).read_text())
        assert (manifest["records"], manifest["finished"]) == (20, True)


def test_a_file_that_cannot_be_read_or_written_stops_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The log says it, and the crawl goes on."""
    (tmp_path / "run.json").write_text("[]")
    file = RunFile(tmp_path, {"spider": "site"})
    assert "what it says of earlier attempts cannot be read" in caplog.text
    file.end(ExitCode.MISSED, {"articles": 3})
    values = read(tmp_path)
    assert (values["schema"], values["exit_code"], values["earlier"]) == (1, 3, [])
    (tmp_path / "file").write_text("")
    RunFile(tmp_path / "file", {}).write({})
    assert "cannot be written" in caplog.text
