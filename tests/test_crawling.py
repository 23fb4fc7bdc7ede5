"""Crawls from Python: articles as they come, records that are there."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import newscrawl
from tests.support.crawl import QUICK
from tests.support.newssite import site_with_feed
from tests.support.server import Server


@pytest.fixture
def site() -> Iterator[Server]:
    with site_with_feed() as server:
        yield server


def test_crawl_gives_articles_as_they_come(site: Server, tmp_path: Path) -> None:
    """Those of a site; a second crawl gives what is new, read() all; a crawl that is left goes on later."""
    with newscrawl.crawl(sites=site.url(""), limit=3, output=tmp_path, settings=QUICK) as crawl:
        first = list(crawl)
    assert (len(first), crawl.code) == (3, 0)
    assert isinstance(first[0], newscrawl.Article)
    assert first[0].metadata.removed[0].category == "field"
    with newscrawl.crawl(sites=[site.url("")], output=tmp_path, settings=QUICK) as crawl:
        second = [next(crawl)]
    assert crawl.code in {0, 5}  # at its end already, or stopped
    every = [article.id for article in newscrawl.read(tmp_path)]
    assert len(set(every)) == len(every)
    given = [article.id for article in (*first, *second)]
    assert len(set(given)) == 4
    assert set(given) <= set(every)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param({}, "expected either urls=", id="nothing"),
        pytest.param(
            {"urls": "https://a.example/", "since": "7d"}, "not urls", id="window of pages"
        ),
        pytest.param({"sites": "a.example", "since": "soon"}, "since=soon", id="wrong value"),
        pytest.param(
            {"sites": "a.example", "settings": {"DONWLOAD_DELAY": 1}}, "did you mean", id="setting"
        ),
    ],
)
def test_wrong_arguments_of_a_crawl(
    arguments: dict[str, object], said: str, tmp_path: Path
) -> None:
    """They are errors of Python, with the words of the command line."""
    with pytest.raises(newscrawl.ConfigError, match=said):
        list(newscrawl.crawl(**arguments, output=tmp_path))  # type: ignore[arg-type]


def test_reading_what_is_no_record(tmp_path: Path) -> None:
    """The message names file and line."""
    (tmp_path / "articles-00001.jsonl").write_text('{"id": 3}\n')
    with pytest.raises(newscrawl.ConfigError, match=r"articles-00001.jsonl, line 1"):
        list(newscrawl.read(tmp_path))
