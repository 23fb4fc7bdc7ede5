"""The headline of a page, chosen among all that claim to be it, without the site's name."""

from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass
from itertools import filterfalse, product
from operator import attrgetter
from typing import Final

from newscrawl.extract.metadata.persons import name_key
from newscrawl.extract.metadata.title_claims import (
    BREAK,
    TIGHT_BREAK,
    WITH_SITE,
    TitleClaims,
    bare,
    is_site,
)
from newscrawl.extract.metadata.title_text import (
    MIN_HEAD_CHARS,
    MIN_HEAD_KEY,
    SPACELESS,
    Title,
    keys_of,
    titles,
)
from newscrawl.extract.strings import cut

MAX_TITLE_CHARS = 500
MIN_LIKENESS = 0.34
MIN_SPACELESS_KEY = 5
MAX_TOP_HEADS = 3
MAX_TITLE_PARTS = 12
"""Breaks of a ``title`` that are looked at: it is text of an untrusted page."""
MIN_ALONE_WORDS = 4
"""Words of an ``h1`` that no other claim is like; of 12 such on the development sets 10 are the headline."""

_NO_TITLES: Final = frozenset(
    "home homepage startseite index welcome untitled untitleddocument notitle newpage".split()
)
"""Titles that software fills in where nobody wrote one."""


@dataclass(frozen=True, slots=True)
class _Page:
    """The claims of a page, the names of its site cut off, and the ``h1`` that is like them.

    The headings are as the page shows them.
    """

    claims: TitleClaims
    headline: Title | None
    metas: tuple[Title, ...]
    title: Title | None
    h1: Title | None
    h1s: tuple[Title, ...]
    heads: tuple[Title, ...]

    @property
    def told(self) -> tuple[Title, ...]:
        """The claims of the page's data, best first."""
        headline = () if self.headline is None else (self.headline,)
        return (*headline, *self.metas)

    @property
    def shown_title_key(self) -> str:
        """The key of the ``title`` element with the names of the site."""
        return name_key(self.claims.title or "")


def pick_title(claims: TitleClaims) -> str | None:
    """Return the headline, or ``None`` when nothing claims to be one."""
    page = _bared(claims)
    headings = (*page.h1s, *page.heads)
    picked = _pick(page) or page.title or next(iter(headings), None)
    if picked is None:
        return None
    # Newsrooms state their headline, also where the ``h1`` says something else.
    is_stated = claims.is_news and page.headline is not None
    if page.h1 is None and not is_stated:
        picked = _shown_alone(picked, page) or picked
    # The site's name alone: its ``h1`` is the logo.
    if page.headline is None and picked.key in claims.sites:
        picked = _headline_below(page) or picked
    return cut(_corrected(picked, page).text, MAX_TITLE_CHARS)


def _bared(claims: TitleClaims) -> _Page:
    """Return the claims without the names of the site."""
    h1s, heads = titles(claims.h1s), titles(claims.heads)
    others = _claimed_keys(claims, h1s, heads)

    def bared(texts: Iterable[str | None]) -> tuple[Title, ...]:
        return titles(bare(text, claims, others) for text in texts)

    headline = next(iter(bared([claims.headline])), None)
    metas = bared(claims.metas)
    title = next(filterfalse(_is_of_software, bared([claims.title])), None)
    # Logos, section names and menus are ``h1`` on some pages: the other claims tell.
    peers = filter(None, (headline, *metas, title))
    h1 = _shown(claims, tuple(peers))
    return _Page(claims, headline, metas, title, h1, h1s, heads)


def _claimed_keys(
    claims: TitleClaims, h1s: Iterable[Title], heads: Iterable[Title]
) -> frozenset[str]:
    """Return the keys of all claims but the ``title``."""
    own = (*titles([claims.headline]), *h1s)
    # Short headings are labels: as claims they would cut real titles.
    further = filterfalse(_is_label, (*heads, *titles(claims.metas)))
    return frozenset(keys_of((*own, *further)))


_is_label: Final = attrgetter("is_label")


def _is_of_software(title: Title) -> bool:
    """Return whether software filled in *title*."""
    return title.key in _NO_TITLES


def _shown(claims: TitleClaims, peers: tuple[Title, ...]) -> Title | None:
    """Return the ``h1`` that is most like the other claims; one unlike all of them counts as none."""
    # Without other claims any ``h1`` is better than none.
    best, best_likeness = None, MIN_LIKENESS if peers else -1.0
    for h1 in titles(bare(text, claims, frozenset()) for text in claims.h1s):
        likeness = h1.likeness_to(peers)
        if likeness > best_likeness and not is_site(h1.text, claims):
            best, best_likeness = h1, likeness
    return best


