"""Conditions of the first request."""

import logging

import pytest
from scrapy.settings import Settings

from newscrawl.errors import ConfigError
from newscrawl.extensions.guard import SafeFormatter, _check_handlers, _warn_of_few_files

OURS = "newscrawl.download.handler.GuardedDownloadHandler"
SCRAPYS = "scrapy.core.downloader.handlers.http11.HTTP11DownloadHandler"


def settings_with(**changes: object) -> Settings:
    settings = Settings()
    settings.setmodule("newscrawl.settings")
    settings.update(changes)
    return settings


@pytest.mark.parametrize(
    ("handlers", "is_guarded"),
    [
        pytest.param({}, True, id="as they are"),
        pytest.param({"https": OURS}, True, id="ours"),
        pytest.param({"ftp": None}, True, id="none"),
        pytest.param({"https": SCRAPYS}, False, id="Scrapy's own"),
    ],
)
def test_no_handler_goes_past_the_guard(handlers: dict[str, object], is_guarded: bool) -> None:
    """The error names the scheme, the handler and the one that guards."""
    own = settings_with().getdict("DOWNLOAD_HANDLERS")
    settings = settings_with(DOWNLOAD_HANDLERS={**own, **handlers})
    if is_guarded:
        _check_handlers(settings)
        return
    with pytest.raises(ConfigError, match=rf"'https': {SCRAPYS} connects past .* expected {OURS}"):
        _check_handlers(settings)


@pytest.mark.parametrize(
    ("message", "line"),
    [
        pytest.param("all is well", "all is well", id="plain"),
        pytest.param("a\nERROR: forged", "a\n    ERROR: forged", id="a forged line"),
        pytest.param("\x1b[2J", "\\x1b[2J", id="a sequence for terminals"),
    ],
)
def test_the_log_is_safe_to_show(message: str, line: str) -> None:
    """Further lines of a record are set in."""
    record = logging.LogRecord("a", logging.INFO, "", 1, message, None, None)
    assert SafeFormatter(None).format(record) == line
    assert SafeFormatter(logging.Formatter("> %(message)s")).format(record) == f"> {line}"


@pytest.mark.parametrize(("files", "warned"), [(100_000, False), (256, True)])
def test_few_files_are_told(caplog: pytest.LogCaptureFixture, files: int, warned: bool) -> None:
    """With the ways to raise the limit."""
    _warn_of_few_files(settings_with(CONNECTIONS_MAX=1_000), files)
    assert ("ulimit" in caplog.text) is warned
