"""Page cases: ``fixtures/pages/<site>/<case>/`` holds ``source.html`` and ``meta.json`` with what came with it,
``expected.json`` with the record's own fields and ``removed.json`` with what goes.

After a change that is meant to alter them, ``python -m tests.test_pages`` writes what the code gives now and shows
each difference; read it, then commit it.
"""

import difflib
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from newscrawl.extract.page import extract_page
from newscrawl.model.items import Page
from newscrawl.records import json_line, make_article

PAGES = Path(__file__).parent / "fixtures" / "pages"
CASES = sorted(path.parent for path in PAGES.glob("*/*/source.html"))
VARYING = {"added", "id", "source", "url", "requested_url", "status", "revision", "previous_id"}
"""Fields that say how a page was fetched, not what it holds."""


def record_of(case: Path) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The record of a case without what varies, and its removals."""
    meta = json.loads((case / "meta.json").read_text(encoding="utf-8"))
    page = Page(meta["url"], (case / "source.html").read_bytes(), meta["content_type"])
    record: dict[str, Any] = json.loads(json_line(make_article(extract_page(page))))
    removed: list[dict[str, Any]] = record["metadata"].pop("removed")
    told = {
        name: value for name, value in record["metadata"].items() if value and name not in VARYING
    }
    record = {name: value for name, value in record.items() if name not in VARYING}
    return record | {"text": record["text"].split("\n\n"), "metadata": told}, removed


def written(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def difference(case: Path) -> str:
    """What the code gives against what the files say, as a unified diff; empty where they agree."""
    lines: list[str] = []
    for name, value in zip(("expected.json", "removed.json"), record_of(case), strict=True):
        path = case / name
        before = path.read_text(encoding="utf-8") if path.is_file() else ""
        place = f"{case.parent.name}/{case.name}/{name}"
        lines += difflib.unified_diff(
            before.splitlines(),
            written(value).splitlines(),
            f"{place} (file)",
            f"{place} (now)",
            lineterm="",
        )
    return "\n".join(lines)


@pytest.mark.parametrize(
    "case", [pytest.param(case, id=f"{case.parent.name}/{case.name}") for case in CASES]
)
def test_a_page_gives_its_record(case: Path) -> None:
    """Text, fields and removals of the page are those of its files."""
    changed = difference(case)
    assert not changed, f"\n{changed}\n\nmeant? python -m tests.test_pages writes it anew"


def test_there_are_cases_and_a_wrong_one_is_seen(tmp_path: Path) -> None:
    """The comparison can fail: a case whose files say something else differs, and the difference is shown."""
    assert len(CASES) >= 60
    case = tmp_path / "site" / "case"
    case.mkdir(parents=True)
    for name in ("source.html", "meta.json", "expected.json", "removed.json"):
        (case / name).write_bytes((CASES[0] / name).read_bytes())
    assert difference(case) == ""
    (case / "removed.json").write_text("[]\n")
    assert '+    "rule_id"' in difference(case)


def main() -> None:
    """Show each difference and write the files anew."""
    for case in CASES:
        sys.stdout.write(difference(case) + "\n")
        for name, value in zip(("expected.json", "removed.json"), record_of(case), strict=True):
            (case / name).write_text(written(value), encoding="utf-8")


if __name__ == "__main__":
    main()
