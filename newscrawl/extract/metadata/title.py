"""The headline of a page, chosen among all that claim to be it, without the site's name."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from newscrawl.extract.metadata.names import name_key
from newscrawl.extract.strings import cut

MAX_TITLE_CHARS = 500
MIN_LIKENESS = 0.34
MAX_PASSES = 4
MAX_SITE_WORDS = 6
MAX_SITE_ADDITION = 8
"""Letters before or after the site's name, where words have no spaces."""
MIN_BALANCE = 0.2
"""Words of an ``h1`` by those of another claim, below which it must be the beginning of it."""
MIN_HEAD_KEY = 8
"""A shorter heading is a label."""
MIN_COMMON_KEY = 15
MAX_TOP_HEADS = 3
MAX_KICKER_WORDS = 5

_BREAK = re.compile(r"\s+[-–—―·•»«›‹:/~*|_]{1,2}\s+|\s*[|｜│ㅣ¦]\s*|\s*：\s*|\s+:\s+")
_KICKER = re.compile(r"(?<=\S)(?::|\s[-–—])\s+")
_TIGHT_BREAK = re.compile(r"(?<=\S)[-–—_|｜:：](?=\S)")
_DATE_ONLY = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}")
_HOST_LIKE = re.compile(r"[\w-]+(?:\.[\w-]+)*\.[a-z]{2,4}", re.IGNORECASE)
_WORD = re.compile(r"\w+")
_SPACELESS = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]")
_CUT_SHORT = re.compile(r"(?:\.\.\.|…)$")


_WITH_SITE = 2
"""A title of fewer parts does not name its site; a part of so few characters is no headline."""
_CUT_CHARS = 90
"""A headline that is longer was cut off by software, if the one on the page begins with it."""
_MIN_HEAD_CHARS = 15
"""Characters above which a headline is known in a longer one with a kicker."""
_SITE_CHARS = 60
"""A part of a title that is longer names no site."""
_SHORT_SITE, _MIN_SITE_KEY = 4, 3
"""Names of sites below the first length are sought as whole words; a short form is longer than the second."""


