"""Constructs that users of article extractors reported as lost, doubled, glued or kept, each on a page of its own.

``fixtures/reports/*.toml`` holds the markup and the text that a reader sees of it, ``support.shells`` the sites around it. A case
with ``open`` says what is still wrong with it, and is not run.
"""

import pytest

from newscrawl.extract.page import extract_page
from newscrawl.model.items import Page
from tests.support.shells import SHELLS, URL, WORDS, Report, reports

CASES = tuple(reports())


def words(text: str) -> list[str]:
    return text.split()


def text_of(report: Report) -> str:
    return extract_page(Page(URL, report.page().encode(), "text/html; charset=utf-8")).text


@pytest.mark.parametrize("report", CASES, ids=lambda each: each.name)
def test_a_construct_comes_through(report: Report) -> None:
    """The words of the text are those that a reader sees, in their order, and no others."""
    text = text_of(report)
    wanted = [words(each) for each in report.texts]
    got = words(text)
    # Compared with the first where none is right: the difference is then shown.
    assert got == (got if got in wanted else wanted[0]), report.source
    assert [each for each in report.absent if each in text] == []


def test_the_cases_are_many_and_differ() -> None:
    """Each kind of site and each language has cases, and no name stands for two."""
    assert len(CASES) >= 200
    assert {each.shell for each in CASES} == set(SHELLS)
    assert {each.lang for each in CASES} == set(WORDS)
    assert len({each.name for each in CASES}) == len(CASES)


def test_a_lost_line_is_seen() -> None:
    """The comparison can fail: a page without one of its paragraphs is not the text."""
    report = next(each for each in CASES if each.name.startswith("lists/nested@"))
    text = text_of(report)
    assert words(text) in [words(each) for each in report.texts]
    assert words(text.replace("Primo lotto", "")) not in [words(each) for each in report.texts]
