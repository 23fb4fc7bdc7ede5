"""Blocks that are marks of the page's software, and no words: placeholders, the length of a recording."""

import re
from collections.abc import Sequence

from newscrawl.extract.body.rulings import Ruling, Verdicts, ruled
from newscrawl.extract.segmentation.segments import Segment

PLACEHOLDER = Ruling(
    "other",
    "structure.placeholder",
    "The page's software left it there: a mark that it should have filled in.",
)
MARK = re.compile(r"(?:\$\$|\{\{|%%|\[\[|##|<%=?|\$\{)\s*[\w.-]+\s*(?:\$\$|\}\}|%%|\]\]|##|%>|\})")
PLAYER = Ruling(
    "other",
    "structure.player",
    "It is the length of a recording, or how much of it was played: a part of its player.",
)
LENGTH = re.compile(r"(?:\d{1,2}:)?\d{1,2}:\d{2}(?:\s*/?\s*(?:\d{1,2}:)?\d{1,2}:\d{2})?")
PLAYER_NAME = re.compile(
    r"(?:^|[.#_-])(?:\w*video\w*|\w*audio\w*|\w*player\w*|podcast\w*|media|duration|duree|dauer)(?:$|[_-])",
    re.IGNORECASE,
)


def marks_of(segments: Sequence[Segment]) -> Verdicts:
    """Return the verdicts on blocks that are only a mark: ``$$AD$$``, ``{{ title }}``, ``02:14``."""
    # In code such a mark is the subject of the article, a tutorial on templates.
    read = [each for each in segments if each.kind != "code"]
    placeholders = ruled(filter(_is_placeholder, read), PLACEHOLDER)
    return placeholders | ruled(filter(_is_length_of_recording, read), PLAYER)


def _is_placeholder(segment: Segment) -> bool:
    """Return whether a block is a mark that the page's software should have filled in."""
    return MARK.fullmatch(segment.text) is not None


def _is_length_of_recording(segment: Segment) -> bool:
    """Return whether a block is a time alone, in an element that is named as a player."""
    # The times of a programme have the same form: the name of the element tells them apart.
    is_time = LENGTH.fullmatch(segment.text) is not None
    return is_time and any(map(PLAYER_NAME.search, segment.selectors))
