"""Bytes of a page to text: the charset a browser would use, or a better one where that gives mojibake.

Order: byte-order mark, UTF-16 by its bytes, valid UTF-8, the ``Content-Type`` header,
    ``<meta>``, detection. A declared charset is taken only if the bytes are valid in it and the
    result looks like text.
Source: Encoding Standard (labels), HTML Standard 13.2.3.2 "Determining the character encoding".
"""

import codecs
import re
from itertools import filterfalse

from charset_normalizer import from_bytes

from newscrawl.extract.parse.wide_charset import wide_charset

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    # Before UTF-16: the mark of UTF-32 in little-endian order begins with that of UTF-16.
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
WIDER = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "hz": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
}
"""Labels that browsers read as a larger charset, by the names of Python's codecs."""
ALIASES = {"x-sjis": "cp932", "windows-31j": "cp932", "x-gbk": "gb18030", "ks_c_5601-1987": "cp949"}
NO_CHARSETS = frozenset({"idna", "punycode", "unicode_escape"})
DETECTABLE = [
    "cp1251", "koi8_u", "koi8_r", "iso8859_5", "cp866", "mac_cyrillic",
    "iso8859_6", "cp932", "euc_jp", "gb18030", "big5", "cp949",
    "cp1252", "cp1250", "iso8859_2", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp874",
]  # fmt: skip
SAMPLE_BYTES = 16_384
HEADER_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:+-]+)", re.IGNORECASE)
META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:+-]+)", re.IGNORECASE)
XML_ENCODING = re.compile(
    rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']\s*([\w.:+-]+)", re.IGNORECASE
)
ESCAPES_JP = re.compile(rb"\x1b\$[@B]")
TAGS = re.compile(rb"<(script|style)\b.*?</\1\s*>|<[^>]*>", re.IGNORECASE | re.DOTALL)
MOJIBAKE = re.compile("[À-ÿ]{4,}|[\x80-\x9f]|[¡-ª¬-º¼-¿]{3,}|[a-zà-ÿ][¡-¬®-±³´¶¸-º¼-¿][a-zà-ÿ]")
FALLBACK = "cp1252"
LATIN = {"cp1250", "iso8859_2", "cp1254", "cp1257"}
"""Charsets that a few accented letters cannot tell from ``FALLBACK``."""
OF_LANGUAGES = {
    "cp1250": frozenset(b"pl cs sk hu hr sl ro bs sq".split()),
    "cp1254": frozenset(b"tr az".split()),
    "cp1257": frozenset(b"lt lv et".split()),
}
"""The charset that pages in a language have, if they have one of those that are alike."""
SYMBOL_IN_WORD = re.compile(
    r"(?<=[^\W\d_])[\xa1-\xa9\xab-\xb4\xb6\xb8\xb9\xbb-\xbf](?=[^\W\d_])|(?<=[^\W\d_]{2})[\xb1\xb6\xb9\xbc\xbe]"
)
TURKISH, ACUTE = frozenset(b"\xf0\xdd\xfe\xde"), frozenset(b"\xe1\xe9\xed\xfa\xf3\xe6")
"""Bytes that are ğ İ ş Ş in Turkish; those of languages in which they are other letters."""
CENTRAL = frozenset({"cp1250", "iso8859_2"})
CP1250_LETTERS = frozenset(b"\x8a\x8c\x8d\x8e\x8f\x9a\x9c\x9d\x9e\x9f")
ISO_POLISH = frozenset(b"\xb1\xb6\xbc\xa6\xac")
ISO_LETTERS = ISO_POLISH | frozenset(b"\xb9\xbe")
"""Letters that one of the two has, and the other one does not have there."""
CYRILLIC_ALIKE = frozenset({"cp1251", "mac_cyrillic"})
WINDOWS_CAPITAL = re.compile(rb"[\xc0-\xdf][\xe0-\xff]|[\xe0-\xff]\xff")
"""A capital, or "я" after a small letter, as cp1251 has them …"""
MAC_CAPITAL = re.compile(rb"[\x80-\x9f][\xe0-\xfe]|[\xe0-\xfe]\xdf")
"""… and as mac_cyrillic has them."""
LANGUAGE = re.compile(rb"<html[^>]{0,300}?\slang\s*=\s*[\"']?([a-zA-Z]{2})", re.IGNORECASE)
WESTERN = frozenset(b"en de fr es it pt nl da sv no nb nn fi is ca eu gl ga".split())
MAX_BROKEN_SHARE = 0.02
"""At most this share of the non-ASCII bytes may be invalid for bytes to count as UTF-8 all the same."""


