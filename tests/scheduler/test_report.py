"""The closing lines of a run."""

import logging

import pytest
from scrapy.statscollectors import StatsCollector
from scrapy.utils.test import get_crawler

from newscrawl.scheduler.report import report_left


@pytest.mark.parametrize(
    ("left", "said"),
    [
        pytest.param({}, "", id="nothing"),
        pytest.param(
            {"waiting": 3, "budget_spent": 2}, "3 waiting, 2 budget_spent", id="two reasons"
        ),
    ],
)
def test_what_is_left_is_counted_and_told(
    caplog: pytest.LogCaptureFixture, left: dict[str, int], said: str
) -> None:
    """By reason; a run with nothing left says nothing."""
    stats = StatsCollector(get_crawler())
    with caplog.at_level(logging.WARNING):
        report_left(stats, left)
    assert stats.get_value("frontier/left") == sum(left.values())
    assert stats.get_value("frontier/left_by_reason") == left
    assert said in caplog.text
    assert bool(caplog.text) is bool(left)
