"""One site with all traps at once: the crawl ends by itself, is bounded, and every good article comes out."""

from pathlib import Path

import pytest

from tests.support.hostile_site import crawl_hostile

pytestmark = pytest.mark.timeout(1200)

DEAD = 4_000
"""Dead links in sitemaps; ``benchmarks/soak.py`` has 60,000."""
MAX_MIB = 700


def test_a_hostile_site_ends_by_itself_with_all_good_articles(tmp_path: Path) -> None:
    """Dead sitemaps, mazes, calendars, sessions, loops, bombs: bounded in requests and memory."""
    crawl = crawl_hostile(tmp_path, DEAD)
    assert sorted(crawl.found) == sorted(crawl.good), crawl.run.log[-4000:]
    assert len(crawl.asked) < 2_500
    assert sum(path.startswith("/maze/") for path in crawl.asked) <= 300
    assert sum(path.count("-") == 3 and path.count("/") == 1 for path in crawl.asked) <= 500
    assert crawl.peak_mib < MAX_MIB
