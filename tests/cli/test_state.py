"""``newscrawl state``: shows, requeues, forgets."""

import json
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from newscrawl.cli.main import main
from newscrawl.discover.revisit import ValidatorEvidence
from newscrawl.health.figures import SourceFigures
from newscrawl.health.judge import Finding, HealthVerdict
from newscrawl.state.articles import Articles, Version
from newscrawl.state.breaker import Breaker
from newscrawl.state.documents import Document, Documents
from newscrawl.state.frontier import Frontier
from newscrawl.state.health import Health
from newscrawl.state.ledger import Ledger, OutputLine, Rotation
from newscrawl.state.robots import RobotsCache
from newscrawl.state.runs import Runs
from newscrawl.state.sqlite import SqliteStore
from newscrawl.state.values import Candidate, Outcome, Rest, Status
from newscrawl.web.urls import article_id, url_key

ENDS = {
    "https://a.example/done": Outcome(Status.DONE, records=1),
    "https://a.example/gone": Outcome(Status.FAILED, "http_404"),
    "https://a.example/busy": Outcome(Status.FAILED, "http_503", retryable=True),
    "https://b.example/menu": Outcome(Status.DROPPED, "too_short"),
    "https://b.example/next": None,
}


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """A state file with URLs of two hosts, one of each status."""
    store = SqliteStore(tmp_path / "state" / "newscrawl.sqlite")
    runs = Runs(store, resume_s=60)
    run = runs.begin("article", {}, lambda: str(tmp_path / "run"), 0.0)
    frontier = Frontier(store, run.id, worker="w")
    for url, outcome in ENDS.items():
        frontier.add(Candidate(url_key(url), url, url.split("/")[2]), 0.0)
        if outcome is not None:
            lease = frontier.lease(0.0)
            assert lease is not None
            frontier.finish(lease, outcome, 0.0)
    runs.end(run, "finished", 0.0, finished=False)
    store.commit()
    store.close()
    return tmp_path


def call(output: Path, *arguments: str) -> int:
    return main(["state", *arguments, "-o", str(output)])


