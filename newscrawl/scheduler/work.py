"""A page in hand."""

from dataclasses import dataclass, field

from scrapy import Request

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