def _pick(page: _Page) -> Title | None:
    """Return the best of the claims but the ``title``."""
    headline, h1 = page.headline, page.h1
    if h1 is None:
        return next(iter(page.told), None)
    # Newsrooms state their headline; blog plugins copy the ``title`` into it.
    is_of_news = page.claims.is_news and headline is not None
    if is_of_news and not _is_second_best(page):
        return headline
    # A kicker above the headline is often in the same ``h1``.
    return next(filter(h1.has_before, page.metas), h1)


def _is_second_best(page: _Page) -> bool:
    """Return whether the stated headline is cut short, or made for search engines.

    Such a one repeats the ``title`` element, while ``h1`` and metas agree on another.
    """
    headline, h1 = page.headline, page.h1
    if headline is None or h1 is None:
        return False
    repeats_title = headline.key != h1.key and headline.key in page.shown_title_key
    is_for_engines = repeats_title and h1.key in keys_of(page.metas)
    return is_for_engines or headline.is_beginning_of(h1)


def _shown_alone(picked: Title, page: _Page) -> Title | None:
    """Return the only ``h1``, if it is a whole line, and no heading shows what was *picked* for engines."""
    claims = page.claims
    bared = filter(None, (bare(h1, claims, frozenset()) for h1 in claims.h1s))
    names = [text for text in dict.fromkeys(bared) if not is_site(text, claims)]
    is_picked_shown = picked.key in keys_of(page.heads)
    if len(names) != 1 or is_picked_shown:
        return None
    # Short ones are sections and menus.
    is_line = len(names[0].split()) >= MIN_ALONE_WORDS
    return Title.of(names[0]) if is_line else None


def _headline_below(page: _Page) -> Title | None:
    """Return the first heading of lower rank that may be the headline."""
    likely = filterfalse(_is_label, page.heads)
    return next((head for head in likely if head.key not in page.claims.sites), None)


def _corrected(picked: Title, page: _Page) -> Title:
    """Return the *picked* title after all corrections, each of which needs a second witness."""
    for alternatives in _CORRECTIONS:
        better = (correct(picked, page) for correct in alternatives)
        picked = next(filter(None, better), picked)
    return picked


def _vouched_part(picked: Title, page: _Page) -> Title | None:
    """Return the part of the ``h1`` that the ``title`` and another claim have; the rest is a second line."""
    title = page.title
    if title is None or title.is_label or not _says_more(picked, page):
        return None
    told = set(keys_of(page.told))
    # Without its sections, too: "A bridge - Town - Post" vouches for "A bridge".
    parts = filterfalse(_is_label, titles((title.text, *_title_parts(title.text))))
    vouched = {
        part.key for part in parts if part.key in told or picked.begins_with_few_words(part.key)
    }
    return _part_with(vouched, page)


def _says_more(picked: Title, page: _Page) -> bool:
    """Return whether *picked* is the first ``h1``, and the ``title`` has less of it: no second line."""
    first = next(keys_of(page.h1s), "")
    return picked.key == first and picked.key not in page.shown_title_key


def _part_with(keys: Container[str], page: _Page) -> Title | None:
    """Return the first part of the ``h1`` that has one of *keys*."""
    parts = titles(page.claims.parts)
    return next((part for part in parts if part.key in keys), None)


def _seen_instead(picked: Title, page: _Page) -> Title | None:
    """Return the meta claim that a heading near the top shows, where that is not the *picked* title.

    Some pages have an ``h1`` for search engines, and show another headline below it.
    """
    shown = list(keys_of(page.heads[:MAX_TOP_HEADS]))
    # A heading shows what was picked: nothing speaks against it.
    if picked.key in shown:
        return None
    seen = (meta for meta in page.metas if _is_end_of_one(meta.key, shown))
    # Twice the length of a label: a short meta is a section or the site.
    long = (meta for meta in seen if len(meta.key) >= 2 * MIN_HEAD_KEY)
    return next((meta for meta in long if meta.key not in picked.key), None)


def _is_end_of_one(own: str, heads: Iterable[str]) -> bool:
    """Return whether the key of one of *heads* ends in *own*, and has not much before it."""
    return any(len(head) < 2 * len(own) for head in heads if head.endswith(own))


def _without_kickers(picked: Title, page: _Page) -> Title | None:
    """Return the part that *picked* and a meta claim share: of "Town - A bridge" and "Bo: A bridge"."""
    rest = picked.rest
    if rest is None:
        return None
    # One within the other is a kicker on one side alone, see ``Title.has_before``.
    others = filterfalse(picked.is_alike_at_end, page.metas)
    return rest if any(meta.rest_key == rest.key for meta in others) else None


