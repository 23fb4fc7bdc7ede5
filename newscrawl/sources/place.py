"""The place of a mistake in a file of sources: its line, which the reader of TOML does not keep."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from newscrawl.errors import ConfigError

_TABLE_HEADER = re.compile(r"""\s*\[\s*["']?([^\]"']+?)["']?\s*(?:\.[^\]]*)?\]""")


def _has_key(line: str, key: str) -> bool:
    """Return whether a *line* of TOML gives *key*, or a part of it, a value."""
    return re.match(rf"""\s*["']?{re.escape(key)}["']?\s*[=.]""", line) is not None


@dataclass(frozen=True, slots=True)
class KeyPlace:
    """A file and its text, to name the place of a mistake."""

    path: Path
    text: str

    def error(self, name: str, key: str, said: str) -> ConfigError:
        """Return the error that says what is wrong with *key* of the source *name*, with its line."""
        return ConfigError(f"{self.path}, line {self._line(name, key)}: source {name!r}: {said}")

    def _line(self, name: str, key: str) -> int:
        """Return the line of *key* in the table *name*, or of the table where the key is not found."""
        found, inside = 1, False
        # ``tomllib`` keeps no line numbers: the line is looked for in the text.
        for number, line in enumerate(self.text.splitlines(), 1):
            header = _TABLE_HEADER.match(line)
            if header is None:
                if inside and _has_key(line, key):
                    return number
                continue
            inside = header[1] == name
            # The first of its tables, if it has sub-tables too.
            if inside and found == 1:
                found = number
        return found

    def field_error(self, name: str, key: str, said: str) -> ConfigError:
        """Return the error that says what is wrong with the field *key* of the source *name*."""
        line = self._field_line(name, key)
        return ConfigError(f"{self.path}, line {line}: source {name!r}: {said}")

    def _field_line(self, name: str, key: str) -> int:
        """Return the line of *key* in the table ``[name.fields]``, or of where its fields begin."""
        inside = False
        for number, line in enumerate(self.text.splitlines(), 1):
            header = re.match(r"\s*\[([^\[\]]+)\]", line)
            if header is not None:
                inside = re.sub(r"[\s\"']", "", header[1]) == f"{name}.fields"
            elif inside and _has_key(line, key):
                return number
        return self._line(name, "fields")


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
