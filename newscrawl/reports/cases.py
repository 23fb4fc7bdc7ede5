"""Test cases: a page, what came with it, and the record and the removals that it is to give.

``<site>/<case>/`` holds ``source.html``, ``meta.json``, ``expected.json`` and ``removed.json``.
"""

import json
import re
from pathlib import Path
from typing import Any

from newscrawl.corpus.lines import writing
from newscrawl.errors import ConfigError
from newscrawl.model.items import Draft, Page
from newscrawl.records import json_line, make_article
from newscrawl.web.urls import host_of

VARYING = frozenset("added id source url requested_url status revision previous_id".split())
"""Fields that say how a page was fetched, not what it holds."""
_NO_NAME = re.compile(r"[^\w-]+")
_MAX_NAME = 60


def _record_of(draft: Draft) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return the record of *draft* without varying and empty fields, and its removals."""
    record: dict[str, Any] = json.loads(json_line(make_article(draft)))
    removed: list[dict[str, Any]] = record["metadata"].pop("removed")
    # Empty fields are left out: a new field of the record must not change every case.
    told = {
        name: value for name, value in record["metadata"].items() if value and name not in VARYING
    }
    record = {name: value for name, value in record.items() if name not in VARYING}
    return record | {"text": record["text"].split("\n\n"), "metadata": told}, removed


def save_case(page: Page, draft: Draft, folder: Path, name: str = "") -> Path:
    """Write a case below *folder*, and return its own folder.

    Raises:
        ConfigError: If it is there already.
        OutputError: If it cannot be written.
    """
    case = (
        folder
        / _name_of(host_of(page.url))
        / _name_of(name or page.url.partition("://")[2].partition("/")[2])
    )
    # What a person put right in an expected file by hand must not be lost.
    if (case / "source.html").exists():
        raise ConfigError(f"{case}: is there already; give it another name with --name")
    expected, removed = _record_of(draft)
    meta = {"url": page.url, "content_type": page.content_type}
    with writing(case):
        case.mkdir(parents=True, exist_ok=True)
        for file, value in (("meta", meta), ("expected", expected), ("removed", removed)):
            text = json.dumps(value, indent=2, ensure_ascii=False) + "\n"
            (case / f"{file}.json").write_text(text, encoding="utf-8", errors="replace")
        # Last: a case that has its page is whole, and one that broke off can be saved again.
        (case / "source.html").write_bytes(page.body)
    return case


def _name_of(text: str) -> str:
    """Return *text* as the name of a folder.

    >>> _name_of("2026/07/a-bridge.html?x=1"), _name_of("../..")
    ('2026-07-a-bridge-html-x-1', 'page')
    """
    return _NO_NAME.sub("-", text).strip("-")[:_MAX_NAME].strip("-") or "page"