def _without_line(picked: Title, page: _Page) -> Title | None:
    """Return *picked* without the kicker that its heading has on a line of its own.

    The kicker is an element there, with no mark behind it; another claim puts a mark in its place.
    """
    claims = page.claims
    # A newsroom that states both as its headline means both.
    if picked.key in keys_of(titles([claims.headline])):
        return None
    told = titles((*claims.metas, claims.title))
    marked = _rest_keys((picked, *told), picked.key)
    # A heading with the mark shows both as one line.
    plain = _rest_keys((*page.h1s, *page.heads), picked.key)
    return _part_with(marked - plain, page)


def _rest_keys(found: Iterable[Title], key: str) -> set[str]:
    """Return the keys of the titles that have this *key*, each without its kicker, where it has one."""
    same = (each for each in found if each.key == key)
    return {each.rest_key for each in same} - {""}


def _whole(picked: Title, page: _Page) -> Title | None:
    """Return the claim that goes on where *picked* was cut off by software: "A bridge over…"."""
    start = Title.of(picked.whole_beginning)
    if start.text == picked.text or len(start.text) < MIN_HEAD_CHARS:
        return None
    others = filter(None, (page.title, *page.h1s, *page.heads))
    going_on = (each for each in others if each.text.startswith(start.text))
    return next((each for each in going_on if len(each.key) > len(start.key)), None)


def _in_small_letters(picked: Title, page: _Page) -> Title | None:
    """Return the claim that says what *picked* does, where that is all in capitals."""
    if not picked.text.isupper():
        return None
    others = filter(None, (*page.metas, page.title))
    same = (each for each in others if each.key == picked.key)
    return next((each for each in same if not each.text.isupper()), None)


_CORRECTIONS: Final[tuple[tuple[Callable[[Title, _Page], Title | None], ...], ...]] = (
    (_vouched_part,),
    (_seen_instead, _without_kickers),
    (_without_line, _whole),
    (_in_small_letters,),
)
"""The corrections of a picked title, in order; of several in a row the first that has something."""


def shown_title(claims: TitleClaims, picked: str, lines: Callable[[], frozenset[str]]) -> str:
    """Return the part of the ``title`` that the page shows as a line, unless others vouch for *picked*.

    *lines* gives the keys of the lines that the page shows; it is asked only where the title has
    parts.
    """
    # Only where a ``title`` is all there is to go by: it has the site's name and sections in it.
    told = (claims.headline, *claims.metas)
    if any(told) or not claims.title:
        return picked
    parts = _title_parts(claims.title)
    keyed = list(filter(_may_be_shown, titles(parts)))
    keys = set(keys_of(keyed))
    heads = set(keys_of(titles((*claims.h1s, *claims.heads)))) - claims.sites
    key = name_key(picked)
    # The shortest part: mostly the site's name.
    last = name_key(parts[-1])
    if key in heads & (keys - {last}):
        return picked
    if len(keyed) < WITH_SITE and heads.isdisjoint(keys):
        return picked
    # Asked for last, since it reads the lines of the page.
    shown = lines() - claims.sites
    found = next((part for part in keyed if part.key in shown), None)
    if found is None:
        return picked
    is_part_of_head = key in heads and found.key in key
    return picked if is_part_of_head else found.text


def _may_be_shown(part: Title) -> bool:
    """Return whether *part* is long enough for a headline on a line of its own."""
    if not part.is_label:
        return True
    # A character of a script without spaces is half a word.
    return len(part.key) >= MIN_SPACELESS_KEY and SPACELESS.search(part.key) is not None


def _title_parts(title: str) -> list[str]:
    """Return *title*, and its rests without its last and its first parts; longest first.

    >>> _title_parts("Town - A bridge - Post")
    ['Town - A bridge - Post', 'Town - A bridge', 'A bridge - Post', 'A bridge', 'Town', 'Post']
    """
    breaks = [*BREAK.finditer(title), *TIGHT_BREAK.finditer(title)]
    starts = [0, *(found.end() for found in breaks)][:MAX_TITLE_PARTS]
    ends = [*(found.start() for found in breaks), len(title)][:MAX_TITLE_PARTS]
    parts = (title[start:end].strip() for start, end in product(starts, ends))
    # Longest first: the headline with a colon comes before its half.
    return sorted(dict.fromkeys([title, *filter(None, parts)]), key=len, reverse=True)
