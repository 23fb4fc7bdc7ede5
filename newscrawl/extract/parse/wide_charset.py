"""UTF-16 without a byte-order mark, told by its bytes: those of one half of each pair are of few kinds."""

import re
import unicodedata
from typing import Final

SAMPLE_BYTES: Final = 8_192
MIN_BYTES: Final = 16
MIN_ZERO_SHARE: Final = 0.02
"""Share (0–1) of pairs with a zero byte: spaces, digits and line breaks of any script have one."""
MIN_PUNCTUATION_SHARE: Final = 0.02
"""Share (0–1) of pairs that begin with 30: "。", "、" and kana. No lead byte of an older charset is 30."""
_HAN_BYTES: Final = frozenset({0x00, 0x20, 0x30, 0xFF, *range(0x4E, 0xA0)})
"""First bytes of pairs in Chinese and Japanese: letters and punctuation."""
_TAG_LE: Final = re.compile(rb"(?:\s\x00)*<\x00[!?a-zA-Z]\x00")
_TAG_BE: Final = re.compile(rb"(?:\x00\s)*\x00<\x00[!?a-zA-Z]")


def wide_charset(body: bytes) -> str | None:
    """Return ``utf-16-be`` or ``utf-16-le`` where *body* is in it; ``None``: it is not, or cannot be told."""
    head = body[:4096]
    # Zero bytes alone may be an accident; a tag of two-byte letters is none.
    if _TAG_BE.match(head):
        return "utf-16-be"
    if _TAG_LE.match(head):
        return "utf-16-le"
    sample = body[:SAMPLE_BYTES]
    if len(body) % 2 or len(sample) < MIN_BYTES or (sample.isascii() and b"\0" not in sample):
        return None
    for first, name in ((0, "utf-16-be"), (1, "utf-16-le")):
        if _looks_wide(sample[first::2], sample[1 - first :: 2]) and _is_text(sample, name):
            return name
    return None


def _looks_wide(high: bytes, low: bytes) -> bool:
    """Return whether *high* and *low* may be the halves of the pairs of a text."""
    # A few letters have a second byte of zero, such as 一.
    if high.count(0) >= max(MIN_ZERO_SHARE * len(high), 4 * low.count(0)):
        return True
    # Chinese and Japanese on one line have no zero bytes at all.
    punctuation = high.count(0x30) >= MIN_PUNCTUATION_SHARE * len(high)
    return punctuation and _HAN_BYTES.issuperset(high) and not _HAN_BYTES.issuperset(low)


def _is_text(sample: bytes, name: str) -> bool:
    """Return whether *sample* is a text in the charset *name*: no control, no unassigned character."""
    text = sample.decode(name, "replace").rstrip("\ufffd")
    kinds = {unicodedata.category(character) for character in set(text) - set("\n\r\t\f")}
    return kinds.isdisjoint({"Cc", "Cn", "Co", "Cs"}) and "\ufffd" not in text
