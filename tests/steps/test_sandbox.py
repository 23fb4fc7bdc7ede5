"""Pages are read in a process of its own, which no page outlasts, fills or breaks for the others."""

from newscrawl.model.items import Page
from newscrawl.steps.sandbox import Sandbox
from tests.support.server import article_page

URL = "https://news.example/a"


def page(body: bytes) -> Page:
    return Page(URL, body, "text/html; charset=utf-8", fetched_at="2026-11-24T07:00:00.000Z")


def test_a_page_that_breaks_a_limit_costs_itself() -> None:
    """One that takes too long, one that fills the memory, and between them one that is read."""
    good = page(article_page("Haven"))
    with Sandbox(timeout_s=60, max_bytes=500_000_000) as sandbox:
        record, reason = sandbox.read(good, 50)
        assert reason == ""
        assert record is not None
        assert record["metadata"]["flags"] == []
        bomb = page(b"<p>" + b"<b>x</b>" * 1_000_000 + b"</p>")
        none, why = sandbox.read(bomb, 50)
        assert (none, why) == (None, "too_many_elements")
        none, why = sandbox.read(page(b" " * 400_000_000), 50)
        assert none is None
        assert why in {"worker_out_of_memory", "worker_crashed"}
        assert sandbox.read(good, 50) == (record, "")
        sandbox._timeout_s = 0.0
        assert sandbox.read(good, 50) == (None, "timeout")
        sandbox._timeout_s = 60
        assert sandbox.read(good, 50) == (record, "")


def test_a_process_that_is_ended_from_outside_is_told() -> None:
    """The page in hand is counted as ``worker_crashed``; the next gets a new process."""
    good = page(article_page("Haven"))
    with Sandbox(timeout_s=60) as sandbox:
        expected = sandbox.read(good, 50)
        assert sandbox._process is not None
        sandbox._process.kill()
        sandbox._process.wait()
        assert sandbox.read(good, 50) == (None, "worker_crashed")
        assert sandbox.read(good, 50) == expected
        process = sandbox._process
    assert process.poll() is not None
