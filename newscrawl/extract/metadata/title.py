"""The headline of a page, chosen among all that claim to be it, without the site's name."""

import re
from collections.abc import Callable, Container, Iterable, Sequence
from itertools import chain, compress, filterfalse, pairwise
from typing import Final

from newscrawl.extract.metadata.persons import (
    name_key,
)
from newscrawl.extract.metadata.title_claims import (
    BREAK,
    MIN_HEAD_KEY,
    SPACELESS,
    TIGHT_BREAK,
    WITH_SITE,
    WORD,
    TitleClaims,
    bare,
    is_site,
)
from newscrawl.extract.strings import cut

MAX_TITLE_CHARS = 500
MIN_LIKENESS = 0.34
MIN_BALANCE = 0.2
"""Words of an ``h1`` by those of another claim, below which it must be the beginning of it."""
MIN_COMMON_KEY = 15
MIN_SPACELESS_KEY = 5
MAX_TOP_HEADS = 3
MAX_KICKER_WORDS = 6
MIN_ALONE_WORDS = 4
"""Words of an ``h1`` that no other claim is like; of 12 such on the development sets 10 are the headline."""

_NO_TITLES: Final = frozenset(
    "home homepage startseite index welcome untitled untitleddocument notitle newpage".split()
)
"""Titles that software fills in where nobody wrote one."""
_KICKER = re.compile(r"(?<=\S)(?::|\s[-–—])\s+")
_CUT_SHORT = re.compile(r"(?:\.\.\.|…)$")


_CUT_CHARS = 90
"""A headline that is longer was cut off by software, if the one on the page begins with it."""
_MIN_HEAD_CHARS = 15
"""Characters above which a headline is known in a longer one with a kicker."""


def pick_title(claims: TitleClaims) -> str | None:
    """Return the headline, or ``None`` when nothing claims to be one."""
    others = _claimed_keys(claims)
    headline = bare(claims.headline, claims, others)
    metas = list(filter(None, (bare(meta, claims, others) for meta in claims.metas)))
    title = bare(claims.title, claims, others)
    if title and name_key(title) in _NO_TITLES:
        title = None
    # Logos, section names and menus are ``h1`` on some pages: the other claims tell.
    h1 = _shown(claims, list(filter(None, (headline, *metas, title))))
    picked = _pick(claims, headline, h1, metas) or title or _first_heading(claims)
    if not picked:
        return None
    # Newsrooms state their headline, also where the ``h1`` says something else.
    is_stated = claims.is_news and bool(headline)
    if h1 is None and not is_stated:
        picked = _shown_alone(claims, picked) or picked
    # The site's name alone: its ``h1`` is the logo.
    if not headline and name_key(picked) in claims.sites:
        picked = _headline_below(claims) or picked
    # Corrections of the picked title; each needs a second witness.
    picked = _vouched_part(picked, claims, title, (headline, *metas)) or picked
    picked = _seen_instead(picked, claims, metas) or _without_kickers(picked, metas) or picked
    picked = _without_line(picked, claims) or _whole(picked, claims, title) or picked
    picked = _in_small_letters(picked, (*metas, title)) or picked
    return cut(picked, MAX_TITLE_CHARS)


def _claimed_keys(claims: TitleClaims) -> frozenset[str]:
    """Return the keys of all claims but the ``title``."""
    own = filter(None, (claims.headline, *claims.h1s))
    # Short headings are labels: as claims they would cut real titles.
    further = filter(_may_be_key, map(name_key, (*claims.heads, *claims.metas)))
    return frozenset(chain(map(name_key, own), further))


def _may_be_key(key: str) -> bool:
    """Return whether a key is long enough for that of a headline."""
    return len(key) >= MIN_HEAD_KEY


def _first_heading(claims: TitleClaims) -> str | None:
    """Return the first heading of the highest rank."""
    return next(iter((*claims.h1s, *claims.heads)), None)


