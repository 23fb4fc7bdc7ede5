"""The characters of a text: those that nobody sees are removed, those that a script needs stay.

Pages carry characters that are no text: soft hyphens and zero-width spaces for the sake of line
breaks, byte-order marks from files that were pasted together, and data hidden in rows of variation
selectors or tags. Joiners are part of words in Arabic, Indic and other scripts, and of emoji;
elsewhere they are noise.

Source: Unicode Standard, 23.2 to 23.4 (joiners, variation selectors), 23.9 (tags); CSS Text Module
    Level 3, 4.1.2 (segment breaks); C2PA Technical Specification, "Embedding manifests into
    unstructured text".
"""

import re
from itertools import chain
from typing import Final, TypeGuard
from unicodedata import normalize

from lxml import etree

_SELECTORS: Final = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
_TAGS: Final = "\U000e0001\U000e0020-\U000e007f"
_JOINING: Final = (
    "\u0600-\u08ff\u0900-\u0dff\u0f00-\u109f\u1700-\u18af\u1900-\u1aaf\u1b00-\u1c4f\ua800-\uabff\ufb50-\ufdff\ufe70-\ufefc"
    "\U00010a00-\U00010eff\U00011000-\U00011fff\U0001e900-\U0001e95f"
)
"""Scripts whose letters a joiner ties or parts: Arabic and its kin, Indic, Burmese, Khmer, Mongolian."""
_PICTURES: Final = "\u00a9\u00ae\u203c-\u3299\U0001f000-\U0001faff"

_SUSPECTS: Final = f"\u00ad\u200b-\u200d\u2060-\u2064\ufeff{_SELECTORS}{_TAGS}"
_SUSPECT = re.compile(f"[{_SUSPECTS}]")
_HIDDEN = re.compile(
    "[\u00ad\u200b\u2060-\u2064\ufeff]+"
    f"|[{_SELECTORS}]{{2,}}|(?<=[\\s0-9A-Za-zÀ-ɏͰ-ӿ.,;:()\"'])[{_SELECTORS}](?!\u20e3)|^[{_SELECTORS}]"
    f"|(?<![\U0001f3f4{_TAGS}])[{_TAGS}]+"
    f"|(?<![{_JOINING}])\u200c+"
    f"|(?<![{_JOINING}{_PICTURES}\ufe0f])\u200d+"
)
_WIDE: Final = (
    "\u2e80-\u312f\u3190-\u4dbf\u4e00-\ua4cf\uf900-\ufaff\ufe30-\ufe4f\uff01-\uff9f\U0001b000-\U0001b2ff"
    "\U00020000-\U0003ffff"
)
"""Chinese, Japanese and Yi, with their punctuation; no Hangul, which is written with spaces."""
_QUOTES: Final = "“”‘’…—·"
"""Punctuation that these scripts share with others: no space is lost where one of theirs is next to it."""
_WIDE_LEADS: Final = tuple(bytes((lead,)) for lead in range(0xE3, 0xEA))
"""First bytes in UTF-8 of U+3000 to U+9FFF."""
_SOURCE_BREAK = re.compile(
    f"(?<=[{_WIDE}])[ \t]*[\n\r]\\s*(?=[{_WIDE}{_QUOTES}])|(?<=[{_QUOTES}])["
    f" \t]*[\n\r]\\s*(?=[{_WIDE}])|(?<=\u200b)[ \t]*[\n\r]\\s*|(?<!\\s)[ \t]*[\n\r]\\s*(?=\u200b)"
)
_JOINS_LINES = re.compile(f"[{_WIDE}\u200b]")
"""What all that ``_SOURCE_BREAK`` finds is next to: a class alone is found in a tenth of the time."""
_KEYLESS = re.compile(
    f"[\u00ad\u034f\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff{_SELECTORS}{_TAGS}]+"
)
_FIRST_SELECTORS = 16
"""Bytes that have one of the first variation selectors; the others have one of the supplement."""
C2PA_MAGIC: Final = "".join(
    chr(0xFE00 + byte if byte < _FIRST_SELECTORS else 0xE00F0 + byte) for byte in b"C2PATXT\0"
)
"""How a C2PA manifest in a text begins: its name, a byte in each variation selector."""

_PARTED = re.compile(
    "[^\\W\\d_][\u0300-\u034e\u0350-\u036f]+|[\u304b-\u30ff][\u3099\u309a]"
    "|[\u1100-\u1112][\u1161-\u1175][\u11a8-\u11c2]?"
)
"""A letter and its marks, kana and its voicing, or the parts of a Hangul syllable, each a character."""
_MARKS: Final = "\u0300-\u034e\u0350-\u036f\u3099\u309a\u1100-\u1112"
"""One of these is in all that ``_PARTED`` finds."""
_MARK = re.compile(f"[{_MARKS}]")
_UNUSUAL = re.compile(f"[{_SUSPECTS}{_MARKS}]")
"""A text without one of these has nothing that is hidden and no letter in parts."""
_MARK_BYTES: Final = (
    (b"\xcc", b"\xcc"),
    (b"\xcd", b"\xcd"),
    (b"\xe3", b"\xe3\x82\x99"),
    (b"\xe3", b"\xe3\x82\x9a"),
    (b"\xe1", b"\xe1\x84"),
)
"""First bytes in UTF-8 of all that ``_PARTED`` needs, each after the first of them: one byte is found
in a twentieth of the time of three, and most pages have none of these."""
_SPACES = re.compile(r"[^\S\u3000]+")


