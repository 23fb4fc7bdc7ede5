"""Kill a crawl again and again at random moments, and count what is lost, doubled or torn.

    python -m benchmarks.kills [--crawls 10] [--kills 20] [--pages 300] [--seed 0]

Each crawl of a loopback site is killed with SIGKILL *kills* times, at a random number of answers
plus a random pause, taken up by the same command each time, and then let run to its end. Where a
kill comes too late, its run is finished and the next command begins another one: all runs must be
whole.
"""

import argparse
import random
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.support.lossless import Crawl, article_urls
from tests.support.server import Server


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    for name, default in (("crawls", 10), ("kills", 20), ("pages", 300), ("seed", 0)):
        parser.add_argument(f"--{name}", type=int, default=default)
    options = parser.parse_args()
    total: Counter[str] = Counter()
    for number in range(options.crawls):
        found = crawl_once(random.Random(options.seed + number), options.kills, options.pages)  # noqa: S311
        print(f"seed {options.seed + number}: {dict(found)}", flush=True)
        total += found
    print(f"all: {dict(total)}")
    if total["lost"] or total["doubled"] or total["torn"]:
        raise SystemExit(1)


def crawl_once(dice: random.Random, kills: int, pages: int) -> Counter[str]:
    """Kill one crawl *kills* times, end it, and count. ``Crawl`` itself checks that no readable line goes."""
    found: Counter[str] = Counter()
    with Server() as server, tempfile.TemporaryDirectory() as folder:
        urls, names = article_urls(server, pages)
        output = {
            "MAX_RECORDS": dice.choice(["0", "25"]),
            "COMPRESSION": dice.choice(["none", "gzip", "zstd"]),
        }
        crawl = Crawl(
            Path(folder), urls, {f"OUTPUT_{name}": value for name, value in output.items()}
        )
        for _ in range(kills):
            answers = len(server.requests) + dice.randrange(0, max(2, 2 * pages // kills))
            pause = dice.choice([0.0, dice.random() * 0.3])

            def due(answers: int = answers, pause: float = pause) -> bool:
                return len(server.requests) >= answers and not time.sleep(pause)

            found["kills"] += crawl.kill(crawl.start(), due)
        if crawl.run() != 0:
            raise SystemExit(crawl.log)
        found["requests"] += len(server.requests)
        for run in {file.parent for file in crawl.files()}:
            ids = crawl.ids(run)
            found["runs"] += 1
            found["records"] += len(ids)
            found["lost"] += max(0, len(names) - len(set(ids)))
            found["doubled"] += len(ids) - len(set(ids))
            found["torn"] += len(crawl.lines(run)) - len(ids)
    return found


if __name__ == "__main__":
    main()
