"""The headline of a page, chosen among all that claim to be it, without the site's name."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from itertools import filterfalse, product
from operator import attrgetter, methodcaller
from typing import Final

from newscrawl.extract.metadata.persons import name_key
from newscrawl.extract.metadata.title_claims import (
    BREAK,
    TIGHT_BREAK,
    WITH_SITE,
    TitleClaims,
    bare,
)
from newscrawl.extract.metadata.title_text import (
    MIN_HEAD_CHARS,
    MIN_HEAD_KEY,
    SPACELESS,
    Title,
    first_with,
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
MIN_SHOWN_SHARE = 0.35
"""Letters of a part of a ``title`` that a line shows, by those of its longest part: less is a section."""
MIN_ALONE_WORDS = 4
"""Words of an ``h1`` that no other claim is like; of 12 such on the development sets 10 are the headline."""

_NO_TITLES: Final = frozenset(
    "home homepage startseite index welcome untitled untitleddocument notitle newpage".split()
)
"""Titles that software fills in where nobody wrote one."""


@dataclass(frozen=True, slots=True)
class _Page:
    """The claims of a page, the names of its site cut off, and the ``h1`` that is like them.

    The headings are as the page shows them; *lines* are its ``h1`` without the names of the site.
    """

    claims: TitleClaims
    headline: Title | None
    metas: tuple[Title, ...]
    title: Title | None
    h1: Title | None
    h1s: tuple[Title, ...]
    heads: tuple[Title, ...]
    lines: tuple[Title, ...]

    @property
    def told(self) -> tuple[Title, ...]:
        """The claims of the page's data, best first."""
        headline = () if self.headline is None else (self.headline,)
        return (*headline, *self.metas)

    @property
    def news_headline(self) -> Title | None:
        """The headline that a newsroom states; blog plugins copy the ``title`` into theirs."""
        return self.headline if self.claims.is_news else None

    @property
    def shown_title_key(self) -> str:
        """The key of the ``title`` element with the names of the site."""
        return name_key(self.claims.title or "")

    def is_site(self, title: Title) -> bool:
        """Return whether *title* is a name of the site and nothing else."""
        return title.key in self.claims.sites


def pick_title(claims: TitleClaims) -> str | None:
    """Return the headline, or ``None`` when nothing claims to be one."""
    page = _bared(claims)
    candidates = (_pick(page), page.title, *page.h1s, *page.heads)
    picked = next(filter(None, candidates), None)
    return None if picked is None else cut(_corrected(picked, page).text, MAX_TITLE_CHARS)


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
    peers = tuple(filter(None, (headline, *metas, title)))
    bare_h1s = (bare(text, claims, frozenset()) for text in claims.h1s)
    shown = filter(None, bare_h1s)
    own = filterfalse(claims.is_site, shown)
    lines = titles(own)
    return _Page(
        claims=claims,
        headline=headline,
        metas=metas,
        title=title,
        h1=_most_like(lines, peers),
        h1s=h1s,
        heads=heads,
        lines=lines,
    )


def _claimed_keys(
    claims: TitleClaims, h1s: Iterable[Title], heads: Iterable[Title]
) -> frozenset[str]:
    """Return the keys of all claims but the ``title``."""
    own = (*titles([claims.headline]), *h1s)
    # Short headings are labels: as claims they would cut real titles.
    further = filterfalse(_is_label, (*heads, *titles(claims.metas)))
    return frozenset(keys_of((*own, *further)))


def _is_whole_line(title: Title) -> bool:
    """Return whether *title* is long enough to be a headline of its own."""
    return len(title.key) >= MIN_HEAD_CHARS


_is_label: Final = attrgetter("is_label")
_is_in_capitals: Final = attrgetter("is_in_capitals")


def _is_of_software(title: Title) -> bool:
    """Return whether software filled in *title*."""
    return title.key in _NO_TITLES