def _headline_below(claims: TitleClaims) -> str | None:
    """Return the first heading of lower rank that may be the headline."""
    keys = map(name_key, claims.heads)
    likely = (_may_be_key(key) and key not in claims.sites for key in keys)
    return next(compress(claims.heads, likely), None)


def shown_title(claims: TitleClaims, picked: str, lines: Callable[[], frozenset[str]]) -> str:
    """Return the part of the ``title`` that the page shows as a line, unless others vouch for *picked*.

    *lines* gives the keys of the lines that the page shows; it is asked only where the title has
    parts.
    """
    # Only where a ``title`` is all there is to go by: it has the site's name and sections in it.
    if claims.headline or claims.metas or not claims.title:
        return picked
    parts = _title_parts(claims.title)
    # The shortest part: mostly the site's name.
    last = name_key(parts[-1])
    keyed = [(part_key, part) for part in parts if _may_be_shown(part_key := name_key(part))]
    keys = {part_key for part_key, _ in keyed}
    heads = set(map(name_key, (*claims.h1s, *claims.heads))) - claims.sites
    key = name_key(picked)
    is_head = key in heads
    if is_head and key in keys - {last}:
        return picked
    if len(keyed) < WITH_SITE and heads.isdisjoint(keys):
        return picked
    # Asked for last, since it reads the lines of the page.
    shown = lines() - claims.sites
    found = next((part for part_key, part in keyed if part_key in shown), picked)
    return picked if is_head and name_key(found) in key else found


def _may_be_shown(key: str) -> bool:
    """Return whether a key is long enough for that of a headline on a line of its own."""
    # A character of a script without spaces is half a word.
    return _may_be_key(key) or (len(key) >= MIN_SPACELESS_KEY and SPACELESS.search(key) is not None)


def _title_parts(title: str) -> list[str]:
    """Return *title*, and its rests without its last and its first parts; longest first.

    >>> _title_parts("A bridge - Town - Post")
    ['A bridge - Town - Post', 'A bridge - Town', 'Town - Post', 'A bridge', 'Post']
    """
    breaks = [*BREAK.finditer(title), *TIGHT_BREAK.finditer(title)]
    ends = [title[: found.start()].strip() for found in breaks]
    ends += [title[found.end() :].strip() for found in breaks]
    # Longest first: the headline with a colon comes before its half.
    return sorted(dict.fromkeys([title, *filter(None, ends)]), key=len, reverse=True)


def _shown_alone(claims: TitleClaims, picked: str) -> str | None:
    """Return the only ``h1``, if it is a whole line, and no heading shows what was *picked* for engines."""
    bared = filter(None, (bare(h1, claims, frozenset()) for h1 in claims.h1s))
    names = [text for text in dict.fromkeys(bared) if not is_site(text, claims)]
    is_picked_shown = name_key(picked) in map(name_key, claims.heads)
    if len(names) != 1 or is_picked_shown:
        return None
    # Short ones are sections and menus.
    return names[0] if len(names[0].split()) >= MIN_ALONE_WORDS else None


def _without_line(picked: str, claims: TitleClaims) -> str | None:
    """Return *picked* without the kicker that its heading has on a line of its own.

    The kicker is an element there, with no mark behind it; another claim puts a mark in its place.
    """
    key = name_key(picked)
    # A newsroom that states both as its headline means both.
    if key == name_key(claims.headline or ""):
        return None
    marked = _rest_keys((picked, *claims.metas, claims.title or ""), key)
    # A heading with the mark shows both as one line.
    plain = _rest_keys((*claims.h1s, *claims.heads), key)
    return _part_with(marked - plain, claims)


def _rest_keys(texts: Iterable[str], key: str) -> set[str]:
    """Return the keys of those of *texts* that have this *key*, each without its kicker, where it has one."""
    same = (text for text in texts if name_key(text) == key)
    return set(map(name_key, filter(None, map(_behind_kicker, same)))) - {""}


def _part_with(keys: Container[str], claims: TitleClaims) -> str | None:
    """Return the first part of the ``h1`` that has one of *keys*."""
    return next((part for part in claims.parts if name_key(part) in keys), None)


