"""A page in hand: from the moment at which its request is given out to the one at which it is settled."""

from dataclasses import dataclass, field
from typing import Any, cast

from scrapy import Request
from scrapy.crawler import Crawler

from newscrawl.state.ledger import Line
from newscrawl.state.rows import Lease


@dataclass(slots=True)
class Work:
    """A page in hand, and what is known of it so far.

    Attributes:
        request: What was sent for it.
        lines: Its records.
        arrived: Whether the download has ended.
        drops: Why items of it gave no record, by reason; ``True`` for a failure.
        given_up: Whether the work on it was ended because the crawl stops.
    """

    lease: Lease
    request: Request
    lines: list[Line] = field(default_factory=list)
    drops: dict[str, bool] = field(default_factory=dict)
    arrived: bool = False
    given_up: bool = False


def is_in_scraper(crawler: Crawler, work: Work) -> bool:
    """Return whether the answer to the request of *work* is in the hands of the spider."""
    slot = cast("Any", crawler.engine).scraper.slot
    return slot is not None and work.request in slot.active