def _most_like(h1s: Iterable[Title], peers: tuple[Title, ...]) -> Title | None:
    """Return the ``h1`` that is most like the other claims; one unlike all of them counts as none."""
    likeness = methodcaller("likeness_to", peers)
    best = max(h1s, key=likeness, default=None)
    # Without other claims any ``h1`` is better than none.
    if best is None or not peers:
        return best
    return best if likeness(best) > MIN_LIKENESS else None


def _pick(page: _Page) -> Title | None:
    """Return the best of the claims but the ``title``."""
    stated, h1 = page.news_headline, page.h1
    if h1 is None:
        return next(iter(page.told), None)
    # Newsrooms state their headline, also where the ``h1`` says something else.
    if stated is not None and not _is_second_best(stated, h1, page):
        return stated
    # A kicker above the headline is often in the same ``h1``.
    return next(filter(h1.has_before, page.told), h1)


def _is_second_best(headline: Title, h1: Title, page: _Page) -> bool:
    """Return whether the stated *headline* is cut short, or made for search engines.

    Such a one repeats the ``title`` element, while ``h1`` and metas agree on another.
    """
    repeats_title = headline.key != h1.key and headline.key in page.shown_title_key
    is_for_engines = repeats_title and h1.key in keys_of(page.metas)
    return is_for_engines or headline.is_beginning_of(h1)


def _corrected(picked: Title, page: _Page) -> Title:
    """Return the *picked* title after all corrections, each of which needs a second witness."""
    for alternatives in _CORRECTIONS:
        better = (correct(picked, page) for correct in alternatives)
        picked = next(filter(None, better), picked)
    return picked


def _shown_alone(picked: Title, page: _Page) -> Title | None:
    """Return the only ``h1``, if it is a whole line, and no heading shows what was *picked* for engines."""
    if page.h1 is not None or page.news_headline is not None:
        return None
    # By their texts: the same line in other letters is another one.
    lines = dict.fromkeys(page.lines)
    is_picked_shown = picked.key in keys_of(page.heads)
    if len(lines) != 1 or is_picked_shown:
        return None
    # Short ones are sections and menus.
    (line,) = lines
    return line if len(line.text.split()) >= MIN_ALONE_WORDS else None


def _headline_below(picked: Title, page: _Page) -> Title | None:
    """Return the first heading of lower rank that may be the headline, where the site's name was *picked*."""
    # The site's name alone: its ``h1`` is the logo.
    if page.headline is not None or not page.is_site(picked):
        return None
    likely = filterfalse(_is_label, page.heads)
    return next(filterfalse(page.is_site, likely), None)


def _vouched_part(picked: Title, page: _Page) -> Title | None:
    """Return the part of the ``h1`` that the ``title`` and another claim have; the rest is a second line."""
    title = page.title
    if title is None or title.is_label or not _says_more(picked, page):
        return None
    # Without its sections, too: "A bridge - Town - Post" vouches for "A bridge".
    parts = titles((title.text, *_title_parts(title.text)))
    keys = set(keys_of(filterfalse(_is_label, parts)))
    # Before the site's name it needs no other claim, where it is as long as a headline.
    first = titles(BREAK.split(title.text)[:1])
    told = set(keys_of(filter(_is_whole_line, first))) - page.claims.sites
    told |= keys.intersection(keys_of(page.told))
    after_few_words = filter(picked.begins_with_few_words, keys - told)
    return first_with(titles(page.claims.parts), told.union(after_few_words))


def _says_more(picked: Title, page: _Page) -> bool:
    """Return whether *picked* is the first ``h1``, and the ``title`` has less of it: no second line."""
    first = next(keys_of(page.h1s), "")
    return picked.key == first and picked.key not in page.shown_title_key


def _seen_instead(picked: Title, page: _Page) -> Title | None:
    """Return the meta claim that a heading near the top shows, where that is not the *picked* title.

    Some pages have an ``h1`` for search engines, and show another headline below it.
    """
    shown = list(keys_of(page.heads[:MAX_TOP_HEADS]))
    # A heading shows what was picked: nothing speaks against it.
    if picked.key in shown:
        return None
    others = (meta for meta in page.metas if meta.key not in picked.key)
    return next(filter(partial(_is_seen, shown), others), None)


