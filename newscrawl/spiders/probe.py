"""The ``probe`` spider: looks at the entrances of sites, and fetches no article."""

from collections.abc import Iterator

from scrapy import Request

from newscrawl.discover.found import Found
from newscrawl.spiders.site import SiteSpider
from newscrawl.spiders.site_progress import SiteProgress, Spot


class ProbeSpider(SiteSpider):
    """Find out what the ``site`` spider would have to go by: ``harvests`` holds it afterwards."""

    name = "probe"
    inner = True

    def _ask(self, harvest: SiteProgress, found: Found, place: Spot, rank: int) -> Iterator[Request]:
        """Ask for no article; let it count as new, so that paged feeds are read on."""
        yield from ()

    def _decide(self, harvest: SiteProgress) -> Iterator[Request]:
        """Note whether links would be followed, and follow none."""
        harvest.decided = True
        harvest.deep = harvest.needs_depth()
        yield from ()

    def _ask_shown(self, harvest: SiteProgress) -> Iterator[Request]:
        """Ask for no article."""
        yield from ()
