"""Reservations of rights, recorded with each page and obeyed on demand."""

import asyncio

import pytest

from newscrawl.errors import ConfigError
from newscrawl.model.items import Block, Draft, Notice, Page
from newscrawl.pipelines.drops import RightsReserved
from newscrawl.pipelines.rights import RightsPipeline, read_obeyed


def test_all_is_all_reservations() -> None:
    """A manifest is none, and only its own name leaves it out."""
    assert {"ai-robots", "rsl"} <= read_obeyed(["all"])
    assert "c2pa" not in read_obeyed(["all"])
    assert "c2pa" in read_obeyed(["all", "c2pa"])


URL = "https://news.example/culture/a"


@pytest.mark.parametrize(
    ("obey", "kept"),
    [
        pytest.param([""], True, id="nothing is obeyed"),
        pytest.param(["noindex"], True, id="another one"),
        pytest.param(["noai"], False, id="by name"),
        pytest.param(["all"], False, id="all"),
    ],
)
def test_reservations_are_obeyed_where_the_setting_says_so(obey: list[str], kept: bool) -> None:
    """A page that reserves what is obeyed gives no record, and says why."""
    page = Page(URL, b"", notices=(Notice("header:x-robots-tag", "noai"),))
    pipeline = RightsPipeline(read_obeyed(obey))
    item = Draft(URL, (Block("A text."),), page=page)
    if kept:
        assert asyncio.run(pipeline.process_item(item)) is item
        return
    with pytest.raises(RightsReserved, match="reserves noai"):
        asyncio.run(pipeline.process_item(item))


def test_an_unknown_reservation_is_a_wrong_setting() -> None:
    """A name that is misspelt must not silently obey nothing."""
    with pytest.raises(ConfigError, match="RIGHTS_OBEY: 'no-ai' is no reservation; expected all"):
        read_obeyed(["no-ai"])
