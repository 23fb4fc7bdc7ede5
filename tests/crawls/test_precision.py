"""Second addresses and pages that are no articles: nothing is doubled, and nothing else is written."""

from pathlib import Path

from tests.support.manysites import crawl_sites
from tests.support.mixedsites import SECOND, mixed


def test_no_article_is_doubled_and_nothing_else_is_written(tmp_path: Path) -> None:
    """Each story of each site is one record, whatever its second address looks like."""
    made = {name: mixed(seed, second) for seed, (name, second) in enumerate(SECOND.items(), 60)}
    crawled = crawl_sites({name: site for name, (site, _) in made.items()}, tmp_path)
    titles: dict[str, list[str]] = {name: [] for name in made}
    for record in crawled.run.records:
        name = next(
            name for name, base in crawled.bases.items() if record["url"].startswith(base + "/")
        )
        titles[name].append(record["title"])
    wanted = {name: sorted(story.title for story in stories) for name, (_, stories) in made.items()}
    assert {name: sorted(found) for name, found in titles.items()} == wanted, crawled.run.log
