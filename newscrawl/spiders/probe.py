"""The ``probe`` spider: looks at the entrances of sites, and fetches no article but samples for selectors."""

from collections.abc import Iterator
from typing import Any, Self

from scrapy import Request
from scrapy.crawler import Crawler

from newscrawl.discover.found import Found
from newscrawl.spiders.parsing import may_be_page
from newscrawl.spiders.site import SiteSpider
from newscrawl.spiders.site_progress import SiteProgress, Spot

SAMPLES = 3
"""Articles of a source with selectors for fields that are fetched to try these."""


class ProbeSpider(SiteSpider):
    """Find the entrances of the ``site`` spider: ``progress_by_source`` holds them afterwards.

    Where a source has selectors for fields, some of its articles are given to the pipelines, for
    ``study``.
    """

    name = "probe"
    inner = True
    study: Any
    _samples: dict[str, set[str]]

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Build it, with what takes the samples in."""
        study = kwargs.pop("study", None)
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.study, spider._samples = study, {}
        return spider

    def _ask(
        self, progress: SiteProgress, found: Found, place: Spot, rank: int
    ) -> Iterator[Request]:
        """Ask for no article but samples; let it count as new, so that paged feeds are read on."""
        samples = self._samples.setdefault(progress.source.name, set())
        if not progress.source.fields or self.study is None or len(samples) >= SAMPLES:
            return
        if may_be_page(found) and progress.wants(found) and found.url not in samples:
            samples.add(found.url)
            # Without a count, a list or a budget: samples are no harvest.
            request = self.article_request(found.url)
            yield request.replace(meta=request.meta | progress.page_meta)

    def _decide(self, progress: SiteProgress) -> Iterator[Request]:
        """Note whether links would be followed, and follow none."""
        progress.decided = True
        progress.deep = progress.needs_depth()
        yield from ()

    def _ask_shown(self, progress: SiteProgress) -> Iterator[Request]:
        """Ask for no article but samples."""
        if progress.source.fields:
            yield from super()._ask_shown(progress)
