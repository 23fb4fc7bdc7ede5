"""The figures of a source in one run: kept in the state, and taken up by the run that goes on."""

from collections import Counter

from newscrawl.health.figures import SourceFigures, read_figures


def test_figures_survive_the_state() -> None:
    """What is kept is what comes back, and adds up."""
    figures = SourceFigures(missed=Counter(http_404=1), front_missed="timeout")
    for text in ("x" * 2_000, "x" * 2_000, "x" * 2_000):
        figures.note_text(text, 100)
    figures.note_drop("no_text")
    figures.note_drop("no_text")
    assert read_figures(figures.as_dict()) == figures
    assert read_figures({"unknown": 1}) == SourceFigures()
    total = SourceFigures()
    total.add(figures)
    total.add(figures)
    assert (total.pages, total.missed["http_404"], total.front_missed) == (10, 2, "")
    assert total.typical_chars == figures.typical_chars == 2_000
    assert SourceFigures().typical_chars == 0


def test_what_may_pass_is_forgotten_when_a_run_is_taken_up() -> None:
    """What will be tried again does not count twice; what was refused for good stays."""
    figures = SourceFigures(
        front_missed="timeout", missed=Counter(http_503=3, http_404=2, timeout=1), unanswered=Counter({"503": 3, "403": 1, "no_answer": 2})
    )  # fmt: skip
    figures.forget_passing({"503"})
    assert figures == SourceFigures(missed=Counter(http_404=2), unanswered=Counter({"403": 1}))
