"""Scrapy's tools that fetch single pages: the guard and robots.txt hold, and nothing of a crawl is kept."""

from scrapy.settings import BaseSettings

_KEPT_EXTENSIONS = ("GuardExtension", "IdentityExtension", "CrawlDelayExtension")
_NEED_STATE = ("RevisePipeline", "DedupePipeline", "WritePipeline")
_LEFT_OUT = ("conditional.ConditionalMiddleware", "render.RenderMiddleware")


def fetch_only(settings: BaseSettings | None, *, with_pipelines: bool = False) -> None:
    """Put Scrapy's own scheduler and downloader into *settings*, and remove the parts that depend on ours.

    *with_pipelines* keeps the item pipelines, but for those that read or write a state.
    """
    assert settings is not None  # noqa: S101 - Scrapy sets it for each command
    extensions = settings.getdict("EXTENSIONS")
    middlewares = settings.getdict("DOWNLOADER_MIDDLEWARES")
    pipelines = settings.getdict("ITEM_PIPELINES") if with_pipelines else {}
    changes = {
        # Ours takes the lock of the state file, which a crawl may be holding meanwhile.
        "SCHEDULER": "scrapy.core.scheduler.Scheduler",
        "DOWNLOADER": "scrapy.core.downloader.Downloader",
        "ITEM_PIPELINES": {
            name: number
            for name, number in pipelines.items()
            if not str(name).endswith(_NEED_STATE)
        },
        # Profiles are kept in the state, too.
        "PROFILE_ENABLED": False,
        "SPIDER_MIDDLEWARES": {"scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None},
        "EXTENSIONS": {
            name: number if name.endswith(_KEPT_EXTENSIONS) else None
            for name, number in extensions.items()
        },
        "DOWNLOADER_MIDDLEWARES": {
            name: None if name.endswith(_LEFT_OUT) else number
            for name, number in middlewares.items()
        },
    }
    settings.setdict(changes, priority="cmdline")
