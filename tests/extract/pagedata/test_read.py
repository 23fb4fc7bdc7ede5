"""The data that a page brings for its own scripts, as values; nothing is run."""

import json
from base64 import b64encode
from typing import Any
from urllib.parse import quote

import pytest

from newscrawl.extract.pagedata.read import MIN_CHARS, arguments_of, as_json, read_data
from newscrawl.extract.parse.html import parse_html

LONG = "Мост открыт. " * 30
"""A script with less text brings nothing."""
STORY = {"title": "橋", "body": LONG}
JSON = json.dumps(STORY, ensure_ascii=False)


def values_of(body: str) -> list[tuple[str, object]]:
    """Return the values of a page with their names."""
    tree = parse_html(f"<html><body>{body}</body></html>".encode()).tree
    return [(each.name, each.value) for each in read_data(tree)]


@pytest.mark.parametrize(
    ("body", "values"),
    [
        pytest.param(f"<script type=application/json id=a>{JSON}</script>", [("a", STORY)], id="JSON with a name"),
        pytest.param(f"<script type=application/json>{JSON}</script>", [("json", STORY)], id="JSON without"),
        pytest.param(f"<script type=application/ld+json>{JSON}</script>", [("json-ld", STORY)], id="JSON-LD"),
        pytest.param(f"<script>window.state = {JSON};</script>", [("window.state", STORY)], id="assigned"),
        pytest.param(f"<script type=module>return {JSON}</script>", [("script", STORY)], id="returned"),
        pytest.param(f"<script>f({JSON})</script>", [("script", STORY)], id="handed on"),
        pytest.param(f"<script>a = JSON.parse({json.dumps(JSON)})</script>", [("a", STORY)], id="JSON in a string"),
        pytest.param(f"<script>a = {{title: '橋', body: '{LONG}',}}</script>", [("a", STORY)], id="no JSON but a literal"),
        pytest.param(f"<script>a = {JSON}; b = {JSON}</script>", [("a", STORY), ("b", STORY)], id="two"),
        pytest.param(f"<script type=application/json>[{{\"a\":1,\"b\":2}},{json.dumps('ж' * 300)},[3],7]</script>", [("json", {"a": "ж" * 300, "b": [7]})], id="a flat list"),
        pytest.param(f"<script type=application/json>[{{\"a\":0,\"b\":1}},{json.dumps('x' * 300)},9]</script>", [("json", {"a": None, "b": "x" * 300})], id="a flat list that refers to itself"),
        pytest.param(f"<div data-state='{JSON}'></div>", [("data-state", STORY)], id="an attribute"),
        pytest.param(f"<script src=a.js>a = {JSON}</script>", [], id="a script with a source"),
        pytest.param(f"<script type=text/template>a = {JSON}</script>", [], id="a script of another type"),
        pytest.param("<script>a = {\"b\": 1}</script>", [], id="a short script"),
        pytest.param(f"<script>var a = '{LONG}'</script>", [], id="a string alone"),
        pytest.param(f"<p title='{LONG}'>a</p>", [], id="a text in an attribute"),
        pytest.param("<p>a</p>", [], id="no script"),
    ],
)  # fmt: skip
def test_values_of_a_page(body: str, values: list[tuple[str, object]]) -> None:
    """Each with the name of its place."""
    assert values_of(body) == values


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('{"a": ' * 100_000, id="deep"),
        pytest.param("a = {" * 50_000, id="many beginnings"),
        pytest.param("a = {b: 'c" * 20_000, id="strings without an end"),
        pytest.param("[" + "x" * MIN_CHARS, id="broken"),
        pytest.param("x" * 8_000_001, id="too long"),
    ],
)
def test_hostile_data_gives_nothing(text: str) -> None:
    """What cannot be read is left out; what is behind it may be spent."""
    assert not [value for _, value in values_of(f"<script>{text}</script>") if value]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("{a: 1}", {"a": 1}, id="a bare key"),
        pytest.param(r"{'a': 'it\'s \"x\"'}", {"a": 'it\'s "x"'}, id="quotes"),
        pytest.param("[!0, !1]", [True, False], id="bits"),
        pytest.param("[1, 2, ]", [1, 2], id="a last comma"),
        pytest.param(r'["\x41\u0436"]', ["Aж"], id="escapes"),
        pytest.param("[y, z, void 0]", [7, None, None], id="variables"),
        pytest.param("[true, false, null]", [True, False, None], id="constants"),
        pytest.param('{"a": "b: c, !0"}', {"a": "b: c, !0"}, id="signs within a string"),
        pytest.param(r"""{'a': 'say \\"hi\\" "now"'}""", {"a": 'say \\"hi\\" "now"'}, id="escapes before quotes"),
        pytest.param("{a: `ครั้ง \"x\"`}", {"a": 'ครั้ง "x"'}, id="ticks"),
        pytest.param("{ // one\n a: 1, /* two } */ b: '//'}", {"a": 1, "b": "//"}, id="comments"),
        pytest.param("{a: new Date(17), b: f(1, x), c: 'мост'.slice(0, 4)}", {"a": None, "b": None, "c": "мост"}, id="calls"),
        pytest.param("{a: function(x){return x}, b: 2}", {"a": None, "b": 2}, id="a function"),
        pytest.param("[]", [], id="nothing"),
    ],
)  # fmt: skip
def test_literals_become_json(text: str, value: Any) -> None:
    """Unknown names are null."""
    assert json.loads(as_json(text, {"y": "7"})) == value


