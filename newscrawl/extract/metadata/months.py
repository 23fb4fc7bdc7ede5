"""The names of months in some 90 languages: in a text they become English ones.

Source: Unicode CLDR, by ``benchmarks/month_names.py``; and spellings of news pages that CLDR does
    not have.
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

ENGLISH: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

# Spellings besides those of CLDR; "_" is a space.
_SPELLINGS: Final = (
    "জানুয়ারি জানুয়ারী জানুয়ারি ජනවාරි",
    "फरवरी ফেব্রুয়ারি ফেব্রুয়ারী ফেব্রুয়ারি පෙබරවාරි",
    "اذار මාර්තු",
    "ابريل إبريل අප්‍රේල්",
    "ايار මැයි",
    "يونيه ජූනි",
    "يوليه జూలై ජූලි",
    "اغسطس අගෝස්තු",
    "ايلول सितम्बर සැප්තැම්බර්",
    "تشرين_الاول अक्तूबर ඔක්තෝබර්",
    "नवम्बर නොවැම්බර්",
    "كانون_الاول दिसम्बर දෙසැම්බර්",
)

# Beginnings of names, by number, for words that nobody lists: inflected, cut short in another way.
_STARTS: Final = (
    "jan jän gen ene янв січ sty led oca jaan ian xan yan tammi sij saus urt яну јан студ ιαν",
    "feb fév fev фев лют lut úno şub veeb helmi velj vasa ots xeb shk φεβ",
    "mar mär maer mrt mrz maa мар бер bře már ožu kov сак μαρ μάρ",
    "apr avr abr апр кві kwi dub nis ápr huhti travnj balan api крас prill απρ",
    "may mai mag maj mei май мая тра kvě kve máj maí touko svib geg мај μαΐ μάι μαι",
    "jun juin giu jún июн чер cze červen červn haz juun jūn kesä lipnj birž eka xuñ юни јун чэр ιουν ιούν "
    "iyun iun qersh",
    "jul juil lug júl июл лип lip červenc červenec tem juul jūl heinä srpnj liep uzt xul юли јул ліп ιουλ "
    "ιούλ iyul iul korr",
    "aug aoû ago авг сер sie srp ağu agust elok kolov rugp avg avq ágú жні αυγ αύγ gush",
    "sep set сен сеп вер wrz zář eyl szep syys ruj rugs ira shtat σεπ",
    "oct okt ott окт жов paź říj eki loka spal urr кас οκτ tetor",
    "nov ноя лис lis kas marras stud lapkr aza nóv noi noy ное ліс нов νοε νοέ nënt",
    "dec dez déc dic дек гру gru pro ara dis joulu des dets dek дец сне δεκ dhjet",
)  # fmt: skip
_START_OF: Final = {
    start: number for number, starts in enumerate(_STARTS, 1) for start in starts.split()
}
_LONGEST_START: Final = max(map(len, _START_OF))
_WEEKDAYS: Final = frozenset({"sat", "mon"})
MIN_STEM_CHARS: Final = 4
"""A name of at least so many letters is known with an ending …"""
MAX_ENDING_CHARS: Final = 4
"""… of at most so many."""
MAX_WORD_CHARS: Final = 24
MAX_CACHED: Final = 4_096
"""Words that are not looked up again: the lines of pages are made of the same ones."""

_ARABIC_LETTERS: Final = str.maketrans("يىك", "ییک")
_MARKS: Final = str.maketrans("", "", "\u200b\u200c\u200d\u200e\u200f\u061c")
_ENDS: Final = " .'’׳॰"
# Whatever is neither a digit, a space nor punctuation: vowel signs are no letters to ``\w``.
_LETTERS: Final = r"[^\s\d!-&(-/:-@\[-`{-~،؛۔、，。।·–—―|／（）׀]"
_WORDS: Final = re.compile(rf"(?:[\u0e00-\u0eff]{{1,3}}\.){{2}}|{_LETTERS}+")
_ARTICLE: Final = re.compile("^(?:[dD]['’]|ב)")
"""The article or preposition that some languages write in front of a month without a space: d'abril, במרץ."""
_CROATIAN_MONTHS: Final = {"lip": 6, "srp": 7, "lis": 10, "listopada": 10}
_CROATIAN: Final = re.compile(
    r"(?<=\d\.)\s?(?:(listopada)|(lip|srp|lis)(?=\.?\s\d{4}\.))(?!\w)", re.IGNORECASE
)
"""Names of another month in Polish and Czech, which do not write "17. listopada", nor "17. lip 2026."."""


