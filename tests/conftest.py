"""What several tests share."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.support.postgres import Postgres, running_postgres
from tests.support.server import Server


@pytest.fixture
def server() -> Iterator[Server]:
    """The project's own server with its named routes, on a free port."""
    with Server() as running:
        yield running


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A real PostgreSQL, on a free port."""
    with running_postgres() as running:
        yield running


@pytest.fixture(params=["sqlite", "postgresql"])
def any_state(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty state, once in each kind of database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/state.sqlite"
    url: str = request.getfixturevalue("postgres").new_database()
    return url
