"""The worker process: frames in, frames out, over one socket."""

import pickle
import socket
import threading
from collections.abc import Callable
from typing import Any

import pytest

from newscrawl.errors import ExtractError
from newscrawl.model.items import Page
from newscrawl.workers.worker import LENGTH, framed, load, serve

PAGE = Page("https://a.example/", b"<p>Hello", "text/html")


def answers(extract: Callable[[Any], Any], *tasks: Any) -> list[Any]:
    """Return what a worker with *extract* answers: that it is ready, then to each task."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        worker = threading.Thread(target=_serve, args=(theirs, extract))
        with ours.makefile("rwb") as stream:
            for task in tasks:
                data = pickle.dumps(task)
                stream.write(LENGTH.pack(len(data)) + data)
            stream.flush()
            ours.shutdown(socket.SHUT_WR)
            worker.run()
            theirs.shutdown(socket.SHUT_WR)
            found = []
            while head := stream.read(LENGTH.size):
                found.append(pickle.loads(stream.read(LENGTH.unpack(head)[0])))  # noqa: S301 - our own
    return found


def _serve(connection: socket.socket, extract: Callable[[Any], Any]) -> None:
    serve(connection, extract, timeout_s=100, memory_max_bytes=0)


def raising(error: Exception) -> Callable[[Any], Any]:
    def extract(_: Any) -> Any:
        raise error

    return extract


def test_each_page_has_one_answer_in_order() -> None:
    """After the word that it is ready; it ends when the other end is closed."""
    found = answers(lambda page: page.url, PAGE, PAGE)
    assert found == [("ready",), ("draft", PAGE.url), ("draft", PAGE.url)]
    assert answers(lambda page: page) == [("ready",)]


@pytest.mark.parametrize(
    ("error", "reason", "message"),
    [
        pytest.param(ExtractError("no_text", "a"), "no_text", "a", id="no article"),
        pytest.param(MemoryError(), "worker_out_of_memory", "more memory than it may", id="memory"),
        pytest.param(KeyError("x"), "extraction_error", "KeyError in test_worker.py:", id="defect"),
    ],
)
def test_an_error_costs_its_page_alone(error: Exception, reason: str, message: str) -> None:
    """It is an answer, with its reason; the next page is read."""
    found = answers(raising(error), PAGE, PAGE)
    assert [each[:2] for each in found[1:]] == [("error", reason)] * 2
    assert message in found[1][2]


def test_what_cannot_be_sent_is_an_error() -> None:
    """Extraction gave no value of ours."""
    _, (kind, reason, message) = answers(lambda page: lambda: page, PAGE)
    assert (kind, reason) == ("error", "extraction_error")
    assert "the draft cannot be sent" in message


def test_a_function_is_found_by_its_path() -> None:
    """And one that is not there is an error of Python."""
    assert load("tests.support.quick.extract_page").__name__ == "extract_page"
    with pytest.raises(AttributeError):
        load("tests.support.quick.no_such")
    with pytest.raises(ModuleNotFoundError):
        load("tests.support.no_such.extract_page")


def test_a_frame_names_its_length() -> None:
    """Eight bytes, then the pickle."""
    frame = framed(("ready",))
    assert LENGTH.unpack(frame[:8])[0] == len(frame) - 8
