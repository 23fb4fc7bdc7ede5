"""A crawl that names nobody is warned of once."""

import logging

import pytest
from scrapy import Request
from scrapy.exceptions import NotConfigured
from scrapy.utils.test import get_crawler

from newscrawl.extensions.identity import IdentityExtension

AGENT = "newscrawl (+https://example.org/bot)"


@pytest.mark.parametrize(
    ("url", "warned"),
    [
        pytest.param("https://gazette.net/a", True, id="a site of others"),
        pytest.param("http://93.184.216.34/", True, id="a public address"),
        pytest.param("http://127.0.0.1:8000/", False, id="this machine"),
        pytest.param("http://10.0.0.7/", False, id="a private network"),
        pytest.param("http://localhost/", False, id="its name"),
        pytest.param("http://demo.test/", False, id="a host of the user's own"),
    ],
)
def test_who_is_warned_of(url: str, warned: bool, caplog: pytest.LogCaptureFixture) -> None:
    """Only before a request to somebody else."""
    settings = {"USER_AGENT": AGENT, "EGRESS_HOSTS": {"Demo.test": "127.0.0.1"}}
    extension = IdentityExtension.from_crawler(get_crawler(settings_dict=settings))
    with caplog.at_level(logging.WARNING):
        extension.warn(Request(url))
    # Scrapy lists the settings, too, where a command ran in this process before.
    warnings = [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert any("USER_AGENT" in record.getMessage() for record in warnings) is warned


def test_a_crawl_with_a_name_is_not_watched() -> None:
    """The extension is not there at all."""
    settings = {"USER_AGENT": "gazettebot/1.0 (+https://gazette.net/bot)"}
    with pytest.raises(NotConfigured):
        IdentityExtension.from_crawler(get_crawler(settings_dict=settings))
