"""Settings and arguments are judged before the first request, in every way a crawl is started."""

from pathlib import Path
from typing import Any, ClassVar

import pytest
from scrapy.crawler import Crawler
from scrapy.settings import Settings

from newscrawl.config.check import check_settings
from newscrawl.errors import ConfigError
from newscrawl.spiders.articles import ArticleSpider
from newscrawl.spiders.site import SiteSpider
from tests.support.crawl import run
from tests.support.server import Server


def _settings(**given: object) -> Settings:
    settings = Settings()
    settings.setmodule("newscrawl.settings", priority="project")
    settings.setdict(given, priority="cmdline")
    return settings


def test_the_defaults_are_right() -> None:
    """Nothing is said of the settings as they come, and they keep their values."""
    settings = _settings()
    before = {name: settings[name] for name in settings}
    check_settings(settings)
    assert {name: settings[name] for name in settings} == before


def test_a_private_name_of_a_settings_module_is_no_mistake(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """``from newscrawl.settings import EXTENSIONS as _EXTENSIONS`` is how a project adds to a table."""
    settings = _settings()
    settings.set("_EXTENSIONS", {}, priority="project")
    settings.set("_OUTPUT_DIRR", "x", priority="project")
    check_settings(settings)
    assert caplog.messages == []


@pytest.mark.parametrize(
    ("given", "name", "value"),
    [
        pytest.param({"OUTPUT_MAX_BYTES": "1GB"}, "OUTPUT_MAX_BYTES", 10**9, id="size"),
        pytest.param({"STATE_WAIT_S": "2h"}, "STATE_WAIT_S", 7200.0, id="time"),
        pytest.param({"HEALTH_EXIT": "yes"}, "HEALTH_EXIT", True, id="switch"),
        pytest.param({"LOG_LEVEL": "warning"}, "LOG_LEVEL", "WARNING", id="choice"),
        pytest.param({"CLOSESPIDER_TIMEOUT": "30"}, "CLOSESPIDER_TIMEOUT", 30, id="of Scrapy"),
    ],
)
def test_texts_become_values(given: dict[str, str], name: str, value: object) -> None:
    """What the command line says is what the components read."""
    settings = _settings(**given)
    check_settings(settings)
    assert settings[name] == value


@pytest.mark.parametrize(
    ("given", "says"),
    [
        pytest.param({"DOWNLOAD_DELAY": "abc"}, "DOWNLOAD_DELAY=abc: expected", id="type"),
        pytest.param({"RETRY_TIMES": "-1"}, "0 or more", id="range"),
        pytest.param({"DOWLOAD_DELAY": "1"}, "did you mean DOWNLOAD_DELAY?", id="a name mistyped"),
        pytest.param({"OUTPUT_DIRECTORY": "x"}, "did you mean OUTPUT_DIR?", id="a longer name"),
        pytest.param({"download_delay": "1"}, "did you mean DOWNLOAD_DELAY?", id="lower case"),
        pytest.param({"ZZZ": "x"}, "no such setting", id="a name like no other"),
        pytest.param({"CLOSESPIDER_ITEMCOUNT": "many"}, "a number", id="of Scrapy"),
        pytest.param({"EGRESS_HOSTS": "news.test"}, "a JSON object", id="no JSON"),
    ],
)
def test_what_is_wrong_is_named(given: dict[str, str], says: str) -> None:
    """The message has the way out."""
    with pytest.raises(ConfigError) as raised:
        check_settings(_settings(**given))
    assert says in str(raised.value)


def test_settings_of_a_project_of_the_users_own_are_left_alone(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Its own names are its own affair, but one that is nearly one of ours is warned of."""
    settings = _settings(BOT_NAME="mine", MY_DATABASE="x")
    settings.set("DOWNLOAD_DELEY", 3, priority="project")
    check_settings(settings)
    assert "did you mean DOWNLOAD_DELAY?" in caplog.text
    assert "MY_DATABASE" not in caplog.text


SITE = {"site": "news.example"}


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        pytest.param({**SITE, "sinse": "7d"}, "did you mean since=?", id="name"),
        pytest.param({**SITE, "zzz": "7d"}, "It has: site,", id="name like no other"),
        pytest.param({**SITE, "limit": "many"}, "limit=many", id="number"),
        pytest.param({**SITE, "since": "soon"}, "since=soon", id="moment"),
        pytest.param(
            {**SITE, "languages": "klingon"}, "'klingon' is not a language", id="language"
        ),
        pytest.param({**SITE, "hosts": "news.example/a"}, "hosts: 'news.example/a'", id="host"),
        pytest.param(
            {**SITE, "only": "a"},
            "only=a: chooses among those of -a sources",
            id="only, no sources",
        ),
        pytest.param(
            {**SITE, "sources": "s.toml"}, "site=news.example: not beside sources=", id="both"
        ),
        pytest.param({"site": "news"}, "site: 'news': expected a host", id="no host"),
    ],
)
def test_arguments_of_the_site_spider(arguments: dict[str, str], says: str) -> None:
    """Each is judged, and none is passed over in silence."""
    with pytest.raises(ConfigError) as raised:
        SiteSpider.from_crawler(Crawler(SiteSpider, _settings()), **arguments)
    assert says in str(raised.value)


def test_an_argument_may_be_a_number() -> None:
    """As a script gives it."""
    crawler = Crawler(SiteSpider, _settings())
    assert SiteSpider.from_crawler(crawler, site="news.example", limit=5)._left == 5


def test_arguments_of_a_spider_of_the_users_own() -> None:
    """It may have arguments of its own; one that is nearly one of ours is refused."""

    class Mine(ArticleSpider):
        name = "mine"
        arguments: ClassVar[tuple[str, ...]] = ("region",)

    given: dict[str, Any] = {"urls": "https://news.example/a"}
    crawler = Crawler(Mine, _settings())
    assert (
        Mine.from_crawler(crawler, **given, region="north", anything="1", _job="7").name == "mine"
    )
    with pytest.raises(ConfigError, match="did you mean region="):
        Mine.from_crawler(crawler, **given, regions="north")


@pytest.mark.parametrize(
    ("words", "settings", "says"),
    [
        pytest.param(
            ("newscrawl", "crawl", "{url}"),
            {"DOWNLOAD_DELAY": "abc"},
            "DOWNLOAD_DELAY=abc",
            id="newscrawl",
        ),
        pytest.param(
            ("scrapy", "crawl", "article", "-a", "urls={url}"),
            {"DOWNLOAD_DELAY": "abc"},
            "DOWNLOAD_DELAY=abc",
            id="scrapy",
        ),
        pytest.param(
            ("scrapy", "crawl", "article", "-a", "url={url}"),
            {},
            "did you mean urls=?",
            id="argument",
        ),
        pytest.param(
            ("scrapy", "crawl", "article", "-a", "urls={url}"),
            {"LOG_LEVEL": "loud"},
            "LOG_LEVEL=loud",
            id="log",
        ),
    ],
)
def test_a_wrong_word_ends_the_command(
    words: tuple[str, ...], settings: dict[str, str], says: str, tmp_path: Path, server: Server
) -> None:
    """Exit code 2, one line that says why, no traceback, no request."""
    filled = [word.format(url=server.url("/article/haven")) for word in words]
    done = run(*filled, folder=tmp_path, settings=settings)
    assert done.code == 2
    assert says in done.log.splitlines()[-1]
    assert "Traceback" not in done.log
    assert server.requests == []


def test_sizes_and_times_with_units_work_in_a_crawl(tmp_path: Path, server: Server) -> None:
    """A file is closed at the size that was said in words."""
    urls = [server.url(f"/article/haven{number}") for number in range(3)]
    settings = {
        "OUTPUT_MAX_BYTES": "1kB",
        "DOWNLOAD_TIMEOUT": "1m",
        "EXTRACT_FUNCTION": "tests.support.quick.extract_page",
    }
    done = run("newscrawl", "crawl", *urls, folder=tmp_path, settings=settings)
    assert done.code == 0, done.log
    assert len(list(done.folder.rglob("articles-*.jsonl"))) > 1
