"""``newscrawl report``: figures of runs on one page, in a real browser; bounded however much there is."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from newscrawl.cli.main import main
from newscrawl.health.figures import SourceFigures
from newscrawl.health.judge import Finding, HealthVerdict
from newscrawl.reports.report import render_report
from newscrawl.reports.tally import EXAMPLES, MAX_SHOWN, Tally, count_run, run_folders
from newscrawl.state.health import Health
from newscrawl.state.store import PREFIX, opened_store
from tests.support.browsing import CONTRAST, Opened, axe_faults, opened, unnamed_controls
from tests.support.rendered_pages import needs_browser

TITLE = "</script><img src=x onerror=window.owned=1>"


def record(number: int, **changes: Any) -> dict[str, Any]:
    removed = {
        "text": "Give now",
        "category": "donation",
        "rule_id": "appeals.run",
        "reason": "asks",
        "position": 1,
    }
    return {
        "id": f"nc-{number}",
        "text": "word " * (10 + number % 900),
        "source": f"newscrawl/paper{number % 7}.example",
        "added": "2026-11-26T12:00:00.000Z",
        "created": f"2026-11-{1 + number % 25:02}T08:00:00.000Z",
        "url": f"https://paper{number % 7}.example/{number}",
        "title": f"Story {number}",
        "language": ("en", "de", "ar")[number % 3],
        "authors": ["Anna Berg"],
        "metadata": {
            "removed": [removed] * (number % 3),
            "rights": {"reserved": ["noai"] if number % 11 == 0 else []},
            "duplicate_of": "nc-1" if number % 13 == 1 else "",
        },
        **changes,
    }  # fmt: skip


def a_run(folder: Path, count: int) -> Path:
    """A run with *count* articles, one of them hostile, and what a killed run leaves: half a line."""
    folder.mkdir(parents=True)
    lines = [json.dumps(record(number)) for number in range(count)]
    lines[0] = json.dumps(record(0, title=TITLE, url="javascript:window.owned=1", language="x<b>"))
    (folder / "articles-00001.jsonl.gz").write_bytes(
        gzip.compress("\n".join(lines).encode() + b"\n")
    )
    (folder / "articles-00002.jsonl").write_text(json.dumps({"text": 5}) + "\n{")
    missed = [
        {"url": "https://paper1.example/x", "reason": "timeout", "message": TITLE},
        {"url": "data:text/html,x", "reason": "http_404", "message": "gone"},
    ]
    (folder / "missed.jsonl").write_text("".join(json.dumps(one) + "\n" for one in missed))
    finding = {"kind": "blocked", "message": "9 of 9 pages cannot be had"}
    told = {
        "started": "2026-11-26T12:00:00Z",
        "outcome": "done",
        "failed": {"timeout": 1, "http_404": 1},
        "dropped": {"no_text": 4},
        "sources": {"paper6.example": {"status": "broken", "findings": [finding]}},
    }
    (folder / "run.json").write_text(json.dumps(told))
    return folder


def rows(seen: Opened, table: str) -> list[list[str]]:
    found: list[list[str]] = seen.js(
        f"[...document.querySelectorAll('#{table} tbody tr')].map(r => [...r.cells].map(c => c.textContent))"
    )
    return found


@needs_browser
def test_figures_lead_to_examples_and_tables_sort_and_filter(tmp_path: Path) -> None:
    """A click on a figure shows its articles; a click on a head sorts; nothing of a title runs."""
    page = tmp_path / "report.html"
    assert main(["report", str(a_run(tmp_path / "run", 300)), "-o", str(page)]) == 0
    with opened(page) as seen:
        assert seen.page.inner_text(".tiles").split()[:2] == ["articles", "300"]
        assert "bad lines\n2" in seen.page.inner_text(".tiles")
        seen.page.click("[data-find='language:de']")
        assert {row[3] for row in rows(seen, "articles")} == {"de"}
        assert seen.page.inner_text("#articles .count") == "100 of 300"
        seen.page.click("[data-find='reason:timeout']")
        assert [row[0] for row in rows(seen, "missed")] == ["timeout"]
        seen.page.click("#articles th:has-text('characters')")
        longest = [int(row[4].replace(",", "")) for row in rows(seen, "articles")]
        assert longest == sorted(longest, reverse=True)
        assert (
            seen.page.get_attribute("#articles th:has-text('characters')", "aria-sort")
            == "descending"
        )
        seen.page.fill("#articles-filter", "img onerror")
        assert rows(seen, "articles")[0][0] == TITLE
        assert seen.js("document.querySelectorAll('img, a[href^=javascript]').length") == 0
        assert rows(seen, "sources")[0][:2] == ["paper6.example", "broken"]
        assert seen.js("window.owned") is None
        assert f"{tmp_path}/run/articles-00001.jsonl.gz#1" in rows(seen, "articles")[0][6]


@needs_browser
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_report_can_be_read_by_all(tmp_path: Path, dark: bool) -> None:
    """Everything has a name and enough contrast; on a phone nothing is wider than the screen."""
    tally = Tally()
    count_run(a_run(tmp_path / "run", 50), tally)
    page = tmp_path / "report.html"
    page.write_text(render_report(tally), encoding="utf-8")
    with opened(page, width=390, dark=dark) as seen:
        assert unnamed_controls(seen) == []
        assert seen.js(CONTRAST) == []
        seen.js("document.querySelectorAll('details').forEach(one => one.open = true)")
        assert axe_faults(seen) == []
        seen.page.set_viewport_size({"width": 1500, "height": 900})
        seen.page.click("#articles th:has-text('characters')")
        assert axe_faults(seen) == []
        seen.page.set_viewport_size({"width": 390, "height": 900})
        assert seen.js("document.documentElement.scrollWidth <= innerWidth")


LINES = [
    pytest.param({"authors": None}, 1, id="no authors"),
    *(
        pytest.param(change, 0, id=f"without {' '.join(change)}")
        for change in ({"language": ...}, {"title": ...}, {"authors": ...}, {"url": ...})
    ),
    pytest.param({"text": 5}, 0, id="a number for a text"),
    pytest.param({"metadata": {"removed": [], "rights": {"reserved": []}}}, 0, id="old facts"),
    pytest.param({"metadata": {"removed": [{"category": "share"}]}}, 0, id="half a removal"),
]


@pytest.mark.parametrize(("change", "articles"), LINES)
def test_a_line_is_an_article_or_bad(change: dict[str, Any], articles: int, tmp_path: Path) -> None:
    """Each line counts once: nothing of a record that lacks a field is in any figure."""
    changed = {name: value for name, value in record(1, **change).items() if value is not ...}
    (tmp_path / "articles-00001.jsonl").write_text(json.dumps(changed) + "\n")
    tally = Tally()
    count_run(tmp_path, tally)
    assert (tally.articles, tally.bad_lines) == (articles, 1 - articles)
    assert sum(tally.languages.values()) == sum(tally.days.values()) == articles
    assert sum(one.articles for one in tally.sources.values()) == articles


def test_what_is_listed_is_bounded_and_each_figure_has_its_examples() -> None:
    """Beyond the limit only first examples are listed; all is counted."""
    tally = Tally()
    for number in range(MAX_SHOWN + 2_000):
        tally.add_article(record(number), f"a.jsonl#{number}")
    tally.add_article(record(1, language="fi", source="newscrawl/late.example"), "b.jsonl#1")
    for number in range(500):
        tally.add_missed(
            {"url": f"https://a.example/{number}", "reason": "http_500", "message": "x"}
        )
    assert tally.articles == MAX_SHOWN + 2_001
    assert MAX_SHOWN < len(tally.shown) <= MAX_SHOWN + EXAMPLES
    assert tally.shown[-1].source == "late.example"
    assert tally.sources["a.example"].missed["http_500"] == 500
    assert len(tally.missed) == 20
    assert tally.languages["fi"] == 1


def test_runs_are_found_and_what_is_none_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A folder of runs counts each of them; what holds none is an error with the way out."""
    for name in ("a", "b"):
        a_run(tmp_path / "site" / name, 5)
    assert [path.name for path in run_folders([tmp_path])] == ["a", "b"]
    (tmp_path / "empty").mkdir()
    for place, said in (("empty", "expected the folder of a run"), ("nowhere", "is not there")):
        assert main(["report", str(tmp_path / place), "-o", str(tmp_path / "r.html")]) == 2
        assert said in capsys.readouterr().err
    assert not (tmp_path / "r.html").exists()


