"""The closing lines of a run."""

import logging
from collections.abc import Mapping

from scrapy.statscollectors import StatsCollector

logger = logging.getLogger(__name__)


def report_left(stats: StatsCollector, left: Mapping[str, int]) -> None:
    """Put the number of URLs that are *left* into the stats, by reason, and into the log."""
    stats.set_value("frontier/left_by_reason", dict(left))
    stats.set_value("frontier/left", sum(left.values()))
    if left:
        listed = ", ".join(f"{count} {why}" for why, count in left.items())
        logger.warning("Left for the same command to take up: %s", listed)
