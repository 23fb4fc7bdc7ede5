"""Blocks of one article in, the article's blocks and the removals out."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from heapq import nlargest
from itertools import compress
from operator import gt

from newscrawl.boilerplate.block_rules import BlockRule, load_rules
from newscrawl.boilerplate.features import Evidence, gather
from newscrawl.boilerplate.leading import lift_leading
from newscrawl.boilerplate.lexicon import load_lexicon
from newscrawl.boilerplate.model import load_model, opinions
from newscrawl.boilerplate.reasons import category_of, reason_for
from newscrawl.boilerplate.runs import MIN_KEPT, asks, find_runs
from newscrawl.boilerplate.tokens import looked_at
from newscrawl.model.items import Block, Facts, Removal, Stripped
from newscrawl.text.language import detect_language

MAX_LOOKED_AT = 2_000
"""Blocks of one page that are looked at: its first and its last half of that. Banners are near the ends."""


QUESTION_MARKS = ("?", "？", "؟", "՞")
COMPOUND = re.compile(r"[^\W\d]+(?:-[^\W\d]+)+")
VETO = -4.0
"""Opinion, in log-odds, under which no rule takes a block out: "Next-level design" is no label."""


VETO_HEADING = -3.0
"""The same for a heading: articles, too, have parts that are called "Discussion" or "Further reading"."""
VETO_LINK, MOSTLY_LINK = -8.0, 0.6
"""The same for a paragraph of which links are such a share (0–1), after a label of other stories."""
RELATED_LABELS = frozenset({"l:related", "l:readmore"})
"""Features of a block that begins with such a label."""


_LABEL_WORDS = 3
"""A first block with more words is no label."""


def strip_blocks(blocks: Sequence[Block], facts: Facts) -> Stripped:
    """Split *blocks* into the article's and the boilerplate.

    Order is kept, and every block lands in exactly one of the two tuples. Time is linear in the
    text's length. Where *facts* name no language, the text decides. Source: docs/boilerplate.md.
    """
    places = looked_at(len(blocks), MAX_LOOKED_AT)
    # Back to positions among all blocks: the middle of a very long page was left out.
    removals = _removals([blocks[place] for place in places], facts)
    removed = [replace(each, position=places[each.position]) for each in removals]
    stays = [True] * len(blocks)
    for each in removed:
        stays[each.position] = False
    return Stripped(
        tuple(compress(blocks, stays)),
        tuple(removed),
    )


def _removals(blocks: Sequence[Block], facts: Facts) -> list[Removal]:
    """Return the removals of *blocks*, with positions among them, in order."""
    if not blocks:
        return []
    # The page's word is settled against its text already; only plain text comes without a language.
    language = facts.language or detect_language(telling_text(blocks))
    lexicon, model = load_lexicon(language), load_model()

    def weigh(row: Sequence[Block]) -> Sequence[float]:
        # Gathered again, since evidence depends on the place and the neighbours.
        return opinions(gather(row, facts, lexicon), model, language)

    evidence = gather(blocks, facts, lexicon)
    weighed = opinions(evidence, model, language)
    is_in_page = any("h:page" in each.features for each in evidence)
    if not is_in_page:  # in a page its place tells, too
        weighed = lift_leading(evidence, weighed, weigh)
    return judge(evidence, weighed, facts)


def judge(evidence: Sequence[Evidence], weighed: Sequence[float], facts: Facts) -> list[Removal]:
    """Return the removals, from the evidence and the opinion on each block."""
    rules = _fired_rules(evidence, weighed, facts)
    # Both are asked about every block; a rule's name is the better reason where both remove it.
    found = find_runs(evidence, weighed, facts) | rules.keys()
    # What a person has pinned stays, whatever the evidence says.
    free = {index for index in found if not evidence[index].block.context.pinned}
    removed = free if _leaves_article(evidence, free) else set()
    return [_removal(index, evidence, rules, removed) for index in sorted(removed)]


def _fired_rules(
    evidence: Sequence[Evidence],
    weighed: Sequence[float],
    facts: Facts,
) -> dict[int, BlockRule]:
    """Return the rule that fires on each block, where the model does not object."""
    # Rules are set phrases and do not see the article around: the model has a veto.
    vetoes = map(_veto_of, evidence)
    free = compress(range(len(evidence)), map(gt, weighed, vetoes))
    fired = ((index, _first_rule(evidence[index], facts, index)) for index in free)
    return {index: rule for index, rule in fired if rule is not None}


def _veto_of(evidence: Evidence) -> float:
    """Return the opinion under which no rule takes a block out."""
    if evidence.block.kind == "heading":
        return VETO_HEADING
    is_link = evidence.block.context.link_share >= MOSTLY_LINK
    is_labelled = not RELATED_LABELS.isdisjoint(evidence.features)
    return VETO_LINK if is_link and is_labelled else VETO


def telling_text(blocks: Sequence[Block]) -> str:
    """Return the longest blocks: labels and buttons are often in another language than the article."""
    # Four blocks are enough for the detector, which reads the first thousand characters.
    return " ".join(nlargest(4, (block.text for block in blocks), key=len))


def split_text(text: str) -> tuple[Block, ...]:
    """Split plain text into blocks: every line that is not blank is one."""
    lines = map(str.strip, text.splitlines())
    return tuple(map(Block, filter(None, lines)))


def _first_rule(evidence: Evidence, facts: Facts, index: int) -> BlockRule | None:
    """Return the first rule that fires on a block, never for the headline."""
    if _is_beyond_rules(evidence, facts, index):
        return None
    fired = (rule for rule in load_rules() if rule.fires(evidence))
    rule = next(fired, None)
    if rule is None or rule.category != "credit":
        return rule
    # Interviews begin turns with "Reporter: …?", and product names are compounds.
    return None if _is_no_credit(evidence.block.text) else rule


def _is_beyond_rules(evidence: Evidence, facts: Facts, index: int) -> bool:
    """Return whether no rule may remove a block: it is code, the headline or at its place."""
    # The first block is nearly always the headline, also where the page does not say so.
    is_long = len(evidence.words.tokens) > _LABEL_WORDS
    tests = (
        evidence.block.text == facts.title,
        evidence.block.kind == "code",  # it may hold any words
        is_long and index == 0,
    )
    return any(tests)


def _is_no_credit(text: str) -> bool:
    """Return whether a line that begins like a credit is not one: a question, or a word with a hyphen in it.

    >>> [_is_no_credit(text) for text in ("记者：修缮用了多久？", "Picture-in-Picture", "Photo: Bo Ek")]
    [True, True, False]
    """
    return text.endswith(QUESTION_MARKS) or COMPOUND.fullmatch(text) is not None


def _leaves_article(evidence: Sequence[Evidence], removed: set[int]) -> bool:
    """Return whether enough stays that is no appeal: else what is removed is the article itself."""
    kept = [each for index, each in enumerate(evidence) if index not in removed]
    is_enough = _chars_of(kept) >= MIN_KEPT * _chars_of(evidence)
    # An appeal from end to end is an editorial: in doubt the text stays.
    return is_enough and not all(map(asks, kept))


def _chars_of(evidence: Iterable[Evidence]) -> int:
    """Count the characters of blocks."""
    return sum(len(each.block.text) for each in evidence)


def _removal(
    index: int,
    evidence: Sequence[Evidence],
    rules: Mapping[int, BlockRule],
    removed: set[int],
) -> Removal:
    """Return the removal at *index*, with its rule and reason."""
    text = evidence[index].block.text
    rule = rules.get(index)
    if rule is not None:
        return Removal(
            text=text,
            category=rule.category,
            rule_id=rule.id,
            reason=rule.reason,
            position=index,
        )
    return Removal(
        text=text,
        category=category_of(index, evidence, removed),
        rule_id="appeals.run",
        reason=reason_for(evidence[index]),
        position=index,
    )
