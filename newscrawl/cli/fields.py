"""The matches of the selectors of a source, in words: for ``sites explain`` and ``sources check``."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from rich.console import Console

from newscrawl.model.fields import Field, Match
from newscrawl.pipelines.study import Study
from newscrawl.sources.source import Source
from newscrawl.system.terminal import printable

_SHOWN_CHARS = 80


@dataclass(frozen=True, slots=True)
class TriedField:
    """A field, and the matches of its selectors on some pages."""

    field: Field
    matches: tuple[Match, ...]

    @property
    def name(self) -> str:
        """Name of the field."""
        return self.field.name

    @property
    def useful(self) -> int:
        """Number of pages on which it was filled."""
        return sum(bool(match.values) and match.used for match in self.matches)

    def as_dict(self) -> dict[str, Any]:
        """Return it as plain values."""
        return {
            "pages": len(self.matches),
            "filled": self.useful,
            "selectors": sorted({match.selector for match in self.matches if match.values}),
            "examples": [list(match.values) for match in self.matches if match.values],
        }


def tried_fields(source: Source, study: Study) -> tuple[TriedField, ...]:
    """Return the fields of *source* as the pages in *study* have them."""
    drafts = [draft for draft in study.drafts if source.owns(draft.url)]
    found = [{match.name: match for match in draft.matches} for draft in drafts]
    return tuple(
        TriedField(field, tuple(each[field.name] for each in found if field.name in each))
        for field in source.fields
    )


def print_fields(source: str, tried: Sequence[TriedField]) -> None:
    """Print on how many pages each field was filled, with an example."""
    console = Console(stderr=True)
    for each in tried:
        told = next((match for match in each.matches if match.values), None)
        of = f"{each.useful} of {len(each.matches)} articles"
        said = (
            f"e.g. {_told(told)}" if told else f"nothing matched {', '.join(each.field.selectors)}"
        )
        _say(f"{source}: field {each.name}: {of}; {said}", console)


def print_matches(matches: Iterable[Match], console: Console) -> None:
    """Print the values of each field of one page."""
    for match in matches:
        said = _told(match) if match.values else "nothing matched"
        _say(f"field {match.name}: {said}", console)


def _told(match: Match) -> str:
    values = ", ".join(repr(value[:_SHOWN_CHARS]) for value in match.values[:5])
    unfit = "" if match.used else f", which is no {match.name} that can be read"
    return f"{match.selector} gave {values}{unfit}"


def _say(text: str, console: Console) -> None:
    console.print(printable(text), soft_wrap=True, markup=False, highlight=False)
