"""Rows of React's flight format: joined over scripts, long texts in their places, broken ones left out."""

import json

import pytest

from newscrawl.extract.pagedata.flight import rows_of


def pushes(*pieces: str) -> list[str]:
    """Write each piece as the script that hands it on."""
    return [f"self.__next_f.push([1,{json.dumps(piece)}])" for piece in pieces]


@pytest.mark.parametrize(
    ("scripts", "rows"),
    [
        pytest.param(pushes('7:{"a":1}\n8:[2]\n'), [{"a": 1}, [2]], id="two rows"),
        pytest.param(pushes('7:{"a":', '"b"}\n'), [{"a": "b"}], id="a row in two pieces"),
        pytest.param(
            pushes('7:{"body":"$8"}\n', '8:T6,Ünder9:{"c":"$8"}\n'),
            [{"body": "Ünder"}, {"c": "Ünder"}],
            id="a text by its bytes, named twice",
        ),
        pytest.param(
            pushes('3:I[47,[],""]\n4:HL["/a.css"]\n5:{"x":"$L9"}\n'),
            [{"x": "$L9"}],
            id="modules and hints are no data",
        ),
        pytest.param(
            pushes('7:{"t":["$","p",null,{"children":"Мост","title":"x"}],"u":["$","$L8",null,{"title":"y"}]}\n'),
            [{"t": {"tag": "p", "children": "Мост"}, "u": {"title": "y"}}],
            id="elements",
        ),
        pytest.param(pushes('7:{"a":\n8:{"b":2}\n'), [{"b": 2}], id="a broken row"),
        pytest.param(pushes('7:{"b":2}\n8:Tffffffff,short'), [{"b": 2}], id="a length beyond the end"),
        pytest.param(["self.__next_f.push([1,\"7:{}\\ud800", "x.push([0])"], [], id="broken pieces"),
        pytest.param(["self.__next_f.push([1,\"7:[\\\"\\ud800\\\"]\\n\"])"], [["?"]], id="half a character"),
        pytest.param([], [], id="none"),
    ],
)  # fmt: skip
def test_rows_are_read_over_all_scripts(scripts: list[str], rows: list[object]) -> None:
    """Values of JSON alone, in their order."""
    assert list(rows_of(scripts)) == rows


def test_depth_is_bounded() -> None:
    """A value that is nested too deep is cut, not a crash."""
    deep = "7:" + '{"a":' * 500 + '"$8"' + "}" * 500 + "\n"
    assert len(list(rows_of(pushes(deep)))) == 1
    assert list(rows_of(pushes("7:" + "[" * 100_000 + "\n"))) == []
