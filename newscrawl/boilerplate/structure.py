"""The setting of a block in its page: in or out of the article, the kind of box, the links.

``markup`` tells how a block is housed; this tells how that differs from the article's own
blocks, and whether the page's data (``articleBody``) counts the block as the article's text.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from newscrawl.boilerplate.markup import MAX_HREFS, Housing
from newscrawl.boilerplate.selector_rules import plain_name
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
_NAME = re.compile(r"[.#\[]")


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
    if not any(block.context.selectors for block in blocks):
        # Plain text: no feature at all is evidence neither way.
        return [{} for _ in blocks]
    setting = _setting_of(blocks, housing, facts)
    return [
        # A feature of 0 weighs nothing, and left out it costs no time.
        {name: value for name, value in _of_block(index, block.context, housing, setting) if value}
        if block.context.selectors
        else {}
        for index, block in enumerate(blocks)
    ]


def _setting_of(blocks: Sequence[Block], housing: Housing, facts: Facts) -> PageSetting:
    sizes: Counter[tuple[str, ...]] = Counter()
    for block in blocks:
        sizes[block.context.selectors] += len(block.text)
    total = sum(sizes.values()) or 1
    told = _told(blocks, facts.told or "")
    at_home = [index for index, home in enumerate(housing.homes) if home == housing.main]
    return PageSetting(
        {names: size / total for names, size in sizes.items()},
        told,
        # Publishers cut ``articleBody`` off: what is after its end is past it, not missing in it.
        max((index for index, each in enumerate(told) if each), default=-1),
        at_home[0] if at_home else 0,
        at_home[-1] if at_home else len(blocks),
        sum(bool(block.context.hrefs) for block in blocks) / len(blocks),
        # Once a page: links are compared with it by the hundred.
        _host(facts.url or ""),
    )


def _told(blocks: Sequence[Block], body: str) -> list[bool | None]:
    """Return of each block whether the page's data holds it, where that holds most of them."""
    nothing: list[bool | None] = [None] * len(blocks)
    data = _key(body[:MAX_TOLD])
    if not data:
        return nothing
    # Cut before the key is made, twice as long for the signs that it drops: blocks can be huge.
    keys = [_key(block.text[: 2 * KEY_CHARS])[:KEY_CHARS] for block in blocks]
    told = [key in data if len(key) >= MIN_KEY else None for key in keys]
    held = sum(len(block.text) for block, each in zip(blocks, told, strict=True) if each)
    # Many sites put only a teaser there: what that leaves out is not boilerplate.
    return told if held >= MIN_TOLD_SHARE * sum(len(block.text) for block in blocks) else nothing


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
        yield (
            ("h:past_told" if index > setting.last_told else "h:untold"),
            # A block too short to be looked for says half as much.
            0.5 if told is None else 1.0,
        )
    if housing.main is not None:
        yield from _of_home(index, context, housing, setting)


def _of_links(context: Context, host: str) -> Iterator[tuple[str, float]]:
    hrefs = context.hrefs[:MAX_HREFS]
    if not hrefs:
        return
    yield "h:hrefs", len(hrefs) / MAX_HREFS
    # Mail addresses and telephone numbers are those of the newsroom or of its subscription desk.
    yield "h:to_mail", float(any(href.startswith(("mailto:", "tel:")) for href in hrefs))
    hosts = [name for name in map(_host, hrefs) if name]
    yield "h:to_others", sum(name != host for name in hosts) / len(hrefs)


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
    apart = (
        place
        for place, (first, second) in enumerate(zip(one, two, strict=False))
        if first != second
    )
    return next(apart, min(len(one), len(two)))


@lru_cache(maxsize=1 << 12)
def _words_of(selectors: tuple[str, ...]) -> tuple[float, float]:
    """Return how many words of banners and of articles the names (class, id, role) of elements have, to 3."""
    names = (_NAME.split(selector, maxsplit=1) for selector in selectors)
    words = {word for parts in names for name in parts[1:] for word in plain_name(name).split("-")}
    return float(min(len(words & BOX_WORDS), 3)), float(min(len(words & OWN_WORDS), 3))
