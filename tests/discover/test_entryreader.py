"""The entries of a document of markup, one by one."""

from typing import ClassVar

import pytest

from newscrawl.discover.entryreader import EntryReader
from newscrawl.discover.markup import MarkupElement


class Titles(EntryReader[list[str]]):
    """Keeps the texts of ``title`` in each ``item``, and those outside."""

    wanted: ClassVar[frozenset[str]] = frozenset({"title"})
    entries: ClassVar[frozenset[str]] = frozenset({"item", "url"})

    def __init__(self, most: int = 9) -> None:
        super().__init__()
        self.found: list[list[str]] = []
        self.beside: list[str] = []
        self._most = most

    def opened(self, element: MarkupElement) -> list[str]:
        return []

    def inside(self, entry: list[str], element: MarkupElement) -> None:
        if element.name == "title":
            entry.append("".join(element.pieces))

    def closed(self, entry: list[str]) -> None:
        self.found.append(entry)
        self.is_full = len(self.found) >= self._most

    def outside(self, element: MarkupElement) -> None:
        if element.name == "title":
            self.beside.append("".join(element.pieces))


def read(text: str, most: int = 9) -> Titles:
    titles = Titles(most)
    titles.read(text, "https://a.example/", 0)
    return titles


@pytest.mark.parametrize(
    ("text", "found", "beside"),
    [
        pytest.param(
            "<rss><title>Feed</title><item><title>A</title></item><item/></rss>",
            *([["A"], []], ["Feed"]),
            id="two entries, and what is outside",
        ),
        pytest.param(
            "<rss><item><title>A</title><url><title>B</title></url></item></rss>",
            *([["A", "B"]], []),
            id="an entry in another is none",
        ),
        pytest.param(
            "<rss><item><b><title>A</title></b><title>B</title></item></rss>",
            *([["A", "B"]], []),
            id="at any depth",
        ),
        pytest.param("<rss></rss>", [], [], id="none"),
    ],
)
def test_elements_belong_to_the_entry_around_them(
    text: str, found: list[list[str]], beside: list[str]
) -> None:
    """Or to none."""
    titles = read(text)
    assert (titles.found, titles.beside, titles.is_cut) == (found, beside, False)


def test_an_entry_that_is_cut_off_counts() -> None:
    """It may have its URL already; the document is known as cut."""
    titles = read("<rss><item><title>A</title></item><item><title>B</title><link>")
    assert (titles.found, titles.is_cut) == ([["A"], ["B"]], True)


def test_reading_ends_where_enough_is_found() -> None:
    """What comes after is not read."""
    assert (
        read("<rss>" + "<item><title>A</title></item>" * 5 + "</rss>", most=2).found == [["A"]] * 2
    )
