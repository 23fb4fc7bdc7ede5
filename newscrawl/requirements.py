"""Requirements of our components on the settings of the project that they run in."""

from scrapy.exceptions import NotConfigured
from scrapy.settings import BaseSettings

FRONTIER = "newscrawl.scheduler.FrontierScheduler"


def require_frontier(settings: BaseSettings) -> None:
    """Raise where another scheduler than ours is set: without it there is no state.

    Raises:
        NotConfigured: Then; Scrapy leaves the component out.
    """
    if settings["SCHEDULER"] != FRONTIER:
        raise NotConfigured("SCHEDULER is not newscrawl's")
