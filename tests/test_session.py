"""The run as components see it: found in one typed place, and named where it is missing."""

import re

import pytest
from scrapy import Spider
from scrapy.utils.test import get_crawler

from newscrawl.errors import ConfigError
from newscrawl.session import find_session, session_of
from tests.support.package import package_texts


def test_only_the_session_reaches_for_the_scheduler() -> None:
    """No other module reads an attribute of the engine's scheduler, typed or not."""
    reaching = [
        name
        for name, text in package_texts()
        if re.search(r"engine\W{0,3}\.scheduler\b|, \"scheduler\"", text)
    ]
    assert reaching == ["session.py"]


def test_a_component_that_needs_the_session_says_what_to_set() -> None:
    """With Scrapy's own scheduler there is no session, and the error names the setting and the value."""
    crawler = get_crawler(Spider, {"SCHEDULER": "scrapy.core.scheduler.Scheduler"})
    crawler.engine = crawler._create_engine()
    assert find_session(crawler) is None
    with pytest.raises(
        ConfigError, match=r"SCHEDULER: expected 'newscrawl\.scheduler\.FrontierScheduler'"
    ):
        session_of(crawler)
