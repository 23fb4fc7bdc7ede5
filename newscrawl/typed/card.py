"""The head of a ``README.md`` by which Hugging Face datasets loads a folder with the types of its records."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from newscrawl.typed.columns import Column, columns

_DTYPES = {
    "text": "string",
    "integer": "int64",
    "number": "float64",
    "flag": "bool",
    "json": "json",
}
MARK = "<!-- made by newscrawl -->"
"""Stands in each card that newscrawl made, and may make again."""


def features_of(those: Sequence[Column]) -> list[dict[str, Any]]:
    """Return the features of *those* columns, as the YAML of a dataset card has them."""
    return [{"name": column.name, **_feature(column)} for column in those]


def _feature(column: Column) -> dict[str, Any]:
    if column.kind == "struct":
        return {"struct": features_of(column.parts)}
    if column.kind == "list":
        inner = _feature(column.parts[0])
        # A short form of the library: a list of plain values names their type alone.
        return {"list": next(iter(inner.values())) if inner.keys() & {"dtype", "struct"} else inner}
    return {"dtype": _DTYPES[column.kind]}


def front_matter(values: Mapping[str, Any]) -> str:
    """Return *values* as the YAML between dashes at the head of a card."""
    return "\n".join(("---", *_yaml(values), "---"))


def _yaml(value: Any) -> Iterator[str]:
    """Return the lines of *value*: mappings and lists in blocks, all else as JSON, which YAML holds."""
    if isinstance(value, Mapping):
        for key, each in value.items():
            yield from _yaml_entry(key, each)
        return
    for each in value:
        if isinstance(each, Mapping):
            first, *rest = _yaml(each)
            yield f"- {first}"
            yield from (f"  {line}" for line in rest)
        else:
            yield f"- {json.dumps(each, ensure_ascii=False)}"


def _yaml_entry(key: str, value: Any) -> Iterator[str]:
    """Return the lines of one entry of a mapping."""
    if isinstance(value, Mapping | list) and value:
        yield f"{key}:"
        yield from (f"  {line}" for line in _yaml(value))
    else:
        # Values as JSON, which YAML 1.2 holds: no library for YAML is needed.
        yield f"{key}: {json.dumps(value, ensure_ascii=False)}"


def folder_card(ending: str) -> str:
    """Return the card of the output folder of crawls, whose files of records end in *ending*."""
    info = {
        "configs": [
            {
                "config_name": "default",
                # "train" is the split that ``load_dataset`` gives where a data set has only one.
                "data_files": [{"split": "train", "path": f"*/*/articles-*{ending}"}],
            }
        ],
        "dataset_info": [{"config_name": "default", "features": features_of(columns())}],
    }
    return (
        f"{front_matter(info)}\n{MARK}\n\nRecords of newscrawl, a folder for each spider and run. "
        '`datasets.load_dataset("<this folder>")` loads all of them with their types.\n'
    )
