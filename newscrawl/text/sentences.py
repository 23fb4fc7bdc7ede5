"""How sentences end, in every script.

No library: those that cut texts into sentences want a language and whole texts; this looks at the
end of one.
"""

import re
from typing import Final

_ENDING: Final = re.compile(r"[.!?…。！？।॥؟۔։።]['\"”’»)\]」』]*$")
_LAST: Final = frozenset(".!?…。！？।॥؟۔։።'\"”’»)]」』")
"""What the last character of an ended text is: few lines of a page need the pattern."""
_LOOKED_AT = 6
"""Characters at the end of a text, closing marks included."""


def is_ended(text: str) -> bool:
    """Return whether *text* ends as a sentence does: a sign, and quotation marks or brackets that close.

    >>> is_ended("It rang twice.”"), is_ended("雨が降った。」"), is_ended("वह गया।"), is_ended("Weather")
    (True, True, True, False)
    """
    return text[-1:] in _LAST and _ENDING.search(text[-_LOOKED_AT:]) is not None
