"""Reports as JSON: ``--json`` of the commands that count something."""

import argparse
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, is_dataclass
from pathlib import Path
from typing import Any

from newscrawl.errors import ConfigError


def add_json(parser: argparse._ActionsContainer, says: str = "print the figures as JSON") -> None:
    """Add ``--json`` to a command."""
    parser.add_argument("--json", action="store_true", help=says)


def print_value(value: object) -> None:
    """Print *value*, a dataclass or plain values, as JSON on several lines."""
    print(json.dumps(_plain(value), ensure_ascii=False, indent=2))


def print_each(value: object) -> None:
    """Print *value* as JSON on one line, as one of many."""
    print(json.dumps(_plain(value), ensure_ascii=False))


def _plain(value: object) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return _plain(asdict(value))
    if isinstance(value, Mapping):
        return {str(name): _plain(each) for name, each in value.items()}
    # A str is a Sequence of itself: without the exception this would never end.
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(each) for each in value]
    return value if isinstance(value, str | int | float | bool | None) else str(value)


def require_file(options: argparse.Namespace, target: Path | None, option: str) -> None:
    """Refuse ``--json`` where the records are written to standard output, too.

    Raises:
        ConfigError: If they do.
    """
    if options.json and target is None:
        raise ConfigError(
            f"--json: the records go to standard output; name a file for them with {option}"
        )
