"""Where a block is in its page, as evidence: links, controls, whether it is housed like the others."""

import re
from collections import Counter
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import TypeVar

from newscrawl.model.items import Block, Context

Key = TypeVar("Key", bound=Hashable)

HREFS = {
    "give": re.compile(
        r"donat|support|contribut|spende|unterstuetz|soutenir|apoy|apoie|sostien|wspieraj|podpor|bagis|gift|give"
        r"|patreon|paypal|boosty|ko-?fi|buymeacoffee|crowdfund|membership|member|join|opencollective|steadyhq",
        re.MULTILINE,
    ),
    "subscribe": re.compile(
        r"subscri|newsletter|sign-?up|signin|login|register|abo(?:nn|s?\b)|suscri|assin|abbon|prenumer|predplat"
        r"|abone|podpis|mailing|mailchimp|substack",
        re.MULTILINE,
    ),
    "share": re.compile(
        r"share|sharer|intent/|(?:^|//)(?:t\.me|wa\.me|twitter|x\.com|(?:www\.)?facebook|telegram)|mailto:",
        re.MULTILINE,
    ),
    "app": re.compile(r"play\.google|apps\.apple|itunes|/app(?:s|$|[/?])", re.MULTILINE),
    "script": re.compile(r"^(?:javascript:|#)", re.MULTILINE),
    "tag": re.compile(
        r"/(?:tag|tags|topic|topics|tema|temas|thema|author|authors|by)/", re.MULTILINE
    ),
}
"""Kinds of link targets, by which a block that holds one is judged: searched in lower case, one a line."""
MAX_HREFS, MAX_HREF_CHARS = 20, 300
"""Links of a block that are looked at, and how far each."""
TAG = re.compile(r"[.#\[]")
HOME_SHARE = 0.5
"""The article has a home if this share (0–1) of its characters is housed alike."""

APART_SHARE = 0.25
"""A box or a style that holds less than this share (0–1) of the characters is set apart from the article."""
APART = frozenset("aside section form blockquote footer center figure td dl header".split())
"""Elements that tell of a block that is in them while most of the article does not."""


_ALL_LINK, _ELSEWHERE, _RARE = 0.9, 0.25, 0.08
"""Share (0–1) of links in a block, and of the text in boxes of its kind; the weights were trained with it."""


@dataclass(frozen=True, slots=True)
class Housing:
    """How the blocks of a page are housed.

    Attributes:
        homes: The home of each block.
        shares: Share (0–1) of the characters that each home holds.
        main: The home of the article, if there is one.
        styles: Share (0–1) of the characters that each style has.
        places: Share (0–1) of the characters that each paragraph of the page holds.
    """

    homes: Sequence[tuple[str, ...]]
    shares: Mapping[tuple[str, ...], float]
    main: tuple[str, ...] | None
    styles: Mapping[str, float]
    places: Mapping[int | None, float]


def housing_of(blocks: Sequence[Block]) -> Housing:
    """Read how *blocks* are housed."""
    contexts = [block.context for block in blocks]
    # Without the block's own element: a list in the article is housed as the paragraphs are.
    homes = [home_of(context.selectors) for context in contexts]
    shares = _shares(homes, blocks)
    large = (home for home, share in shares.items() if share >= HOME_SHARE)
    return Housing(
        homes=homes,
        shares=shares,
        # Two homes cannot both hold more than half, so the order hardly matters.
        main=next(large, None),
        styles=_shares([context.style for context in contexts], blocks),
        places=_shares([context.place for context in contexts], blocks),
    )


def _shares(keys: Sequence[Key], blocks: Sequence[Block]) -> dict[Key, float]:
    """Return the share (0–1) of the characters that the *blocks* of each key hold."""
    sizes: Counter[Key] = Counter()
    for key, block in zip(keys, blocks, strict=True):
        # Characters, not blocks: a menu of many short lines must not be the article's home.
        sizes[key] += len(block.text)
    total = sizes.total() or 1
    return {key: size / total for key, size in sizes.items()}


