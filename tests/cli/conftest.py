"""What several tests of commands share."""

from collections.abc import Iterator

import pytest

from tests.support.newssite import site_with_feed
from tests.support.server import Server


@pytest.fixture
def site() -> Iterator[Server]:
    """A site of eight stories, all in its feed."""
    with site_with_feed() as server:
        yield server
