"""Where a block stands in its page, as evidence: links, controls, whether it is housed like the others."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from newscrawl.items import Block, Context

HREFS = {
    "give": re.compile(
        r"donat|support|contribut|spende|unterstuetz|soutenir|apoy|apoie|sostien|wspieraj|podpor|bagis|gift|give"
        r"|patreon|paypal|boosty|ko-?fi|buymeacoffee|crowdfund|membership|member|join|opencollective|steadyhq",
        re.IGNORECASE,
    ),
    "subscribe": re.compile(
        r"subscri|newsletter|sign-?up|signin|login|register|abo(?:nn|s?\b)|suscri|assin|abbon|prenumer|predplat"
        r"|abone|podpis|mailing|mailchimp|substack",
        re.IGNORECASE,
    ),
    "share": re.compile(
        r"share|sharer|intent/|(?:^|//)(?:t\.me|wa\.me|twitter|x\.com|(?:www\.)?facebook|telegram)|mailto:",
        re.IGNORECASE,
    ),
    "app": re.compile(r"play\.google|apps\.apple|itunes|/app(?:s|$|[/?])", re.IGNORECASE),
    "script": re.compile(r"^(?:javascript:|#)", re.IGNORECASE),
    "tag": re.compile(r"/(?:tag|tags|topic|topics|tema|temas|thema|author|authors|by)/", re.IGNORECASE),
}
"""What a link target says of the block that holds it."""
MAX_HREFS = 20
TAG = re.compile(r"[.#\[]")
HOME_SHARE = 0.5
"""The article has a home if this share (0–1) of its characters is housed alike."""


def placement_features(blocks: Sequence[Block]) -> list[dict[str, float]]:
    """Give for each of *blocks* what its place tells; nothing where the page is not known."""
    homes = [home_of(block.context) for block in blocks]
    sizes: Counter[tuple[str, ...]] = Counter()
    for block, home in zip(blocks, homes, strict=True):
        sizes[home] += len(block.text)
    total = sum(sizes.values()) or 1
    settled = max(sizes.values(), default=0) >= HOME_SHARE * total
    return [
        dict(_of_block(block.context, sizes[home] / total, settled=settled))
        if block.context.selectors
        else {}
        for block, home in zip(blocks, homes, strict=True)
    ]


def home_of(context: Context) -> tuple[str, ...]:
    """Give the selectors around a block, without those of its own element: how it is housed."""
    names = context.selectors
    own = tag_of(names[-1]) if names else ""
    end = len(names)
    while end and tag_of(names[end - 1]) == own:
        end -= 1
    return names[:end]


def tag_of(selector: str) -> str:
    """Give the tag of ``tag.class``, ``tag#id`` or ``tag[name=value]``."""
    return TAG.split(selector, maxsplit=1)[0]


def _of_block(context: Context, share: float, *, settled: bool) -> Iterator[tuple[str, float]]:
    yield "h:page", 1.0
    yield "h:links", context.link_share
    if context.link_share > 0.9:
        yield "h:all_link", 1.0
    if context.controls:
        yield "h:controls", 1.0
    for kind, pattern in HREFS.items():
        if any(pattern.search(href[:300]) for href in context.hrefs[:MAX_HREFS]):
            yield f"h:to_{kind}", 1.0
    if settled:
        yield "h:elsewhere", float(share < 0.25)
        yield "h:rare", float(share < 0.08)
        yield "h:home", float(share >= HOME_SHARE)