def _is_seen(heads: Iterable[str], meta: Title) -> bool:
    """Return whether the key of one of *heads* ends in that of *meta*, and has not much before it."""
    own = meta.key
    # Twice the length of a label: a short meta is a section or the site.
    if len(own) < 2 * MIN_HEAD_KEY:
        return False
    ends_so = filter(methodcaller("endswith", own), heads)
    return any(len(head) < 2 * len(own) for head in ends_so)


def _without_kickers(picked: Title, page: _Page) -> Title | None:
    """Return the part that *picked* and a meta claim share: of "Town - A bridge" and "Bo: A bridge"."""
    rest = picked.rest
    if rest is None:
        return None
    # One within the other is a kicker on one side alone, see ``Title.has_before``.
    others = filterfalse(picked.is_alike_at_end, page.metas)
    return rest if rest.key in map(_rest_key, others) else None


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
    return first_with(titles(claims.parts), marked - plain)


_rest_key: Final = attrgetter("rest_key")


def _rest_keys(found: Iterable[Title], key: str) -> set[str]:
    """Return the keys of the titles that have this *key*, each without its kicker, where it has one."""
    same = (each for each in found if each.key == key)
    return set(map(_rest_key, same)) - {""}


def _without_turned_line(picked: Title, page: _Page) -> Title | None:
    """Return *picked* without the kicker that a meta claim has at its end: "A bridge - In town"."""
    turned = filter(picked.has_before, titles(page.claims.parts))
    metas = set(keys_of(page.metas))
    return next((part for part in turned if _turned_key(picked, part) in metas), None)


def _turned_key(whole: Title, end: Title) -> str:
    """Return the key of *whole* with its *end* in front."""
    return end.key + whole.key.removesuffix(end.key)


def _whole(picked: Title, page: _Page) -> Title | None:
    """Return the claim that goes on where *picked* was cut off by software: "A bridge over…"."""
    start = Title.of(picked.whole_beginning)
    if start.text == picked.text or len(start.text) < MIN_HEAD_CHARS:
        return None
    others = filter(None, (page.title, *page.h1s, *page.heads))
    return next(filter(start.goes_on_in, others), None)


def _in_small_letters(picked: Title, page: _Page) -> Title | None:
    """Return the claim that says what *picked* does, where that is all in capitals."""
    if not picked.is_in_capitals:
        return None
    others = filter(None, (*page.metas, page.title))
    return first_with(filterfalse(_is_in_capitals, others), {picked.key})


_CORRECTIONS: Final[tuple[tuple[Callable[[Title, _Page], Title | None], ...], ...]] = (
    (_shown_alone,),
    (_headline_below,),
    (_vouched_part,),
    (_seen_instead, _without_kickers),
    (_without_line, _without_turned_line, _whole),
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
    # The shortest part is mostly the site's name, which a heading does not vouch for.
    is_headed = key in heads & keys and key != name_key(parts[-1])
    # A title of one part has nothing to choose from.
    is_single = len(keyed) < WITH_SITE and heads.isdisjoint(keys)
    if is_headed or is_single:
        return picked
    # Asked for last, since it reads the lines of the page.
    least = MIN_SHOWN_SHARE * max(map(_key_length, BREAK.split(claims.title)))
    likely = (part for part in keyed if len(part.key) >= least)
    found = first_with(likely, lines() - claims.sites)
    is_part_of_head = found is not None and key in heads and found.key in key
    return picked if found is None or is_part_of_head else found.text


def _may_be_shown(part: Title) -> bool:
    """Return whether *part* is long enough for a headline on a line of its own."""
    # A character of a script without spaces is half a word.
    is_half_words = SPACELESS.search(part.key) is not None
    return len(part.key) >= (MIN_SPACELESS_KEY if is_half_words else MIN_HEAD_KEY)


def _key_length(text: str) -> int:
    return len(name_key(text))


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