_MIN_LETTERS = 2
"""A shorter word names no month."""


def even(text: str) -> str:
    """Return *text* normalised, Arabic and Persian letters alike, without marks of direction and joiners."""
    return unicodedata.normalize("NFKC", text).translate(_MARKS).translate(_ARABIC_LETTERS)


def _fold(word: str) -> str:
    return even(word).casefold().replace(".", "").strip(_ENDS)


@cache
def _numbers() -> dict[str, int]:
    """Return the number of each month by its folded name."""
    listed = json.loads(
        files("newscrawl.extract.metadata").joinpath("months.json").read_text("utf-8")
    )
    names = {_fold(name): number for number, names in enumerate(listed, 1) for name in names}
    for number, words in enumerate(_SPELLINGS, 1):
        names |= {_fold(word.replace("_", " ")): number for word in words.split()}
    return names


@lru_cache(MAX_CACHED)
def month_number(word: str) -> int:
    """Return 1–12 for the name of a month or its short form, with an ending or without; else 0.

    >>> [month_number(word) for word in ("września", "Agustus", "ಸೆಪ್ಟೆಂಬರ್", "septembra", "Tuesday")]
    [9, 8, 9, 9, 0]
    """
    folded = _fold(word)
    # Short names of weekdays look like those of months.
    if len(folded) < _MIN_LETTERS or len(folded) > MAX_WORD_CHARS or folded in _WEEKDAYS:
        return 0
    # Whole names first: beginnings are guesses for what no list has.
    return _named(folded) or _begun(folded)


@lru_cache(MAX_CACHED)
def _pair_number(words: str) -> int:
    """Return the number of the month that two words name; else 0."""
    return _named(_fold(words))


def _named(folded: str) -> int:
    """Return the number of the month that *folded* names, with an ending or without; else 0."""
    shortest = max(MIN_STEM_CHARS, len(folded) - MAX_ENDING_CHARS)
    # Longest first: an ending should take off as little as it can.
    sizes = (len(folded), *range(len(folded) - 1, shortest - 1, -1))
    return _first_known(folded, sizes, _numbers())


def _begun(folded: str) -> int:
    """Return the number of the month whose name *folded* begins as; else 0."""
    # Longest first: the beginnings of some months begin like those of others.
    return _first_known(folded, range(min(len(folded), _LONGEST_START), 2, -1), _START_OF)


def _first_known(word: str, sizes: Iterable[int], numbers: Mapping[str, int]) -> int:
    """Return the number of the first beginning of *word*, of one of *sizes*, that is known; else 0."""
    for size in sizes:
        number = numbers.get(word[:size])
        if number:
            return number
    return 0


def english_months(text: str) -> str:
    """Return *text* with the English name for each word that is, or begins as, the name of a month.

    >>> english_months("12 września 2026"), english_months("17 كانون الثاني 2026")
    ('12 September 2026', '17 January 2026')
    """
    # First: afterwards the words would be read as the Polish and Czech months that they also name.
    text = _CROATIAN.sub(_from_croatian, text)
    found = list(_WORDS.finditer(text))
    pieces: list[str] = []
    done = at = 0
    while at < len(found):
        span, number = _month_at(text, found, at)
        # Spaces around: Asian dates have none between the parts.
        if number:
            pieces += text[done : found[at].start()], " ", ENGLISH[number - 1], " "
            done = found[at + span - 1].end()
        at += span
    return " ".join("".join([*pieces, text[done:]]).split()) if pieces else text


def _from_croatian(match: re.Match[str]) -> str:
    return f" {ENGLISH[_CROATIAN_MONTHS[(match[1] or match[2]).lower()] - 1]}"


def _month_at(text: str, found: list[re.Match[str]], at: int) -> tuple[int, int]:
    """Return how many words from *at* on are the name of a month, and its number; else 1 and 0."""
    start, end = found[at].span()
    # Arabic names of months have two words; the pair goes before its first word.
    if at + 1 < len(found) and text[end : found[at + 1].start()] == " ":
        number = _pair_number(text[start : found[at + 1].end()])
        if number:
            return 2, number
    word = text[start:end]
    return 1, month_number(word) or month_number(_ARTICLE.sub("", word))
