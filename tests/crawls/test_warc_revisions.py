"""Archives that have a page more than once: with ``--revises`` each text that has changed is a revision."""

import json
from pathlib import Path
from typing import Any

from newscrawl.cli.main import main
from tests.support.crawl import Run, run
from tests.support.server import article_page
from tests.warc.archives import gzipped, page_record

QUICK = {"EXTRACT_FUNCTION": "tests.support.quick.extract_page"}


def page_at(day: int, more: int) -> bytes:
    """The article as it was captured on a day, with so many paragraphs more than at first."""
    added = "".join(
        f"<p>The yard said later, and for the {n}th time, that it waits.</p>" for n in range(more)
    )
    body = article_page("a").replace(b"</article>", f"{added}</article>".encode())
    return page_record("a", body=body, WARC_Date=f"2026-11-{day:02}T10:00:00Z")


def extract(folder: Path, name: str, records: list[bytes], *options: str) -> Run:
    path = folder / f"{name}.warc.gz"
    path.write_bytes(gzipped(records))
    done = run(
        "newscrawl", "extract", str(path), "--every-page", *options, folder=folder, settings=QUICK
    )
    assert done.code == 0, done.log
    return done


def versions(records: list[dict[str, Any]]) -> list[tuple[int, str, int]]:
    """Revision, day of the capture, and length of each, by revision."""
    found = [
        (each["metadata"]["revision"], each["added"][:10], len(each["text"])) for each in records
    ]
    return sorted(found)


def test_each_text_that_changed_is_a_revision(tmp_path: Path) -> None:
    """Within a file, and over runs; captures of the same text give none, and ``export --latest`` the last."""
    first = [page_at(1, 0), page_record("b"), page_at(2, 0), page_at(3, 1), page_at(4, 1)]
    extract(tmp_path, "one", first, "--revises")
    done = extract(tmp_path, "two", [page_at(5, 1), page_at(6, 3)], "--revises")
    records = [record for record in done.records if record["url"].endswith("/a")]
    assert [(number, day) for number, day, _ in versions(records)] == [
        (1, "2026-11-01"),
        (2, "2026-11-03"),
        (3, "2026-11-06"),
    ]
    lengths = [chars for _, _, chars in versions(records)]
    assert lengths == sorted(set(lengths))
    by_revision = {record["metadata"]["revision"]: record for record in records}
    assert by_revision[2]["metadata"]["previous_id"] == by_revision[1]["id"]
    assert by_revision[3]["metadata"]["previous_id"] == by_revision[2]["id"]
    target = tmp_path / "latest.jsonl"
    assert main(["export", str(done.folder), "--to", "jsonl", "--latest", "-o", str(target)]) == 0
    kept = [json.loads(line) for line in target.read_bytes().splitlines()]
    assert sorted((each["url"][-1], each["metadata"]["revision"]) for each in kept) == [
        ("a", 3),
        ("b", 1),
    ]
