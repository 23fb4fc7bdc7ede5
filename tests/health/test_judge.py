"""When a source is broken, and when it only has a quiet night."""

import random
from collections import Counter

import pytest

from newscrawl.health.figures import SourceFigures
from newscrawl.health.judge import HealthVerdict, PastRun, judge


def run(
    articles: int = 0,
    *,
    chars: int = 2_000,
    spread: float = 0.0,
    drops: dict[str, int] | None = None,
    **values: object,
) -> SourceFigures:
    """Figures of a run with *articles* of *chars* characters, and pages dropped by reason."""
    figures = SourceFigures(**{"listed": 20, "entrances": 2, "answered": 2 + articles, **values})  # type: ignore[arg-type]
    for number in range(articles):
        factor = 1 + spread * (number % 3 - 1)
        figures.note_text("x" * int(chars * factor), 100)
    for reason, count in (drops or {}).items():
        for _ in range(count):
            figures.note_drop(reason)
    return figures


def past(*runs: SourceFigures, broken: bool = False) -> list[PastRun]:
    return [PastRun(one, broken) for one in runs]


def kinds(verdict: HealthVerdict) -> list[str]:
    return [finding.kind for finding in verdict.findings]


USUAL = past(*(run(10, drops={"no_text": 1}, unanswered=Counter({"404": 1})) for _ in range(6)))


@pytest.mark.parametrize(
    ("tonight", "status"),
    [
        pytest.param(run(0), "quiet", id="nothing new"),
        pytest.param(run(0, answered=0, entrances=0, listed=0), "quiet", id="not looked at"),
        pytest.param(run(9), "healthy", id="as usual"),
        pytest.param(run(0, drops={"no_text": 1}), "healthy", id="one odd page, and no other"),
        pytest.param(run(1, drops={"no_text": 2}), "healthy", id="two odd pages of three"),
        pytest.param(run(0, drops={"unchanged": 8}), "healthy", id="only what is known"),
        pytest.param(run(0, drops={"withdrawn": 8}), "healthy", id="only what is gone by now"),
        pytest.param(run(0, drops={"out_of_window": 30}, wanted=31), "healthy", id="much that is too old"),
        pytest.param(run(1, chars=300), "healthy", id="one brief"),
        pytest.param(run(8, chars=1_200), "healthy", id="somewhat shorter"),
        pytest.param(run(5, listed=2), "healthy", id="a shorter feed"),
        pytest.param(run(5, missed=Counter(http_404=2)), "healthy", id="two pages are gone"),
        pytest.param(run(5, unanswered=Counter({"500": 2})), "healthy", id="two addresses fail"),
        pytest.param(run(3, front_missed="timeout"), "healthy", id="the front is slow, the feed is not"),
    ],
)  # fmt: skip
def test_a_quiet_or_common_night_is_no_alarm(tonight: SourceFigures, status: str) -> None:
    """What may well be chance is no finding."""
    assert judge(tonight, USUAL) == HealthVerdict(status)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("tonight", "status", "kind"),
    [
        pytest.param(run(0, drops={"no_text": 8}), "broken", "empty", id="no text"),
        pytest.param(run(1, drops={"too_short": 9}), "broken", "empty", id="hardly any text"),
        pytest.param(run(0, drops={"not_an_article": 8}), "broken", "no_articles", id="articles no more"),
        pytest.param(run(1, drops={"duplicate": 6}), "broken", "same_text", id="one text everywhere"),
        pytest.param(run(0, drops={"same_page": 6}), "broken", "same_text", id="all lead to one page"),
        pytest.param(run(0, drops={"no_text": 8}, walls=Counter(consent_wall=8)), "broken", "consent_wall", id="consent"),
        pytest.param(run(8, chars=300), "broken", "shorter", id="much shorter"),
        pytest.param(run(0, missed=Counter(http_403=6)), "broken", "blocked", id="refused"),
        pytest.param(run(0, missed=Counter(http_500=6)), "broken", "http_errors", id="server errors"),
        pytest.param(run(0, unanswered=Counter({"429": 30})), "broken", "blocked", id="told to go slow"),
        pytest.param(run(0, unanswered=Counter({"no_answer": 30})), "broken", "http_errors", id="silence"),
        pytest.param(run(0, listed=0), "broken", "nothing_found", id="nothing found"),
        pytest.param(run(0, listed=0, front_wall="block_page"), "broken", "block_page", id="front is a wall"),
        pytest.param(run(0, listed=0, entrances=0, front_missed="http_403"), "broken", "unreachable", id="front refused"),
        pytest.param(run(9, undated=9), "changed", "undated", id="no dates"),
        pytest.param(run(9, unsigned=9), "changed", "unsigned", id="no authors"),
        pytest.param(run(9, listed=1), "changed", "fewer_found", id="few found"),
        pytest.param(run(9, removed_chars=40_000), "changed", "more_boilerplate", id="boilerplate"),
    ],
)  # fmt: skip
def test_a_break_with_the_past_is_named(tonight: SourceFigures, status: str, kind: str) -> None:
    """What is all but impossible by chance is a finding, by its name."""
    usual = past(*(run(10, listed=200) for _ in range(6))) if kind == "fewer_found" else USUAL
    verdict = judge(tonight, usual)
    assert (verdict.status, kinds(verdict)) == (status, [kind])