def test_show(output: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Counts by host and status, then the reasons."""
    assert call(output, "show") == 0
    rows = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["a.example", "0", "0", "1", "2", "0"] in rows
    assert ["b.example", "1", "0", "0", "0", "1"] in rows
    assert ["a.example", "failed", "http_503", "1"] in rows
    assert ["b.example", "dropped", "too_short", "1"] in rows


def test_show_one_host(output: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Other hosts are left out."""
    assert call(output, "show", "--host", "b.example") == 0
    assert "a.example" not in capsys.readouterr().out


def test_failed(output: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One URL a line, with tabs between."""
    assert call(output, "failed", "--host", "a.example") == 0
    assert capsys.readouterr().out.splitlines() == [
        "failed\thttp_404\t0\thttps://a.example/gone",
        "failed\thttp_503\t0\thttps://a.example/busy",
    ]


@pytest.mark.parametrize(
    ("arguments", "count"),
    [
        pytest.param([], 2, id="all"),
        pytest.param(["--reason", "http_404"], 1, id="by reason"),
        pytest.param(["--host", "b.example"], 0, id="by host"),
        pytest.param(["--host", "A.example"], 2, id="by host as it may be typed"),
    ],
)
def test_requeue(
    arguments: list[str], count: int, output: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The same command takes up what was requeued, even long after."""
    assert call(output, "requeue", *arguments) == 0
    assert capsys.readouterr().out.startswith(f"{count} URLs")
    store = SqliteStore(output / "state" / "newscrawl.sqlite")
    run = Runs(store, resume_s=60).begin("article", {}, lambda: "new", 10.0**6 if count else 0.0)
    assert run.resumed
    frontier = Frontier(store, run.id, worker="w")
    given = 0
    while (lease := frontier.lease(0.0)) is not None:
        frontier.arrive(lease)
        given += 1
    assert given == count + 1
    store.close()


def test_a_host_that_was_given_up(output: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It is shown, and asked again once it is requeued."""
    store = SqliteStore(output / "state" / "newscrawl.sqlite")
    ((lane,),) = store.run("SELECT id FROM lanes WHERE host = 'b.example'")
    breaker = Breaker(store, Rest(after_failures=1, max_rests=0))
    breaker.fail(lane, 0.0)
    store.commit()
    store.close()
    assert call(output, "show", "--host", "b.example") == 0
    assert "given up" in capsys.readouterr().out
    assert call(output, "requeue", "--reason", "host_unavailable") == 0
    assert capsys.readouterr().out.startswith("1 URLs")
    assert call(output, "show", "--host", "b.example") == 0
    assert "given up" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "count"),
    [
        pytest.param(["--url", "https://b.example/next?utm_source=x"], 1, id="a URL"),
        pytest.param(["--url", "https://b.example/other"], 0, id="an unknown URL"),
        pytest.param(["--host", "A.example"], 3, id="a host"),
        pytest.param(["--all"], 5, id="all"),
    ],
)
def test_forget(
    arguments: list[str], count: int, output: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is forgotten is as if it had never been seen."""
    assert call(output, "forget", *arguments) == 0
    assert capsys.readouterr().out.startswith(f"{count} URLs")
    store = SqliteStore(output / "state" / "newscrawl.sqlite")
    assert store.run("SELECT count(*) FROM urls") == [(5 - count,)]
    counted = store.run("SELECT sum(due) FROM lanes")[0][0] or 0
    assert [(counted,)] == store.run("SELECT count(*) FROM urls WHERE status = 0")
    store.close()


def test_forgetting_what_a_url_led_to(output: Path) -> None:
    """By the address that its record names too; and the article that is known by it goes as well."""
    target = "https://c.example/new"
    with closing(SqliteStore(output / "state" / "newscrawl.sqlite")) as store:
        run = Runs(store, resume_s=60).begin("article", {}, lambda: "run", 0.0)
        frontier = Frontier(store, run.id, worker="w")
        frontier.add(
            Candidate(url_key("https://c.example/old"), "https://c.example/old", "c.example"), 0.0
        )
        lease = next(
            each for each in iter(lambda: frontier.lease(0.0), None) if each.host == "c.example"
        )
        frontier.redirect(lease, Candidate(url_key(target), target, "c.example"), 0.0)
        articles = Articles(store)
        articles.note(Version(article_id(target), article_id(target), 1, b"text"))
        store.commit()
    assert call(output, "forget", "--url", target) == 0
    with closing(SqliteStore(output / "state" / "newscrawl.sqlite")) as store:
        assert Articles(store).last(article_id(target)) is None
        assert store.run("SELECT count(*) FROM aliases") == [(0,)]
        assert store.run("SELECT count(*) FROM urls WHERE url LIKE '%c.example%'") == [(0,)]


def test_a_forgotten_host_is_asked_as_if_for_the_first_time(output: Path) -> None:
    """Its robots.txt is read anew and its rest is over; those of another host stay."""
    with closing(SqliteStore(output / "state" / "newscrawl.sqlite")) as store:
        shelf = RobotsCache(store, 60)
        for origin in (
            "https://b.example",
            "http://b.example:8080",
            "https://b.example.org",
            "https://a.example",
        ):
            shelf.put(origin, b"", 0.0)
        for host in ("a.example", "b.example"):
            ((lane,),) = store.run("SELECT id FROM lanes WHERE host = ?", (host,))
            Breaker(store, Rest()).fail(lane, 0.0, told_until=1e10)
        store.commit()
    assert call(output, "forget", "--host", "B.example") == 0
    with closing(SqliteStore(output / "state" / "newscrawl.sqlite")) as store:
        left = [origin for (origin,) in store.run("SELECT origin FROM robots ORDER BY origin")]
        assert left == ["https://a.example", "https://b.example.org"]
        assert store.run("SELECT host FROM lanes WHERE rest_until IS NOT NULL") == [("a.example",)]


def test_records_that_wait_are_not_forgotten(
    output: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """They would be lost."""
    store = SqliteStore(output / "state" / "newscrawl.sqlite")
    run = Runs(store, resume_s=60).begin("article", {}, lambda: "", 0.0)
    Ledger(store, run, Rotation()).add([OutputLine("nc-1", b"{}\n")])
    store.commit()
    store.close()
    assert call(output, "forget", "--all") == 2
    assert "1 records are not in their file yet" in capsys.readouterr().err


def test_check(output: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A whole file is said to be whole."""
    assert call(output, "check") == 0
    assert capsys.readouterr().out.endswith("newscrawl.sqlite: whole\n")


@pytest.mark.parametrize(
    "arguments", [["show"], ["requeue"], ["forget", "--all"]], ids=lambda words: words[0]
)
def test_no_state_file(
    arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing was crawled yet, or the name is wrong: said, and not made by looking."""
    assert call(tmp_path, *arguments) == 2
    assert "no such state file" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_health_is_shown_and_forgotten(output: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The last verdict of each source stands there until its past is forgotten; a run that was stopped has none."""
    store = SqliteStore(output / "state" / "newscrawl.sqlite")
    rows, finding = Health(store), Finding("empty", "8 of 8 pages give no text")
    for run_id in range(1, 50):
        rows.note("gazette", run_id, SourceFigures(listed=20, articles=9), HealthVerdict("healthy"))
    rows.note("gazette", 50, SourceFigures(listed=20, empty=8), HealthVerdict("broken", (finding,)))
    rows.note("gazette", 51, SourceFigures(listed=1))
    assert [run.broken for run in rows.past("gazette", 99)] == [True] + [False] * 39
    assert rows.of_run(51) == {"gazette": SourceFigures(listed=1)}
    store.commit()
    store.close()
    assert call(output, "health") == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "gazette broken 20 8 0 empty: 8 of 8 pages give no text" in shown
    assert call(output, "forget", "--source", "gazette") == 0
    assert capsys.readouterr().out == "41 runs of gazette forgotten\n"
    assert call(output, "health") == 0
    assert "gazette" not in capsys.readouterr().out


def test_documents(output: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """When each is due, what it brought, and how it is asked for."""
    now = time.time()
    with closing(SqliteStore(output / "state" / "newscrawl.sqlite")) as store:
        documents = Documents(store)
        for url, age_s in (("https://a.example/feed", 60.0), ("https://a.example/rss", 7_300.0)):
            key = url_key(url)
            document = Document(
                key, url, "a.example", "gazette", "feed", 200, {}, b"", b"", now - age_s
            )
            documents.put(document, b"")
            documents.add_news(key)
        for evidence in (
            ValidatorEvidence.CHANGE,
            ValidatorEvidence.CHANGE,
            ValidatorEvidence.SAME,
        ):
            documents.learn("a.example", "feed", evidence)
        store.commit()
    assert call(output, "documents") == 0
    rows = [line.split() for line in capsys.readouterr().out.splitlines()]
    asked = ["1", "if", "changed", "(on", "trial)"]
    assert [
        "gazette",
        "feed",
        "60",
        "s",
        "ago",
        "in",
        "59",
        "min",
        *asked,
        "https://a.example/feed",
    ] in rows
    assert ["gazette", "feed", "2", "h", "ago", "now", *asked, "https://a.example/rss"] in rows


def as_json(capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(capsys.readouterr().out)


def test_every_report_is_there_as_json(output: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The same figures, for programs."""
    assert call(output, "show", "--json", "--host", "a.example") == 0
    told = as_json(capsys)
    assert [(each["host"], each["failed"]) for each in told["hosts"]] == [("a.example", 2)]
    assert {each["reason"]: each["urls"] for each in told["reasons"]} == {
        "http_404": 1,
        "http_503": 1,
    }
    assert call(output, "failed", "--json", "--host", "a.example") == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(each["url"], each["retryable"]) for each in lines] == [
        ("https://a.example/gone", False),
        ("https://a.example/busy", True),
    ]
    assert call(output, "check", "--json") == 0
    assert as_json(capsys)["whole"] is True
    assert call(output, "requeue", "--json", "--reason", "http_503") == 0
    assert as_json(capsys) == {"requeued": 1}
    assert call(output, "forget", "--json", "--url", "https://a.example/gone") == 0
    assert as_json(capsys) == {"forgotten": 1}


def test_health_and_documents_as_json(output: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Verdicts with all figures; one document a line, with the time at which it is due."""
    verdict = HealthVerdict("broken", (Finding("empty", "9 of 9 pages give no text"),))
    url = "https://b.example/feed"
    document = Document(
        url_key(url), url, "b.example", "Gazette", "feed", 200, {}, b"", b"", 1_000.0
    )
    with closing(SqliteStore(output / "state" / "newscrawl.sqlite")) as store:
        Health(store).note("Gazette", 1, SourceFigures(listed=9), verdict)
        Documents(store).put(document, b"")
        store.commit()
    assert call(output, "health", "--json") == 0
    (source,) = as_json(capsys)
    assert (source["source"], source["status"], source["listed"]) == ("Gazette", "broken", 9)
    assert source["findings"] == [{"kind": "empty", "message": "9 of 9 pages give no text"}]
    assert call(output, "documents", "--json") == 0
    told = as_json(capsys)
    assert (told["url"], told["looked"]) == ("https://b.example/feed", "1970-01-01T00:16:40.000Z")
    assert told["due"] > told["looked"]
