"""What claims to be the headline of a page, and how the names of its site are cut off such claims."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import combinations, filterfalse
from typing import Final

from newscrawl.extract.metadata.persons import name_key
from newscrawl.extract.metadata.title_text import MIN_HEAD_KEY, SPACELESS, WORD

MAX_PASSES = 4
MAX_SITE_WORDS = 6
MAX_SITE_ADDITION = 8
"""Letters before or after the site's name, where words have no spaces."""
WITH_SITE = 2
"""A title of fewer parts does not name its site; a part of so few characters is no headline."""
_SITE_CHARS = 60
"""A part of a title that is longer names no site."""
_SHORT_SITE, _MIN_SITE_KEY = 4, 3
"""Names of sites below the first length are sought as whole words; a short form is longer than the second."""
BREAK = re.compile(
    r"\s+[-–—―·•»«›‹:/~*|_<>▷▶►▸◆◇★☆●■※→‖‧∙⋅]{1,2}\s+|\s*[|｜│ㅣ¦‖]\s*|\s*：\s*|\s+:\s+"
)
TIGHT_BREAK = re.compile(r"(?<=[^\s:])(?:[-–—_|｜:：－＿](?=[^\s:])|: (?=\w))")
_COLON = ": "
_DATE_ONLY = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}")
_HOST_LIKE = re.compile(r"[\w-]+(?:\.[\w-]+)*\.[a-z]{2,4}", re.IGNORECASE)
_GENERIC: Final = (
    "www m mobile amp web edition en news com co org net gov edu blog blogs de fr uk us ac home"
)
GENERIC_LABELS: Final = frozenset(_GENERIC.split())


@dataclass(frozen=True, slots=True)
class TitleClaims:
    """The claims to be the headline of one page; every string is folded.

    Attributes:
        headline: JSON-LD ``headline`` of the article.
        is_news: The JSON-LD type is one of news; plugins fill that of articles at large from
            ``title``.
        h1s: The first ``h1`` elements that have text.
        metas: ``og:title``, ``twitter:title`` and their like, best first.
        title: The ``title`` element.
        parts: The texts before and after the elements in the first ``h1``.
        heads: The first headings of lower rank: where ``h1`` is a logo, one of them is the
            headline.
        sites: Names of the site; keys as of ``name_key``.
        sections: Names of sections; keys as of ``name_key``.
    """

    headline: str | None = None
    is_news: bool = False
    h1s: Sequence[str] = ()
    metas: Sequence[str] = ()
    title: str | None = None
    parts: Sequence[str] = ()
    heads: Sequence[str] = ()
    sites: frozenset[str] = frozenset()
    sections: frozenset[str] = frozenset()

    def is_site(self, part: str) -> bool:
        """Return whether *part* of a title names the site, its section or a date."""
        key = name_key(part)
        if key in {"", *self.sites, *self.sections} or _DATE_ONLY.fullmatch(part):
            return True
        is_short = len(part) <= _SITE_CHARS and len(part.split()) <= MAX_SITE_WORDS
        return is_short and self._has_name_in(part, key)

    def _has_name_in(self, part: str, key: str) -> bool:
        """Return whether a short *part* with this *key* is a host, or has a name of the site in it."""
        if _HOST_LIKE.fullmatch(part):
            return True
        return any(_names(site, part, key) for site in self.sites)


def bare(text: str | None, claims: TitleClaims, others: frozenset[str]) -> str | None:
    """Cut the site's name, its section and a date off both ends of *text*."""
    if not text:
        return text
    # "Headline - Section - Site - Date": one end after the other.
    for _ in range(MAX_PASSES):
        shorter = _cut_once(text, claims, others)
        if not shorter or shorter == text:
            break
        text = shorter
    return text


