"""Scrapy's tools for single pages: what of a crawl is left out."""

import pytest
from scrapy.settings import Settings

from newscrawl.cli.single import fetch_only


@pytest.mark.parametrize("with_pipelines", [False, True])
def test_nothing_of_a_crawl_is_kept(with_pipelines: bool) -> None:
    """No state, no output; the guard and robots.txt stay, and so do pipelines where they are asked for."""
    settings = Settings()
    settings.setmodule("newscrawl.settings")
    fetch_only(settings, with_pipelines=with_pipelines)
    on = {
        name.rpartition(".")[2]
        for table in ("EXTENSIONS", "DOWNLOADER_MIDDLEWARES", "ITEM_PIPELINES")
        for name, number in settings.getdict(table).items()
        if number is not None
    }
    assert settings["SCHEDULER"] == "scrapy.core.scheduler.Scheduler"
    assert settings.getbool("PROFILE_ENABLED") is False
    assert {"GuardExtension", "RobotsMiddleware", "ScopeMiddleware"} <= on
    assert not on & {"AcknowledgeExtension", "SummaryExtension", "ConditionalMiddleware"}
    assert not on & {"RenderMiddleware", "RevisePipeline", "DedupePipeline", "WritePipeline"}
    assert ({"ExtractPipeline", "ValidatePipeline"} <= on) is with_pipelines
