"""The progress line, on a real (pseudo) terminal and off it."""

import os
import pty
import re
import subprocess
from pathlib import Path

from tests.support.crawl import BIN, CHECKOUT, QUICK, run
from tests.support.server import Server


def on_terminal(folder: Path, *urls: str) -> str:
    """Crawl with the standard error on a terminal; give all that came out."""
    ours, theirs = pty.openpty()
    options = [text for name, value in QUICK.items() for text in ("-s", f"{name}={value}")]
    command = [BIN / "newscrawl", "crawl", *urls, "-o", str(folder), *options]
    with subprocess.Popen(
        command, cwd=CHECKOUT, stderr=theirs, env={**os.environ, "TERM": "xterm"}
    ):
        os.close(theirs)
        out = b""
        try:
            while part := os.read(ours, 65536):
                out += part
        except OSError:  # the last one has closed the terminal
            pass
    os.close(ours)
    return out.decode()


def test_a_terminal_gets_one_line_that_updates(server: Server, tmp_path: Path) -> None:
    """The line shows pages, articles, rate and waiting; what is logged stands above it, whole."""
    out = on_terminal(
        tmp_path, server.url("/article/Ahaven"), server.url("/slow?s=2"), server.url("/empty")
    )
    assert re.search(r"\d of 3 pages, \d articles, \d without, [\d.]+ pages/s, \d waiting", out)
    assert "WARNING: Dropped: " + server.url("/empty") in re.sub(
        r"\x1b\[[0-9;?]*[A-Za-z]|\r|\n", "", out
    )
    assert "\x1b[2K" in out


def test_a_file_gets_plain_lines(server: Server, tmp_path: Path) -> None:
    """Off a terminal a line is logged now and then, without any escape sequence."""
    settings = {"PROGRESS_INTERVAL_S": "0.5"}
    crawl = run("newscrawl", "crawl", server.url("/slow?s=2"), folder=tmp_path, settings=settings)
    assert re.search(r"^INFO: \d of \d pages, \d+ articles, \d+ without", crawl.log, re.MULTILINE)
    assert "\x1b" not in crawl.log


def test_a_list_has_a_total_and_a_time_left(server: Server, tmp_path: Path) -> None:
    """What waits is counted, what failed too, and with a host that is asked once a second so is the time."""
    # Enough for the workers to have begun, on a busy machine too, long before the last is asked for.
    names = "abcdefghijklmnopqrs"
    urls = [server.url("/status/500"), *(server.url(f"/article/{name}") for name in names)]
    settings = {
        "PROGRESS_INTERVAL_S": "0.2",
        "DOWNLOAD_DELAY": "0.4",
        "CONCURRENT_REQUESTS_PER_DOMAIN": "1",
    }
    crawl = run(
        "newscrawl", "crawl", "@-", folder=tmp_path, settings=settings, stdin="\n".join(urls)
    )
    lines = re.findall(r"^INFO: \d+ of 20 pages, .* (\d+) waiting(.*)", crawl.log, re.MULTILINE)
    assert lines, crawl.log
    assert any(int(waiting) > 0 for waiting, _ in lines)
    assert any(re.fullmatch(r", about \d+ s left", left) for _, left in lines)
