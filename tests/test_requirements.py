"""Requirements of components on the project that they run in."""

import pytest
from scrapy.exceptions import NotConfigured
from scrapy.settings import Settings

from newscrawl.requirements import FRONTIER, require_frontier


def test_components_of_a_state_need_our_scheduler() -> None:
    """With another one Scrapy leaves them out."""
    require_frontier(Settings({"SCHEDULER": FRONTIER}))
    with pytest.raises(NotConfigured, match="SCHEDULER is not newscrawl's"):
        require_frontier(Settings({"SCHEDULER": "scrapy.core.scheduler.Scheduler"}))
