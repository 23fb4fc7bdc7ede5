"""The head of a card by which a folder is loaded with the types of its records."""

import json

import pytest
import yaml

from newscrawl.typed.card import MARK, features_of, folder_card, front_matter
from newscrawl.typed.columns import Column


@pytest.mark.parametrize(
    ("column", "feature"),
    [
        pytest.param(Column("x", "text"), {"dtype": "string"}, id="text"),
        pytest.param(Column("x", "number"), {"dtype": "float64"}, id="number"),
        pytest.param(
            Column("x", "list", parts=(Column("", "integer"),)), {"list": "int64"}, id="a list"
        ),
        pytest.param(
            Column("x", "struct", parts=(Column("y", "flag"),)),
            {"struct": [{"name": "y", "dtype": "bool"}]},
            id="an object",
        ),
        pytest.param(
            Column("x", "list", parts=(Column("", "struct", parts=(Column("y", "json"),)),)),
            {"list": [{"name": "y", "dtype": "json"}]},
            id="a list of objects",
        ),
        pytest.param(
            Column("x", "list", parts=(Column("", "list", parts=(Column("", "text"),)),)),
            {"list": {"list": "string"}},
            id="a list of lists",
        ),
    ],
)
def test_a_column_as_a_feature(column: Column, feature: dict[str, object]) -> None:
    """As the library names its types; a list of plain values names their type alone."""
    assert features_of([column]) == [{"name": "x", **feature}]


@pytest.mark.parametrize(
    "values",
    [
        pytest.param({"a": 1, "b": "x: y", "c": [], "d": {}}, id="plain"),
        pytest.param({"a": {"b": {"c": [1, "two", True]}}}, id="nested"),
        pytest.param({"a": [{"b": 1, "c": [{"d": "#"}]}, {"b": 2}]}, id="lists of objects"),
        pytest.param({"a": 'Größe\n- "x"'}, id="odd text"),
    ],
)
def test_the_head_is_yaml(values: dict[str, object]) -> None:
    """As another reader sees it."""
    lines = front_matter(values).splitlines()
    assert (lines[0], lines[-1]) == ("---", "---")
    assert yaml.safe_load("\n".join(lines[1:-1])) == values


def test_the_card_of_a_folder_of_crawls() -> None:
    """Names its files and all columns, and is known as ours."""
    head, _, rest = folder_card(".jsonl.gz").removeprefix("---\n").partition("\n---\n")
    card = yaml.safe_load(head)
    assert card["configs"][0]["data_files"][0]["path"] == "*/*/articles-*.jsonl.gz"
    names = [each["name"] for each in card["dataset_info"][0]["features"]]
    assert {"id", "text", "metadata"} <= set(names)
    assert rest.startswith(MARK)
    assert json.dumps(card)
