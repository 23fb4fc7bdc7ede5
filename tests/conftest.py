"""What several tests share."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.support.postgres import Postgres, running_postgres
from tests.support.server import Server

PROFILES = {
    "same": {"derandomize": True},
    "search": {"max_examples": 2_000},
}
"""Examples of hypothesis: the same at each run, or (``--hypothesis-profile=search``) others, and more of them.

A test may say a number of its own. Neither has a limit of time, which a busy machine breaks.
"""
for _name, _own in PROFILES.items():
    settings.register_profile(
        _name, deadline=None, suppress_health_check=[HealthCheck.too_slow], **_own
    )
settings.load_profile("same")

LONGEST = (
    "crawls/test_lossless.py", "extract/test_shapes.py", "crawls/test_hostile.py", "crawls/test_hostile_site.py",
    "crawls/test_dead_ends.py", "crawls/test_crawl.py", "scheduler/test_packing.py", "crawls/test_monitoring.py",
    "crawls/test_evidence.py", "crawls/test_warc_profiles.py", "reports/test_inspect.py", "extract/test_complete.py",
    "sources/test_source.py", "test_crawling.py", "extract/parse/test_wide.py", "crawls/test_budgets.py",
    "cli/test_sites.py", "test_examples.py", "state/test_shapes.py", "test_packaging.py", "crawls/test_guarded_crawl.py",
    "cli/test_scrapy_tools.py", "steps/test_sandbox.py", "steps/test_datatrove.py", "crawls/test_health_crawl.py",
)  # fmt: skip
"""Modules of the tests that take longest, longest first."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest: of several processes none is left alone with one of them at the end.

    Each process begins with half of the tests, and takes over from the end of the other's when it is done.
    """
    tests = Path(__file__).parent
    place = {tests / name: number for number, name in enumerate(LONGEST)}
    items.sort(key=lambda item: place.get(item.path, len(LONGEST)))


@pytest.fixture
def server() -> Iterator[Server]:
    """The project's own server with its named routes, on a free port."""
    with Server() as running:
        yield running


@pytest.fixture(scope="session")
def _postgres() -> Iterator[Postgres]:
    with running_postgres() as running:
        yield running


@pytest.fixture
def postgres(_postgres: Postgres) -> Iterator[Postgres]:
    """A real PostgreSQL, on a free port; the databases of a test end with it."""
    yield _postgres
    _postgres.drop_databases()


@pytest.fixture(params=["sqlite", "postgresql"])
def any_state(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty state, once in each kind of database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/state.sqlite"
    url: str = request.getfixturevalue("postgres").empty_state()
    return url
