"""Records of any version, and of others, brought into the columns of today."""

import json
import re
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from newscrawl.errors import NewscrawlError, UrlError
from newscrawl.model.article import SCHEMA_VERSION
from newscrawl.model.moments import one_form, worded
from newscrawl.typed.columns import Column, columns
from newscrawl.web.urls import article_id, host_of

Record = dict[str, Any]
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")

_TYPES: Mapping[str, tuple[tuple[type, ...], Any]] = {
    "text": ((str,), ""),
    "integer": ((int,), 0),
    "number": ((int, float), 0.0),
    "flag": ((bool,), False),
}
_FIRST_VERSION = frozenset({"kinds", "published_source", "requested_url"})
"""Keys by which records of version 1, which do not name it, are known."""


class RowError(NewscrawlError):
    """A record does not fit the columns; the message says where, what was expected, and what came."""


class Conformer:
    """Brings records into the columns of today.

    Attributes:
        unknown: Keys that have no column, each with the number of records that had it.
        versions: Number of records by version of their schema; 0: records of others.
    """

    def __init__(self) -> None:
        self.unknown: Counter[str] = Counter()
        self.versions: Counter[int] = Counter()

    def conform(self, value: object) -> Record:
        """Return *value* with all columns, in their order; ``created`` only where it is known.

        A missing field is empty; a key without a column is left out and counted in ``unknown``.

        Raises:
            RowError: If a field has another type, there is no text, or a later version wrote it.
        """
        if not isinstance(value, dict):
            raise RowError(f"expected one object, got {type(value).__name__}")
        if not isinstance(value.get("text"), str):
            raise RowError(f"text: expected a text, got {type(value.get('text')).__name__}")
        version = _version_of(value)
        self.versions[version] += 1
        # Step by step: each version knows only the one after it.
        for since in range(version, SCHEMA_VERSION):
            value = _UPGRADES[since](value)
        record = self._struct(columns(), value, "")
        # Last, as the record has today's form only now.
        record["metadata"]["schema"] = SCHEMA_VERSION
        return _without_unknown(record)

    def _struct(self, those: tuple[Column, ...], value: Mapping[str, Any], place: str) -> Record:
        record = {
            column.name: self._value(column, value.get(column.name), f"{place}{column.name}")
            for column in those
        }
        self.unknown.update(f"{place}{key}" for key in value.keys() - record.keys())
        return record

    def _value(self, column: Column, value: Any, place: str) -> Any:
        # Before the structs: a missing one stays ``None``, not an object of empty fields.
        if value is None and column.optional:
            return None
        read = _READERS.get(column.kind, Conformer._flat)
        return read(self, column, value, place)

    def _flat(self, column: Column, value: Any, place: str) -> Any:
        return _plain(column, value, place)

    def _json(self, _column: Column, value: Any, place: str) -> Any:
        return _object(value, place)

    def _inner(self, column: Column, value: Any, place: str) -> Record:
        return self._struct(column.parts, _checked(value, dict, place) or {}, f"{place}.")

    def _items(self, column: Column, value: Any, place: str) -> list[Any]:
        items, inner = _checked(value, list, place) or (), column.parts[0]
        # Lists of texts are common and long: no call for each item.
        if inner.kind == "text" and set(map(type, items)) <= {str}:
            return list(items)
        return [self._value(inner, item, f"{place}[]") for item in items]


_READERS = {"json": Conformer._json, "struct": Conformer._inner, "list": Conformer._items}
"""What reads a value that is more than a text, a number or a flag, by the kind of its column."""


def _plain(column: Column, value: Any, place: str) -> Any:
    """Return *value*, a text, a number or a flag, or the empty value of *column* for a missing one."""
    types, empty = _TYPES[column.kind]
    if value is None:
        return empty
    # ``bool`` is an ``int`` in Python, but not in a column of numbers.
    is_stray_flag = isinstance(value, bool) and column.kind != "flag"
    if is_stray_flag or not isinstance(value, types):
        raise RowError(f"{place}: expected {column.kind}, got {type(value).__name__}")
    return value


def _without_unknown(record: Record) -> Record:
    """Return *record* without ``created`` and ``metadata.extra`` where they are unknown."""
    if record.get("created", "") is None:
        del record["created"]
    metadata = _metadata(record)
    if not metadata.get("extra", True):
        del metadata["extra"]
    return record


