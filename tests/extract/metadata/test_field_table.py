"""The table of a source's own fields."""

import pytest

from newscrawl.extract.metadata.field_table import MAX_CHARS, MAX_FIELDS, FieldError, read_fields
from newscrawl.model.fields import Field


@pytest.mark.parametrize(
    ("told", "selectors", "every"),
    [
        ("p.kicker", ("p.kicker",), False),
        (["p.kicker", "//p"], ("p.kicker", "//p"), False),
        ({"select": "p", "all": True}, ("p",), True),
        ({"select": ["p", "b"]}, ("p", "b"), False),
    ],
)
def test_the_forms_of_a_field(told: object, selectors: tuple[str, ...], every: bool) -> None:
    """A selector, several of them, or a table with both keys."""
    assert read_fields({"kicker": told}) == (Field("kicker", selectors, every),)


@pytest.mark.parametrize(
    ("table", "said"),
    [
        pytest.param("h1", "must be a table", id="no table"),
        pytest.param({f"f{n}": "p" for n in range(MAX_FIELDS + 1)}, "at most", id="too many"),
        pytest.param({"Kicker": "p"}, "small letters", id="a capital"),
        pytest.param({"url": "p"}, "key of the record", id="a name of the record"),
        pytest.param({"kicker": {"select": "p", "every": True}}, "unknown key 'every'", id="a key"),
        pytest.param({"kicker": {"select": "p", "all": 1}}, "true or false", id="no truth value"),
        pytest.param({"kicker": []}, "got []", id="no selector"),
        pytest.param({"kicker": ["p", ""]}, "got ['p', '']", id="an empty selector"),
        pytest.param({"kicker": ["p", 7]}, "got ['p', 7]", id="a number"),
        pytest.param({"kicker": {"all": True}}, "got None", id="no select"),
        pytest.param({"kicker": "p" * (MAX_CHARS + 1)}, "characters", id="too long"),
        pytest.param({"kicker": "p["}, "is no CSS selector", id="broken CSS"),
        pytest.param({"kicker": "//p["}, "is no XPath", id="broken XPath"),
    ],
)
def test_a_wrong_table_says_what_is_wrong(table: object, said: str) -> None:
    """With what was expected, or what came."""
    with pytest.raises(FieldError) as raised:
        read_fields(table)
    assert said in str(raised.value)