def clean_line(text: str) -> str:
    r"""Return *text* as one clean line: white space folded to single spaces, hidden characters taken out.

    A line break of the source between two Chinese or Japanese characters is no space; NUL, the mark of a
    break that a reader sees, always is one. The ideographic space (U+3000) is a character of its line, as
    browsers show it, but for an indent. Source: CSS Text 3, section 4.1.1.

    >>> clean_line("Ge\u00admein\u00adde  hall\n"), clean_line("新\n闻"), clean_line("新\0闻")
    ('Gemeinde hall', '新闻', '新 闻')
    """
    # The short way: ASCII holds nothing that is hidden, and breaks that are spaces alone.
    if not text.isascii():
        text = _clean(text)
    if "\u3000" in text:
        return _SPACES.sub(" ", text.replace("\0", " ")).strip()
    # ``split`` also takes what is no ASCII space: no-break and
    # thin spaces are single spaces in a record.
    return " ".join(text.replace("\0", " ").split())


def _clean(text: str) -> str:
    """Return *text* without hidden characters and breaks that are no spaces; letters are in one piece."""
    has_break = "\n" in text or "\r" in text
    if has_break and _JOINS_LINES.search(text):
        # Before hidden characters go: a zero-width space at a
        # break says that no space belongs there.
        text = _SOURCE_BREAK.sub("", text)
    # Asked at once: most texts have neither, and each look takes as long as all else here.
    if not _UNUSUAL.search(text):
        return text
    return composed(without_hidden(text))


def has_wide(raw: bytes) -> bool:
    """Return whether a text in UTF-8 may hold Chinese or Japanese; looking for bytes costs nearly nothing."""
    return any(map(raw.__contains__, _WIDE_LEADS))


def join_lines(tree: etree._Element) -> None:
    """Take the line breaks of the source that are no spaces out of the text of *tree*, in place.

    Text in ``pre`` stays as it is. Extractors that fold white space by themselves do not know of
    the rule.
    """
    # All in it, too: syntax highlighters put code into elements.
    blocks = tree.iter("pre", "textarea")
    kept = set(chain.from_iterable(block.iter() for block in blocks))
    # The tail of ``pre`` is text after it.
    kept_tails = kept.difference(tree.iter("pre"))
    for element in tree.iter(etree.Element):
        text, tail = element.text, element.tail
        if _may_break_wide(text) and element not in kept:
            element.text = _SOURCE_BREAK.sub("", text)
        if _may_break_wide(tail) and element not in kept_tails:
            element.tail = _SOURCE_BREAK.sub("", tail)


def _may_break_wide(text: str | None) -> TypeGuard[str]:
    """Return whether *text* may have a line break between signs that are written without spaces."""
    return text is not None and "\n" in text and not text.isascii()


def without_hidden(text: str) -> str:
    """Return *text* without the characters that nobody sees; white space stays as it is."""
    # A cheap class of characters first: the exact pattern looks around each hit.
    if text.isascii() or not _SUSPECT.search(text):
        return text
    return _HIDDEN.sub("", text)


def composed(text: str) -> str:
    r"""Return *text* with each letter and its marks as one character, where there is one for both.

    Texts from some systems have them apart: what looks alike is then unlike in every comparison.
    Other forms that Unicode holds to be the same stay: ligatures, full-width letters, variants of
    Chinese characters.

    >>> composed("e\u0301te\u0301") == "\xe9t\xe9", composed("\uff21\ufa19") == "\uff21\ufa19"
    (True, True)
    """
    return _with_marks_joined(text) if _MARK.search(text) else text


def composed_bytes(raw: bytes) -> bytes:
    """Return a text in UTF-8 as ``composed`` does."""
    may_have_marks = any(lead in raw and mark in raw for lead, mark in _MARK_BYTES)
    if not may_have_marks:
        return raw
    return _with_marks_joined(raw.decode()).encode()


def _with_marks_joined(text: str) -> str:
    """Return *text* with each letter and its marks as one character."""
    return _PARTED.sub(lambda match: normalize("NFC", match[0]), text)


def without_marks(text: str) -> str:
    """Return *text* for a comparison: without any character that has no width."""
    return text if text.isascii() else _KEYLESS.sub("", text)


def has_manifest(text: str) -> bool:
    """Return whether *text* carries a C2PA manifest, hidden in variation selectors."""
    return C2PA_MAGIC in text