def _metadata(record: Mapping[str, Any]) -> Record:
    """Return the ``metadata`` of *record*, itself and no copy; empty where there is no such object."""
    metadata = record.get("metadata")
    return metadata if isinstance(metadata, dict) else {}


def _object(value: Any, place: str) -> Any:
    """Return the object that *value* is, or that it is the text of, as files with types have it."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError as error:
            raise RowError(f"{place}: expected an object of JSON: {error}") from error
    return _checked(value, dict, place)


def as_row(record: Record) -> Record:
    """Return *record* as files with types have it: ``metadata.extra`` as a text of JSON."""
    metadata = _metadata(record)
    extra = metadata.get("extra")
    if not isinstance(extra, dict):
        return record
    # ``NaN`` is no JSON: readers other than Python's refuse it.
    text = json.dumps(extra, ensure_ascii=False, allow_nan=False)
    return {**record, "metadata": {**metadata, "extra": text}}


def as_record(row: Record) -> Record:
    """Return the record that *row* was made of.

    Raises:
        RowError: If ``metadata.extra`` is no text of JSON.
    """
    metadata = _metadata(row)
    if isinstance(metadata.get("extra"), str):
        metadata["extra"] = _object(metadata["extra"], "metadata.extra")
    return _without_unknown(row)


def _checked(value: Any, wanted: type, place: str) -> Any:
    """Return *value* if it is a *wanted* or missing; *place* names it in the message if it is not."""
    if value is None or isinstance(value, wanted):
        return value
    name = "an object" if wanted is dict else "a list"
    raise RowError(f"{place}: expected {name}, got {type(value).__name__}")


def _version_of(record: Mapping[str, Any]) -> int:
    """Return the version of the schema of *record*; 0: it is not one of newscrawl's.

    Raises:
        RowError: If it is later than this newscrawl knows.
    """
    metadata = _metadata(record)
    # Version 1 did not name itself: these keys tell it from records of others.
    version = metadata.get("schema", 1 if metadata.keys() >= _FIRST_VERSION else 0)
    if not isinstance(version, int) or version < 0:
        raise RowError(f"metadata.schema: expected the number of a version, got {version!r:.50}")
    if version > SCHEMA_VERSION:
        raise RowError(
            f"metadata.schema: version {version}, and this newscrawl reads up to {SCHEMA_VERSION}; "
            "install a later newscrawl"
        )
    return version


def _named(record: Mapping[str, Any]) -> Record:
    """Return a record of others with an ``id`` and a ``source``, made of its ``url``."""
    named = _identity(record.get("url"))
    # What the record says of itself outweighs what is made of its URL.
    named.update((key, value) for key, value in record.items() if value is not None)
    if not named.get("id"):
        raise RowError("id: there is none, and no url that it could be made of")
    return named


def _identity(url: object) -> Record:
    """Return the ``id`` and the ``source`` that *url* stands for; empty if it is no URL."""
    if not isinstance(url, str):
        return {}
    try:
        return {"id": article_id(url), "source": host_of(url)}
    except UrlError:
        return {}


def _with_forms(record: Mapping[str, Any]) -> Record:
    """Return a record of version 1 with times in one form, and what else the page wrote."""
    if not isinstance(record.get("metadata"), dict):
        return dict(record)
    metadata = dict(record["metadata"])
    for name in ("published", "modified"):
        written = metadata.get(name)
        if isinstance(written, str):
            metadata |= {name: one_form(written), f"{name}_written": worded(written)}
    if isinstance(metadata.get("dateline"), str):
        metadata["dateline"] = worded(metadata["dateline"])
    if isinstance(metadata.get("updates"), list):
        metadata["updates"] = list(map(_with_form, metadata["updates"]))
    return {**record, "metadata": metadata}


def _with_form(update: Any) -> Any:
    written = update.get("published") if isinstance(update, dict) else None
    if not isinstance(written, str):
        return update
    return {**update, "published": one_form(written) or worded(written)}


_UPGRADES: Mapping[int, Callable[[Any], Record]] = {0: _named, 1: _with_forms}
"""Functions that bring a record of each version into the next."""


def encodable(value: Any) -> Any:
    """Return *value*, with U+FFFD in the place of lone surrogates: UTF-8 has none."""
    if isinstance(value, str):
        return _LONE_SURROGATE.sub("\ufffd", value)
    if isinstance(value, dict):
        return {encodable(key): encodable(each) for key, each in value.items()}
    if isinstance(value, list):
        return [encodable(each) for each in value]
    return value
