"""The documentation names what the code has."""

import importlib
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from scrapy.settings import default_settings

from newscrawl.boilerplate.block_rules import load_rules
from newscrawl.cli.main import main
from newscrawl.config.table import SETTINGS
from newscrawl.exits import ExitCode
from newscrawl.pipelines.drops import PageDropped
from newscrawl.spiders.articles import ArticleSpider
from newscrawl.spiders.site import SiteSpider
from tests.support.hostile_server import make_cases
from tests.support.reference import pages

ROOT = Path(__file__).parents[1]
MADE = set(pages()) - {"settings.md"}
WRITTEN = [path for path in sorted((ROOT / "docs").glob("*.md")) if path.name not in MADE]
DOCS = "\n".join(path.read_text(encoding="utf-8") for path in WRITTEN)
"""What was written by hand, for pages that are made of the code name everything anyway; and the settings."""


def test_every_setting_of_our_own_is_documented() -> None:
    """Each setting that newscrawl adds stands in docs/."""
    settings = importlib.import_module("newscrawl.settings")
    names = [
        name for name in dir(settings) if name.isupper() and not hasattr(default_settings, name)
    ]
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
    *(
        "EXTENSIONS",
        "DOWNLOADER_MIDDLEWARES",
        "SPIDER_MIDDLEWARES",
        "ITEM_PIPELINES",
        "CONCURRENT_ITEMS",
    ),
    "RETRY_GIVE_UP_LOG_LEVEL",
}
"""Settings that put the parts together, which nobody sets."""


def test_every_setting_is_in_the_table() -> None:
    """Each setting that newscrawl sets has a row, so that it is checked at start; each row is of a setting."""
    settings = importlib.import_module("newscrawl.settings")
    names = {name for name in dir(settings) if name.isupper()}
    assert names - SETTINGS.keys() == _WIRING
    assert [
        name for name in SETTINGS if name not in names and not hasattr(default_settings, name)
    ] == []


@pytest.mark.parametrize("name", pages())
def test_pages_of_reference_are_made_of_the_code(name: str) -> None:
    """``make docs`` has been run."""
    assert (ROOT / "docs" / name).read_text(encoding="utf-8") == pages()[name]


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


def test_no_link_of_the_repository_leads_nowhere() -> None:
    """README and its like link files that are there; links within docs/ are checked by ``make site``."""
    names = (
        "README.md",
        "CONTRIBUTING.md",
        "SECURITY.md",
        "CHANGELOG.md",
        "examples/deploy/README.md",
    )
    for name in (*names, *(f"docs/{path.name}" for path in WRITTEN)):
        text = (ROOT / name).read_text(encoding="utf-8")
        links = re.findall(r"\]\(([^)#:]+)\)", text)
        assert [link for link in links if not (ROOT / name).parent.joinpath(link).exists()] == [], (
            name
        )


def test_every_page_is_in_the_table_of_contents() -> None:
    """docs/index.md lists each page of docs/ once."""
    text = (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
    trees = "\n".join(re.findall(r"^```\{toctree\}\n(.*?)^```", text, re.MULTILINE | re.DOTALL))
    listed = re.findall(r"^[\w-]+$", trees, re.MULTILINE)
    there = [path.stem for path in (ROOT / "docs").glob("*.md") if path.stem != "index"]
    assert sorted(there) == sorted(listed)


def test_the_site_is_strict(tmp_path: Path) -> None:
    """``make site`` fails for a link that leads nowhere, to a page or to a part of one, and for a page that is left out."""
    shutil.copy(ROOT / "docs" / "conf.py", tmp_path)
    (tmp_path / "index.md").write_text(
        "# A\n\n[x](other.md#none) [y](nowhere.md)\n\n```{toctree}\nother\n```\n"
    )
    (tmp_path / "other.md").write_text("# B\n")
    (tmp_path / "lost.md").write_text("# C\n")
    command = [
        "-m",
        "sphinx",
        "-nW",
        "--keep-going",
        "-q",
        "-b",
        "html",
        str(tmp_path),
        str(tmp_path / "site"),
    ]
    done = subprocess.run(
        [sys.executable, *command], capture_output=True, text=True, timeout=250, check=False
    )
    assert done.returncode == 1
    assert "'none'" in done.stderr
    assert "'nowhere.md'" in done.stderr
    assert "lost.md: WARNING: document isn't included in any toctree" in done.stderr


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
