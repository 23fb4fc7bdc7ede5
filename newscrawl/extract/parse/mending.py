"""Markup that would break or slow libxml2, mended in the bytes of a page before they are parsed.

In UTF-8, not in the decoded text: most pages are beyond Latin-1, where each search of their text
takes longer than one of their bytes, and the parser takes bytes.
"""

import re
from collections.abc import Mapping

from newscrawl.extract.characters import composed_bytes

_WINDOWS_CODES = range(0x80, 0xA0)
"""References that browsers read as windows-1252. Source: HTML standard, section 13.2.5.80."""
_SURROGATES = range(0xD800, 0xE000)
_LAST_CODE = 0x10FFFF
_TAB_CODES = frozenset({0x0B, 0x0C})
"""Vertical tab and form feed: white space in HTML, forbidden in XML."""
_CONTROL_BYTES = bytes((*range(9), *range(14, 32), 127))
_CONTROL_CODES = frozenset((*_CONTROL_BYTES, 0xFFFE, 0xFFFF))
_TABS_TO_SPACES = bytes.maketrans(b"\f\v", b"  ")
"""White space in HTML or in texts, forbidden in XML."""
_NONCHARACTERS = ("\ufffe", "\uffff")
_RESERVED = "\ufffd".encode()
_SHOWN: Mapping[int, bytes] = {
    **dict.fromkeys(_CONTROL_CODES, b""),
    # Old editors wrote "&#146;" for an apostrophe; browsers have to show it.
    **{code: bytes((code,)).decode("cp1252", "ignore").encode() for code in _WINDOWS_CODES},
    **dict.fromkeys(_TAB_CODES, b" "),
    **dict.fromkeys((0, *_SURROGATES), _RESERVED),
}
"""What browsers show for references to characters that XML does not have."""
_REFERENCE = re.compile(rb"&#(?:[xX]0*([0-9a-fA-F]{1,8})|0*(\d{1,10}))(?![0-9a-fA-F]);?")
_LONG_BYTES = 20_000
_LONG_TAG = re.compile(rb"<([a-zA-Z][a-zA-Z0-9-]{0,40}+)[^<>]{20000,}+>")
_OPENING = re.compile(rb"<[a-zA-Z]")
_END = re.compile(rb"</(?:body|html|BODY|HTML)")
"""One expression: four searches for a text each take four times as long."""
_END_TAG = re.compile(rb"</(?:body|html)\s*>", re.IGNORECASE)
_QUOTED = re.compile(rb"\"[^\"]*\"|'[^']*'")
_MAX_ATTRIBUTES = 2_000
"""Attributes of one element; libxml2 takes quadratic time in their number. Beyond, it loses them all."""
_BREAK_OPENING = re.compile(rb"<wbr")
_BREAK_HINT = re.compile(rb"</?wbr\b[^>]*>", re.IGNORECASE)
"""A place where a word may break; libxml2 does not know that it is empty, and nests what follows."""

_FRAMES_OPENING = re.compile(rb"<(?:noframes|NOFRAMES)")
_FRAMES_HINT = re.compile(rb"</?noframes\b[^>]*>", re.IGNORECASE)
"""The part of a page of frames for who shows none; libxml2 makes one text of it, tags and all."""


def mended(source: bytes, text: str) -> bytes:
    """Return *source*, which is *text* in UTF-8, with all mended that libxml2 takes amiss.

    Characters that XML does not allow are removed, plain or as references; letters and their marks
    become one character.
    """
    clean = source.translate(_TABS_TO_SPACES, _CONTROL_BYTES)
    # Three bytes each: ``translate`` takes out single bytes only. In the text, where each is one
    # character, the look for them costs next to nothing.
    for character in _NONCHARACTERS:
        if character in text:
            clean = clean.replace(character.encode(), b"")
    clean = composed_bytes(clean)
    if b"&#" in clean:
        clean = _REFERENCE.sub(_plain_reference, clean)
    if _BREAK_OPENING.search(clean):
        clean = _BREAK_HINT.sub(b"", clean)
    if _FRAMES_OPENING.search(clean):
        clean = _FRAMES_HINT.sub(b"", clean)
    # The pattern alone would look at every tag of every page.
    if _has_long_tag(clean):
        clean = _LONG_TAG.sub(_sparse_tag, clean)
    return _without_early_end(clean)


def _has_long_tag(raw: bytes) -> bool:
    """Return whether over ``_LONG_BYTES`` follow a ``<`` in *raw* before the next ``<`` or ``>``."""
    half = _LONG_BYTES // 2
    # One of two neighbouring halves of so many bytes is without a ``<``.
    starts = (
        start
        for start in range(0, len(raw) - half, half)
        if raw.find(b"<", start, start + half) < 0
    )
    return any(_is_in_long_tag(raw, start) for start in starts)


def _is_in_long_tag(raw: bytes, place: int) -> bool:
    """Return whether the last ``<`` of *raw* before *place* has no ``>`` for ``_LONG_BYTES``."""
    opening = raw.rfind(b"<", 0, place)
    return opening >= 0 and raw.find(b">", opening, opening + _LONG_BYTES + 1) < 0


def _without_early_end(raw: bytes) -> bytes:
    """Return *raw* without end tags of body and html that elements follow: libxml2 stops there."""
    end = _END.search(raw)
    if end is None or _OPENING.search(raw, end.start()) is None:
        return raw
    # Without them the parser closes both elements at the end of the text.
    return _END_TAG.sub(b"", raw)


def _sparse_tag(match: re.Match[bytes]) -> bytes:
    """Return a tag as it is, without its attributes if they are more than ``_MAX_ATTRIBUTES``."""
    # Quoted values are left out: a long style is one attribute.
    many = len(_QUOTED.sub(b"", match[0]).split()) > _MAX_ATTRIBUTES
    return b"<%b>" % match[1] if many else match[0]


def _plain_reference(match: re.Match[bytes]) -> bytes:
    """Return a character reference as it is if XML has the character, else the one that browsers show."""
    code = int(match[1], 16) if match[1] else int(match[2])
    return _RESERVED if code > _LAST_CODE else _SHOWN.get(code, match[0])
