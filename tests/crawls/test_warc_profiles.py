"""Archives read with profiles of their sites: what order decides, and how it is made to decide nothing."""

import shutil
from pathlib import Path
from typing import Any

from newscrawl.warc.write import warc_files
from tests.support.crawl import run
from tests.support.designs import make_site
from tests.support.newssite import NewsSite

COUNT = 14


def lines(output: Path) -> list[bytes]:
    """The lines of all records, sorted."""
    return sorted(
        line for path in output.rglob("articles-*.jsonl") for line in path.read_bytes().splitlines()
    )


def by_profile(records: list[dict[str, Any]]) -> int:
    """How many blocks went by a profile."""
    rules = [gone["rule_id"] for record in records for gone in record["metadata"]["removed"]]
    return sum(rule.startswith("profile.") for rule in rules)


def test_order_decides_only_where_profiles_are_learned_on_the_way(tmp_path: Path) -> None:
    """In the order of the crawl the records are its own; by profiles that are known, those of any order."""
    site = NewsSite()
    made = make_site("inside", COUNT)
    for each in made:
        site.add(each.page.url.removeprefix("https://a.example"), each.page.body)
    kept = {
        "WARC_ENABLED": "1",
        "WARC_MAX_BYTES": "12000",
        "CONCURRENT_REQUESTS_PER_DOMAIN": "1",
    }
    with site.serve() as server:
        urls = ",".join(
            server.url(each.page.url.removeprefix("https://a.example")) for each in made
        )
        command = ("scrapy", "crawl", "article", "-a", f"urls={urls}")
        crawled = run(*command, folder=tmp_path / "a", settings=kept)
    assert crawled.code == 0, crawled.log
    assert len(crawled.records) == COUNT
    assert by_profile(crawled.records) >= COUNT / 2, "the profile decides something here"
    (folder,) = [path for path in crawled.folder.glob("*/*/warc") if path.is_dir()]
    files = [str(path) for path in warc_files(folder)]
    assert len(files) > 2

    on_the_way = run("newscrawl", "extract", str(folder), folder=tmp_path / "b")
    assert on_the_way.code == 0, on_the_way.log
    assert lines(on_the_way.folder) == lines(crawled.folder)
    found = []
    for name, order in (("c", files), ("d", files[::-1])):
        shutil.copytree(on_the_way.folder / "state", tmp_path / name / "output" / "state")
        known = run("newscrawl", "extract", *order, folder=tmp_path / name)
        assert known.code == 0, known.log
        assert by_profile(known.records) >= COUNT
        found.append(lines(known.folder))
    assert found[0] == found[1]
    assert len(found[0]) == COUNT
