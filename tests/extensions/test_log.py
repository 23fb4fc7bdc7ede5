"""What is left out of the log, and what is not."""

import logging

import pytest
from scrapy.extensions.corestats import CoreStats
from scrapy.statscollectors import MemoryStatsCollector
from scrapy.utils.test import get_crawler

from newscrawl.errors import StateLockedError
from newscrawl.extensions.log import is_cause


def error_of(kind: type[Exception], cause: type[Exception] | None) -> Exception:
    """Give an error that came while another one was handled."""
    error = kind("of Scrapy")
    error.__context__ = cause("of the crawl") if cause else None
    return error


@pytest.mark.parametrize(
    ("message", "error", "said"),
    [
        pytest.param(
            "Scraper close failure", (RuntimeError, StateLockedError), False, id="never opened"
        ),
        pytest.param("Scraper close failure", (RuntimeError, None), True, id="another failure"),
        pytest.param(
            "Scraper close failure", (RuntimeError, ValueError), True, id="a defect before it"
        ),
        pytest.param(
            "Error on %(receiver)s", (AssertionError, None), False, id="statistics never begun"
        ),
        pytest.param("Error on %(receiver)s", (ValueError, None), True, id="statistics fail"),
        pytest.param(
            "Slot close failure", (RuntimeError, StateLockedError), True, id="another part"
        ),
    ],
)
def test_what_a_crawl_that_was_not_opened_leaves_unsaid(
    message: str, error: tuple[type[Exception], type[Exception] | None], said: bool
) -> None:
    """Two messages of Scrapy's about its own way out, and no other error."""
    stats = CoreStats(MemoryStatsCollector(get_crawler()))
    raised = error_of(*error)
    record = logging.LogRecord(
        "scrapy", logging.ERROR, "", 0, message, None, (type(raised), raised, None)
    )
    record.args = {"receiver": stats.spider_closed}
    assert is_cause(record) is said


def test_a_record_of_no_error_is_said() -> None:
    """Most are none."""
    assert is_cause(
        logging.LogRecord("scrapy.core.engine", logging.INFO, "", 0, "Spider opened", (), None)
    )