@dataclass(frozen=True, slots=True)
class TitleClaims:
    """The claims to be the headline of one page; every string is folded.

    Attributes:
        headline: JSON-LD ``headline`` of the article.
        is_news: The JSON-LD type is one of news; plugins fill that of articles at large from
            ``title``. h1s: The first ``h1`` elements that have text.
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


def pick_title(claims: TitleClaims) -> str | None:
    """Return the headline, or ``None`` when nothing claims to be one."""
    told = [text for text in (claims.headline, *claims.h1s) if text]
    # Short headings are labels: as claims they would cut real titles.
    told += [text for text in (*claims.heads, *claims.metas) if len(name_key(text)) >= MIN_HEAD_KEY]
    others = frozenset(map(name_key, told))
    headline = _bare(claims.headline, claims, others)
    metas = [text for meta in claims.metas if (text := _bare(meta, claims, others))]
    title = _bare(claims.title, claims, others)
    # Logos, section names and menus are ``h1`` on some pages: the other claims tell.
    h1 = _shown(claims, [text for text in (headline, *metas, title) if text])
    picked = (
        _pick(claims, headline, h1, metas)
        or title
        or next(iter((*claims.h1s, *claims.heads)), None)
    )
    # What is left is the site's name: its ``h1`` is the logo.
    if picked and name_key(picked) in claims.sites and not headline:
        picked = next((text for text in claims.heads if _may_be_headline(text, claims)), picked)
    if picked:
        # Corrections of what was picked; each needs a second witness.
        picked = _vouched_part(picked, claims, title, (headline, *metas)) or picked
        picked = _seen_instead(picked, claims, metas) or _without_kickers(picked, metas) or picked
    return cut(picked, MAX_TITLE_CHARS) if picked else None


def shown_title(claims: TitleClaims, picked: str, lines: Callable[[], frozenset[str]]) -> str:
    """Return the part of the ``title`` that the page shows as a line, unless others vouch for *picked*.

    *lines* gives the keys of the lines that the page shows; it is asked only where the title has
    parts.
    """
    # Only where a ``title`` is all there is to go by: it has the site's name and sections in it.
    if claims.headline or claims.metas or not claims.title:
        return picked
    key, heads = (
        name_key(picked),
        {name_key(text) for text in (*claims.h1s, *claims.heads)} - claims.sites,
    )
    parts = [part for part in _title_parts(claims.title) if len(name_key(part)) >= MIN_HEAD_KEY]
    keys = list(map(name_key, parts))
    # The shortest part: mostly the site's name.
    last = name_key(_title_parts(claims.title)[-1])
    vouched = key in heads and key in keys and key != last
    if vouched or (len(parts) < _WITH_SITE and heads.isdisjoint(keys)):
        return picked
    # Asked for last, since it reads the lines of the page.
    shown = lines() - claims.sites
    found = next((part for part in parts if name_key(part) in shown), picked)
    return picked if key in heads and name_key(found) in key else found


def _title_parts(title: str) -> list[str]:
    """Return *title*, and its rests without its last and its first parts; longest first.

    >>> _title_parts("A bridge - Town - Post")
    ['A bridge - Town - Post', 'A bridge - Town', 'Town - Post', 'A bridge', 'Post']
    """
    breaks = [*_BREAK.finditer(title), *_TIGHT_BREAK.finditer(title)]
    ends = [title[: found.start()].strip() for found in breaks] + [
        title[found.end() :].strip() for found in breaks
    ]
    # Longest first: the headline with a colon goes before its half.
    return sorted(dict.fromkeys([title, *filter(None, ends)]), key=len, reverse=True)


def _may_be_headline(head: str, claims: TitleClaims) -> bool:
    return len(name_key(head)) >= MIN_HEAD_KEY and name_key(head) not in claims.sites


def _vouched_part(
    picked: str, claims: TitleClaims, title: str | None, told: Iterable[str | None]
) -> str | None:
    """Return the part of the ``h1`` that the ``title`` and another claim have; the rest is a second line."""
    key = name_key(title or "")
    whole = name_key(picked)
    # The ``h1`` alone says more: elsewhere the second line is missing.
    shown = whole == name_key(next(iter(claims.h1s), "")) and whole not in name_key(
        claims.title or ""
    )
    if not shown or len(key) < MIN_HEAD_KEY or all(name_key(text or "") != key for text in told):
        return None
    return next((part for part in claims.parts if name_key(part) == key), None)


def _seen_instead(picked: str, claims: TitleClaims, metas: Sequence[str]) -> str | None:
    """Return the one of *metas* that a heading near the top shows, where that is not the *picked* title.

    Some pages have an ``h1`` for search engines, and show another headline below it.
    """
    key, shown = name_key(picked), [name_key(head) for head in claims.heads[:MAX_TOP_HEADS]]
    # A heading shows what was picked: nothing speaks against it.
    if any(head == key for head in shown):
        return None
    for meta in metas:
        own = name_key(meta)
        # Twice the length of a label: a short meta is a section or the site.
        other = len(own) >= 2 * MIN_HEAD_KEY and own not in key
        if other and any(head.endswith(own) and len(head) < 2 * len(own) for head in shown):
            return meta
    return None


def _without_kickers(picked: str, metas: Sequence[str]) -> str | None:
    """Return the part that *picked* and one of *metas* share: of "Town - A bridge" and "Bo: A bridge"."""
    key = name_key(picked)
    rest = _behind_kicker(picked)
    if rest is None:
        return None
    for meta in metas:
        other = _behind_kicker(meta)
        # One within the other is a kicker on one side alone, see ``_is_without_kicker``.
        nested = key.endswith(name_key(meta)) or name_key(meta).endswith(key)
        if other is not None and not nested and name_key(other) == name_key(rest):
            return rest
    return None


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
    if headline and (
        # Newsrooms state their headline; blog plugins copy the ``title`` into it.
        not h1 or (claims.is_news and not _is_second_best(headline, claims, h1, metas))
    ):
        return headline
    if h1:
        # A kicker above the headline is often in the same ``h1``.
        return next((meta for meta in metas if _is_without_kicker(meta, h1)), h1)
    return next(iter(metas), None)


def _is_second_best(headline: str, claims: TitleClaims, h1: str, metas: Sequence[str]) -> bool:
    return _is_shortened(headline, h1) or _is_for_engines(headline, claims, h1, metas)


def _is_for_engines(headline: str, claims: TitleClaims, h1: str, metas: Sequence[str]) -> bool:
    """Return whether *headline* repeats the ``title`` element, while ``h1`` and metas agree on another."""
    key, shown = name_key(headline), name_key(h1)
    return (
        key != shown
        and key in name_key(claims.title or "")
        and any(name_key(meta) == shown for meta in metas)
    )


def _is_shortened(headline: str, h1: str) -> bool:
    """Return whether *headline* is the beginning of *h1*, cut off by the page's software."""
    start = _CUT_SHORT.sub("", headline).rstrip()
    # Cut within a word: software counts characters.
    mid_word = h1[len(start) : len(start) + 1].isalnum()
    return (
        h1.startswith(start)
        and len(h1) > len(headline)
        and (start != headline or mid_word or len(start) > _CUT_CHARS)
    )


def _is_without_kicker(meta: str, h1: str) -> bool:
    """Return whether *h1* is *meta* with a kicker in front: "Society - The headline"."""
    short, long = name_key(meta), name_key(h1)
    return _MIN_HEAD_CHARS < len(short) < len(long) and long.endswith(short)


