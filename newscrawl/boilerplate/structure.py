"""The setting of a block in its page: in or out of the article, the kind of box, the links.

``markup`` tells how a block is housed; this tells how that differs from the article's own
blocks, and whether the page's data (``articleBody``) counts the block as the article's text.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import compress, takewhile
from operator import eq, itemgetter

from newscrawl.boilerplate.markup import MAX_HREFS, Housing
from newscrawl.boilerplate.selector_rules import plain_names
from newscrawl.model.items import Block, Context, Facts
from newscrawl.web.urls import shown_host

BOX_WORDS = frozenset(
    """
    ad ads advert alert appeal banner bar bottom box button callout campaign card complementary contribute
    contribution cta dialog donate donation footer form inject inline input insert inserted join message modal
    newsletter note notice nudge paywall popup premium promo promotion prompt reader register related revenue
    share sidebar sign signup slot social sponsor sticky strip subscribe subscription support teaser tools
    widget background
    """.split()
)
"""Words in names (class, id, role) of elements that hold banners, and of some that hold the article's own."""

OWN_WORDS = frozenset(
    """
    answer answers bio caption chart code definition embed facts factbox faq figure fact gallery highlight
    highlights infobox ingredient ingredients interview key list poem points pullquote question questions
    quote quotation recipe result results review schedule step steps summary table takeaways timeline verse
    """.split()
)
"""Words in names of elements that set off a part of the article."""

MAX_TOLD = 400_000
"""Characters of a page's data that are looked at."""

MIN_KEY = 12
"""Letters of a block without which it may be in the data by chance."""

KEY_CHARS = 80
"""Letters of a block that are looked for in the data."""

MIN_TOLD_SHARE = 0.4
"""Share (0–1) of the characters that must be in the data for the others to be missed there."""

FAR = 6
"""Levels between a block and the article's element that are told apart."""

_NO_LETTER = re.compile(r"[\W_]+")
MOST_WORDS = 3
"""More words of one sort count no more."""


@dataclass(frozen=True, slots=True)
class PageSetting:
    """Facts that hold for all blocks of a page.

    Attributes:
        alike: Share (0–1) of the characters in elements with the very same names.
        told: Whether the page's data holds each block; ``None`` where it cannot be said.
        last_told: The last block that the data holds, -1 if it does not say.
        first, last: The first and the last block of the article's home.
        linked: Share (0–1) of the blocks with a link.
        host: The page's host.
    """

    alike: Mapping[tuple[str, ...], float]
    told: Sequence[bool | None]
    last_told: int
    first: int
    last: int
    linked: float
    host: str


def structure_features(
    blocks: Sequence[Block], housing: Housing, facts: Facts
) -> list[dict[str, float]]:
    """Return for each of *blocks* how it is set in its page; nothing where the page is not known."""
    features: list[dict[str, float]] = [{} for _ in blocks]
    in_page = [index for index, block in enumerate(blocks) if block.context.selectors]
    if not in_page:
        # Plain text: no feature at all is evidence neither way.
        return features
    setting = _setting_of(blocks, housing, facts)
    for index in in_page:
        # A feature of 0 weighs nothing, and left out it costs no time.
        told = filter(itemgetter(1), _of_block(index, blocks[index].context, housing, setting))
        features[index].update(told)
    return features


def _setting_of(blocks: Sequence[Block], housing: Housing, facts: Facts) -> PageSetting:
    sizes: Counter[tuple[str, ...]] = Counter()
    for block in blocks:
        sizes[block.context.selectors] += len(block.text)
    total = sizes.total() or 1
    told = _told(blocks, facts.told or "")
    at_home = [index for index, home in enumerate(housing.homes) if home == housing.main]
    first, last = (at_home[0], at_home[-1]) if at_home else (0, len(blocks))
    return PageSetting(
        alike={names: size / total for names, size in sizes.items()},
        told=told,
        # Publishers cut ``articleBody`` off: what is after its end is past it, not missing in it.
        last_told=max(compress(range(len(told)), told), default=-1),
        first=first,
        last=last,
        linked=sum(bool(block.context.hrefs) for block in blocks) / len(blocks),
        # Once a page: links are compared with it by the hundred.
        host=_host(facts.url or ""),
    )


