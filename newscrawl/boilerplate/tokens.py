"""Text to folded tokens; everything here is linear in the text's length.

A token is a run of letters (with their vowel signs), a number, or a currency sign. Tokens are
folded: lower case, without signs that writers leave out at will (``ё``, Turkish ``ı``, Arabic vowel
signs).
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache, partial
from itertools import accumulate, compress, filterfalse
from operator import itemgetter, ne
from typing import NamedTuple
from unicodedata import category

MAX_ANALYSED = 2400
"""Characters of a block that are looked at; the rest of a longer one is not."""

# Vowel signs of Indian scripts are marks, which ``\w`` leaves out: words would fall apart at them.
_INDIC = range(0x0900, 0x0E00)
_MARKS = "".join(
    (
        r"\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u0e31-\u0e4e",
        *(chr(code) for code in _INDIC if category(chr(code)) in ("Mn", "Mc")),
    )
)
# Nothing follows the repeated parts, so the search never goes back: time is linear.
_TOKEN = re.compile(
    rf"(\d[\d.,]*|[^\W\d_{_MARKS}][^\W\d_]*(?:[{_MARKS}]+[^\W\d_]*)*|[$€£¥₽₴₹₩₺৳฿₪₫@©])"
)
# Soft hyphen, zero-width signs, marks of direction, byte order mark, and the Arabic tatweel.
_INVISIBLE = dict.fromkeys((0xAD, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF, 0x0640))
_INVISIBLE_CHARS = "".join(map(chr, _INVISIBLE))
_INVISIBLE_MARKS = re.compile(f"[{_INVISIBLE_CHARS}]")
# Writers of Russian leave out the dots of ё, writers of Arabic the hamza, the vowel signs and more.
_FOLD = str.maketrans(
    {
        **dict.fromkeys(
            (
                0x0307,
                0x093C,
                0x0670,
                *_INVISIBLE,
                *range(0x064B, 0x0660),
            )  # dot of İ, nukta, vowel signs
        ),
        **{
            "ё": "е",
            "ı": "i",
            "أ": "ا",
            "إ": "ا",
            "آ": "ا",
            "ى": "ي",
            "ة": "ه",
            "ی": "ي",
            "ک": "ك",
        },
    }
)
_FOLD_IN_PLACE = {char: folded for char, folded in _FOLD.items() if folded}
_LEFT_OUT = re.compile(f"[{''.join(chr(char) for char in _FOLD.keys() - _FOLD_IN_PLACE.keys())}]")
# German opens with what English closes, Danish turns guillemets round: the opener tells the closer.
_CLOSERS = {
    '"': '"', "“": "”", "”": "”", "„": "“”\"", "«": "»", "»": "«", "‹": "›",
    "「": "」", "『": "』", "‘": "’", "‚": "‘’", "'": "'",
}  # fmt: skip
_QUOTES = re.compile(f"[{''.join(_CLOSERS)}{''.join(_CLOSERS.values())}]")
_OPENERS = frozenset("«„「『“‚‹")
"""Marks that open a quotation wherever they are …"""
_AMBIGUOUS = _CLOSERS.keys() - _OPENERS
"""… and those that close one or are an apostrophe, too: what is beside them tells."""
_STOPS = frozenset(".!?,")
_SINGLE, _APOSTROPHES = frozenset("'‘‚"), frozenset("’'‘")


_SPACELESS_CHARS = 12
"""A token of a script without spaces counts as several words from this length on."""


def looked_at(count: int, most: int) -> Sequence[int]:
    """Return the places that are looked at of *count* blocks: all, or the first and last, *most* together.

    >>> list(looked_at(3, 4)), list(looked_at(9, 4))
    ([0, 1, 2], [0, 1, 7, 8])
    """
    half = most // 2
    return range(count) if count <= most else (*range(half), *range(count - half, count))


def fold(text: str) -> str:
    """Fold *text* for comparison.

    >>> fold("Ещё İstanbul")
    'еще istanbul'
    """
    return text.lower().translate(_FOLD)


def _fold_in_place(text: str) -> str:
    """Fold *text* without changing its length: what folding would leave out stays.

    >>> _fold_in_place("Реклама на İ")
    'реклама на i'
    """
    lowered = text.lower()
    # Lower case of "İ" has two characters, and every offset after it would be wrong.
    if len(lowered) != len(text):
        each = map(str.lower, text)
        lowered = "".join(map(itemgetter(0), each))
    return lowered.translate(_FOLD_IN_PLACE)


def fold_with_places(text: str) -> tuple[str, Sequence[int]]:
    """Return *text* folded, and for each character of that its place in *text*.

    >>> folded, places = fold_with_places("سجّل الآن")
    >>> folded, places[3]
    ('سجل الان', 4)
    """
    folded = _fold_in_place(text)
    every = range(len(folded))
    left_out = {mark.start() for mark in _LEFT_OUT.finditer(folded)}
    if not left_out:
        return folded, every
    places = list(filterfalse(left_out.__contains__, every))
    return "".join(map(folded.__getitem__, places)), places


def words(text: str) -> list[str]:
    """Return the folded tokens of *text*; numbers become ``#``.

    >>> words("From $2.50 a month")
    ['from', '$', '#', 'a', 'month']
    """
    return list(map(_folded, _TOKEN.findall(_visible(text))))


def _visible(text: str) -> str:
    """Return *text* without invisible marks."""
    # Looked for one by one, which is many times cheaper than the expression: nearly no text has any.
    if text.isascii() or not any(map(text.__contains__, _INVISIBLE_CHARS)):
        return text
    return _INVISIBLE_MARKS.sub("", text)


@lru_cache(maxsize=1 << 14)
def _folded(word: str) -> str:
    if word[0].isdigit():
        return "#"
    # Most words of most texts need no folding: the check is cheaper.
    return word if word.isascii() and word.islower() else fold(word)


class Words(NamedTuple):
    """A block's tokens.

    Attributes:
        text: The text that was looked at: the beginning of a long block, without invisible marks.
        tokens: Folded tokens in order; numbers are ``#``.
        starts, ends: Offsets of each token in ``text``.
        quoted: For each token, whether it is inside quotation marks.
        names: Folded tokens that are written with a capital inside a sentence.
        quote_share: Share (0–1) of the characters that are inside quotation marks.
        size: Number of words; letters of scripts without spaces count as half a word.
    """

    text: str
    tokens: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    quoted: tuple[bool, ...]
    names: frozenset[str]
    quote_share: float
    size: int


def read_words(text: str) -> Words:
    """Read the tokens of *text*."""
    # The marks are cut out before offsets are taken.
    text = _visible(text[:MAX_ANALYSED])
    # What is between tokens and tokens by turns: their lengths add up to the offsets.
    parts = _TOKEN.split(text)
    offsets = tuple(accumulate(map(len, parts)))
    raw, starts, ends = parts[1::2], offsets[:-1:2], offsets[1::2]
    tokens = tuple(map(_folded, raw))
    # A word that folding leaves as it is has no capital: only the others can be names.
    changed = compress(range(len(tokens)), map(ne, tokens, raw))
    capital = [at for at in changed if raw[at][0].isupper()]
    names = [tokens[at] for at in capital if not _opens_sentence(text, starts[at])]
    spans = list(_quote_spans(text))
    quoted_chars = sum(end - start for start, end in spans)
    return Words(
        text=text,
        tokens=tokens,
        starts=starts,
        ends=ends,
        quoted=_quoted(starts, spans),
        names=frozenset(names),
        quote_share=quoted_chars / max(1, len(text)),
        size=_size(tokens),
    )


def _size(tokens: Sequence[str]) -> int:
    """Return the number of words of *tokens*; two letters of a clause without spaces are one."""
    size = len(tokens)
    for token in tokens:
        # A long ASCII token is a compound or a URL, not a clause without spaces.
        if len(token) >= _SPACELESS_CHARS and not token.isascii():
            size += len(token) // 2 - 1
    return size


def _opens_sentence(text: str, start: int) -> bool:
    """Return whether the word at *start* opens a sentence, where all words have a capital."""
    is_after_space = text[start - 1 : start] == " "
    # After a word and a space, as nearly all are, no stop has to be looked for.
    if is_after_space and text[start - 2 : start - 1].isalnum():
        return False
    # A few characters are enough: quotation marks and brackets between the stop and the word.
    before = text[max(0, start - 4) : start].rstrip(" «“„\"'(—–-¿¡»”‘")
    return before == "" or before[-1] in ".!?:…|·•؟।。"


def _quoted(starts: Sequence[int], spans: Iterable[tuple[int, int]]) -> tuple[bool, ...]:
    """Return for each token, from its start, whether it is in one of *spans*."""
    quoted = [False] * len(starts)
    for begin, end in spans:
        first, after = bisect_left(starts, begin), bisect_left(starts, end)
        quoted[first:after] = [True] * (after - first)
    return tuple(quoted)


def _quote_spans(text: str) -> Iterator[tuple[int, int]]:
    r"""Return the spans of *text* inside quotation marks, in order, not overlapping.

    A mark that is never closed quotes to the end: quotations continue in the next paragraph.

    >>> list(_quote_spans('He said: "I don\'t".'))
    [(9, 18)]
    """
    marks = _QUOTES.finditer(text)
    for mark in filter(_may_open, marks):
        # The marks inside a quotation are read up to its end, and open no other one.
        closing = next(filter(partial(_may_close, _CLOSERS[mark[0]]), marks), None)
        if closing is not None:
            yield mark.start(), closing.end()
        # A single mark that stays open is an apostrophe far more often.
        elif mark[0] not in _SINGLE:
            yield mark.start(), len(text)


def _may_open(mark: re.Match[str]) -> bool:
    """Return whether a quotation mark opens a quotation."""
    char, text, index = mark[0], mark.string, mark.start()
    if char not in _AMBIGUOUS:
        return char in _OPENERS
    before, after = text[index - 1 : index], text[index + 1 : index + 2]
    # After a letter it is an apostrophe or a sign of inches, after a stop it closes.
    is_after_word = before.isalnum() or before in _STOPS
    return not is_after_word and after.strip() != ""


def _may_close(closers: str, mark: re.Match[str]) -> bool:
    """Return whether a quotation mark is one of *closers*, and no apostrophe as in "don't"."""
    if mark[0] not in closers:
        return False
    after = mark.string[mark.end() : mark.end() + 1]
    return mark[0] not in _APOSTROPHES or not after.isalnum()
