"""Banners that are glued to a paragraph of the article: its first or its last sentence, or a line of it.

Blocks are judged whole, and a paragraph that ends in "Donate here" is the article's. Here the ends of
paragraphs that speak of a banner's purpose are set apart and judged as blocks of their own; what
goes then is parted from its paragraph for good, all else stays as it was. In doubt the paragraph
stays whole: the sentence has to be surer than a block of its own.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from newscrawl.boilerplate.leading import WANTED
from newscrawl.boilerplate.lexicon import Lexicon, load_lexicon
from newscrawl.boilerplate.runs import ASKING
from newscrawl.boilerplate.strip import MAX_LOOKED_AT, judge, language_of, opinions_of
from newscrawl.boilerplate.tokens import read_words
from newscrawl.model.items import Block, Facts

MIN_SURE = 1.0
"""Opinion, above what removing needs, at which an end of a paragraph is parted from it."""

CLEAR = -3.0
"""Opinion under which the rest of a paragraph is the article's, if few of its words are banners'."""

MIN_REST = 40
"""Characters that have to stay of the paragraph; in scripts without spaces half as many."""

MAX_END = 320
"""Characters of an end: a banner that is glued to a text is a sentence or two."""

MAX_PARTED = 12
"""Ends of one text that are looked at: an article has few banners, a page that has more is none."""

ASKS = WANTED - {"licence", "cookie", "disclosure"}
"""Concepts of which an appeal names one; editor's notes speak of rights and interests, too."""

OPENINGS = frozenset({"related", "readmore", "subscribe", "newsletter"})
"""Concepts with which a sentence opens that leads elsewhere …"""

LABELS = frozenset({"credit", "role", "share", "follow", "licence", "ad"})
"""… and those that are a label before a colon, or in brackets."""

_OPENERS, _COLONS = "([（【", (":", "：")
_DENSE = "\u2e80"
_ENDS = re.compile(r"(?<=[.!?…])[\"'”’»)\]]*\s+|(?<=[。！？।॥])[」』”）]*\s*|\n+")
_BRACKET = re.compile(r"\s*[(（\[【][^()（）\[\]【】]{8,300}[)）\]】]\s*$")

Parts = tuple[Block, Block]


def part_glued(blocks: Sequence[Block], facts: Facts) -> Mapping[int, Parts]:
    """Return the blocks that a banner is glued to: index → the two parts, in order, one of which goes."""
    if not 1 < len(blocks) <= MAX_LOOKED_AT:
        return {}
    lexicon = load_lexicon(language_of(blocks, facts))
    found: dict[int, tuple[Parts, int]] = {}
    for index, block in enumerate(blocks):
        if len(found) < MAX_PARTED and (parts := _candidate(block, lexicon)):
            found[index] = parts
    return _gone(blocks, facts, found) if found else {}


def with_parts(blocks: Sequence[Block], parts: Mapping[int, Parts]) -> tuple[Block, ...]:
    """Return *blocks* with those of *parts* as two."""
    return tuple(part for index, block in enumerate(blocks) for part in parts.get(index, (block,)))


def _candidate(block: Block, lexicon: Lexicon) -> tuple[Parts, int] | None:
    """Return a paragraph in two parts of which one may be a banner, and which (0 or 1)."""
    # What the site repeats is told by that, all of it.
    if block.kind != "paragraph" or len(block.text) < MIN_REST or block.context.repeats:
        return None
    for place, which in _cuts(block.text, lexicon):
        first, last = block.text[:place].strip(), block.text[place:].strip()
        end, rest = (last, first) if which else (first, last)
        if len(end) <= MAX_END and _stays(rest) and _may_go(end, lexicon):
            return _parted(block, first, last, which), which
    return None


def _parted(block: Block, first: str, last: str, which: int) -> Parts:
    # The banner has no part in the paragraph's place: blocks that share one are judged together.
    apart = replace(block.context, place=None)
    contexts = (block.context, apart) if which else (apart, block.context)
    return tuple(
        replace(block, text=text, context=context)
        for text, context in zip((first, last), contexts, strict=True)
    )  # type: ignore[return-value]  # two of them


def _cuts(text: str, lexicon: Lexicon) -> Iterator[tuple[int, int]]:
    """Return where a text may be cut, and which of the parts is the banner: the likeliest cut first."""
    if bracket := _BRACKET.search(text):
        yield bracket.start(), 1
    places = [match.end() for match in _ENDS.finditer(text) if match.end() < len(text)]
    last = len(places) - 1
    # One sentence, and those before it that are of the same kind; else two.
    while last > 0 and _may_go(text[places[last] :], lexicon):
        if not _may_go(text[places[last - 1] : places[last]], lexicon):
            break
        last -= 1
    for place in (*places[last : last + 1], *places[-2:-1]):
        yield place, 1
    if places:
        yield places[0], 0


def _stays(rest: str) -> bool:
    return len(rest) >= (MIN_REST // 2 if rest[:1] >= _DENSE else MIN_REST)


def _may_go(end: str, lexicon: Lexicon) -> bool:
    """Return whether an end of a paragraph names a purpose of banners, and who asks or is asked.

    A label does for both: "Read also: …", "(Editing by …)".
    """
    read = read_words(end)
    hits = [hit for hit in lexicon.find(read) if not hit.quoted]
    concepts = {hit.concept for hit in hits}
    if "said" in concepts:
        return False
    if concepts & ASKS and concepts & {"you", "we", "outlet"}:
        return True
    begins = [hit for hit in hits if hit.start == read.starts[0]]
    return any(hit.concept in OPENINGS for hit in begins) or any(
        hit.concept in LABELS and (end[0] in _OPENERS or end[hit.end : hit.end + 1] in _COLONS)
        for hit in begins
    )


def _gone(
    blocks: Sequence[Block], facts: Facts, found: Mapping[int, tuple[Parts, int]]
) -> dict[int, Parts]:
    """Return those of *found* whose banner goes, and whose paragraph stays, once they are apart."""
    row = with_parts(blocks, {index: parts for index, (parts, _) in found.items()})
    evidence, weighed = opinions_of(row, facts)
    gone = {each.position for each in judge(evidence, weighed, facts)}
    lost = {each.position for each in judge(*opinions_of(blocks, facts), facts)}
    parted: dict[int, Parts] = {}
    for shift, (index, (parts, which)) in enumerate(sorted(found.items())):
        end, rest = index + shift + which, index + shift + 1 - which
        own = weighed[rest] < CLEAR and evidence[rest].cover < ASKING
        sure = index in lost or weighed[end] >= MIN_SURE
        if own and sure and end in gone and rest not in gone:
            parted[index] = parts
    return parted