def _shown(claims: TitleClaims, peers: Sequence[str]) -> str | None:
    """Return the ``h1`` that is most like the other claims; one unlike all of them counts as none."""
    # Without other claims any ``h1`` is better than none.
    best, best_likeness = None, MIN_LIKENESS if peers else -1.0
    for h1 in claims.h1s:
        bare = _bare(h1, claims, frozenset())
        likeness = max(
            (_likeness(bare or "", peer) for peer in peers if not _is_label(bare or "", peer)),
            default=0.0,
        )
        if bare and likeness > best_likeness and not _is_site(bare, claims):
            best, best_likeness = bare, likeness
    return best


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
    if _SPACELESS.search(text):
        return {one + other for one, other in pairwise(text)}
    return set(_WORD.findall(text.casefold()))


def _bare(text: str | None, claims: TitleClaims, others: frozenset[str]) -> str | None:
    """Cut the site's name, its section and a date off both ends of *text*."""
    # "Headline - Section - Site - Date": one end after the other.
    for _ in range(MAX_PASSES):
        shorter = text and _cut_once(text, claims, others)
        if not shorter or shorter == text:
            break
        text = shorter
    return text


def _cut_once(text: str, claims: TitleClaims, others: frozenset[str]) -> str:
    breaks = list(_BREAK.finditer(text))
    # The right end first: most sites put their name there.
    ends = [(text[: found.start()], text[found.end() :]) for found in breaks[-1:]]
    ends += [(text[: found.start()], text[found.end() :]) for found in breaks[:1]]
    for kept, gone in ends:
        if name_key(kept) in others and _begins_with_longer(gone, kept, others):
            return gone.strip()
        # A cut that leaves next to nothing has cut the headline.
        if len(kept) > _WITH_SITE and (_is_site(gone, claims) or name_key(kept) in others):
            return kept.strip()
    for found in breaks[:1]:
        if name_key(text[: found.start()]) in claims.sites:
            return text[found.end() :].strip()
    return _cut_tight(text, claims, others)


def _begins_with_longer(text: str, other: str, others: frozenset[str]) -> bool:
    """Return whether *text* begins with one of *others* that is longer than *other*, a section's label."""
    key, size = name_key(text), len(name_key(other))
    return any(len(each) > size and key.startswith(each) for each in others)


def _cut_tight(text: str, claims: TitleClaims, others: frozenset[str]) -> str:
    """Cut a section or site after a mark without spaces, as some Asian sites set it."""
    # Marks without spaces occur in words and names: only known names are cut there.
    tight = [found for found in _TIGHT_BREAK.finditer(text) if not _is_in_word(text, found)]
    if tight and name_key(text[tight[-1].end() :]) in claims.sites | claims.sections:
        return text[: tight[-1].start()].strip()
    # From the right: the longest beginning that another claim has.
    for found in tight[::-1]:
        kept = name_key(text[: found.start()])
        if kept in others and len(kept) >= MIN_HEAD_KEY:
            return text[: found.start()].strip()
    return text


def _is_in_word(text: str, found: re.Match[str]) -> bool:
    """Return whether a break is a hyphen within a word: "stay-at-home" names no section "Home"."""
    # A site's name begins with a capital.
    return found[0] == "-" and text[found.end()].islower()


def _is_site(part: str, claims: TitleClaims) -> bool:
    """Return whether *part* of a title names the site, its section or a date."""
    key = name_key(part)
    if not key or key in claims.sites or key in claims.sections or _DATE_ONLY.fullmatch(part):
        return True
    if len(part.split()) > MAX_SITE_WORDS or len(part) > _SITE_CHARS:
        return False
    return _HOST_LIKE.fullmatch(part) is not None or any(
        _names(site, part, key) for site in claims.sites
    )


def _names(site: str, part: str, key: str) -> bool:
    """Return whether *part* holds the whole name of *site*, or a short form that begins it."""
    if len(site) < _SHORT_SITE:
        # "BR" is in many words: short names count as whole words only.
        return site in _WORD.findall(part.casefold())
    if _SPACELESS.search(part):
        return site in key and len(key) <= len(site) + MAX_SITE_ADDITION
    words = [name_key(word) for word in part.split()]
    # Sites write their name with spaces or without: runs of words are compared without.
    runs = ("".join(words[i:j]) for i in range(len(words)) for j in range(i + 1, len(words) + 1))
    return site in runs or (len(key) > _MIN_SITE_KEY and site.startswith(key))


_GENERIC: Final = (
    "www m mobile amp web edition en news com co org net gov edu blog blogs de fr uk us ac home"
)
GENERIC_LABELS: Final = frozenset(_GENERIC.split())


def host_keys(host: str) -> Iterable[str]:
    """Return the labels of *host* that may name the site: "www.the-post.example.co.uk" → thepost, example."""
    # The top-level domain is left out below: it names nobody.
    labels = host.casefold().split(".")
    names = [label for label in labels[:-1] if label not in GENERIC_LABELS and len(label) > 1]
    return [name_key(name) for name in names] + [name_key("".join(labels[-2:]))]