def _told(blocks: Sequence[Block], body: str) -> list[bool | None]:
    """Return of each block whether the page's data holds it, where that holds most of them."""
    nothing: list[bool | None] = [None] * len(blocks)
    data = _key(body[:MAX_TOLD])
    if not data:
        return nothing
    texts = [block.text for block in blocks]
    # Cut before the key is made, twice as long for the signs that it drops: blocks can be huge.
    keys = [_key(text[: 2 * KEY_CHARS])[:KEY_CHARS] for text in texts]
    told = [key in data if len(key) >= MIN_KEY else None for key in keys]
    held = sum(map(len, compress(texts, told)))
    # Many sites put only a teaser there: what that leaves out is not boilerplate.
    return told if held >= MIN_TOLD_SHARE * sum(map(len, texts)) else nothing


def _key(text: str) -> str:
    # Quotation marks, dashes and spaces differ between the page and its data.
    return _NO_LETTER.sub("", text).lower()


@lru_cache(maxsize=1 << 12)
def _host(url: str) -> str:
    """Return the host of a URL, without ``www.``; empty for one without."""
    return shown_host(url).removeprefix("www.")


def _of_block(
    index: int, context: Context, housing: Housing, setting: PageSetting
) -> Iterator[tuple[str, float]]:
    yield "h:alike", setting.alike[context.selectors]
    yield "h:linked_page", setting.linked
    yield from _of_links(context, setting.host)
    told = setting.told[index]
    if told:
        yield "h:told", 1.0
    elif setting.last_told >= 0:
        name = "h:past_told" if index > setting.last_told else "h:untold"
        # A block too short to be looked for says half as much.
        yield name, 0.5 if told is None else 1.0
    if housing.main is not None:
        yield from _of_home(index, context, housing, setting)


def _of_links(context: Context, host: str) -> Iterator[tuple[str, float]]:
    hrefs = context.hrefs[:MAX_HREFS]
    if not hrefs:
        return
    yield "h:hrefs", len(hrefs) / MAX_HREFS
    # Mail addresses and telephone numbers are those of the newsroom or of its subscription desk.
    yield "h:to_mail", float(any(href.startswith(("mailto:", "tel:")) for href in hrefs))
    hosts = list(filter(None, map(_host, hrefs)))
    yield "h:to_others", (len(hosts) - hosts.count(host)) / len(hrefs)


def _of_home(
    index: int, context: Context, housing: Housing, setting: PageSetting
) -> Iterator[tuple[str, float]]:
    """Report where a block is, seen from the element that holds the article."""
    main, home = housing.main or (), housing.homes[index]
    common = _common(main, home)
    yield "h:outside", 1 - common / max(len(main), 1)
    yield "h:deeper", min(len(home) - common, FAR) / FAR
    yield "h:behind", float(index > setting.last)
    yield "h:ahead", float(index < setting.first)
    # Only elements that the article is not in: "content-card" around all of it says nothing.
    box, own = _words_of(context.selectors[common:])
    yield "h:box_words", box
    yield "h:own_words", own


@lru_cache(maxsize=1 << 12)
def _common(one: tuple[str, ...], two: tuple[str, ...]) -> int:
    """Return how many elements two ways into the page share."""
    shared = takewhile(bool, map(eq, one, two))
    return sum(shared)


@lru_cache(maxsize=1 << 12)
def _words_of(selectors: tuple[str, ...]) -> tuple[float, float]:
    """Return how many words of banners and of articles the names (class, id, role) of elements have, to 3."""
    words: set[str] = set()
    for name in plain_names(selectors):
        words.update(name.split("-"))
    box, own = len(words & BOX_WORDS), len(words & OWN_WORDS)
    return float(min(box, MOST_WORDS)), float(min(own, MOST_WORDS))
