"""What is noted of source documents, and when."""

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from newscrawl.discover.revisit import Pace, Trust, ValidatorEvidence, Way
from newscrawl.state.breaker import Breaker
from newscrawl.state.coverage import Coverage
from newscrawl.state.documents import Document, Documents
from newscrawl.state.frontier import Frontier
from newscrawl.state.overview import forget_all, forget_host, forget_url
from newscrawl.state.revisits import RevisitLog, Visit
from newscrawl.state.runs import Runs
from newscrawl.state.store import Store, open_store
from newscrawl.state.values import Candidate, Outcome, Rest, Status
from newscrawl.web.urls import canonical_url, url_key

URL = "http://news.example:8080/feed"
FEED = Document(
    url_key(canonical_url(URL)),
    URL,
    "news.example:8080",
    "news",
    "feed",
    200,
    {"ETag": '"1"'},
    b"one",
    b"<rss/>",
)
HOUR = 3_600.0


@pytest.fixture
def store(any_state: str) -> Iterator[Store]:
    store = open_store(any_state)
    yield store
    store.close()


def looks_of(store: Store, body_max_bytes: int = 1_000) -> RevisitLog:
    """Looks with the usual intervals."""
    return RevisitLog(Documents(store), Pace(), 10, body_max_bytes)


def look(
    revisits: RevisitLog,
    now: float,
    document: Document = FEED,
    evidence: ValidatorEvidence = ValidatorEvidence.NONE,
) -> Document:
    """Look at *document*, and give what is kept of it."""
    revisits.begin(1, Visit(document, revisits.last(document.key), evidence))
    revisits.end(1, now, whole=True)
    kept = revisits.last(document.key)
    assert kept is not None
    return kept


def test_a_look_is_noted_when_its_page_has_ended_whole(store: Store) -> None:
    """Not before, and not of a page that was given up."""
    revisits = looks_of(store)
    revisits.begin(1, Visit(FEED, None))
    assert revisits.last(FEED.key) is None
    revisits.end(1, 1_000.0, whole=False)
    assert revisits.last(FEED.key) is None
    assert revisits.end(1, 1_000.0, whole=True) is None
    assert look(revisits, 1_000.0) == replace(FEED, looked=1_000.0)


def test_news_are_counted_for_the_look_that_brought_them(store: Store) -> None:
    """Those found while the page is read, and those of a front that are asked for later."""
    revisits = looks_of(store)
    revisits.begin(1, Visit(FEED, None))
    revisits.count_news(FEED.key)
    revisits.end(1, 1_000.0, whole=True)
    revisits.count_news(FEED.key)
    kept = revisits.last(FEED.key)
    assert kept is not None
    assert kept.news == 2
    again = look(revisits, 1_000.0 + HOUR, replace(FEED, digest=b"two"))
    assert (again.news, again.elapsed, again.interval_s) == (0, HOUR, HOUR)


def test_a_document_is_due_when_its_interval_has_passed(store: Store) -> None:
    """One from the future, by a clock that was wrong, is due too."""
    revisits = looks_of(store)
    kept = look(revisits, 1_000_000.0)
    assert not revisits.is_due(kept, 1_000_000.0 + HOUR - 1)
    assert revisits.is_due(kept, 1_000_000.0 + HOUR)
    assert revisits.is_due(kept, 1_000_000.0 - 60)
    assert revisits.due("news", 1_000_000.0 + 60) == []
    due = revisits.due("news", 1_000_000.0 + HOUR)
    assert due is not None
    assert [each.url for each in due] == [URL]
    assert revisits.due("other", 1_000_000.0) is None