def _vouched_part(
    picked: str, claims: TitleClaims, title: str | None, told: Iterable[str | None]
) -> str | None:
    """Return the part of the ``h1`` that the ``title`` and another claim have; the rest is a second line."""
    key = name_key(title or "")
    if not _may_be_key(key) or not _says_more(picked, claims):
        return None
    is_told = key in map(name_key, filter(None, told))
    if not is_told and not _is_kicker_before(key, picked):
        return None
    return _part_with({key}, claims)


def _is_kicker_before(key: str, picked: str) -> bool:
    """Return whether *picked* has but a few words before the headline whose key is *key*."""
    words = picked.split()
    starts = (name_key(" ".join(words[at:])) for at in range(1, MAX_KICKER_WORDS + 1))
    # Without spaces the kicker is a few characters of the first word.
    whole = name_key(picked)
    is_short = 0 < len(whole) - len(key) <= MAX_KICKER_WORDS
    return key in starts or (is_short and whole.endswith(key))


def _whole(picked: str, claims: TitleClaims, title: str | None) -> str | None:
    """Return the claim that goes on where *picked* was cut off by software: "A bridge over…"."""
    start = _CUT_SHORT.sub("", picked).rstrip()
    if start == picked or len(start) < _MIN_HEAD_CHARS:
        return None
    size = len(name_key(start))
    others = filter(None, (title, *claims.h1s, *claims.heads))
    going_on = (each for each in others if each.startswith(start))
    return next((each for each in going_on if len(name_key(each)) > size), None)


def _in_small_letters(picked: str, claims: Iterable[str | None]) -> str | None:
    """Return the claim that says what *picked* does, where that is all in capitals."""
    if not picked.isupper():
        return None
    key = name_key(picked)
    small = filterfalse(str.isupper, filter(None, claims))
    return next((each for each in small if name_key(each) == key), None)


def _says_more(picked: str, claims: TitleClaims) -> bool:
    """Return whether *picked* is the first ``h1``, and the ``title`` has less of it: no second line."""
    key = name_key(picked)
    is_first = key == name_key(next(iter(claims.h1s), ""))
    return is_first and key not in name_key(claims.title or "")


def _seen_instead(picked: str, claims: TitleClaims, metas: Sequence[str]) -> str | None:
    """Return the one of *metas* that a heading near the top shows, where that is not the *picked* title.

    Some pages have an ``h1`` for search engines, and show another headline below it.
    """
    key, shown = name_key(picked), list(map(name_key, claims.heads[:MAX_TOP_HEADS]))
    # A heading shows what was picked: nothing speaks against it.
    if key in shown:
        return None
    for meta in metas:
        own = name_key(meta)
        # Twice the length of a label: a short meta is a section or the site.
        is_other = len(own) >= 2 * MIN_HEAD_KEY and own not in key
        if is_other and any(_ends_in(head, own) for head in shown):
            return meta
    return None


def _ends_in(head: str, own: str) -> bool:
    """Return whether the key of a heading ends in *own*, and has not much before it."""
    return len(head) < 2 * len(own) and head.endswith(own)


def _without_kickers(picked: str, metas: Sequence[str]) -> str | None:
    """Return the part that *picked* and one of *metas* share: of "Town - A bridge" and "Bo: A bridge"."""
    rest = _behind_kicker(picked)
    if rest is None:
        return None
    key, rest_key = name_key(picked), name_key(rest)
    for meta in metas:
        has_rest = name_key(_behind_kicker(meta) or "") == rest_key
        # One within the other is a kicker on one side alone, see ``_is_without_kicker``.
        if has_rest and not _ends_alike(key, name_key(meta)):
            return rest
    return None


def _ends_alike(one: str, other: str) -> bool:
    """Return whether one of two keys ends with the other."""
    return one.endswith(other) or other.endswith(one)


