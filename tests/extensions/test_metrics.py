"""The endpoint for Prometheus: what it gives while a run goes on, and the dashboard that is made for it."""

import json
import re
import socket
import subprocess
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families
from scrapy.statscollectors import MemoryStatsCollector
from scrapy.utils.test import get_crawler

from newscrawl.extensions.metrics import PREFIX, RunCollector
from tests.support.crawl import BIN, CHECKOUT, QUICK, run
from tests.support.server import Server

DASHBOARD = CHECKOUT / "examples" / "monitoring" / "grafana.json"
ALERTS = CHECKOUT / "examples" / "monitoring" / "alerts.yml"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def samples(text: str) -> dict[str, dict[str, float]]:
    """Metrics by name, each by its label values."""
    found: dict[str, dict[str, float]] = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            found.setdefault(sample.name, {})[",".join(sample.labels.values())] = sample.value
    return found


def test_figures_of_a_run_that_goes_on(server: Server, tmp_path: Path) -> None:
    """They are read by Prometheus' own parser; what waits is told, and labels name spider and reasons."""
    port = free_port()
    urls = [server.url(path) for path in ("/article/a", "/status/404", "/empty", "/slow?s=60")]
    # Else the only article of its site waits half a minute for others to be compared with.
    settings = {**QUICK, "METRICS_PORT": str(port), "PROFILE_HOLD_S": "0"}
    settings |= {"OUTPUT_DIR": str(tmp_path / "output"), "STOP_GRACE_S": "0.1"}
    options = [f"--set={name}={value}" for name, value in settings.items()]
    command = [BIN / "newscrawl", "crawl", *urls, *options]
    with subprocess.Popen(command, cwd=CHECKOUT, stderr=subprocess.PIPE, text=True) as crawl:
        assert crawl.stderr is not None
        for line in crawl.stderr:  # the last of the three pages that end
            if "/empty" in line:
                break
        last: dict[str, dict[str, float]] = {}
        while (
            last.get("newscrawl_articles_total", {}).get("") != 1
        ):  # the other two may be under way still
            assert crawl.poll() is None
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
                assert answer.headers["Content-Type"].startswith("text/plain")
                last = samples(answer.read().decode())
        crawl.terminate()
        assert "Traceback" not in crawl.stderr.read()
    assert last["newscrawl_failed_total"] == {"http_404": 1}
    assert last["newscrawl_dropped_total"] == {"empty": 1}
    assert last["newscrawl_in_hand"][""] + last["newscrawl_waiting"][""] >= 1
    assert last["newscrawl_responses_total"]["404"] == 1
    assert next(iter(last["newscrawl_run"])).startswith(f"{tmp_path}/output/article/")
    assert last["newscrawl_stat"]["urls/asked"] == 4


def test_a_port_that_is_taken(server: Server, tmp_path: Path) -> None:
    """It is said before the first request, with exit code 2."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        settings = {"METRICS_PORT": str(taken.getsockname()[1])}
        done = run(
            "newscrawl", "crawl", server.url("/article/a"), folder=tmp_path, settings=settings
        )
    assert done.code == 2
    assert "cannot be listened at" in done.log
    assert server.requests == []


@pytest.fixture
def names() -> dict[str, set[str]]:
    """Every metric that is given, with its labels."""
    crawler: Any = get_crawler()
    crawler.stats = MemoryStatsCollector(crawler)
    crawler.get_extension = lambda _: None
    crawler.engine = SimpleNamespace(downloader=SimpleNamespace(active=()), scheduler=None)
    crawler.spider = SimpleNamespace()
    found: dict[str, set[str]] = {}
    for metric in RunCollector(crawler).collect():
        ending = "_total" if metric.type == "counter" else ""
        found[metric.name + ending] = set(getattr(metric, "_labelnames", ()))
    return found


def expressions() -> Iterator[str]:
    """All queries of the dashboard and the rules."""
    for panel in json.loads(DASHBOARD.read_text())["panels"]:
        yield from (target["expr"] for target in panel["targets"])
    yield from re.findall(r"^ +expr: (.*)$", ALERTS.read_text(), re.MULTILINE)


def test_the_dashboard_asks_for_what_there_is(names: dict[str, set[str]]) -> None:
    """Each metric and label in it is given, and each metric that is given is in it."""
    asked: set[str] = set()
    for expression in expressions():
        bare = re.sub(r"\{[^}]*\}|\[[^]]*\]", "", expression)
        found = re.findall(rf"\b{PREFIX}_\w+", bare)
        assert found, expression
        asked |= set(found)
        for label in re.findall(r"by \((\w+)\)", expression):
            assert all(label in names[name] for name in found), expression
    assert asked - names.keys() == set()
    assert names.keys() - asked == set()


def test_the_dashboard_is_whole() -> None:
    """Panels have ids and places of their own, queries a data source, legends only labels that are there."""
    dashboard = json.loads(DASHBOARD.read_text())
    panels = dashboard["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    cells = [
        (x, y)
        for panel in panels
        for x in range(panel["gridPos"]["x"], panel["gridPos"]["x"] + panel["gridPos"]["w"])
        for y in range(panel["gridPos"]["y"], panel["gridPos"]["y"] + panel["gridPos"]["h"])
    ]
    assert len(set(cells)) == len(cells)
    assert max(x for x, _ in cells) == 23
    variables = {each["name"] for each in dashboard["templating"]["list"]}
    used = set(re.findall(r"\$\{?(\w+)", DASHBOARD.read_text()))
    assert used - variables == {"__rate_interval"}


def test_every_metric_is_documented(names: dict[str, set[str]]) -> None:
    """docs/monitoring.md lists them."""
    page = (CHECKOUT / "docs" / "monitoring.md").read_text()
    assert [name for name in names if f"`{name}`" not in page] == []
