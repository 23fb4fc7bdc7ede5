"""The request of a page as it is stored: JSON whose ``meta`` holds notes for later runs."""

import json
from typing import Any

from newscrawl.state.store import Store


def with_note(request: str | None, name: str, value: object) -> str:
    """Return the stored *request* with *value* noted under *name*.

    >>> with_note(None, "modified_at", 5.0)
    '{"meta": {"modified_at": 5.0}}'
    """
    values = json.loads(request or "{}")
    values.setdefault("meta", {})[name] = value
    return as_stored(values)


def as_stored(values: dict[str, Any]) -> str:
    """Return the *values* of a request as they are stored."""
    return json.dumps(values, ensure_ascii=False)


def keep_request(store: Store, url_id: int, request: str) -> None:
    """Put *request* in the place of the one that is stored in the row *url_id*."""
    store.run("UPDATE urls SET request = ? WHERE id = ?", (request, url_id))
