"""Requests outlive the process: what comes back is what went in, or it is refused."""

from collections.abc import Iterator
from typing import Any

import pytest
from scrapy import FormRequest, Request, Spider
from scrapy.http import JsonRequest, Response

from newscrawl.scheduler.request_codec import RequestError, pack_request, unpack_request
from newscrawl.state.values import Candidate, Lease


class Plain(Spider):
    """A spider with a callback and an errback."""

    name = "plain"

    def read(self, response: Response) -> Iterator[Any]:
        """Read."""
        yield from ()

    def miss(self, failure: object) -> Iterator[Any]:
        """Miss."""
        yield from ()


class Marked(Request):
    """A request with attributes of its own."""

    attributes = (*Request.attributes, "mark", "extra")

    def __init__(
        self, *arguments: Any, mark: str = "", extra: str | None = None, **options: Any
    ) -> None:
        super().__init__(*arguments, **options)
        self.mark, self.extra = mark, extra


SPIDER = Plain()


RING: list[object] = []
RING.append(RING)


def lease_of(candidate: Candidate, attempts: int = 0) -> Lease:
    return Lease(
        7,
        candidate.key,
        candidate.url,
        1,
        candidate.host,
        candidate.request,
        candidate.priority,
        candidate.depth,
        attempts,
        candidate.named,
    )


@pytest.mark.parametrize(
    "request_",
    [
        pytest.param(Request("https://h.example/"), id="plain"),
        pytest.param(Request("https://h.example/?utm_source=x#top"), id="address as asked for"),
        pytest.param(
            Request("https://h.example/", SPIDER.read, errback=SPIDER.miss), id="callbacks"
        ),
        pytest.param(
            Request("https://h.example/", meta={"depth": 3, "a": [1, {"b": None}]}), id="meta"
        ),
        pytest.param(
            Request("https://h.example/", cb_kwargs={"a": b"\xff"}, priority=-3), id="bytes"
        ),
        pytest.param(
            Request("https://h.example/", headers={"X": ["a", "b\xe9"]}, flags=["f"]), id="headers"
        ),
        pytest.param(Request("https://h.example/", method="POST", body=b"\x00\xff"), id="post"),
        pytest.param(FormRequest("https://h.example/", formdata={"q": "x"}), id="class"),
        pytest.param(
            Request("https://h.example/", cookies={"a": "b"}, encoding="latin-1"), id="cookies"
        ),
        pytest.param(
            Request("https://h.example/", meta={"title": "cut \ud83d"}), id="lone surrogate"
        ),
        pytest.param(Request("https://h.example/", dont_filter=True), id="to be fetched again"),
        pytest.param(Marked("https://h.example/", mark="x"), id="own attributes"),
        pytest.param(JsonRequest("https://h.example/", data={"é": 1}), id="json"),
        pytest.param(
            JsonRequest("https://h.example/", data={}, dumps_kwargs={"indent": 1}),
            id="json, its own way",
        ),
    ],
)
def test_a_request_comes_back_as_it_was(request_: Request) -> None:
    """All that makes up the request is kept; what belongs to one download is not."""
    request_.meta.update(download_latency=0.5, download_slot="h.example")
    back = unpack_request(lease_of(pack_request(request_, SPIDER)), SPIDER)
    assert type(back) is type(request_)
    for name in set(request_.attributes) - {"meta"}:
        assert getattr(back, name) == getattr(request_, name), name
    expected = {"depth": 0, **request_.meta, "frontier_lease": 7}
    del expected["download_latency"], expected["download_slot"]
    assert back.meta == expected


def test_a_plain_request_takes_no_room() -> None:
    """Five million of them wait."""
    assert pack_request(Request("https://h.example/"), SPIDER).request is None


def test_what_the_frontier_needs_is_read_off() -> None:
    """Priority, depth, rank, time, and whether it was named or asked for again."""
    meta = {"depth": 2, "rank": 5, "not_before": 9.0, "is_start_request": True}
    request = Request("https://H.example/x", priority=4, dont_filter=True, meta=meta)
    candidate = pack_request(request, SPIDER)
    assert (candidate.url, candidate.host) == ("https://h.example/x", "h.example")
    assert (candidate.priority, candidate.depth, candidate.rank) == (4, 2, 5)
    assert (candidate.not_before, candidate.named, candidate.again) == (9.0, True, True)


def test_attempts_come_back_as_retry_times() -> None:
    """Retry budgets hold across processes."""
    candidate = pack_request(Request("https://h.example/"), SPIDER)
    assert unpack_request(lease_of(candidate, attempts=2), SPIDER).meta["retry_times"] == 2


def test_method_and_body_name_a_request_too() -> None:
    """Two searches of one form are two requests; two spellings of one URL are one."""
    keys = {
        pack_request(request, SPIDER).key
        for request in (
            Request("https://h.example/"),
            Request("https://h.example/#x"),
            Request("https://h.example/", method="POST"),
            Request("https://h.example/", method="POST", body=b"q=1"),
        )
    }
    assert len(keys) == 3


@pytest.mark.parametrize(
    ("request_", "message"),
    [
        pytest.param(
            Request("https://h.example/", lambda response: None),
            "methods of the spider",
            id="lambda",
        ),
        pytest.param(
            Request("https://h.example/", meta={"x": object()}), "got object", id="object"
        ),
        pytest.param(Request("https://h.example/", meta={"x": {1, 2}}), "got set", id="set"),
        pytest.param(
            Request("https://h.example/", meta={"x": [{1: 2}]}), "got the key 1", id="key, no text"
        ),
        pytest.param(Request("https://h.example/", priority=1 << 63), "64 bits", id="priority"),
        pytest.param(
            Request("https://h.example/", cb_kwargs={"x": RING}), "[Cc]ircular|recursion", id="ring"
        ),
    ],
)
def test_what_cannot_be_stored_is_refused(request_: Request, message: str) -> None:
    """The error names the address and says what is expected."""
    with pytest.raises(RequestError, match=f"https://h.example/: .*{message}"):
        pack_request(request_, SPIDER)


@pytest.mark.parametrize("stored", ['{"callback":"gone"}', '{"_class":"no.such.Class"}'])
def test_what_cannot_be_restored_is_refused(stored: str) -> None:
    """A spider that lost a callback gets an error that names the page."""
    lease = Lease(1, b"", "https://h.example/", 1, "h.example", stored, 0, 0, 0, False)
    with pytest.raises(RequestError, match=r"https://h\.example/: cannot be made"):
        unpack_request(lease, SPIDER)
