"""Dialogs over the page: what is in one is no text, unless it is where most of the text is."""

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from newscrawl.extract.body.rulings import Ruling, Verdicts, ruled
from newscrawl.extract.parse.hidden import DIALOG, REASONS
from newscrawl.extract.segmentation.segments import Level, Segment, levels_of
from newscrawl.extract.segmentation.verse import weight

IN_DIALOG = Ruling("other", DIALOG, REASONS[DIALOG])
DIALOG_ROLES = ("[role=dialog]", "[role=alertdialog]")
MAX_DIALOG_SHARE = 0.5
"""Share (0–1) of the page's text without links beyond which a dialog is the page."""
MAX_LINKS = 0.5
"""Share (0–1) of links from which on a segment does not count."""


def dialog_verdicts(segments: Sequence[Segment]) -> Verdicts:
    """Return the verdicts on the segments in dialogs over the page, unless these hold much of its text."""
    levels = set(filter(_is_dialog, levels_of(segments)))
    if not levels:
        return {}
    sizes: Counter[Level | None] = Counter()
    # Links do not count: a menu outweighs a short
    # article, and a consent dialog is full of them.
    for segment in filter(_is_counted, segments):
        # ``None`` stands for the page, which holds all.
        sizes.update(dict.fromkeys((None, *segment.path), weight(segment.key)))
    most = MAX_DIALOG_SHARE * sizes[None]
    dialogs = {level for level in levels if sizes[level] <= most}
    inside = (each for each in segments if not dialogs.isdisjoint(each.path))
    return ruled(inside, IN_DIALOG)


def _is_counted(segment: Segment) -> bool:
    return segment.link_share < MAX_LINKS


def _is_dialog(level: Level) -> bool:
    """Return whether an element is a dialog. Source: WAI-ARIA 1.2, roles ``dialog`` and ``alertdialog``."""
    return level.tag == "dialog" or _has_dialog_role(level.selectors)


@lru_cache(maxsize=1 << 12)
def _has_dialog_role(selectors: tuple[str, ...]) -> bool:
    """Return whether one of *selectors* is that of a dialog; remembered, since sites repeat their names."""
    return any(name.endswith(DIALOG_ROLES) for name in selectors)
