"""The figures of a run for Prometheus, at ``http://127.0.0.1:<METRICS_PORT>/metrics`` while it runs."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from twisted.internet.error import CannotListenError
from twisted.web.resource import Resource
from twisted.web.server import Site

from newscrawl import __version__
from newscrawl.errors import ConfigError
from newscrawl.extensions.headway import Watch
from newscrawl.extensions.summary import Summary, SummaryExtension

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry
    from prometheus_client.metrics_core import Metric
    from twisted.internet.interfaces import IListeningPort

PREFIX = "newscrawl"
COUNTERS: Mapping[str, tuple[str, str]] = {
    "requests": ("downloader/request_count", "Requests that were sent."),
    "received_bytes": ("downloader/response_bytes", "Bytes of answers, as they came."),
    "retries": ("retry/count", "Requests that are tried again later."),
    "articles": ("write/articles", "Records."),
    "duplicates": ("dedupe/dropped", "Articles that were left out as duplicates."),
    "workers_lost": (
        "extract/workers_lost",
        "Worker processes that crashed, hung or ran out of memory.",
    ),
    "commits": ("acknowledge/commits", "Commits of records and state."),
}
"""Name → the stat it is made of, and what it says."""
_STATUS = "downloader/response_status_count/"


class MetricsExtension:
    """Serve the figures of the run, with all of Scrapy's stats that are numbers.

    Settings: ``METRICS_PORT`` (0: off), ``METRICS_HOST``.
    """

    def __init__(self, crawler: Crawler, host: str, port: int) -> None:
        self._crawler = crawler
        self._registry = _registry(RunCollector(crawler))
        self._listening: IListeningPort = _listen(_site(self._registry), host, port)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it, and listen.

        Raises:
            NotConfigured: If it is off.
            ConfigError: If the port cannot be had, or prometheus_client is not installed.
        """
        settings = crawler.settings
        if not (port := settings.getint("METRICS_PORT")):
            raise NotConfigured
        extension = cls(crawler, settings["METRICS_HOST"], port)
        # ``engine_stopped``, not ``spider_closed``: the last figures can be read until the end.
        crawler.signals.connect(extension.stop, signal=signals.engine_stopped)
        return extension

    def stop(self) -> object:
        """Listen no more; return the Deferred of that, which a task of asyncio cannot await."""
        return self._listening.stopListening()  # type: ignore[misc] # stubs of zope.interface


def _registry(collector: "RunCollector") -> "CollectorRegistry":
    try:
        from prometheus_client import CollectorRegistry  # noqa: PLC0415 - an extra
    except ModuleNotFoundError as error:
        raise ConfigError(
            "METRICS_PORT: prometheus_client is not installed, and this needs it: "
            "pip install prometheus-client"
        ) from error
    # A registry of its own: the global one would mix two crawls that one process runs.
    registry = CollectorRegistry(auto_describe=False)
    registry.register(collector)
    return registry


def _site(registry: "CollectorRegistry") -> Site:
    site: Site = Site(_Root(registry))  # type: ignore[no-untyped-call] # Twisted has no types here
    return site


def _listen(site: Site, host: str, port: int) -> "IListeningPort":
    from twisted.internet import reactor  # noqa: PLC0415 - it is installed with the crawler

    try:
        tcp: Any = reactor
        listening: IListeningPort = tcp.listenTCP(port, site, interface=host)
    except CannotListenError as error:
        raise ConfigError(
            f"METRICS_PORT={port}: {host}:{port} cannot be listened at: {error.socketError}; each"
            " run needs a port of its own"
        ) from error
    return listening


class _Root(Resource):
    def __init__(self, registry: "CollectorRegistry") -> None:
        super().__init__()  # type: ignore[no-untyped-call] # Twisted has no types here
        metrics: Any = _Metrics(registry)
        self.putChild(b"metrics", metrics)


class _Metrics(Resource):
    isLeaf = True  # noqa: N815 - Twisted's name

    def __init__(self, registry: "CollectorRegistry") -> None:
        super().__init__()  # type: ignore[no-untyped-call] # Twisted has no types here
        self._registry = registry

    def render_GET(self, request: Any) -> bytes:  # noqa: N802 - Twisted's name
        from prometheus_client.exposition import choose_encoder  # noqa: PLC0415 - an extra

        # Prometheus and OpenMetrics differ in form; the client names what it can read.
        encode, content_type = choose_encoder(request.getHeader("Accept") or "")
        request.setHeader("Content-Type", content_type)
        encoded: bytes = encode(self._registry)
        return encoded


