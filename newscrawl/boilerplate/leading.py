"""Banners that stand before a text: judged again as if they stood after it.

A text nearly always begins with its headline or its first sentence, so that the weights all but rule out
a banner at the first place, in whatever words. A whole sentence there that says what banners are for, and is
not clearly the article's, is weighed once more behind the text; it is removed if it would be there. Measured
on texts of forty languages: of 17 banners at the first place 10 are removed, not 9, and no more of 3,862
blocks of articles; of 867 real articles one loses its first sentence by it.
"""

from collections.abc import Callable, Sequence

from newscrawl.boilerplate.features import Evidence
from newscrawl.boilerplate.runs import PURPOSE
from newscrawl.model.items import Block
from newscrawl.text.sentences import is_ended

MOST = 3
"""Blocks that may stand before the text."""
CLEAR = -8.0
"""Opinion, in log-odds, under which a block is clearly the article's."""
MIN_SURE = 1.0
"""Opinion that all of them need behind the text, above what removing needs."""
WANTED = PURPOSE - {"join", "share", "account", "follow", "network", "related", "comments", "audio"}
"""Concepts of which each of them needs one: what articles begin with, too, is left out."""
MIN_REST = 3
"""Blocks that have to stand behind them."""
MIN_CHARS, MIN_CHARS_DENSE = 45, 30
"""Characters of a sentence; in scripts without spaces, from U+2E80 on."""
DENSE = "\u2e80"


def lift_leading(
    evidence: Sequence[Evidence],
    weighed: Sequence[float],
    weigh: Callable[[Sequence[Block]], Sequence[float]],
) -> list[float]:
    """Return the opinions *weighed* on the blocks of *evidence*, higher for banners before the text.

    *weigh* returns the opinions on blocks in another order.
    """
    lifted, blocks = list(weighed), [each.block for each in evidence]
    for count in range(1, min(MOST, len(blocks) - MIN_REST) + 1):
        lead = blocks[:count]
        last = evidence[count - 1]
        if not _is_sentence(last.block) or weighed[count - 1] < CLEAR or WANTED.isdisjoint(last.concepts):
            break
        behind = weigh([*blocks[count:], *lead])[-count:]
        if min(behind) > MIN_SURE:
            lifted[:count] = map(max, lifted, behind)
    return lifted


def _is_sentence(block: Block) -> bool:
    least = MIN_CHARS_DENSE if block.text[:1] >= DENSE else MIN_CHARS
    return block.kind == "paragraph" and len(block.text) >= least and is_ended(block.text)