WRITTEN = {"a": "पुल फिर से बना " * 20 + '"ё"'}


@pytest.mark.parametrize("script", [
    pytest.param("<script>x=JSON.parse(" + json.dumps(json.dumps(WRITTEN)) + ")</script>", id="double quotes"),
    pytest.param("<script>x=JSON.parse('" + json.dumps(WRITTEN).replace("\\", "\\\\") + "')</script>", id="single quotes"),
    pytest.param("<script>x=JSON.parse('" + "".join(f"\\u{ord(each):04x}" for each in json.dumps(WRITTEN)) + "')</script>", id="escapes"),
    pytest.param("<script>x=JSON.parse(decodeURIComponent('" + quote(json.dumps(WRITTEN)) + "'))</script>", id="percents"),
    pytest.param("<script>x=JSON.parse(atob('" + b64encode(json.dumps(WRITTEN).encode()).decode() + "'))</script>", id="base64"),
    pytest.param("<script type='fastboot/shoebox'>" + json.dumps(WRITTEN) + "</script>", id="a type of its own"),
])  # fmt: skip
def test_json_in_other_writings(script: str) -> None:
    """As scripts hand it on."""
    assert [value for _, value in values_of(script)] == [WRITTEN]


@pytest.mark.parametrize(
    ("text", "arguments"),
    [
        pytest.param("x=(function(a,b){return {c:a}}('мост',2));", {"a": '"\\u043c\\u043e\\u0441\\u0442"', "b": "2"}, id="two"),
        pytest.param("x=(function(a){return {c:a}}(1,2));", {"a": "1"}, id="more values than names"),
        pytest.param("x=(function(a,b){return {c:a}}(1));", {"a": "1"}, id="more names than values"),
        pytest.param("x=(function(a){return {c:a}}(", {}, id="cut off"),
        pytest.param("x=(function(a){return {c:a}}({))", {}, id="broken"),
        pytest.param("x=(function(a){return {c:a}}(1,,2))", {}, id="an empty one"),
        pytest.param("x={c:a}", {}, id="no function"),
    ],
)  # fmt: skip
def test_arguments_of_a_function(text: str, arguments: dict[str, str]) -> None:
    """By name, as JSON."""
    assert arguments_of(text, text.index("{c")) == arguments
