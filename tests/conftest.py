"""What several tests share."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.support.server import Server


@pytest.fixture
def server() -> Iterator[Server]:
    """The project's own server with its named routes, on a free port."""
    with Server() as running:
        yield running
