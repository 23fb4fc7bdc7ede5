"""The place of a mistake in a file of sources: its line, which the reader of TOML does not keep."""

import re
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from newscrawl.errors import ConfigError

_PART = r"""(?:[\w-]+|"(?:[^"\\]|\\.)*"|'[^']*')"""
_KEY = rf"({_PART}(?:\s*\.\s*{_PART})*)\s*"
_HEADER = re.compile(rf"\s*\[\[?\s*{_KEY}\]")
_GIVEN = re.compile(rf"\s*{_KEY}=")


def _places(text: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Return the number and the path of each line that opens a table or gives a key its value.

    ``tomllib`` keeps no line numbers: the lines are looked for in the text.
    """
    table: tuple[str, ...] = ()
    for number, line in enumerate(text.splitlines(), 1):
        if header := _HEADER.match(line):
            table = _parts(header[1])
            yield number, table
        elif given := _GIVEN.match(line):
            yield number, (*table, *_parts(given[1]))


def _parts(key: str) -> tuple[str, ...]:
    """Return the names of a dotted *key*, without their quotes."""
    try:
        inner: Any = tomllib.loads(f"{key} = 0")
    except tomllib.TOMLDecodeError:
        # A line of a text that runs over several lines, which only looks like a key.
        return ()
    found = []
    while isinstance(inner, dict):
        ((name, inner),) = inner.items()
        found.append(name)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class KeyPlace:
    """A file and its text, to name the place of a mistake."""

    path: Path
    text: str

    def error(self, name: str, key: str, said: str) -> ConfigError:
        """Return the error that says what is wrong with *key* of the source *name*, with its line."""
        return self._error((name, key), said)

    def field_error(self, name: str, key: str, said: str) -> ConfigError:
        """Return the error that says what is wrong with the field *key* of the source *name*."""
        return self._error((name, "fields", key), said)

    def _error(self, path: tuple[str, ...], said: str) -> ConfigError:
        return ConfigError(f"{self.path}, line {self._line(path)}: source {path[0]!r}: {said}")

    def _line(self, path: tuple[str, ...]) -> int:
        """Return the first line of what *path* leads to, or of the innermost table around it."""
        places = list(_places(self.text))
        for length in range(len(path), 0, -1):
            for number, found in places:
                if found[:length] == path[:length]:
                    return number
        return 1


@dataclass(frozen=True, slots=True)
class Given:
    """The *value* that the source *name* gives to *key*, with its place for messages."""

    name: str
    key: str
    value: Any
    place: KeyPlace

    def error(self, said: str) -> ConfigError:
        """Return the error that says what is wrong with the value."""
        return self.place.error(self.name, self.key, f"{self.key!r} {said}")

    def require(self, holds: bool, expected: str) -> None:
        """Raise the error that the value must be *expected* unless that *holds*."""
        if not holds:
            raise self.error(f"must be {expected}, got {self.value!r}")

    @contextmanager
    def placed(self, kind: type[Exception]) -> Iterator[None]:
        """Raise an error of *kind* that comes up within as one of the file, with its place."""
        try:
            yield
        except kind as error:
            raise self.place.error(self.name, self.key, f"{self.key!r}: {error}") from error