def _cut_once(text: str, claims: TitleClaims, others: frozenset[str]) -> str:
    """Cut one name off *text*: at a break with spaces around it, else at one without."""
    breaks = list(BREAK.finditer(text))
    if not breaks:
        return _cut_tight(text, claims, others)
    # The right end first: most sites put their name there.
    first, last = _Halves.at(breaks[0], text), _Halves.at(breaks[-1], text)
    for halves in (last, first):
        is_told = name_key(halves.kept) in others
        if is_told and halves.is_label_before(others):
            return halves.rest.strip()
        # A cut that leaves next to nothing has cut the headline.
        is_headline = len(halves.kept) > WITH_SITE
        if is_headline and (is_told or claims.is_site(halves.rest)):
            return halves.kept.strip()
    if name_key(first.kept) in claims.sites:
        return first.rest.strip()
    return _cut_tight(text, claims, others)


@dataclass(frozen=True, slots=True)
class _Halves:
    """A title in two: the half before a break, and the half after it."""

    kept: str
    rest: str

    @classmethod
    def at(cls, found: re.Match[str], text: str) -> "_Halves":
        """Return *text* parted at the break *found*."""
        return cls(text[: found.start()], text[found.end() :])

    def is_label_before(self, others: Iterable[str]) -> bool:
        """Return whether the second half begins with one of *others* that is longer than the first half."""
        key, size = name_key(self.rest), len(name_key(self.kept))
        beginnings = filter(key.startswith, others)
        return max(map(len, beginnings), default=0) > size


def _cut_tight(text: str, claims: TitleClaims, others: frozenset[str]) -> str:
    """Cut a section or site after a mark without spaces, as some Asian sites set it."""
    # Marks without spaces occur in words and names: only known names are cut there.
    tight = list(filterfalse(_is_in_word, TIGHT_BREAK.finditer(text)))
    if not tight:
        return text
    begin, end = tight[0], tight[-1]
    first, last = _Halves.at(begin, text), _Halves.at(end, text)
    # A colon and a space are in headlines as well: only the site is cut there.
    behind = claims.sites if _is_colon(end) else claims.sites | claims.sections
    if name_key(last.rest) in behind:
        return last.kept.strip()
    is_site_first = begin[0] != "-" and name_key(first.kept) in claims.sites
    if is_site_first:
        return first.rest.strip()
    # From the right: the longest beginning that another claim has.
    marks = filterfalse(_is_colon, reversed(tight))
    starts = (text[: mark.start()] for mark in marks)
    claimed = filter(partial(_is_claimed, others), starts)
    return next(map(str.strip, claimed), text)


def _is_claimed(others: frozenset[str], text: str) -> bool:
    """Return whether *text* is no label, and one of the *others* that claim to be the headline."""
    key = name_key(text)
    return len(key) >= MIN_HEAD_KEY and key in others


def _is_colon(found: re.Match[str]) -> bool:
    """Return whether a break is a colon with a space after it."""
    return found[0] == _COLON


def _is_in_word(found: re.Match[str]) -> bool:
    """Return whether a break is a hyphen within a word: "stay-at-home" names no section "Home"."""
    # A site's name begins with a capital.
    return found[0] == "-" and found.string[found.end()].islower()


def _names(site: str, part: str, key: str) -> bool:
    """Return whether *part* holds the whole name of *site*, or a short form that begins it."""
    if len(site) < _SHORT_SITE:
        # "BR" is in many words: short names count as whole words only.
        return site in WORD.findall(part.casefold())
    if SPACELESS.search(part):
        is_little_more = len(key) <= len(site) + MAX_SITE_ADDITION
        return is_little_more and site in key
    is_short_form = len(key) > _MIN_SITE_KEY and site.startswith(key)
    words = list(map(name_key, part.split()))
    return is_short_form or site in _runs(words)


def _runs(words: Sequence[str]) -> Iterator[str]:
    """Return all runs of *words* without spaces: sites write their name with spaces or without."""
    bounds = combinations(range(len(words) + 1), 2)
    return ("".join(words[start:end]) for start, end in bounds)


def host_keys(host: str) -> Iterable[str]:
    """Return the labels of *host* that may name the site: "www.the-post.example.co.uk" → thepost, example."""
    # The top-level domain is left out below: it names nobody.
    labels = host.casefold().split(".")
    telling = filterfalse(GENERIC_LABELS.__contains__, labels[:-1])
    names = [label for label in telling if len(label) > 1]
    names.append("".join(labels[-2:]))
    return list(map(name_key, names))
