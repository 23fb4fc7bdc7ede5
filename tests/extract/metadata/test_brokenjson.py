"""The tolerant JSON reader: what a page got wrong costs at most the part it got wrong."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.extract.metadata.brokenjson import MAX_BROKEN_CHARS, MAX_CHARS, load_json
from tests.support.growth import assert_linear_in_length


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            '{"a": [1, "x", null, true]}', [{"a": [1, "x", None, True]}], id="well-formed"
        ),
        pytest.param('{"a": 1,}', [{"a": 1}], id="trailing comma in an object"),
        pytest.param('{"a": [1, 2,],}', [{"a": [1, 2]}], id="trailing comma in a list"),
        pytest.param('{"a": 1 "b": 2}', [{"a": 1, "b": 2}], id="missing comma"),
        pytest.param('{"a": 1}{"b": 2}', [{"a": 1}, {"b": 2}], id="two objects in a row"),
        pytest.param('{"a": 1};', [{"a": 1}], id="semicolon at the end"),
        pytest.param('/* x */ {"a": 1, // y\n "b": 2}', [{"a": 1, "b": 2}], id="comments"),
        pytest.param(
            '{"a": "http://x.example/ /* no */"}',
            [{"a": "http://x.example/ /* no */"}],
            id="no comments",
        ),
        pytest.param('<!--\n{"a": 1}\n-->', [{"a": 1}], id="HTML comment marks"),
        pytest.param('//<![CDATA[\n{"a": 1}\n//]]>', [{"a": 1}], id="CDATA behind slashes"),
        pytest.param('<![CDATA[{"a": 1}]]>', [{"a": 1}], id="CDATA"),
        pytest.param('{"a": "one\ntwo"}', [{"a": "one\ntwo"}], id="raw line break in a string"),
        pytest.param(
            '{"a": "say "no" twice", "b": 1,}',
            [{"a": 'say "no" twice', "b": 1}],
            id="unescaped quotes",
        ),
        pytest.param(
            '{"a": "he said "no", then "b": 1,}',
            [{"a": 'he said "no", then "b'}],
            id="ambiguous quotes",
        ),
        pytest.param("{&quot;a&quot;: &quot;b&quot;}", [{"a": "b"}], id="escaped as HTML"),
        pytest.param('{"a": "b", "c": ["d", "e', [{"a": "b", "c": ["d", "e"]}], id="cut off"),
        pytest.param('{"a": "\\u00e9\\ud83d\\ude00\\\'\\n",}', [{"a": "é😀'\n"}], id="escapes"),
        pytest.param(
            '{"a": 12, "b": -1.5, "c": x1,}', [{"a": 12, "b": -1.5, "c": "x1"}], id="bare words"
        ),
        pytest.param('{a: 1, "b": 2}', [{"a": 1, "b": 2}], id="bare key"),
        pytest.param('{"a": NaN, "b": Infinity}', [{"a": None, "b": None}], id="NaN and infinity"),
        pytest.param('{"a": [1}, "b": 2', [{"a": [1]}], id="crossed brackets"),
        pytest.param("]}", [], id="closers only"),
        pytest.param("", [], id="empty"),
        pytest.param("no JSON at all", [], id="prose"),
    ],
)
def test_what_can_be_read_is_read(text: str, expected: list[object]) -> None:
    """Each usual mistake leaves the rest of the value readable."""
    assert load_json(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("[" * 200_000, id="deep lists"),
        pytest.param('{"a":' * 200_000, id="deep objects"),
        pytest.param('"' * 300_000, id="quotes"),
        pytest.param('{"a": "' + '" , ' * 100_000, id="quotes and commas"),
        pytest.param('{"a": "' + '"          ' * 30_000 + "x", id="quotes and spaces"),
        pytest.param("/*" + "*" * 300_000, id="comment without end"),
        pytest.param("\\" * 300_000, id="backslashes"),
        pytest.param('{"a": ' + "9" * 100_000 + "}", id="a number of 100,000 digits"),
        pytest.param("{}" * (MAX_CHARS // 2 + 1), id="longer than is read"),
    ],
)
def test_hostile_text_takes_little_time(text: str) -> None:
    """The time is linear in the length, and the length is bounded."""
    assert isinstance(load_json(text), list)
    assert_linear_in_length(load_json, text)


def test_a_long_broken_text_is_read_up_to_the_limit() -> None:
    """What comes first is read."""
    text = '{"a": 1, "b": "' + "x" * MAX_BROKEN_CHARS
    assert load_json(text)[0]["a"] == 1  # type: ignore[index]  # an object, by the text above


@given(st.text(alphabet='{}[]:,"\\/*<!-> \nab1', max_size=200))
def test_garbage_never_raises(text: str) -> None:
    """Any text gives a list."""
    assert isinstance(load_json(text), list)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4)
    ),
)


@given(JSON)
def test_json_is_read_as_json(value: object) -> None:
    """Well-formed JSON comes out as it went in."""
    assert load_json(json.dumps(value)) == [value]


@given(
    st.dictionaries(
        st.text("abc", min_size=1, max_size=5), st.text("xyz,. '", max_size=20), max_size=4
    )
)
def test_a_trailing_comma_changes_nothing(value: dict[str, str]) -> None:
    """Broken by a trailing comma, the same object is read."""
    assert load_json(json.dumps(value)[:-1] + ",}") == [value]
