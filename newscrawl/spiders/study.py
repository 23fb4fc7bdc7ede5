"""The ``study`` spider: fetches named pages for a command that learns of them or explains them."""

from typing import Any, Self

from scrapy.crawler import Crawler

from newscrawl.spiders.articles import ArticleSpider


class StudySpider(ArticleSpider):
    """Fetch pages as the ``article`` spider does; ``study`` takes them in (``pipelines.study``)."""

    name = "study"
    inner = True
    study: Any

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Build it, with what takes the pages in."""
        study = kwargs.pop("study", None)
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.study = study
        return spider
