"""The entries of a document of markup, one by one: what feeds and sitemaps have in common."""

from abc import ABC, abstractmethod
from typing import ClassVar, Generic, TypeVar

from newscrawl.discover.markup import MarkupElement, read_elements

Entry = TypeVar("Entry")


class EntryReader(ABC, Generic[Entry]):
    """Reads the entries of a document; a class of a format says what an entry is, and keeps it.

    Attributes:
        wanted: Names of the elements whose text is read.
        entries: Names of the elements that are entries; one in another is not.
        is_cut: The document ended within an element.
        is_full: No more entries are wanted.
    """

    wanted: ClassVar[frozenset[str]]
    entries: ClassVar[frozenset[str]]
    _entry: Entry

    def __init__(self) -> None:
        self.is_cut = self.is_full = False
        self._open: MarkupElement | None = None

    @abstractmethod
    def opened(self, element: MarkupElement) -> Entry:
        """Return the entry that *element* begins, without its fields."""

    @abstractmethod
    def inside(self, entry: Entry, element: MarkupElement) -> None:
        """Take up an *element* that has ended within *entry*."""

    @abstractmethod
    def closed(self, entry: Entry) -> None:
        """Take up *entry*, which has ended, or was cut off."""

    @abstractmethod
    def outside(self, element: MarkupElement) -> None:
        """Take up an *element* that has ended and is in no entry."""

    def read(self, text: str, base: str, start: int) -> None:
        """Read *text*, whose root begins at *start*; relative URLs are relative to *base*."""
        steps = {"start": self._begin, "end": self._end, "cut": self._cut}
        for kind, element in read_elements(text, base, self.wanted, self.entries, start):
            steps[kind](element)
            if self.is_full:
                break

    def _begin(self, element: MarkupElement) -> None:
        if element.name in self.entries and self._open is None:
            self._open = element
            self._entry = self.opened(element)

    def _end(self, element: MarkupElement) -> None:
        if element is self._open:
            self._open = None
            self.closed(self._entry)
        elif element.name in self.entries:
            return
        elif self._open is None:
            self.outside(element)
        else:
            self.inside(self._entry, element)

    def _cut(self, element: MarkupElement) -> None:
        self.is_cut = True
        # An entry that was cut off may have its URL already.
        if element is self._open:
            self._end(element)
