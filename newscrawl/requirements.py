"""Requirements of our components on the settings of the project that they run in."""

from scrapy.exceptions import NotConfigured
from scrapy.settings import BaseSettings

FRONTIER = "newscrawl.scheduler.FrontierScheduler"


def require_frontier(settings: BaseSettings) -> None:
    """Raise where another scheduler than ours is set: there is no state to go by.

    Raises:
        NotConfigured: Then; Scrapy leaves the component out.
    """
    if settings["SCHEDULER"] != FRONTIER:
        raise NotConfigured("SCHEDULER is not newscrawl's")
