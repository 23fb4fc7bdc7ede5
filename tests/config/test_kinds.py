"""How values of settings are read, and what is said of those that cannot be."""

import contextlib
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.config.kinds import (
    BYTES,
    CODES,
    COUNT,
    LIST,
    NUMBER,
    SECONDS,
    SWITCH,
    TABLE,
    TEXT,
    Kind,
    Setting,
    nearest,
)
from newscrawl.errors import ConfigError


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        pytest.param(COUNT, "12", 12, id="count"),
        pytest.param(COUNT, "1_000", 1000, id="count with a line"),
        pytest.param(COUNT, 3.0, 3, id="whole float"),
        pytest.param(NUMBER, "-0.5", -0.5, id="number"),
        pytest.param(SECONDS, "90", 90.0, id="seconds"),
        pytest.param(SECONDS, "5m", 300.0, id="minutes"),
        pytest.param(SECONDS, "1.5 H", 5400.0, id="hours, upper case"),
        pytest.param(SECONDS, "2d", 172_800.0, id="days"),
        pytest.param(BYTES, "1GB", 10**9, id="gigabytes"),
        pytest.param(BYTES, "16 MiB", 16 * 2**20, id="mebibytes"),
        pytest.param(BYTES, "64k", 64_000, id="k"),
        pytest.param(BYTES, 1e9, 10**9, id="bytes as float"),
        pytest.param(SWITCH, "yes", True, id="yes"),
        pytest.param(SWITCH, 0, False, id="0"),
        pytest.param(SWITCH, "Off", False, id="off"),
        pytest.param(LIST, "a, b", ["a", "b"], id="list"),
        pytest.param(LIST, '["a", "b"]', ["a", "b"], id="json list"),
        pytest.param(LIST, "", [], id="empty list"),
        pytest.param(CODES, "500,503", [500, 503], id="codes"),
        pytest.param(CODES, range(500, 502), [500, 501], id="codes of a range"),
        pytest.param(TABLE, '{"a": ["b"]}', {"a": ["b"]}, id="table"),
        pytest.param(TABLE, "", {}, id="empty table"),
        pytest.param(COUNT, None, None, id="none stays"),
    ],
)
def test_values_are_read(kind: Kind, value: object, expected: object) -> None:
    """Numbers with units, switches in words, lists of both forms."""
    found = Setting("X", kind, "", low=-math.inf).read(value)
    assert (found, type(found)) == (expected, type(expected))


@pytest.mark.parametrize(
    ("setting", "value", "says"),
    [
        pytest.param(
            Setting("X", COUNT, ""),
            "abc",
            "X=abc: expected a whole number, 0 or more",
            id="no number",
        ),
        pytest.param(Setting("X", COUNT, ""), "1.5", "a whole number", id="not whole"),
        pytest.param(Setting("X", COUNT, "", low=1), "0", "1 or more", id="too low"),
        pytest.param(Setting("X", COUNT, ""), True, "a whole number", id="a switch is no number"),
        pytest.param(Setting("X", NUMBER, "", high=1), "1.5", "from 0 to 1", id="too high"),
        pytest.param(Setting("X", NUMBER, "", low=-math.inf), "nan", "a number", id="not a number"),
        pytest.param(Setting("X", NUMBER, "", low=-math.inf), "1e999", "a number", id="infinite"),
        pytest.param(Setting("X", SECONDS, ""), "5 parsecs", "30s, 5m, 2h", id="unknown unit"),
        pytest.param(Setting("X", SECONDS, ""), "-3", "0 or more", id="negative time"),
        pytest.param(Setting("X", BYTES, ""), "1 GBit", "500MB or 2GiB", id="unknown size"),
        pytest.param(Setting("X", BYTES, "", low=1), "0MB", "1 or more", id="no bytes"),
        pytest.param(Setting("X", SWITCH, ""), "maybe", "1 or 0", id="no switch"),
        pytest.param(Setting("X", CODES, ""), "5xx", "HTTP status codes", id="no code"),
        pytest.param(Setting("X", CODES, ""), "20", "HTTP status codes", id="code of two digits"),
        pytest.param(Setting("X", TABLE, ""), "[1]", "a JSON object", id="no object"),
        pytest.param(Setting("X", TABLE, ""), "{", "a JSON object", id="no JSON"),
        pytest.param(Setting("X", LIST, ""), 5, "separated by commas", id="no list"),
        pytest.param(Setting("X", TEXT, ""), 5, "a text", id="no text"),
        pytest.param(
            Setting("X", TEXT, "", choices=("a", "b")), "c", "one of a, b", id="no choice"
        ),
    ],
)
def test_what_cannot_be_read_is_said(setting: Setting, value: object, says: str) -> None:
    """The message has the name, what came and what was expected."""
    with pytest.raises(ConfigError) as raised:
        setting.read(value)
    assert says in str(raised.value)


@given(st.text(max_size=20) | st.floats() | st.integers() | st.binary(max_size=5))
def test_any_value_is_read_or_refused(value: object) -> None:
    """Nothing else than a ``ConfigError`` comes out."""
    for kind in (BYTES, CODES, COUNT, LIST, NUMBER, SECONDS, SWITCH, TABLE, TEXT):
        with contextlib.suppress(ConfigError):
            assert Setting("X", kind, "").read(value) is not None


def test_a_choice_is_known_in_any_case() -> None:
    """It comes back as it is listed."""
    assert Setting("LOG_LEVEL", TEXT, "", choices=("INFO", "DEBUG")).read("debug") == "DEBUG"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        pytest.param("sinse", "since", id="a letter"),
        pytest.param("SINCE", "since", id="upper case"),
        pytest.param("language", "languages", id="singular"),
        pytest.param("zzz", None, id="like no other"),
    ],
)
def test_the_nearest_name(name: str, expected: str | None) -> None:
    """A name that was mistyped is known; one that is like no other is not."""
    assert nearest(name, ("site", "since", "until", "languages")) == expected
