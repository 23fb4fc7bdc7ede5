"""Fields of a record that a user fills: by the selectors of a source, or by a hook."""

from dataclasses import dataclass
from typing import Any

Extra = dict[str, Any]
"""Own fields of a record: text, numbers, true and false, lists and dicts of these."""

ONE = ("title", "date", "modified", "section", "description", "language", "site_name", "image")
"""Fields of the record that a selector may fill with one value; ``date`` is ``created`` and ``published``."""
SEVERAL = ("authors", "tags")
"""Those that it fills with all that it matches."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field that selectors fill from the pages of a source.

    Attributes:
        name: One of ``ONE`` or ``SEVERAL``; any other is a field of the user's own.
        selectors: CSS or XPath; the first that gives something counts.
        every: Whether all that it matches is wanted, as a list.
    """

    name: str
    selectors: tuple[str, ...]
    every: bool = False


@dataclass(frozen=True, slots=True)
class Match:
    """The outcome of a field's selectors on one page.

    Attributes:
        selector: The one that gave the values; empty: none gave any.
        values: In document order, without white space around them.
        used: Whether they were what the field takes; a date that cannot be read is not.
    """

    name: str
    selector: str = ""
    values: tuple[str, ...] = ()
    every: bool = False
    used: bool = True

    @property
    def fills(self) -> bool:
        """Whether the values are in the field."""
        return self.used and len(self.values) > 0
