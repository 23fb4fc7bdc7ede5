"""Conditions of the first request: no way around the egress guard, and a log that can be read."""

import logging
from pathlib import Path
from typing import Self
from urllib.request import getproxies

from scrapy.crawler import Crawler
from scrapy.settings import BaseSettings
from scrapy.utils.misc import load_object

from newscrawl.config.check import check_settings
from newscrawl.errors import ConfigError
from newscrawl.extensions.log import NOISY, is_cause
from newscrawl.state.files import provide_temp
from newscrawl.system.descriptors import connections_within, raise_limit
from newscrawl.system.terminal import printable
from newscrawl.web.egress import check_hosts, parse_allowed

logger = logging.getLogger(__name__)


class GuardExtension:
    """Check the settings that safety rests on, and make the log safe to show.

    Settings: ``EGRESS_ALLOW``, ``EGRESS_HOSTS``, ``DOWNLOAD_HANDLERS``, ``HTTPPROXY_ENABLED``,
    ``CONNECTIONS_MAX``, ``ITEM_PIPELINES``.
    """

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Check the crawler's settings.

        Raises:
            ConfigError: If a setting is wrong, or a handler goes past the guard.
        """
        # Before all else: the further checks read settings that must have their kinds.
        check_settings(crawler.settings)
        provide_temp(Path(crawler.settings["OUTPUT_DIR"]))
        parse_allowed(crawler.settings.getlist("EGRESS_ALLOW"))
        check_hosts(crawler.settings.getdict("EGRESS_HOSTS"))
        _check_handlers(crawler.settings)
        _check_pipelines(crawler)
        _warn_of_proxies(crawler.settings)
        _warn_of_few_files(crawler.settings, raise_limit())
        # Handlers that Scrapy has installed before: a log file, standard error, those of the user.
        for handler in logging.getLogger().handlers:
            if not isinstance(handler.formatter, SafeFormatter):
                handler.setFormatter(SafeFormatter(handler.formatter))
        for name in NOISY:
            logging.getLogger(name).addFilter(is_cause)
        return cls()


def _check_handlers(settings: BaseSettings) -> None:
    """Make sure that requests leave by guarded handlers alone.

    Raises:
        ConfigError: If another handler is configured.
    """
    handlers = settings.getwithbase("DOWNLOAD_HANDLERS")
    for scheme, path in handlers.items():
        # ``None`` switches a scheme off. The class says by
        # itself that it guards, so that a subclass may.
        if path is not None and not getattr(load_object(path), "guards_egress", False):
            raise ConfigError(
                f"DOWNLOAD_HANDLERS: {scheme!r}: {path} connects past the egress guard; "
                "expected newscrawl.download.handler.GuardedDownloadHandler, or None"
            )


def _check_pipelines(crawler: Crawler) -> None:
    """Make sure that the pages of a spider of newscrawl are read, where the state counts them as done.

    Raises:
        ConfigError: If ``ITEM_PIPELINES`` has none of newscrawl's.
    """
    settings = crawler.settings
    # A spider of the user's own may give items of its own, and Scrapy's scheduler forgets them all.
    gives_pages = hasattr(crawler.spidercls, "parse_article")
    is_counted = str(settings["SCHEDULER"]).endswith("FrontierScheduler")
    enabled = settings.getwithbase("ITEM_PIPELINES").items()
    found = [load_object(path) for path, number in enabled if number is not None]
    if gives_pages and is_counted and not any(map(_is_ours, found)):
        raise ConfigError(
            "ITEM_PIPELINES: none of newscrawl's is in it, so that no page would be read or"
            " written; add yours to them: {**newscrawl.settings.ITEM_PIPELINES, 'own.Pipeline':"
            " 950}"
        )


def _is_ours(pipeline: type) -> bool:
    """Return whether *pipeline* is a class of newscrawl's, or made of one."""
    return any(each.__module__.startswith("newscrawl.") for each in pipeline.__mro__)


def _warn_of_proxies(settings: BaseSettings) -> None:
    """Report that a proxy connects past the guard, or that one that is set is not used."""
    # Only a warning: a proxy in a company network is the one way out, and has rules of its own.
    if settings.getbool("HTTPPROXY_ENABLED"):
        logger.warning(
            "HTTPPROXY_ENABLED: a proxy connects past the egress guard; it must guard by itself"
        )
    elif getproxies().keys() & {"http", "https"}:
        logger.warning(
            "http_proxy or https_proxy is set, and not used: a proxy connects past the egress"
            " guard. HTTPPROXY_ENABLED=True takes that on"
        )


def _warn_of_few_files(settings: BaseSettings, files: int) -> None:
    """Report that fewer connections are kept than ``CONNECTIONS_MAX``, because of the limit of open files."""
    wanted, within = settings.getint("CONNECTIONS_MAX"), connections_within(files)
    if within < wanted:
        logger.warning(
            "At most %d connections are held at once, not %d (CONNECTIONS_MAX), for the process may"
            " open %d files. Raise the hard limit for a faster crawl of many hosts: `ulimit -n"
            " 4096`, `LimitNOFILE=4096` in a unit, `--ulimit nofile=4096` of a container",
            within,
            wanted,
            files,
        )


class SafeFormatter(logging.Formatter):
    """Show control characters of a log record as codes, and indent its further lines.

    No text of a stranger can then steer a terminal, or write a line of its own into the log.
    """

    def __init__(self, inner: logging.Formatter | None) -> None:
        super().__init__()
        self._inner = inner or logging.Formatter()

    def format(self, record: logging.LogRecord) -> str:
        """Format *record* as the inner formatter does, and make it safe."""
        # An indent tells a further line of one record from a line that a page has forged.
        return printable(self._inner.format(record)).replace("\n", "\n    ")
