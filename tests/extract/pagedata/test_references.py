"""Stores that keep each object once: references are replaced by what they refer to, within bounds."""

import pytest

from newscrawl.extract.pagedata.references import MAX_HOPS, MAX_STEPS, may_refer, with_referred

PART = {"__typename": "Paragraph", "text": "भाग एक"}
STORY = {"title": "Мост", "url": "/bridge"}


@pytest.mark.parametrize(("value", "filled"), [
    pytest.param({"s": {"body": {"__ref": "P"}}, "P": PART}, PART, id="one"),
    pytest.param({"s": {"body": [{"__ref": "P"}, {"__ref": "P"}]}, "P": PART}, [PART, PART], id="a list"),
    pytest.param({"s": {"body": {"__refs": ["P", "P"]}}, "P": PART}, [PART, PART], id="a list in one reference"),
    pytest.param({"s": {"body": {"type": "id", "generated": True, "id": "P"}}, "in": [{"P": PART}]}, PART, id="generated, deeper"),
    pytest.param({"s": {"body": {"__ref": "Q"}}, "Q": {"html": {"__ref": "P"}}, "P": PART}, {"html": PART}, id="two hops"),
    pytest.param({"s": {"body": {"__ref": "X"}}, "X": STORY}, {"__ref": "X"}, id="another document"),
    pytest.param({"s": {"body": {"__ref": "none"}}}, {"__ref": "none"}, id="to nothing"),
    pytest.param({"s": {"body": {"__refs": [1, None]}}}, {"__refs": [1, None]}, id="no ids"),
    pytest.param({"s": {"body": {"type": "id", "id": "P"}}, "P": PART}, {"type": "id", "id": "P"}, id="no reference"),
])  # fmt: skip
def test_references_are_replaced(value: dict[str, dict[str, object]], filled: object) -> None:
    """By the object with their id, wherever that is; another document is not part of a text."""
    result = with_referred(value)
    assert isinstance(result, dict)
    assert result["s"]["body"] == filled


def test_a_circle_ends() -> None:
    """What refers to itself is followed for some hops, and a store with too many ways stays as it is."""
    circle = {"a": {"text": "…", "next": {"__ref": "a"}}}
    assert str(with_referred(circle)).count("text") == MAX_HOPS + 1
    wide = {"a": [{"__ref": "b"}] * 99, "b": {"c": [{"__ref": "d"}] * 99}, "d": {"e": [0] * 99}}
    assert with_referred(wide) is wide
    assert with_referred([0] * MAX_STEPS)


def test_a_text_without_references_is_not_searched() -> None:
    """Their keys are in it."""
    assert may_refer('{"a":{"__ref":"b"}}')
    assert may_refer('{"type":"id","generated":false,"id":"x"}')
    assert not may_refer('{"type":"id","id":"x"}')
