"""Values of JSON that others wrote, as the type that was expected: anything else counts as nothing.

The data of a page may hold anything in any place; who reads it asks for a text, a list or an
object, and need not test what came.
"""

import json
from collections.abc import Mapping
from typing import Any


def loaded(text: str | bytes) -> Any:
    """Return the value that *text* is; ``None`` where it is not JSON."""
    try:
        # Not strictly: line breaks within a text are a frequent fault, and do no harm.
        return json.loads(text, strict=False)
    # Nesting that is too deep for the parser is a fault of the data as well.
    except (ValueError, RecursionError):
        return None


def as_text(value: object) -> str:
    """Return *value* if it is a text, else the empty text."""
    return value if isinstance(value, str) else ""


def as_list(value: object) -> list[Any]:
    """Return *value* if it is a list; nothing as the empty list, anything else as a list of one.

    >>> as_list([1]), as_list("a"), as_list(None)
    ([1], ['a'], [])
    """
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def as_object(value: object) -> Mapping[str, Any]:
    """Return *value* if it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}
