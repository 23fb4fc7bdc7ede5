"""The documentation names what the code has."""

import importlib
import re
from pathlib import Path

import pytest
from scrapy.settings import default_settings

from newscrawl.boilerplate.block_rules import load_rules
from newscrawl.cli.main import main
from newscrawl.cli.outcome import ExitCode
from newscrawl.cli.settings_page import make_page
from newscrawl.config.table import SETTINGS
from newscrawl.pipelines.drops import PageDropped
from newscrawl.spiders.articles import ArticleSpider
from newscrawl.spiders.site import SiteSpider
from tests.support.hostile_server import make_cases

ROOT = Path(__file__).parents[1]
DOCS = "\n".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "docs").glob("*.md")))


def test_every_setting_of_our_own_is_documented() -> None:
    """Each setting that newscrawl adds stands in docs/."""
    settings = importlib.import_module("newscrawl.settings")
    names = [name for name in dir(settings) if name.isupper() and not hasattr(default_settings, name)]
    assert {"OUTPUT_DIR", "EXTRACT_WORKERS", "EGRESS_ALLOW"} <= set(names)
    assert [name for name in names if f"`{name}`" not in DOCS] == []


_WIRING = {
    *(
        "BOT_NAME",
        "COMMANDS_MODULE",
        "SPIDER_MODULES",
        "SCHEDULER",
        "DOWNLOADER",
        "LOG_FORMATTER",
        "STATS_DUMP",
        "WARN_ON_GENERATOR_RETURN_VALUE",
    ),
    *("EXTENSIONS", "DOWNLOADER_MIDDLEWARES", "SPIDER_MIDDLEWARES", "ITEM_PIPELINES", "CONCURRENT_ITEMS"),
    "RETRY_GIVE_UP_LOG_LEVEL",
}
"""Settings that put the parts together, which nobody sets."""


def test_every_setting_is_in_the_table() -> None:
    """Each setting that newscrawl sets has a row, so that it is checked at start; each row is of a setting."""
    settings = importlib.import_module("newscrawl.settings")
    names = {name for name in dir(settings) if name.isupper()}
    assert names - SETTINGS.keys() == _WIRING
    assert [name for name in SETTINGS if name not in names and not hasattr(default_settings, name)] == []


def test_the_page_of_settings_is_made_of_the_table() -> None:
    """``make docs`` has been run."""
    assert (ROOT / "docs" / "settings.md").read_text(encoding="utf-8") == make_page()


def test_every_argument_is_documented() -> None:
    """Each argument of the spiders stands in docs/."""
    names = {*SiteSpider.arguments, *ArticleSpider.arguments}
    assert {"site", "urls", "since"} <= names
    assert [
        name
        for name in names
        if f"`{name}`" not in DOCS and f"`{name}=" not in DOCS and f"-a {name}=" not in DOCS
    ] == []


def test_every_exit_code_is_documented() -> None:
    """Each exit code has a row in docs/cli.md."""
    page = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    assert [code for code in ExitCode if f"| {int(code)} | " not in page] == []


def test_every_command_is_documented(capsys: pytest.CaptureFixture[str]) -> None:
    """Each sub-command that --help lists stands in docs/cli.md."""
    with pytest.raises(SystemExit):
        main(["--help"])
    names = re.findall(r"^    (\w+) ", capsys.readouterr().out, re.MULTILINE)
    assert {"crawl", "demo", "strip"} <= set(names)
    assert [name for name in names if f"`newscrawl {name}" not in DOCS] == []


def test_every_reason_has_a_name_of_its_own() -> None:
    """No two drops are counted under one name."""
    drops: list[type[PageDropped]] = [PageDropped, *PageDropped.__subclasses__()]
    assert len({drop.reason for drop in drops}) == len(drops)


def test_every_page_is_reached_from_the_readme() -> None:
    """README.md links each page of docs/, and no link of it leads nowhere."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    links = set(re.findall(r"\]\(([^)#:]+)\)", readme))
    pages = {f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md")}
    assert pages - links == set()
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_every_rule_is_documented() -> None:
    """Each rule on blocks has a row in docs/boilerplate.md."""
    page = (ROOT / "docs" / "boilerplate.md").read_text(encoding="utf-8")
    assert [rule.id for rule in load_rules() if f"`{rule.id}`" not in page] == []


def test_every_promise_of_safety_names_a_test_that_exists() -> None:
    """docs/safety.md names tests and routes of the hostile site; each of them is there."""
    page = (ROOT / "docs" / "safety.md").read_text(encoding="utf-8")
    tests = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", page)
    assert len(tests) >= 20
    sources = {path: (ROOT / path).read_text(encoding="utf-8") for path, _ in tests}
    assert [(path, name) for path, name in tests if f"def {name}(" not in sources[path]] == []
    routes = re.findall(r'"([a-z-]+)"', page.partition("## Promise, limit, test")[2])
    assert len(routes) >= 7
    assert set(routes) <= make_cases("http://elsewhere.test").keys()
