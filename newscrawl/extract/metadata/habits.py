"""Where the fields of a page are looked for: everywhere, or where other pages of its site had them."""

from collections.abc import Callable, Collection, Container, Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

Value = TypeVar("Value")
_TEXT: Final = "text:"


class _Anywhere:
    """All sources."""

    def __contains__(self, source: object) -> bool:
        return True


ANYWHERE: Final = _Anywhere()


@dataclass(frozen=True, slots=True)
class Sourced(Generic[Value]):
    """A field of a page, and the sources that told something of it."""

    value: Value
    sources: tuple[str, ...]

    def habits(self, field: str) -> Iterator[str]:
        """Yield ``field:source`` for each source; also without a source where nothing was found."""
        for source in self.sources if self.value else (*self.sources, ""):
            yield f"{field}:{source}"


def by_habit(
    field: str, habits: Collection[str], look: Callable[[Container[str]], Sourced[Value]]
) -> Sourced[Value]:
    """Return what *look* finds of a *field* where pages of the site had it; anywhere without *habits*.

    A page that has nothing there is searched in full where all others have something.
    """
    told = _sources(f"{field}:", habits)
    if not told:
        return look(ANYWHERE)
    found = look(told)
    return found if found.value or "" in told else look(ANYWHERE)


def _sources(opening: str, habits: Iterable[str]) -> frozenset[str]:
    """Return the sources in those of *habits* that begin with *opening*."""
    return frozenset(name.removeprefix(opening) for name in habits if name.startswith(opening))


def source_habit(source: str) -> str:
    """Return the habit of a page whose text is from *source*: ``page``, or a place in its data."""
    return f"{_TEXT}{source}"


def shows_all(habits: Iterable[str]) -> bool:
    """Return whether all pages of a site show their text, by its *habits*."""
    return _sources(_TEXT, habits) == {"page"}


def is_usual(own: Iterable[str], known: frozenset[str]) -> bool | None:
    """Return whether a page has its *own* habits in common with its site; ``None``: none are known."""
    return known.issuperset(own) if known else None
