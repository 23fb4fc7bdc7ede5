"""Which records an export takes, and the split of each."""

from pathlib import Path
from typing import Any

import pytest

from newscrawl.corpus.clusters import Clusters
from newscrawl.export.choice import Selection, WantedRecords


def record(name: str = "a", **facts: Any) -> dict[str, Any]:
    """A record in today's columns, as far as a choice looks at them."""
    metadata = {"revision": 0, "duplicate_of": "", "rights": {"reserved": []}}
    plain = {
        "id": name,
        "url": f"https://www.gazette.example/{name}",
        "text": "A text of some length.",
        "language": "en",
        "added": "2026-11-24T10:00:00Z",
        "created": "2026-11-23T08:00:00Z",
    }
    inner = {key: facts.pop(key) for key in ("revision", "duplicate_of", "rights") if key in facts}
    return {**plain, **facts, "metadata": {**metadata, **inner}}


@pytest.mark.parametrize(
    ("wanted", "facts", "refusal"),
    [
        pytest.param({}, {}, "", id="all"),
        pytest.param({"since": "2026-11-23"}, {}, "", id="on the first day"),
        pytest.param({"since": "2026-11-24"}, {}, "outside_dates", id="before the first day"),
        pytest.param({"until": "2026-11-23"}, {}, "outside_dates", id="on the day of the end"),
        pytest.param({"since": "2026-11-23"}, {"created": None}, "undated", id="undated"),
        pytest.param({"languages": {"de"}}, {}, "other_language", id="another language"),
        pytest.param({"sources": ("gazette.example",)}, {}, "", id="a domain above the host"),
        pytest.param({"sources": ("ette.example",)}, {}, "other_source", id="an end of a name"),
        pytest.param({"sources": ("*.example",)}, {}, "", id="a pattern"),
        pytest.param({"sources": ("*.net",)}, {}, "other_source", id="another pattern"),
        pytest.param({"sources": ("a",)}, {"url": ""}, "other_source", id="no host"),
        pytest.param(
            {"obeyed": {"ai-train"}}, {"rights": {"reserved": ["ai-train"]}}, "rights_reserved"
        ),
        pytest.param({"min_chars": 23}, {}, "too_short", id="a letter too short"),
        pytest.param({"min_chars": 22, "max_chars": 22}, {}, "", id="just right"),
        pytest.param({"max_chars": 21}, {}, "too_long", id="a letter too long"),
    ],
)
def test_why_a_record_is_left_out(
    wanted: dict[str, Any], facts: dict[str, Any], refusal: str
) -> None:
    """By itself: its time, its language, its site, its rights, its length."""
    frozen = {key: frozenset(value) for key, value in wanted.items() if isinstance(value, set)}
    assert WantedRecords(**{**wanted, **frozen}).refusal(record(**facts)) == refusal


def taken(folder: Path, wanted: WantedRecords, *records: dict[str, Any]) -> list[int]:
    """The splits of *records*; -1: left out."""
    folder.mkdir(exist_ok=True)
    selection = Selection(wanted, folder, Clusters())
    for each in records:
        selection.add(each, 100)
    selection.settle()
    return [selection.split_of(at) for at in range(selection.seen)]


def test_of_one_id_the_record_that_was_crawled_last(tmp_path: Path) -> None:
    """Wherever it is in the files."""
    late, early = record(added="2026-11-25T10:00:00Z"), record(added="2026-11-24T10:00:00Z")
    assert taken(tmp_path, WantedRecords(), late, early, record("b")) == [0, -1, 0]


def test_of_an_article_the_last_revision(tmp_path: Path) -> None:
    """Only where that is asked for: a revision is a record of its own."""
    url = "https://www.gazette.example/a"
    first = record("a", url=url, revision=1)
    second = record("a2", url=url, revision=2, added="2026-11-20T10:00:00Z")
    assert taken(tmp_path, WantedRecords(), first, second) == [0, 0]


def test_of_duplicates_the_source(tmp_path: Path) -> None:
    """The earliest by its date; without a date by the time of the crawl."""
    copy = record("b", duplicate_of="a", created="2026-11-23T09:00:00Z")
    undated = record("c", duplicate_of="a", created=None, added="2026-11-30T10:00:00Z")
    wanted = WantedRecords(drop_duplicates=True)
    assert taken(tmp_path, wanted, copy, undated, record("a")) == [-1, -1, 0]


def test_splits_are_by_hash_and_hold_twins_together(tmp_path: Path) -> None:
    """A record stays in its split when the corpus grows; a copy is in that of its source."""
    wanted = WantedRecords(splits={"train": 0.5, "test": 0.5})
    names = [f"record {number}" for number in range(40)]
    alone = taken(tmp_path / "1", wanted, *map(record, names))
    copies = [record(f"copy of {name}", duplicate_of=name) for name in names]
    grown = taken(tmp_path / "2", wanted, *copies, *map(record, names))
    assert set(alone) == {0, 1}
    assert grown[40:] == alone
    assert grown[:40] == alone


def test_shards_end_with_the_record_that_fills_them(tmp_path: Path) -> None:
    """A split without records has none."""
    splits = {"train": 1.0, "test": 0.0}
    selection = Selection(WantedRecords(min_chars=1, splits=splits), tmp_path, Clusters())
    for name in "abcde":
        selection.add(record(name), 100)
    selection.add(record("f", text=""), 100)
    selection.settle()
    assert selection.shards(200) == [3, 0]
    assert selection.taken == 5
    assert selection.left_out == {"too_short": 1}
