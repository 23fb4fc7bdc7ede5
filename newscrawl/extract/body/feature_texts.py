"""The looks of the text of each segment, in any language: columns of ``features``."""

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import compress
from operator import attrgetter, methodcaller

import numpy as np

from newscrawl.extract.body.feature_table import Table
from newscrawl.extract.body.rulings import WIDTH
from newscrawl.extract.body.tallies import tally
from newscrawl.extract.segmentation.segments import Segment
from newscrawl.text.sentences import is_ended

SENTENCE_ENDS = re.compile(r"[.!?…。！？।؟۔։](?:\s|$|['\"”’»)\]」』]|(?<=[。！？]))")
DATE_LIKE = re.compile(
    r"\b(?:19|20)\d\d\b|\b\d{1,2}[:.h]\d{2}\b|\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b|\d{4}年|\d{1,2}月\d{1,2}日"
)
SIGN_LETTERS = ("©", "®", "™", "afp", "dpa", "(c)")
"""What a text with one of ``SIGNS`` has in lower case; looked for first, at a tenth of the cost."""
SIGNS = re.compile(r"[©®™]|\bAFP\b|\bdpa\b|\(c\)", re.IGNORECASE)
COLONS = frozenset(":：")
_LINK_SHARE = attrgetter("link_share")
_IS_CUT_OFF = methodcaller("endswith", ("…", "...", "»", ">"))


def add_words(table: Table, segments: Sequence[Segment]) -> None:
    """Add the looks of the text of each segment, in any language."""
    texts = [each.text for each in segments]
    begins = [text[:1] for text in texts]
    ends = [text[-1:] for text in texts]
    # Segments have text, so no length is zero below.
    chars = np.array(list(map(len, texts)), dtype=np.float64)
    table.add("chars", np.log1p(chars))
    width = table.add("width", list(map(WIDTH, segments)))
    words = table.add("words", [each.key.count(" ") + 1 for each in segments])
    table.add("word_chars", width / words)
    table.add("link_share", list(map(_LINK_SHARE, segments)))
    # Counted for all texts at once: a search per text and kind takes ten times as long.
    counts = tally(texts)
    for name in ("commas", "digits", "uppers"):
        table.add(name, counts[name] / chars)
    table.add("sentences", list(map(len, map(SENTENCE_ENDS.findall, texts))))
    table.add("ended", list(map(is_ended, texts)))
    table.add("colon", list(map(COLONS.__contains__, ends)))
    table.add("capital", list(map(str.isupper, begins)))
    table.add("lower", list(map(str.islower, begins)))
    table.add("question", counts["question"] > 0)
    table.add("quotes", counts["quotes"] > 0)
    # Without a digit there is no date: the pattern is asked for few texts only.
    table.add("date", _where(counts["digits"] > 0, _shows_date, texts))
    suspects = have_any(SIGN_LETTERS, list(map(str.lower, texts)))
    table.add("sign", _where(suspects, _has_sign, texts))
    table.add("at", counts["at"] > 0)
    table.add("bar", counts["bar"] > 0)
    table.add("ellipsis", list(map(_IS_CUT_OFF, texts)))


def _where(
    suspects: Iterable[object],
    test: Callable[[str], bool],
    texts: Sequence[str],
) -> list[bool]:
    """Return for each of *texts* whether it passes a *test* that only *suspects* can pass."""
    found = [False] * len(texts)
    for place in compress(range(len(texts)), suspects):
        found[place] = test(texts[place])
    return found


def _shows_date(text: str) -> bool:
    """Return whether *text* begins with something like a date or a time."""
    # Dates of date lines are near the beginning; one in the middle of a paragraph tells nothing.
    return DATE_LIKE.search(text[:200]) is not None


def _has_sign(text: str) -> bool:
    """Return whether *text* has a sign of rights, or the name of a news agency."""
    return SIGNS.search(text) is not None


def have_any(parts: Sequence[str], texts: Sequence[str]) -> Sequence[bool]:
    """Return for each of *texts* whether it has one of *parts*."""
    # Asked of all texts together first: a page has a few of the parts, most texts have none.
    whole = "\n".join(texts)
    met = list(filter(whole.__contains__, parts))
    return [any(map(text.__contains__, met)) for text in texts]
