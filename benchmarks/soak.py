"""The hostile site of the tests with as many dead links as large sites have: bounded in requests and memory.

    python -m benchmarks.soak [--dead 60000]

Exits with 1 where a good article is missing or doubled, or where a bound of the test is broken.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from tests.support.hostile_site import crawl_hostile


def main() -> int:
    """Crawl it, and say what that took."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--dead", type=int, default=60_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        crawl = crawl_hostile(Path(folder), options.dead, timeout_s=1_700)
    dead = sum(path.count("-") == 3 and path.count("/") == 1 for path in crawl.asked)
    whole = sorted(crawl.found) == sorted(crawl.good)
    print(
        f"{options.dead} dead links, {dead} asked for; {len(crawl.asked)} requests, "
        f"{len(crawl.found)} records, {'whole' if whole else 'NOT WHOLE'}, {crawl.peak_mib:.0f} MiB"
    )
    return int(not whole or dead > 500 or len(crawl.asked) >= 2_500 or crawl.peak_mib >= 700)


if __name__ == "__main__":
    sys.exit(main())