@pytest.mark.parametrize(
    ("document", "evidence", "way"),
    [
        pytest.param(FEED, [], Way.PLAIN, id="nothing proved"),
        pytest.param(FEED, [ValidatorEvidence.CHANGE] * 2, Way.CHECKED, id="proved half"),
        pytest.param(
            FEED, [ValidatorEvidence.CHANGE, ValidatorEvidence.SAME] * 2, Way.TRUSTED, id="proved"
        ),
        pytest.param(
            replace(FEED, headers={}),
            [ValidatorEvidence.CHANGE, ValidatorEvidence.SAME] * 2,
            Way.PLAIN,
            id="no validator",
        ),
        pytest.param(
            replace(FEED, kind="front"),
            [ValidatorEvidence.CHANGE, ValidatorEvidence.SAME] * 2,
            Way.PLAIN,
            id="other kind",
        ),
        pytest.param(
            replace(FEED, host="news.example"),
            [ValidatorEvidence.CHANGE] * 2,
            Way.PLAIN,
            id="other port",
        ),
        pytest.param(
            replace(FEED, body=bytes(range(256)) * 8),
            [ValidatorEvidence.CHANGE] * 2,
            Way.PLAIN,
            id="body not kept",
        ),
    ],
)
def test_validators_are_sent_where_they_help(
    document: Document, evidence: list[ValidatorEvidence], way: Way, store: Store
) -> None:
    """To the host and for the kind that has proved them, where the body is there to be read again."""
    revisits = looks_of(store, body_max_bytes=100)
    for each in evidence:
        Documents(store).learn(FEED.host, FEED.kind, each)
    assert revisits.way(look(revisits, 1_000.0, document)) is way


@pytest.mark.parametrize(
    ("due_only", "begun", "kept"),
    [
        pytest.param(False, 1_000.0, True, id="looked at in this run"),
        pytest.param(False, 1_001.0, False, id="no more led to"),
        pytest.param(True, 1_001.0, True, id="not due"),
        pytest.param(True, 1_000.0 + HOUR, False, id="due, and no more led to"),
    ],
)
def test_documents_that_nothing_leads_to_any_more_are_forgotten(
    due_only: bool, begun: float, kept: bool, store: Store
) -> None:
    """By a run that was whole: else sitemaps of each day would be kept for ever."""
    revisits = looks_of(store)
    look(revisits, 1_000.0)
    revisits.forget("news", begun, due_only=due_only)
    assert (revisits.last(FEED.key) is not None) is kept


def test_what_a_look_proves_is_kept(store: Store) -> None:
    """By host and kind."""
    revisits = looks_of(store)
    look(revisits, 1_000.0, evidence=ValidatorEvidence.CHANGE)
    look(revisits, 2_000.0, evidence=ValidatorEvidence.NONE)
    look(revisits, 3_000.0, evidence=ValidatorEvidence.LIE)
    assert Documents(store).trust(FEED.host, "feed") == Trust(lies=1)
    assert Documents(store).trust(FEED.host, "sitemap") == Trust()


def test_a_place_with_nothing_of_use_is_missing_for_a_month(store: Store) -> None:
    """Also where something else was answered than what was looked for."""
    revisits = looks_of(store)
    revisits.begin(1, Visit(FEED, None))
    revisits.end(1, 1_000.0, whole=True, useless=True)
    kept = revisits.last(FEED.key)
    assert kept is not None
    assert (kept.status, kept.body) == (404, b"")
    assert revisits.is_missing(kept, 1_000.0 + 29 * 24 * HOUR)
    assert not revisits.is_missing(kept, 1_000.0 + 31 * 24 * HOUR)


@pytest.mark.parametrize("forget", [
    pytest.param(lambda store: forget_url(store, URL), id="URL"),
    pytest.param(lambda store: forget_host(store, "news.example"), id="host"),
    pytest.param(forget_all, id="all"),
])  # fmt: skip
def test_what_is_forgotten_is_asked_for_anew(forget: object, store: Store) -> None:
    """``newscrawl state forget`` forgets documents too, and that what lists it need not be read."""
    look(looks_of(store), 1_000.0)
    Coverage(store, 1).note("news", "all", 0.0, 2_000.0)
    assert callable(forget)
    forget(store)
    assert looks_of(store).last(FEED.key) is None
    assert Coverage(store, 1).since("news", "all") is None


def test_a_source_is_covered_until_a_run_breaks_off(store: Store) -> None:
    """A document that was looked at after the end of a run belongs to one that did not end."""
    revisits, coverage = looks_of(store), Coverage(store, 1)
    assert coverage.since("news", "all") is None
    look(revisits, 1_000.0)
    coverage.note("news", "all", 500.0, 2_000.0)
    assert coverage.since("news", "all") == 500.0
    assert coverage.since("news", "other") is None
    look(revisits, 3_000.0)
    assert coverage.since("news", "all") is None


