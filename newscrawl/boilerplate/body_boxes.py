"""The boxes below the body's place on one page: which are small and opened by a repeated heading."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from newscrawl.model.page_sketch import SegmentMark

LABEL_CHARS = 60
"""A repeated text up to this length may be the heading of a box."""
_RUNNING_CHARS = 200
"""A paragraph above this length is running text."""
_PLAIN_TEXTS, _PLAIN_LINKS, _PLAIN_RUNNING = 4, 0.4, 2
"""More kept texts, fewer of them links than this share (0–1), are of the body; so is more running text."""


class BodyBoxes:
    """The elements below the body's place on one page: which are small and opened by a repeated heading."""

    def __init__(self) -> None:
        self.share: defaultdict[str, float] = defaultdict(float)
        self.first: dict[str, bool] = {}
        self.count: Counter[str] = Counter()
        self.linked: Counter[str] = Counter()
        self.running: Counter[str] = Counter()

    def read(
        self,
        names: Iterable[str],
        mark: SegmentMark,
        repeats: int,
        total: int,
        *,
        body: bool,
    ) -> None:
        """Take up one mark under the selectors it is in."""
        is_label = repeats > 0 and mark.width <= LABEL_CHARS
        opener = is_label and mark.ruled_out_as != "headline"
        is_running = body and mark.width > _RUNNING_CHARS
        is_link = mark.kept and mark.linked
        share = body * mark.width / total
        for name in names:
            # Only the first text of a box can be its heading.
            self.first.setdefault(name, opener)
            self.share[name] += share
            self.count[name] += mark.kept
            self.linked[name] += is_link
            self.running[name] += is_running

    def opened(self) -> Iterator[str]:
        """Return the selectors whose first text is a short repeated one ("Related stories")."""
        return filter(self.first.__getitem__, self.first)

    def shares(self) -> Iterator[tuple[str, float]]:
        """Yield the share of the body that each selector holds.

        Running text or a plain list counts as all.
        """
        for name, share in self.share.items():
            is_running = self.running[name] > _PLAIN_RUNNING
            yield name, 1.0 if is_running or self._is_plain(name) else share

    def _is_plain(self, name: str) -> bool:
        """Return whether a box holds a plain list: that of a recipe has a repeated heading, and few links."""
        count = self.count[name]
        is_list = count > _PLAIN_TEXTS
        return is_list and self.linked[name] < _PLAIN_LINKS * count
