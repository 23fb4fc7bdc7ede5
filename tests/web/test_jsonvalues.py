"""Values of JSON that others wrote, as the type that was expected."""

import pytest

from newscrawl.web.jsonvalues import as_list, as_object, as_text, loaded


@pytest.mark.parametrize(
    ("value", "text", "listed", "fields"),
    [
        pytest.param("a", "a", ["a"], {}, id="text"),
        pytest.param(None, "", [], {}, id="nothing"),
        pytest.param(["a"], "", ["a"], {}, id="list"),
        pytest.param({"a": 1}, "", [{"a": 1}], {"a": 1}, id="object"),
        pytest.param(0, "", [0], {}, id="number"),
        pytest.param(False, "", [False], {}, id="bool"),
        pytest.param("", "", [""], {}, id="empty text"),
    ],
)
def test_a_value_as_the_type_that_was_expected(
    value: object, text: str, listed: list[object], fields: dict[str, object]
) -> None:
    """Anything else counts as nothing; a single value is a list of one."""
    assert (as_text(value), as_list(value), as_object(value)) == (text, listed, fields)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param('{"a": 1}', {"a": 1}, id="object"),
        pytest.param('"a\nb"', "a\nb", id="a line break in a text"),
        pytest.param(b'["\xc3\xa9"]', ["é"], id="bytes"),
        pytest.param("{a: 1}", None, id="a script's object"),
        pytest.param(b"\xff\xfe\xfd", None, id="no text"),
        pytest.param("[" * 100_000, None, id="nested too deep"),
        pytest.param("", None, id="nothing"),
    ],
)
def test_what_is_no_json_is_nothing(text: str | bytes, value: object) -> None:
    """No error, whatever came."""
    assert loaded(text) == value
