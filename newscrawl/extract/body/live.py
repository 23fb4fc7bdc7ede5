"""Live blogs: the updates of a page, from JSON-LD, and where they are in its text.

The updates are text, and a field of their own as well. For those who want them in the field
alone, the article is the text before the feed: JSON-LD names the last few updates only, but they
show its beginning.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import chain, takewhile

from newscrawl.extract.body.feed import LEADING_CLOCK, MAX_CLOCK_CHARS
from newscrawl.extract.body.rulings import Ruling, Verdicts, ruled, width_of
from newscrawl.extract.metadata.jsonld import Node, as_list
from newscrawl.extract.segmentation.segments import Segment, key_of
from newscrawl.extract.strings import clean_text
from newscrawl.model.items import Update

LIVE_UPDATE = Ruling(
    "field", "field.live-update", "It is a live update; updates are a field of the record."
)
MAX_UPDATES = 1_000
MAX_UPDATE_CHARS = 50_000
MAX_TITLE_CHARS = 1_000
MIN_LEAD_CHARS = 80
"""Characters, about a sentence, that must be before the first update; else the updates are the article."""
MIN_FOUND = 2
"""Updates that must be found in the page before its text is cut at the first."""


_MIN_UPDATE = 20
"""Characters above which the text of an update tells itself from others."""
_BEGINNING_CHARS = 60
"""So much of the text of a segment tells that it is an update."""


def read_updates(nodes: Iterable[Node]) -> tuple[Update, ...]:
    """Return the live updates among *nodes*, in their order. Source: schema.org, ``liveBlogUpdate``."""
    read = filter(_says_something, map(_read_update, _posts_of(nodes)))
    # A dictionary as an ordered set: an update that is listed twice counts once.
    found: dict[Update, None] = {}
    for update in read:
        found[update] = None
        # Such lists are a stranger's data and may be endless.
        if len(found) >= MAX_UPDATES:
            break
    return tuple(found)


def _posts_of(nodes: Iterable[Node]) -> Iterator[Node]:
    """Yield the nodes of the updates that *nodes* list."""
    listed = (as_list(node.get("liveBlogUpdate")) for node in nodes)
    for post in chain.from_iterable(listed):
        if isinstance(post, dict):
            yield post


def _read_update(post: Node) -> Update:
    """Return the update that a node tells of."""
    title = clean_text(post.get("headline"), max_chars=MAX_TITLE_CHARS)
    text = clean_text(post.get("articleBody"), max_chars=MAX_UPDATE_CHARS)
    published = clean_text(post.get("datePublished"), max_chars=MAX_CLOCK_CHARS)
    return Update(
        title=title or "",
        text=text or "",
        published=published or "",
    )


def _says_something(update: Update) -> bool:
    return bool(update.text or update.title)


def live_verdicts(
    segments: Sequence[Segment],
    body: Sequence[int],
    updates: Sequence[Update],
) -> Verdicts:
    """Return verdicts on the updates of a live blog; *body* are the indexes of the body without them.

    Says nothing where too few updates are found in the page, or too little is before them.
    """
    texts = chain.from_iterable((update.text, update.title) for update in updates)
    keys = filter(_tells_apart, map(key_of, texts))
    # One search for each segment, whatever the number of updates; keys hold no line breaks.
    is_update = partial(_is_update, "\n".join(keys))
    text = [segments[index] for index in body]
    hits = list(filter(is_update, text))
    # One hit may be a quotation of an update in a summary above the feed.
    if len(hits) < MIN_FOUND:
        return {}
    end = _end_of_lead(text, text.index(hits[0]))
    if width_of(text[:end]) < MIN_LEAD_CHARS:
        return {}
    # All after the lead: the data lists the last few updates only, the page has them all.
    return ruled(text[end:], LIVE_UPDATE)


def _end_of_lead(text: Sequence[Segment], first: int) -> int:
    """Return the place in *text* after the last block before its *first* update that is no time."""
    # The time of the first update may stand above its text, as a line of its own.
    times = takewhile(_is_clock, reversed(text[:first]))
    return first - sum(1 for _ in times)


def _tells_apart(key: str) -> bool:
    """Return whether a text is long enough to tell one update from others."""
    return len(key) > _MIN_UPDATE


def _is_update(joined: str, segment: Segment) -> bool:
    """Return whether a segment is in *joined*, the keys of the updates."""
    # An update is often several paragraphs in the page, or cut short in the data.
    beginning = segment.key[:_BEGINNING_CHARS]
    return _tells_apart(segment.key) and beginning in joined


def _is_clock(segment: Segment) -> bool:
    """Return whether a segment is a line that begins with a time."""
    is_short = len(segment.text) <= MAX_CLOCK_CHARS
    return is_short and LEADING_CLOCK.match(segment.text) is not None
