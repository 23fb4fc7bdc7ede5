"""Columns of tables, made from the types of the record."""

from dataclasses import dataclass
from typing import Any, Literal

import pytest

from newscrawl.typed.columns import Column, make_column
from newscrawl.typed.schema import arrow_schema_of


@dataclass
class Inner:
    share: float
    sure: bool


@pytest.mark.parametrize(
    ("hint", "column"),
    [
        (Literal["a", "b"], Column("x", "text")),
        (str | None, Column("x", "text", optional=True)),
        (tuple[str, ...], Column("x", "list", parts=(Column("", "text"),))),
        (Inner, Column("x", "struct", parts=(Column("share", "number"), Column("sure", "flag")))),
        (
            Inner | None,
            Column("x", "struct", True, (Column("share", "number"), Column("sure", "flag"))),
        ),
    ],
)
def test_columns_are_made_from_types(hint: Any, column: Column) -> None:
    """Each type that a record may have has its column, in Arrow too."""
    assert make_column("x", hint) == column
    assert arrow_schema_of([column]).names == ["x"]


def test_a_type_without_a_column_is_refused() -> None:
    """A field that no table can hold is found when it is added, not when it is exported."""
    with pytest.raises(TypeError, match="x: no column for"):
        make_column("x", set[str])