def placement_features(blocks: Sequence[Block], housing: Housing) -> list[dict[str, float]]:
    """Return for each of *blocks* what its place tells; nothing where the page is not known."""
    features: list[dict[str, float]] = [{} for _ in blocks]
    for block, home, own in zip(blocks, housing.homes, features, strict=True):
        # Plain text has no page: without this, "no link" and "not at home" would be evidence.
        if block.context.selectors:
            own.update(_of_block(block.context, home, housing))
    return features


def groups_of(blocks: Sequence[Block], housing: Housing) -> list[int]:
    """Number the groups of *blocks*: neighbours in one paragraph of the page, or in one box or style apart.

    A block that is alone, or with the article, is a group of its own.
    """
    begins = [False] * len(blocks)
    for index in range(1, len(blocks)):
        before, own = blocks[index - 1].context, blocks[index].context
        begins[index] = not _together(index, before, own, housing)
    return list(accumulate(begins))


def _together(index: int, before: Context, own: Context, housing: Housing) -> bool:
    """Return whether two neighbours are in one paragraph of the page, or in one box or style apart."""
    places = {own.place, before.place}
    if None in places:
        return False
    if len(places) == 1:
        # Old pages put the whole article into one paragraph with line breaks: that is no group.
        return housing.places[own.place] < HOME_SHARE
    home = housing.homes[index]
    is_one_home = home == housing.homes[index - 1]
    if is_one_home and home != housing.main:
        return housing.shares[home] < APART_SHARE
    is_one_style = own.style == before.style and own.style != ""
    return is_one_style and housing.styles[own.style] < APART_SHARE


@lru_cache(maxsize=1 << 12)
def home_of(selectors: tuple[str, ...]) -> tuple[str, ...]:
    """Return the selectors around a block, without those of its own element: how it is housed."""
    tags = list(map(_tag_of, selectors))
    end = len(tags)
    # One element can have several selectors (class, id, role): all of them are its own.
    while end and tags[end - 1] == tags[-1]:
        end -= 1
    return selectors[:end]


def _tag_of(selector: str) -> str:
    """Return the tag of ``tag.class``, ``tag#id`` or ``tag[name=value]``."""
    return TAG.split(selector, maxsplit=1)[0]


def _of_block(
    context: Context,
    home: tuple[str, ...],
    housing: Housing,
) -> Iterator[tuple[str, float]]:
    """Report the links, the controls, the style and the home of a block."""
    yield "h:page", 1.0
    yield "h:links", context.link_share
    if context.link_share > _ALL_LINK:
        yield "h:all_link", 1.0
    if context.controls:
        yield "h:controls", 1.0
    if context.hrefs:
        yield from _of_targets(context.hrefs)
    if context.style:
        yield from _of_style(context.style, housing)
    # Without a home of the article, no block can be away from it.
    if housing.main is not None:
        yield from _of_home(home, housing.main, housing.shares[home])


def _of_targets(hrefs: Sequence[str]) -> Iterator[tuple[str, float]]:
    """Report the kinds of the targets of links."""
    # Tracking parameters make links long; what they lead to is at their beginning.
    beginnings = [href[:MAX_HREF_CHARS] for href in hrefs[:MAX_HREFS]]
    joined = "\n".join(beginnings).lower()
    for kind, pattern in HREFS.items():
        if pattern.search(joined):
            yield f"h:to_{kind}", 1.0


def _of_style(style: str, housing: Housing) -> Iterator[tuple[str, float]]:
    """Report the style of a block, and whether it is rare in the page."""
    yield f"h:{style}", 1.0
    if housing.styles[style] < APART_SHARE:
        yield f"h:rare_{style}", 1.0


def _of_home(
    home: tuple[str, ...],
    main: tuple[str, ...],
    share: float,
) -> Iterator[tuple[str, float]]:
    """Report how a block is housed, whose home holds a *share* (0–1) of the characters."""
    yield "h:elsewhere", float(share < _ELSEWHERE)
    yield "h:rare", float(share < _RARE)
    yield "h:home", float(share >= HOME_SHARE)
    for tag in _apart(home, main):
        yield f"h:in_{tag}", 1.0


def _apart(home: tuple[str, ...], main: tuple[str, ...]) -> frozenset[str]:
    """Return the telling elements that are in *home* but not in *main*."""
    if home == main:
        return frozenset()
    return APART.intersection(map(_tag_of, home)).difference(map(_tag_of, main))
