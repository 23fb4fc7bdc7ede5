"""Precision on many sites: articles missed, doubled, and pages written that are no articles.

    python -m benchmarks.precision [--sites 40]

Each site has eight stories, each at a second address too that no canonical gives away (a slash, a
print page, a parameter, another section …), and tags, authors and legal pages beside them. Exits
with 1 where an article is doubled or missing, or more than 2 % of the records are no articles.
"""

import argparse
import sys
import tempfile
from collections import Counter
from itertools import cycle, islice
from pathlib import Path

from tests.support.manysites import crawl_sites
from tests.support.mixedsites import SECOND, mixed

OTHERS_MAX = 0.02


def main() -> int:
    """Crawl all sites in one run, and count."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--sites", type=int, default=40)
    options = parser.parse_args()
    kinds = islice(cycle(SECOND.items()), options.sites)
    made = {
        f"{number} {kind}": mixed(100 + number, second)
        for number, (kind, second) in enumerate(kinds)
    }
    with tempfile.TemporaryDirectory() as folder:
        sites = {name: site for name, (site, _) in made.items()}
        crawled = crawl_sites(sites, Path(folder), timeout_s=1_700, EXTRACT_WORKERS="0")
        records = crawled.run.records
    titles: Counter[tuple[str, str]] = Counter()
    for record in records:
        site = next(
            name for name, base in crawled.bases.items() if record["url"].startswith(base + "/")
        )
        titles[site, record["title"]] += 1
    wanted = {(name, story.title) for name, (_, stories) in made.items() for story in stories}
    doubled = sum(titles[each] - 1 for each in wanted if titles[each])
    others = sum(count for each, count in titles.items() if each not in wanted)
    missing = sum(not titles[each] for each in wanted)
    print(
        f"{len(made)} sites, {len(wanted)} articles, {len(records)} records: {missing} missing, "
        f"{doubled} doubled, {others} no articles ({others / max(len(records), 1):.1%})"
    )
    return int(bool(missing or doubled) or others > OTHERS_MAX * len(records))


if __name__ == "__main__":
    sys.exit(main())