class RunCollector:
    """Makes metrics of the figures of a run, whenever they are asked for."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler, self._watch = crawler, Watch(crawler)

    def collect(self) -> Iterator["Metric"]:
        """Return all metrics; docs/monitoring.md lists them."""
        # A copy: a stat that is added while the generator is read would end the loop by an error.
        stats = dict(self._crawler.stats.get_stats())
        extension = self._crawler.get_extension(SummaryExtension)
        summary = extension.summary if extension is not None else Summary()
        yield _info(summary)
        yield from _counted(stats)
        yield from _by_reason(summary)
        yield from self._gauges()
        yield from _of_sources(stats)
        yield _stats(stats)

    def _gauges(self) -> Iterator["Metric"]:
        now = self._watch.read()
        yield _gauge("waiting", "URLs that are to be asked for.", now.waiting)
        yield _gauge("in_hand", "Pages between request and record.", now.in_hand)
        yield _gauge("done", "URLs that have ended in this attempt.", now.done)
        yield _gauge("left_seconds", "Time to the end; NaN: not known.", _or_nan(now.left_s))
        active = len(self._crawler.engine.downloader.active) if self._crawler.engine else 0
        yield _gauge("downloads", "Downloads under way.", active)


def _or_nan(number: float | None) -> float:
    # The metric must not vanish when nothing is known: a rule on it would see no data.
    return float("nan") if number is None else number


def _gauge(name: str, says: str, value: float) -> "Metric":
    from prometheus_client.core import GaugeMetricFamily  # noqa: PLC0415 - an extra

    return GaugeMetricFamily(f"{PREFIX}_{name}", says, value=value)


def _counter(
    name: str, says: str, labels: Iterable[str], values: Mapping[tuple[str, ...], float]
) -> "Metric":
    from prometheus_client.core import CounterMetricFamily  # noqa: PLC0415 - an extra

    family = CounterMetricFamily(f"{PREFIX}_{name}", says, labels=list(labels))
    for names, value in values.items():
        family.add_metric(names, value)
    return family


def _info(summary: Summary) -> "Metric":
    from prometheus_client.core import GaugeMetricFamily  # noqa: PLC0415 - an extra

    family = GaugeMetricFamily(
        f"{PREFIX}_run",
        "1 for the run that this process is.",
        labels=["spider", "folder", "version"],
    )
    family.add_metric([summary.spider, summary.folder, __version__], 1)
    return family


def _counted(stats: Mapping[str, Any]) -> Iterator["Metric"]:
    for name, (stat, says) in COUNTERS.items():
        yield _counter(name, says, [], {(): float(stats.get(stat, 0))})
    statuses: dict[tuple[str, ...], float] = {
        (key.removeprefix(_STATUS),): float(value)
        for key, value in stats.items()
        if key.startswith(_STATUS)
    }
    yield _counter("responses", "Answers by HTTP status.", ["status"], statuses)


def _by_reason(summary: Summary) -> Iterator["Metric"]:
    yield _counter("pages", "Pages that were fetched.", [], {(): summary.pages})
    for name, says, counts in (
        ("dropped", "Pages that gave no record, by reason.", summary.dropped),
        ("failed", "Pages that could not be fetched or read, by reason.", summary.failed),
        ("dead_links", "Found pages that are not there, by reason.", summary.dead),
        ("removed_blocks", "Blocks of boilerplate, by category.", summary.removed),
    ):
        label = "category" if counts is summary.removed else "reason"
        yield _counter(name, says, [label], {(key,): count for key, count in counts.items()})
    yield _counter("errors", "Errors of newscrawl or of a spider.", [], {(): summary.errors})
    yield _counter("not_written", "Records that were lost.", [], {(): summary.not_written})


def _of_sources(stats: Mapping[str, Any]) -> Iterator["Metric"]:
    """Return how many sources are in each state; known when the run ends."""
    from prometheus_client.core import GaugeMetricFamily  # noqa: PLC0415 - an extra

    verdicts = Counter(source["status"] for source in stats.get("health/sources", {}).values())
    family = GaugeMetricFamily(
        f"{PREFIX}_sources",
        "Sources by the verdict on them, at the end of the run.",
        labels=["status"],
    )
    for status, count in verdicts.items():
        family.add_metric([status], count)
    yield family


def _stats(stats: Mapping[str, Any]) -> "Metric":
    from prometheus_client.core import GaugeMetricFamily  # noqa: PLC0415 - an extra

    family = GaugeMetricFamily(
        f"{PREFIX}_stat", "Each stat of Scrapy that is a number.", labels=["name"]
    )
    for name, value in stats.items():
        # ``bool`` is an ``int`` too, and shows as 0 or 1.
        if isinstance(value, int | float):
            family.add_metric([name], float(value))
    return family