def _behind_kicker(text: str) -> str | None:
    """Return *text* without its first words, where a mark sets them off and they are few."""
    found = _KICKER.search(text)
    # Many words before a colon are a part of the headline.
    if found is None or len(text[: found.start()].split()) > MAX_KICKER_WORDS:
        return None
    rest = text[found.end() :]
    return rest if len(name_key(rest)) >= MIN_COMMON_KEY else None


def _pick(
    claims: TitleClaims, headline: str | None, h1: str | None, metas: Sequence[str]
) -> str | None:
    if not h1:
        return headline or next(iter(metas), None)
    # Newsrooms state their headline; blog plugins copy the ``title`` into it.
    if headline and claims.is_news and not _is_second_best(headline, claims, h1, metas):
        return headline
    # A kicker above the headline is often in the same ``h1``.
    return next((meta for meta in metas if _is_without_kicker(meta, h1)), h1)


def _is_second_best(headline: str, claims: TitleClaims, h1: str, metas: Sequence[str]) -> bool:
    return _is_shortened(headline, h1) or _is_for_engines(headline, claims, h1, metas)


def _is_for_engines(headline: str, claims: TitleClaims, h1: str, metas: Sequence[str]) -> bool:
    """Return whether *headline* repeats the ``title`` element, while ``h1`` and metas agree on another."""
    key, shown = name_key(headline), name_key(h1)
    is_title = key != shown and key in name_key(claims.title or "")
    return is_title and shown in map(name_key, metas)


def _is_shortened(headline: str, h1: str) -> bool:
    """Return whether *headline* is the beginning of *h1*, cut off by the page's software."""
    start = _CUT_SHORT.sub("", headline).rstrip()
    if len(h1) <= len(headline) or not h1.startswith(start):
        return False
    if start != headline or len(start) > _CUT_CHARS:
        return True
    # Cut within a word: software counts characters.
    return h1[len(start) : len(start) + 1].isalnum()


def _is_without_kicker(meta: str, h1: str) -> bool:
    """Return whether *h1* is *meta* with a kicker in front: "Society - The headline"."""
    short, long = name_key(meta), name_key(h1)
    return _MIN_HEAD_CHARS < len(short) < len(long) and long.endswith(short)


def _shown(claims: TitleClaims, peers: Sequence[str]) -> str | None:
    """Return the ``h1`` that is most like the other claims; one unlike all of them counts as none."""
    # Without other claims any ``h1`` is better than none.
    best, best_likeness = None, MIN_LIKENESS if peers else -1.0
    for text in filter(None, (bare(h1, claims, frozenset()) for h1 in claims.h1s)):
        likeness = _likeness_to(text, peers)
        if likeness > best_likeness and not is_site(text, claims):
            best, best_likeness = text, likeness
    return best


def _likeness_to(h1: str, peers: Iterable[str]) -> float:
    """Return the likeness (0–1) of *h1* to the one of *peers* that it is most like."""
    compared = (peer for peer in peers if not _is_label(h1, peer))
    return max((_likeness(h1, peer) for peer in compared), default=0.0)


def _is_label(h1: str, peer: str) -> bool:
    """Return whether *h1* is but a word out of *peer*, such as the name of a section."""
    balance = _balance(_words(h1), _words(peer))
    return balance < MIN_BALANCE and not name_key(peer).startswith(name_key(h1))


def _likeness(one: str, other: str) -> float:
    """Return the share (0–1) of words that two titles have in common; of characters without spaces."""
    first, second = _words(one), _words(other)
    return (
        len(first & second)
        # By the shorter one, damped by the balance: "Politics" is contained in many titles.
        / max(1, min(len(first), len(second)))
        * (0.5 + 0.5 * _balance(first, second))
    )


def _balance(first: set[str], second: set[str]) -> float:
    return min(len(first), len(second)) / max(1, len(first), len(second))


def _words(text: str) -> set[str]:
    # Pairs of characters in the place of words, where no spaces part them.
    if SPACELESS.search(text):
        return {one + other for one, other in pairwise(text)}
    return set(WORD.findall(text.casefold()))