def test_the_figures_for_programs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """``--json``: what the page shows; the page itself only where it is named."""
    run = a_run(tmp_path / "run", 300)
    assert main(["report", str(run), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    tally = Tally()
    count_run(run, tally)
    assert (told["articles"], told["bad_lines"]) == (tally.articles, tally.bad_lines) == (300, 2)
    assert told["languages"] == tally.languages
    assert told["removed_days"] == tally.removed_days
    assert told["sources"]["paper1.example"]["articles"] == tally.sources["paper1.example"].articles
    assert told["reasons"]["failed"] == tally.reasons["failed"]
    page = tmp_path / "r.html"
    assert main(["report", str(run), "--json", "-o", str(page)]) == 0
    assert page.exists()
    assert json.loads(capsys.readouterr().out) == told


def test_a_state_file_gives_the_last_verdicts(tmp_path: Path) -> None:
    """Without a run, the verdicts and figures that the state holds are the report."""
    state = tmp_path / "newscrawl.sqlite"
    with opened_store(f"{PREFIX}{state}", readonly=False) as store:
        verdict = HealthVerdict("broken", (Finding("blocked", "9 of 9 pages cannot be had"),))
        Health(store).note("paper.example", 1, SourceFigures(articles=3), verdict)
    assert main(["report", str(state), "-o", str(tmp_path / "r.html")]) == 0
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert '["paper.example","broken","blocked: 9 of 9 pages cannot be had",3,' in page
