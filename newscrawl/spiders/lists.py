"""The argument ``urls``: addresses in it, or in the file it names."""

import io
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from urllib.parse import urlsplit

from newscrawl.errors import ConfigError

_BETWEEN = re.compile(r"\s*,\s*(?=[A-Za-z][A-Za-z0-9+.-]*://)|\s+")
"""A comma between addresses, or white space; a comma inside an address has no scheme behind it."""


_SHOWN_PROBLEMS = 20


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a list: an address, or else a message that says why it is none."""

    url: str = ""
    problem: str = ""


def read_urls(arguments: Iterable[str]) -> Iterator[Entry]:
    """Read *arguments*, each ``URL``, ``URL,URL``, ``@file`` or ``@-`` for standard input.

    The list is read up to its first address at once, and on as its entries are asked for: one of millions is
    never held in memory.

    Raises:
        ConfigError: If a file cannot be read, or no entry of all is an address.
    """
    entries = _judge(entry for argument in arguments for entry in _entries(argument.strip()))
    first: list[Entry] = []
    for entry in entries:
        first.append(entry)
        if entry.url:
            return chain(first, entries)
    problems = "\n".join(entry.problem for entry in first[:_SHOWN_PROBLEMS]) or "no address is given"
    raise ConfigError(f"{problems}\nexpected https://…, several separated by commas, or @list.txt")


def read_names(argument: str) -> tuple[str, ...]:
    """Read hosts or addresses, each once: separated by commas or white space, or one a line of ``@file``.

    Raises:
        ConfigError: If the file cannot be read.
    """
    argument = argument.strip()
    lines: Iterable[str] = _lines(argument[1:]) if argument.startswith("@") else [argument.replace(",", " ")]
    kept = [line.strip().removeprefix("\ufeff") for line in lines]
    return tuple(dict.fromkeys(name for line in kept if not line.startswith("#") for name in line.split()))


def _entries(argument: str) -> Iterator[tuple[str, str]]:
    """Give (place, text) of each entry."""
    if not argument.startswith("@"):
        for text in _BETWEEN.split(argument):
            yield "urls", text.strip()
        return
    name = argument[1:]
    place = "standard input" if name == "-" else name
    for number, line in enumerate(_lines(name), 1):
        yield f"{place}, line {number}", line.strip().removeprefix("\ufeff")


def _lines(name: str) -> Iterator[str]:
    try:
        if name == "-":
            yield from io.TextIOWrapper(sys.stdin.buffer, "utf-8", "replace", newline="\n")
            return
        with Path(name).open(encoding="utf-8", errors="replace", newline="\n") as file:
            yield from file
    except OSError as error:
        raise ConfigError(f"{name}: the list of addresses cannot be read: {error.strerror}") from error


def _judge(entries: Iterable[tuple[str, str]]) -> Iterator[Entry]:
    for place, text in entries:
        if text and not text.startswith("#"):
            problem = _problem(text)
            yield Entry(problem=f"{place}: {text[:200]!r}: {problem}") if problem else Entry(text)


def _problem(url: str) -> str:
    if re.search(r"\s", url):
        return "expected one address, got white space inside it"
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        return f"expected an address, but {error}"
    if not re.match(r"[A-Za-z][A-Za-z0-9+.-]*://", url):
        return f"expected an address with its scheme, e.g. https://{url}"
    if parts.scheme.lower() not in {"http", "https"}:
        return f"expected http or https, got {parts.scheme}"
    return "" if host else "expected an address with a host"
