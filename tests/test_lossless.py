"""Whatever happens to the crawl, the same command brings every article, exactly once."""

import random
import time
from pathlib import Path

import pytest

from tests.lossless import Crawl, article_urls
from tests.server import Server


@pytest.mark.parametrize("seed", range(4))
def test_kills_at_random_moments(seed: int, server: Server, tmp_path: Path) -> None:
    """Six kills, then the end: each article once, each line whole, nothing readable ever gone."""
    dice = random.Random(seed)
    urls, names = article_urls(server, 120)
    crawl = Crawl(tmp_path, urls, {"OUTPUT_MAX_RECORDS": dice.choice(["0", "25"])})
    for _ in range(6):
        answered = len(server.requests) + dice.randrange(1, 20)
        pause = dice.choice([0.0, dice.random() * 0.1])

        def due(answered: int = answered, pause: float = pause) -> bool:
            return len(server.requests) >= answered and not time.sleep(pause)

        assert crawl.kill(crawl.start(), due), "the crawl ended before it was killed"
    assert crawl.run() == 0, crawl.log
    assert crawl.titles() == names
