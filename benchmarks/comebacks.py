"""Come back to changing sites, be killed at random moments, and count what is lost, doubled or old.

    python -m benchmarks.comebacks [--series 2] [--rounds 15] [--seed 0]

Six sites – feeds, sitemaps, sections; servers that tell the truth and servers that lie – get new
articles and announced changes between the crawls. Most crawls are killed with SIGKILL. In the end
each article must have been harvested once, and each announced change as one revision.
"""

import argparse
import gzip
import random
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

from tests.support.crawl import BIN, CHECKOUT, QUICK, Run
from tests.support.newssite import (
    XML,
    NewsSite,
    Story,
    feeds_only,
    make_stories,
    sections_only,
    sitemap_index,
    urlset,
    with_sitemaps,
)
from tests.support.server import Server
from tests.support.validators import Validating

SETTINGS = {
    "EXTRACT_FUNCTION": "tests.support.quick.extract_page",
    "PROFILE_ENABLED": "0",
    "DEDUPE_SAME_SITE": "off",
    "DEDUPE_OTHER_SITE": "off",
}
ARGUMENTS = ((), (), ("due=only",), ("limit=1000",), ("revisit=2d",))
CHANGED = "Changed in round {}: the keeper of the gate has gone to the coast with {} friends, the mayor said."


def all_announced(stories: list[Story], base: str) -> NewsSite:
    """A site with sitemaps that tell the time of each change."""
    site, half = with_sitemaps(stories, base), len(stories) // 2
    children = ["/sitemaps/a.xml", "/sitemaps/b.xml.gz"]
    site.add("/sitemaps/index.xml", sitemap_index(children, base), XML)
    site.add(children[0], urlset(stories[:half], base), XML)
    site.add(children[1], gzip.compress(urlset(stories[half:], base), mtime=0), XML)
    return site


MAKERS = [
    (all_announced, ""),
    (all_announced, "constant"),
    (all_announced, "always"),
    (feeds_only, ""),
    (feeds_only, "always"),
    (sections_only, ""),
]


@dataclass(slots=True)
class Place:
    """One site, which shows its oldest stories first."""

    site: Validating
    server: Server
    stories: list[Story]
    number: int
    shown: int = 10

    def grow(self, dice: random.Random, turn: int) -> None:
        """Let up to three stories come; where changes are announced, change one."""
        make, _ = MAKERS[self.number]
        self.shown += dice.randrange(4)
        if make is all_announced and dice.random() < 0.5:
            at = -dice.randrange(1, self.shown)
            old = self.stories[at]
            text = (CHANGED.format(turn, -at), *old.paragraphs[1:])
            later = old.published + timedelta(hours=1)
            self.stories[at] = replace(old, published=later, paragraphs=text)
        self.site.pages = make(self.visible, self.server.url("")).pages

    @property
    def visible(self) -> list[Story]:
        """The stories that it shows."""
        return self.stories[-self.shown :]


def command(places: list[Place], folder: Path, *arguments: str) -> list[str]:
    """The command that visits all sites."""
    sites = ",".join(place.server.url("/") for place in places)
    changes = {"OUTPUT_DIR": str(folder), **QUICK, **SETTINGS}
    options = [part for argument in (f"site={sites}", *arguments) for part in ("-a", argument)]
    options += [part for name, value in changes.items() for part in ("-s", f"{name}={value}")]
    return [str(BIN / "scrapy"), "crawl", "site", *options]


def one_series(seed: int, rounds: int) -> Counter[str]:
    """Come back *rounds* times, then to the end, and count."""
    dice, found = random.Random(seed), Counter[str]()  # noqa: S311
    with ExitStack() as stack, tempfile.TemporaryDirectory() as temporary:
        folder, places = Path(temporary), []
        for number, (_, lie) in enumerate(MAKERS):
            site = Validating(lie=lie)
            stories = make_stories(300, seed=seed * 10 + number)
            places.append(Place(site, stack.enter_context(site.serve()), stories, number))
        for turn in range(rounds):
            for place in places:
                place.grow(dice, turn)
            found["kills"] += visit(
                command(places, folder, *dice.choice(ARGUMENTS)), dice.uniform(0.8, 5.0)
            )
        for last in ((), ("limit=999",)):
            if visit(command(places, folder, *last), 600.0):
                raise SystemExit("the last crawls did not end")
        found += count(places, Run(0, "", "", folder))
    return found


def visit(words: list[str], limit_s: float) -> bool:
    """Crawl, for *limit_s* at most; say whether it was killed."""
    with subprocess.Popen(
        words, cwd=CHECKOUT, stderr=subprocess.DEVNULL, start_new_session=True
    ) as process:
        try:
            process.wait(timeout=limit_s)
        except subprocess.TimeoutExpired:
            process.kill()
            return True
    return False


def count(places: list[Place], run: Run) -> Counter[str]:
    """Count what is lost, doubled, or not as it was announced last."""
    records: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for record in run.records:
        records[record["url"]].append(record)
    found = Counter(records=sum(map(len, records.values())))
    for place in places:
        for story in place.visible:
            mine = sorted(
                records[place.server.url(story.path)], key=lambda one: one["metadata"]["revision"]
            )
            found["revisions"] += max(0, len(mine) - 1)
            found["lost"] += not mine
            found["old"] += bool(mine) and story.paragraphs[0] not in mine[-1]["text"]
            found["doubled"] += len(mine) - len({one["id"] for one in mine})
            found["doubled"] += sum(one["text"] == other["text"] for one, other in pairwise(mine))
    return found


def main() -> None:
    """Run the series; exit with 1 where anything is wrong."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    for name, default in (("series", 2), ("rounds", 15), ("seed", 0)):
        parser.add_argument(f"--{name}", type=int, default=default)
    options = parser.parse_args()
    total: Counter[str] = Counter()
    for number in range(options.series):
        found = one_series(options.seed + number, options.rounds)
        print(f"seed {options.seed + number}: {dict(found)}", flush=True)
        total += found
    if total["lost"] or total["doubled"] or total["old"]:
        sys.exit(1)


if __name__ == "__main__":
    main()
