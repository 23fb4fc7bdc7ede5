"""Bytes of a page to text: the charset a browser would use, or a better one where that gives mojibake.

Order: byte-order mark, UTF-16 by its bytes, valid UTF-8, the ``Content-Type`` header,
    ``<meta>``, detection. A declared charset is taken only if the bytes are valid in it and the
    result looks like text.
Source: Encoding Standard (labels), HTML Standard 13.2.3.2 "Determining the character encoding".
"""

import codecs
import re
from functools import partial
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
LATIN = frozenset({FALLBACK, "cp1250", "iso8859_2", "cp1254", "cp1257"})
"""Charsets that a few accented letters cannot tell apart."""
CHARSET_OF_LANGUAGE = {
    **dict.fromkeys(b"pl cs sk hu hr sl ro bs sq".split(), "cp1250"),
    **dict.fromkeys(b"tr az".split(), "cp1254"),
    **dict.fromkeys(b"lt lv et".split(), "cp1257"),
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
MIN_MOJIBAKE = 5
"""So many runs of accented letters are another alphabet under a Latin label."""


Decoded = tuple[str, str]
"""A text, and the name of the charset it was read in."""


def decode(body: bytes, content_type: str = "") -> Decoded:
    """Return the text of *body* and the name of the charset it was read in.

    Never fails: bytes that are invalid in the chosen charset become U+FFFD.
    """
    # The bytes themselves are asked before any declaration: servers send wrong headers.
    for read in (_by_mark, _by_bytes, _as_utf8):
        decoded = read(body)
        if decoded is not None:
            return decoded
    # After the declared charsets: a page in another one may have few bytes beyond ASCII.
    return _as_declared(body, content_type) or _as_detected(body)


def _by_mark(body: bytes) -> Decoded | None:
    """Return the text of *body* after its byte-order mark."""
    for mark, name in BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace"), name
    return None


def _by_bytes(body: bytes) -> Decoded | None:
    """Return the text of *body* in a charset that its bytes cannot be mistaken for."""
    name = wide_charset(body) or _jis_by_escapes(body)
    return None if name is None else (body.decode(name, "replace"), name)


def _as_utf8(body: bytes) -> Decoded | None:
    """Return the text of *body* if it is valid UTF-8; a last character that is cut off becomes U+FFFD."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        # Incremental and not final: a download that was cut off may end within a character.
        text = decoder.decode(body)
    except UnicodeDecodeError:
        return None
    rest, _ = decoder.getstate()
    return text + rest.decode("utf-8", "replace"), "utf-8"


def _as_declared(body: bytes, content_type: str) -> Decoded | None:
    """Return the text of *body* in the first of the declared charsets that it can be in."""
    for declared in _declared_charsets(body, content_type):
        text = _decode_strictly(body, declared)
        if text is not None:
            return text, declared
    return None


def _as_detected(body: bytes) -> Decoded:
    """Return the text of *body* in the charset that its bytes are most like."""
    name = "utf-8" if _nearly_utf8(body) else _detect(body)
    return body.decode(name, "replace"), name


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
    text = body.decode(name, "replace")
    # A few broken bytes do not speak against a charset: pages are pasted together.
    if text.count("\ufffd") > max(1, len(body) // 5000):
        return None
    return None if name == FALLBACK and _is_mislabelled(body, text) else text


def _is_mislabelled(body: bytes, text: str) -> bool:
    """Return whether *body* is not in ``FALLBACK``, by its language or by how its *text* looks in it."""
    is_other = _charset_of_language(body) is not None
    return is_other or len(MOJIBAKE.findall(text)) >= MIN_MOJIBAKE


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
    if best.encoding in CYRILLIC_ALIKE:
        return _cyrillic_of_capitals(sample)
    if best.encoding in LATIN:
        return _latin_of(sample, body, best.encoding)
    return best.encoding


def _latin_of(sample: bytes, body: bytes, guessed: str) -> str:
    """Return the one of the charsets for Latin letters that *sample* is in: they differ in a few letters."""
    if _is_turkish(sample):
        return "cp1254"
    stated = FALLBACK if _is_western(body) else _charset_of_language(body)
    names = (stated or guessed, guessed, "iso8859_2", FALLBACK)
    # A sign within a word is a letter in another one of them.
    name = min(names, key=partial(_symbols_in_words, sample))
    return _central_european(sample) if name in CENTRAL else name


def _is_turkish(sample: bytes) -> bool:
    """Return whether *sample* has ı and another letter of Turkish, and none of other languages there."""
    has_letters = b"\xfd" in sample and not TURKISH.isdisjoint(sample)
    return has_letters and ACUTE.isdisjoint(sample)


def _symbols_in_words(sample: bytes, name: str) -> int:
    """Count the signs within words of *sample* as it is in the charset *name*."""
    return len(SYMBOL_IN_WORD.findall(sample.decode(name, "replace")))


def _central_european(sample: bytes) -> str:
    """Return cp1250 or iso8859_2, which have the same letters but for š, ž, ś, ź, ť and ą."""
    if CP1250_LETTERS.intersection(sample):
        return "cp1250"
    # Without ł it is not Polish, and these are no ą and no ľ.
    letters = ISO_POLISH if b"\xb3" in sample else ISO_LETTERS
    return "iso8859_2" if letters.intersection(sample) else "cp1250"


def _charset_of_language(body: bytes) -> str | None:
    """Return the charset of the language that the page says it is in, where that is not ``FALLBACK``."""
    return CHARSET_OF_LANGUAGE.get(_language_of(body))


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