def test_articles_of_earlier_runs_are_found_and_brought_back_once(store: Store) -> None:
    """By the time of their first harvest, because they failed, or were left to a host that was given up."""
    outcomes = {
        "old": (10.0, Outcome(Status.DONE, records=1)),
        "young": (100.0, Outcome(Status.DONE, records=1)),
        "young too": (100.0, Outcome(Status.DONE, records=1)),
        "no article": (100.0, Outcome(Status.DROPPED, "listing")),
        "failed": (100.0, Outcome(Status.FAILED, "http_503", retryable=True)),
        "gone": (100.0, Outcome(Status.FAILED, "http_404")),
        "blank": (100.0, Outcome(Status.DROPPED, "empty")),
    }
    first, second = (Frontier(store, number, worker="w") for number in (1, 2))
    for name, (now, outcome) in outcomes.items():
        first.add(Candidate(name.encode(), name, "news.example"), now)
        lease = first.lease(now)
        assert lease is not None
        first.finish(lease, outcome, now)
    for name, host in (("left", "down.example"), ("waiting", "slow.example")):
        first.add(Candidate(name.encode(), name, host), 100.0)
    ((lane,),) = store.run("SELECT id FROM lanes WHERE host = 'down.example'")
    Breaker(store, Rest(after_failures=1, max_rests=0)).fail(lane, 100.0)
    coverage = Coverage(store, 2)
    assert [each.url for each in coverage.harvested(0.0)] == ["old", "young", "young too"]
    failed = {each.url: bool(each.retryable) for each in coverage.failed()}
    assert failed == {"failed": True, "gone": False, "blank": False, "left": True}
    assert coverage.is_old(b"young")
    assert not coverage.is_old(b"never seen")
    young = list(coverage.harvested(50.0))
    assert [each.url for each in young] == ["young", "young too"]
    assert [second.bring_back(each.id, each.host, each.request, 200.0) for each in young] == [
        True,
        True,
    ]
    assert not second.bring_back(young[0].id, young[0].host, None, 200.0)
    assert coverage.hosts_left() == ["news.example"]
    assert not coverage.is_old(b"young")
    assert list(coverage.harvested(50.0)) == []
    lease = second.lease(200.0)
    assert lease is not None
    second.finish(lease, Outcome(Status.DROPPED, "unchanged"), 300.0)
    assert [each.harvested for each in Coverage(store, 3).harvested(50.0)] == [100.0]
    (left,) = [each for each in coverage.failed() if each.url == "left"]
    assert second.bring_back(left.id, left.host, left.request, 300.0)
    assert not second.bring_back(left.id, left.host, left.request, 300.0)
    assert store.run("SELECT run_id, due, delayed FROM lanes WHERE host = 'down.example'") == [
        (1, 0, 0),
        (2, 1, 0),
    ]


def test_what_a_run_did_not_ask_for_is_found_by_one_that_asks_for_more(store: Store) -> None:
    """With what its page told; not by a run that chooses alike, and not what was harvested before."""
    told = {"old": ("published", "2026-11-01"), "other": ("language", "de")}
    reasons = {"old": "out_of_window", "other": "wrong_language", "list": "listing"}
    first = Frontier(store, 1, worker="w")
    for name, reason in reasons.items():
        first.add(Candidate(name.encode(), name, "news.example"), 10.0)
        lease = first.lease(10.0)
        assert lease is not None
        first.finish(lease, Outcome(Status.DROPPED, reason, told=told.get(name)), 10.0)
    narrow = {"site": "news.example", "since": "7d"}
    for number, arguments in enumerate((narrow, {**narrow, "site": "x.example"}, {}), 1):
        Runs(store, resume_s=60.0).begin("site", arguments, lambda: "out", float(number))
        found = list(Coverage(store, number).unwanted())
        kept = {each.url: json.loads(each.request or "")["meta"]["told"] for each in found}
        assert kept == (
            {name: list(value) for name, value in told.items()} if not arguments else {}
        )