TO_HTTPS = run(6, drops={"same_page": 6, "duplicate": 4}, moved_to="https://gazette.example")


def test_a_front_that_redirects_to_another_origin_has_moved() -> None:
    """Once, with the new origin; articles that are found again under the new URLs are no fault."""
    verdict = judge(TO_HTTPS, USUAL)
    assert (verdict.status, kinds(verdict)) == ("changed", ["moved"])
    assert "https://gazette.example" in verdict.findings[0].message
    later = run(6, drops={"duplicate": 7}, moved_to="https://gazette.example")
    assert judge(later, [*past(TO_HTTPS), *USUAL]) == HealthVerdict("healthy")
    assert kinds(judge(run(6, moved_to="https://gazette.example"), [])) == []


def test_a_move_hides_no_other_fault() -> None:
    """Pages that give no text after it are told beside it."""
    tonight = run(0, drops={"no_text": 8}, moved_to="https://gazette.example")
    verdict = judge(tonight, USUAL)
    assert (verdict.status, kinds(verdict)) == ("broken", ["moved", "empty"])


def test_without_a_past_only_what_fails_nearly_always_is_broken() -> None:
    """A new source is new, unless it gives nothing but empty pages."""
    assert judge(run(5), []).status == "new"
    assert judge(run(5, drops={"listing": 40}), []).status == "new"
    assert judge(run(5, drops={"no_text": 5}), []).status == "new"
    assert kinds(judge(run(0, listed=0), [])) == ["gives_nothing"]
    assert judge(run(0), []).status == "quiet"
    assert kinds(judge(run(0, drops={"no_text": 9}), [])) == ["empty"]


def test_a_source_with_few_pages_is_judged_by_several_nights() -> None:
    """One empty page a night is a finding after some nights, and stays one on a quiet night after that."""
    usual = past(*(run(1) for _ in range(20)))
    one = run(0, drops={"no_text": 1})
    assert judge(one, usual).status == "healthy"
    assert judge(one, [*past(one, one), *usual]).status == "healthy"
    assert kinds(judge(one, [*past(one, one, one), *usual])) == ["empty"]
    broken = [*past(one, broken=True), *past(one, one, one), *usual]
    assert kinds(judge(run(0), broken)) == ["empty"]
    assert judge(run(1), broken).status == "healthy"
    assert judge(run(0), [*past(run(1)), *usual]).status == "quiet"


def test_a_feed_that_is_empty_at_times_is_no_alarm() -> None:
    """Nothing found is told where there was always something, and more than chance leaves out."""
    nothing = run(0, listed=0)
    assert judge(nothing, past(run(4, listed=2), run(4, listed=9))).status == "quiet"
    assert (
        judge(nothing, past(*(run(4, listed=listed) for listed in (9, 9, 9, 0, 9, 9, 9, 9)))).status
        == "quiet"
    )
    assert kinds(judge(nothing, past(*(run(4, listed=1) for _ in range(7))))) == ["nothing_found"]
    assert kinds(judge(nothing, past(run(4, listed=3)))) == ["nothing_found"]


def test_dead_links_are_no_alarm_on_a_quiet_night() -> None:
    """What fails each night, among many pages or alone, is as usual; when far more fails, that is told."""
    missed, silent = Counter(http_404=6), Counter({"404": 9})
    usual = past(run(100, missed=missed, unanswered=silent))
    quiet = run(0, missed=missed, unanswered=silent)
    assert judge(quiet, usual).status == "quiet"
    assert (
        judge(run(2, missed=missed, unanswered=silent), [*past(quiet), *usual]).status == "healthy"
    )
    refused = run(
        0, missed=Counter(http_404=6, http_403=30), unanswered=Counter({"404": 9, "403": 30})
    )
    assert kinds(judge(refused, usual)) == ["blocked"]


def test_a_source_that_refuses_its_one_page_a_night_is_broken_after_some() -> None:
    """Pages that fail for good are asked for again, and add up."""
    runs = past(*(run(1) for _ in range(20)))
    found = []
    for night in range(1, 5):
        tonight = run(0, missed=Counter(http_403=night))
        found.append(judge(tonight, runs).status)
        runs = [PastRun(tonight, found[-1] == "broken"), *runs]
    assert found == ["quiet", "quiet", "broken", "broken"]


