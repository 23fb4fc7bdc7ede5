"""Options of the scheduler: settings, and the arguments by which a run is known again."""

from typing import Any

import pytest
from scrapy import Spider
from scrapy.settings import Settings

from newscrawl.discover.revisit import Pace
from newscrawl.errors import ConfigError
from newscrawl.scheduler.options import (
    command_of,
    read_known,
    read_pace,
    read_rest,
    read_revisits,
    read_rotation,
)
from newscrawl.state.store import open_store


def settings_with(**changes: object) -> Settings:
    settings = Settings()
    settings.setmodule("newscrawl.settings")
    settings.update(changes)
    return settings


def spider(**arguments: Any) -> Spider:
    return Spider("site", **arguments)


@pytest.mark.parametrize(
    ("arguments", "command"),
    [
        pytest.param({"site": "a.example"}, {"site": "a.example"}, id="text"),
        pytest.param({"urls": ["a", "b"]}, {"urls": "a\nb"}, id="a list"),
        pytest.param({"urls": []}, {}, id="an empty list"),
        pytest.param({"time_s": 5, "seen": {"a"}}, {}, id="what the spider keeps"),
        pytest.param({"known": "skip", "due": "only", "time": "1h"}, {}, id="how to go about it"),
        pytest.param({"_text": "a"}, {}, id="private"),
        pytest.param({"a": "x" * 200}, {"a": "x" * 200}, id="just short enough"),
    ],
)
def test_the_arguments_that_make_a_run(arguments: dict[str, Any], command: dict[str, str]) -> None:
    """Texts, and lists of them."""
    assert command_of(spider(**arguments)) == command


def test_a_long_argument_is_known_by_its_hash() -> None:
    """Two files of URLs that begin alike are two commands."""
    one, other = (command_of(spider(a="x" * 300 + end))["a"] for end in ("1", "2"))
    assert one[:102] == other[:102] == "x" * 100 + "… "[:2]
    assert one != other
    assert len(one) < 150


@pytest.mark.parametrize(("known", "skips"), [("", False), ("skip", True)])
def test_known_pages_may_be_left_out(known: str, skips: bool) -> None:
    """Where the argument says so."""
    assert read_known(spider(known=known)) is skips
    assert read_known(spider()) is False


def test_another_word_for_known_is_refused() -> None:
    """With the one that there is."""
    with pytest.raises(ConfigError, match="known=yes: expected known=skip"):
        read_known(spider(known="yes"))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        pytest.param({"OUTPUT_MAX_BYTES": 0}, "OUTPUT_MAX_BYTES must be above 0", id="bytes"),
        pytest.param({"OUTPUT_MAX_RECORDS": -1}, "OUTPUT_MAX_RECORDS 0", id="records"),
        pytest.param({"OUTPUT_COMPRESSION": "rar"}, "OUTPUT_COMPRESSION: expected one", id="pack"),
        pytest.param({"OUTPUT_FORMAT": "csv"}, "OUTPUT_FORMAT: expected one of", id="format"),
        pytest.param({"OUTPUT_REMOVED": "maybe"}, "OUTPUT_REMOVED: expected one of", id="removed"),
    ],
)
def test_wrong_settings_of_output_are_named(changes: dict[str, object], said: str) -> None:
    """Before the first request."""
    with pytest.raises(ConfigError, match=said):
        read_rotation(settings_with(**changes))


def test_the_least_that_is_allowed_is() -> None:
    """A byte a file, and no limit of records."""
    rotation = read_rotation(settings_with(OUTPUT_MAX_BYTES=1, OUTPUT_MAX_RECORDS=0))
    assert (rotation.max_bytes, rotation.max_records) == (1, 0)


def test_without_retries_no_host_is_rested() -> None:
    """So many failures no run can have."""
    assert read_rest(settings_with(BREAKER_FAILURES=3)).after_failures == 3
    assert read_rest(settings_with(RETRY_ENABLED=False)).after_failures > 10**12


def test_the_settings_say_what_the_pace_is() -> None:
    """The defaults of the project are those of the value."""
    assert read_pace(settings_with()) == Pace()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        pytest.param(
            {"REVISIT_MIN_S": 80_000}, "expected 0 to REVISIT_MAX_S", id="least above most"
        ),
        pytest.param({"REVISIT_MIN_S": -1}, "expected 0 to REVISIT_MAX_S", id="negative"),
        pytest.param(
            {"REVISIT_VERIFY_EVERY": 0}, "REVISIT_VERIFY_EVERY must be above 0", id="never checked"
        ),
    ],
)
def test_settings_out_of_range_are_refused(
    changes: dict[str, object], said: str, tmp_path: object
) -> None:
    """Before anything is fetched."""
    store = open_store(f"sqlite:///{tmp_path}/state.sqlite")
    with pytest.raises(ConfigError, match=said):
        read_revisits(settings_with(**changes), store)
    store.close()
