"""Lines that are the page's own URL, as share boxes and prints of a page show it."""

import re
from collections.abc import Sequence
from typing import Final

from newscrawl.extract.body.rulings import Ruling, Verdicts, ruled
from newscrawl.extract.segmentation.segments import Segment

OWN_URL: Final = Ruling(
    "share", "structure.own-url", "It is the URL of this page, as boxes to share it show it."
)
URL_LINE: Final = re.compile(r"(?:\w[\w -]{0,20}\w\s?[:：]\s*)?https?://(?:www\.)?([^\s?#]+)\S*")
"""A URL and nothing else, after a label at most; its host and path."""
SCHEME: Final = re.compile(r"https?://(?:www\.)?")


def own_urls(segments: Sequence[Segment], url: str) -> Verdicts:
    """Return the verdicts on the lines that are *url*, whatever scheme, query and final slash they have."""
    own = _place_in(url)
    # The front page of a site may be a source that the article names.
    if "/" not in own:
        return {}
    lines = (each for each in segments if SCHEME.search(each.text) is not None)
    shown = (each for each in lines if _place_in(each.text) == own)
    return ruled(shown, OWN_URL)


def _place_in(line: str) -> str:
    """Return host and path of a line that is a URL, in small letters, without a final slash; else nothing."""
    match = URL_LINE.fullmatch(line)
    if match is None:
        return ""
    return match[1].rstrip("/").lower()