ASCII = bytes(range(128))
HEAD_BYTES = 4096
"""The first tag of a page is among so many bytes."""
_MOJIBAKE_MIN = 5
"""So many runs of accented letters are another alphabet under a Latin label."""


def decode(body: bytes, content_type: str = "") -> tuple[str, str]:
    """Return the text of *body* and the name of the charset it was read in.

    Never fails: bytes that are invalid in the chosen charset become U+FFFD.
    """
    for mark, name in BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace"), name
    # The bytes themselves are asked before any declaration: servers send wrong headers.
    wide = wide_charset(body) or _jis_by_escapes(body)
    if wide is not None:
        return body.decode(wide, "replace"), wide
    text = _decode_utf8(body)
    if text is not None:
        return text, "utf-8"
    for declared in _declared_charsets(body, content_type):
        text = _decode_strictly(body, declared)
        if text is not None:
            return text, declared
    # After the declared charsets: a page in another one may have few bytes beyond ASCII.
    name = "utf-8" if _nearly_utf8(body) else _detect(body)
    return body.decode(name, "replace"), name


def _decode_utf8(body: bytes) -> str | None:
    """Return the text of *body* if it is valid UTF-8; a last character that is cut off becomes U+FFFD."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        # Incremental and not final: a download that was cut off may end within a character.
        text = decoder.decode(body)
    except UnicodeDecodeError:
        return None
    rest, _ = decoder.getstate()
    return text + rest.decode("utf-8", "replace")


def _nearly_utf8(body: bytes) -> bool:
    """Return whether *body* is UTF-8 with a few broken bytes, as where pages are pasted together."""
    text = body.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    # The beginning is enough to know the share.
    beyond_ascii = body[: 1 << 20].translate(None, ASCII)
    return broken <= MAX_BROKEN_SHARE * len(beyond_ascii)


def _jis_by_escapes(body: bytes) -> str | None:
    """Return ISO-2022-JP, whose bytes are all ASCII, by its escape sequences."""
    if b"\x1b" not in body:  # the cheap look: nearly no page has the byte
        return None
    is_jis = ESCAPES_JP.search(body) and b"\x1b(" in body
    return "iso2022_jp" if is_jis else None


def _declared_charsets(body: bytes, content_type: str) -> tuple[str, ...]:
    """Return the codecs that the header, the XML declaration and the meta elements name, best first."""
    header = HEADER_CHARSET.findall(content_type)[:1]
    # XHTML that is served as HTML may declare its charset in the XML declaration alone.
    inside = XML_ENCODING.findall(body[:300]) + META_CHARSET.findall(body[:16_384])[:3]
    labels = [*header, *(label.decode("ascii", "replace") for label in inside)]
    names = dict.fromkeys(map(_codec_of, labels))
    # UTF-8 was tried before; UTF-16 in a meta element means UTF-8 (HTML Standard, 13.2.3.2).
    return tuple(name for name in names if name and not name.startswith("utf"))


def _codec_of(label: str) -> str | None:
    """Return the codec that a browser uses for *label*, or ``None`` where there is no such charset."""
    label = label.strip().lower()
    if label in ALIASES:
        return ALIASES[label]
    try:
        info = codecs.lookup(label)
    except (LookupError, ValueError):
        return None
    # Python's codecs also hold compressions and encodings of names, which are no charsets.
    if info.name in NO_CHARSETS or not getattr(info, "_is_text_encoding", True):
        return None
    return WIDER.get(info.name, info.name)


def _decode_strictly(body: bytes, name: str) -> str | None:
    """Decode *body*, or give ``None`` where the charset is not the one it was written in."""
    if name == FALLBACK and _charset_of_language(body) is not None:
        return None  # a page of a language that is not written in it
    text = body.decode(name, "replace")
    # A few broken bytes do not speak against a charset: pages are pasted together.
    if text.count("\ufffd") > max(1, len(body) // 5000):
        return None
    if name == FALLBACK and len(MOJIBAKE.findall(text)) >= _MOJIBAKE_MIN:
        return None  # long runs of accented letters: another alphabet under a Latin label
    return text


def _detect(body: bytes) -> str:
    """Guess the charset of the text of *body*, markup left out."""
    # Markup is ASCII in every charset and would outweigh the words.
    text = TAGS.sub(b" ", body[: 40 * SAMPLE_BYTES])
    # Words of ASCII alone are the same in all charsets that are to be told apart.
    words = filterfalse(bytes.isascii, text.split())
    sample = b" ".join(words)[:SAMPLE_BYTES]
    if not sample:
        return FALLBACK
    # Only the charsets of pages: the less there is to choose from, the surer a short text is told.
    best = from_bytes(sample, cp_isolation=DETECTABLE).best()
    if best is None:
        return FALLBACK
    if best.encoding == FALLBACK or best.encoding in LATIN:
        return _latin_of(sample, body, best.encoding)
    return _cyrillic_of_capitals(sample) if best.encoding in CYRILLIC_ALIKE else best.encoding


def _latin_of(sample: bytes, body: bytes, guessed: str) -> str:
    """Return the one of the charsets for Latin letters that *sample* is in: they differ in a few letters."""
    if b"\xfd" in sample and TURKISH.intersection(sample) and ACUTE.isdisjoint(sample):
        return "cp1254"
    stated = FALLBACK if _is_western(body) else _charset_of_language(body)
    names = (stated or guessed, guessed, "iso8859_2", FALLBACK)
    # A sign within a word is a letter in another one of them.
    name = min(names, key=lambda name: len(SYMBOL_IN_WORD.findall(sample.decode(name, "replace"))))
    return _central_european(sample) if name in CENTRAL else name


def _central_european(sample: bytes) -> str:
    """Return cp1250 or iso8859_2, which have the same letters but for š, ž, ś, ź, ť and ą."""
    if CP1250_LETTERS.intersection(sample):
        return "cp1250"
    # Without ł it is not Polish, and these are no ą and no ľ.
    letters = ISO_POLISH if b"\xb3" in sample else ISO_LETTERS
    return "iso8859_2" if letters.intersection(sample) else "cp1250"


def _charset_of_language(body: bytes) -> str | None:
    """Return the charset of the language that the page says it is in, where that is not ``FALLBACK``."""
    code = _language_of(body)
    return next((name for name, codes in OF_LANGUAGES.items() if code in codes), None)


def _cyrillic_of_capitals(sample: bytes) -> str:
    """Return mac_cyrillic from cp1251: all small letters but one are the same, the capitals are not."""
    windows, mac = len(WINDOWS_CAPITAL.findall(sample)), len(MAC_CAPITAL.findall(sample))
    return "cp1251" if windows >= mac else "mac_cyrillic"


def _is_western(body: bytes) -> bool:
    """Return whether the page's language is one that browsers read as windows-1252 by default."""
    return _language_of(body) in WESTERN


def _language_of(body: bytes) -> bytes:
    """Return the code of the language that the page says it is in; empty where it says none."""
    language = LANGUAGE.search(body[:HEAD_BYTES])
    return b"" if language is None else language[1].lower()
