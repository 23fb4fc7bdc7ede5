"""Elements that React sends, as HTML."""

import json

import pytest

from newscrawl.extract.pagedata.elements import MAX_PARTS, html_of


def shown(*rows: tuple[str, object]) -> str:
    """Return the HTML of *rows*, each with its id."""
    text = "".join(f"{name}:{json.dumps(row)}\n" for name, row in rows)
    return html_of([f"self.__next_f.push([1,{json.dumps(text)}])"])


def p(content: object, tag: str = "p", **told: object) -> list[object]:
    return ["$", tag, None, {"children": content, **told}]


@pytest.mark.parametrize(("rows", "html"), [
    pytest.param([("0", p("Мост < 2"))], "<p>Мост &lt; 2</p>", id="a text"),
    pytest.param([("0", {"f": [["", {"x": 1}, p(["a ", p("b", "b"), 7])], "text"]})], "<p>a <b>b</b>7</p>", id="around it no content"),
    pytest.param([("0", ["$", "$L1", None, {"children": ["$L2", "$3"]}]), ("2", p("新桥")), ("3", p("c"))], "<p>新桥</p><p>c</p>", id="rows of a component"),
    pytest.param([("0", ["$", "$L1", None, {"notFound": p("404"), "seed": ["a", p("b")]}])], "<p>b</p>", id="a component without content"),
    pytest.param([("0", p("$5", "div")), ("5", ["$5", p("a")])], "<div><p>a</p></div>", id="a row in itself"),
    pytest.param([("0", p("$$5 a ton", className="price", id="x", href=3))], '<p class="price" id="x">$5 a ton</p>', id="dollar, attributes"),
    pytest.param([("0", p([p("x", "script"), p(None, "br"), "$undefined", None, True]))], "<p><br></p>", id="nothing to see"),
    pytest.param([("0", ["$", "div", None, {"dangerouslySetInnerHTML": {"__html": "<p>पुल</p>"}}])], "<div><p>पुल</p></div>", id="HTML"),
    pytest.param([("7", p("a"))], "", id="nothing hangs from the root"),
])  # fmt: skip
def test_elements_become_html(rows: list[tuple[str, object]], html: str) -> None:
    """Tags, content and what tells of them; components are what they are given."""
    assert shown(*rows) == html


def test_html_in_a_text_of_its_own() -> None:
    """Long HTML is a row."""
    html = "<p>ขึ้นใหม่</p>"
    size = f"{len(html.encode()):x}"
    rows = '0:["$","div",null,{"dangerouslySetInnerHTML":{"__html":"$8"}}]\n' + f"8:T{size},{html}"
    assert html_of([f"self.__next_f.push([1,{json.dumps(rows)}])"]) == f"<div>{html}</div>"


def test_work_is_bounded() -> None:
    """A page with more parts is cut; depth ends too."""
    assert shown(("0", [p("a")] * 3 + [0] * MAX_PARTS + [p("b")])) == "<p>a</p>" * 3
    deep: object = "x"
    for _ in range(300):
        deep = p(deep, "i")
    assert "x" not in shown(("0", deep))