def test_short_texts_are_a_finding_after_several_nights_too() -> None:
    """As for empty pages; the length of texts varies, and that is allowed for."""
    usual = past(*(run(3, spread=0.3) for _ in range(8)))
    short = run(1, chars=150)
    assert judge(short, usual).status == "healthy"
    assert kinds(judge(short, [*past(short, short), *usual])) == ["shorter"]
    assert judge(run(1), [*past(short, short), *usual]).status == "healthy"


def test_what_was_broken_is_no_measure_of_what_is_usual() -> None:
    """A source stays broken however long it has been, and is well again with its first good night."""
    empty = run(0, drops={"no_text": 8})
    runs = [*past(*[empty] * 30, broken=True), *USUAL]
    assert kinds(judge(empty, runs)) == ["empty"]
    assert judge(run(9), runs).status == "healthy"


def test_nights_of_healthy_sources_give_hardly_an_alarm() -> None:
    """Of 6,000 nights of sources with odd pages and texts of all lengths, none is called broken."""
    dice = random.Random(7)
    alarms = []
    for _ in range(200):
        rate, odd, gone = dice.choice([0.5, 2, 6, 30]), dice.uniform(0, 0.25), dice.uniform(0, 0.05)
        runs: list[PastRun] = []
        for _ in range(30):
            figures = SourceFigures(listed=dice.randint(10, 60), entrances=2, answered=2)
            for _ in range(int(dice.expovariate(1 / rate))):
                draw = dice.random()
                if draw < odd:
                    figures.note_drop(dice.choice(["no_text", "too_short", "listing", "duplicate"]))
                elif draw < odd + gone:
                    figures.missed["http_404"] += 1
                else:
                    figures.note_text("x" * int(dice.lognormvariate(7.5, 0.8)), 0)
            verdict = judge(figures, runs)
            runs.insert(0, PastRun(figures, verdict.status == "broken"))
            alarms += [finding for finding in verdict.findings if finding.grave]
    assert alarms == []


MOVED = {"listed": 0, "elsewhere": 30, "leads_to": "new.example"}


@pytest.mark.parametrize(
    ("tonight", "before", "found", "status"),
    [
        pytest.param(run(0, **MOVED), USUAL, ["moved"], "broken", id="moved"),
        pytest.param(
            run(0, **MOVED), [], ["moved"], "broken", id="elsewhere from the first run on"
        ),
        pytest.param(
            run(0, **{**MOVED, "listed": 2}), USUAL, ["moved"], "broken", id="moved, but for two"
        ),
        pytest.param(run(9, elsewhere=10), USUAL, [], "healthy", id="links to others too"),
        pytest.param(
            run(1, **{**MOVED, "listed": 2}), [], [], "new", id="a paper that names others, new"
        ),
        pytest.param(
            run(1, **{**MOVED, "listed": 2}),
            past(*(run(1, **{**MOVED, "listed": 2}) for _ in range(6))),
            [],
            "healthy",
            id="a paper that names others, as ever",
        ),
        pytest.param(
            run(0, listed=0), [], ["gives_nothing"], "broken", id="new, and gives nothing"
        ),
        pytest.param(run(3, listed=0), [], [], "new", id="new, and found by links"),
        pytest.param(run(0, listed=0, entrances=0), [], [], "quiet", id="new, and not looked at"),
        pytest.param(
            run(9, unreadable={"https://a.example/rss": "expected a feed, got '<html>'"}),
            USUAL,
            ["unreadable"],
            "changed",
            id="a feed that is none",
        ),
        pytest.param(
            run(0, outside=20), USUAL, ["all_outside"], "changed", id="nothing is inside the window"
        ),
        pytest.param(
            run(0, drops={"out_of_window": 9}, wanted=9),
            USUAL,
            ["all_outside"],
            "changed",
            id="nor by its own date",
        ),
        pytest.param(
            run(0, outside=20, wanted=5), USUAL, [], "quiet", id="what is inside is known"
        ),
        pytest.param(
            run(0, outside=20),
            past(run(0, outside=20), *(run(9) for _ in range(3))),
            [],
            "quiet",
            id="a weekly paper",
        ),
        pytest.param(
            run(9, spent="2 h"), USUAL, ["budget_spent"], "changed", id="its budget is spent"
        ),
    ],
)
def test_what_comes_after_the_filters_counts(
    tonight: SourceFigures, before: list[PastRun], found: list[str], status: str
) -> None:
    """What a source names is judged by what may be asked for: its own, inside the window, within the budget."""
    verdict = judge(tonight, before)
    assert (kinds(verdict), verdict.status) == (found, status)
