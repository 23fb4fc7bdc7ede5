"""Mends text that was read in a wrong charset on its way into the page: ``cafÃ©``, ``donâ€™t``.

The page itself is valid: somebody's editor, feed or database decoded UTF-8 as Windows-1252 and
wrote that as UTF-8 again. ftfy knows such text from what only looks like it; it is asked for the
pieces that may be of the kind, as most pages have none.
"""

import re
from itertools import chain
from typing import Final

SUSPECT: Final = re.compile(
    # A first byte of UTF-8, then one that follows, each as Latin-1 or Windows-1252 has it.
    "[\xc2-\xf4][\x80-\xbf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u2122]"
)
_SECOND_LETTERS: Final = {
    "\u00c3": "\u00a2\u00a9\u00bc\u00a4\u00b6\u0178\u00b3\u00a1\u00ad\u00b1\u00a3\u00a7\u00a8",
    "\u00c2": "\u00a0\u00ab\u00bb\u00a9\u00ae\u00b0\u00a3",
    "\u00e2": "\u0080\u20ac\u0084\u2020\u0086",
    "\u00d0": "\u00b0\u00be\u00b5",
    "\u00d1": "\u0081\u20ac\u0080",
    "\u00e3": "\u0081\u0082\u0083",
}
CERTAIN: Final = {
    first: tuple(first + second for second in seconds) for first, seconds in _SECOND_LETTERS.items()
}
"""Pairs that hardly any text means, by their first letter: ``Ã©``, ``Â»``, ``â€``, ``Ð°``, ``ã`` and a
control character. Counted and not searched for: a pattern takes 2 ms on a page in another script."""
PIECE: Final = re.compile(r"[^<>\n]+")
MIN_CERTAIN: Final = 3
"""A page on charsets may show one or two of them."""
MAX_PIECE_CHARS: Final = 20_000
"""A longer piece is no text of an article; the bound is for the time that a hostile page takes."""


def mend_mojibake(text: str) -> str:
    """Return the *text* of a page with what was decoded in a wrong charset as it was written."""
    if text.isascii() or _certain_in(text) < MIN_CERTAIN:
        return text
    return PIECE.sub(_mended, text)


def _certain_in(text: str) -> int:
    """Count the places of *text* that are of the kind for sure."""
    # Most pages have none of the first letters: then no pair is looked for.
    present = filter(text.__contains__, CERTAIN)
    pairs = chain.from_iterable(map(CERTAIN.__getitem__, present))
    return sum(map(text.count, pairs))


def _mended(match: re.Match[str]) -> str:
    from ftfy import fix_encoding  # noqa: PLC0415 - few pages need it, all starts would pay for it

    piece = match[0]
    if len(piece) > MAX_PIECE_CHARS or SUSPECT.search(piece) is None:
        return piece
    return fix_encoding(piece)
