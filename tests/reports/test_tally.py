"""The records of runs, counted, and the examples that are listed of them."""

import json
from pathlib import Path
from typing import Any

import pytest

from newscrawl.errors import ConfigError
from newscrawl.reports import tally as tallies
from newscrawl.reports.tally import MISSED_EXAMPLES, Tally, count_run, run_folders


def record(**facts: Any) -> dict[str, Any]:
    """Give a record; what is named differently from its fields goes into the metadata."""
    metadata = {
        "removed": [],
        "rights": {"reserved": []},
        "duplicate_of": "",
        **facts.pop("metadata", {}),
    }
    plain = {
        "title": "Titel", "url": "https://zeitung.example/a", "source": "newscrawl/zeitung.example", "text": "x" * 499,
        "language": "de", "created": "2026-11-24T10:00:00Z", "added": "2026-11-25T10:00:00Z", "authors": ["A"],
    }  # fmt: skip
    return {**plain, **facts, "metadata": metadata}


def test_an_article_counts_under_all_that_it_is() -> None:
    """Day, language, length, what was removed of it, its rights, and its source."""
    tally, removed = (
        Tally(),
        [{"category": "donation", "text": "Spenden"}, {"category": "share", "text": "Teilen"}],
    )
    tally.add_article(record(metadata={"removed": removed, "rights": {"reserved": ["tdm"]}}), "f#1")
    tally.add_article(
        record(created=None, authors=[], text="x" * 500, metadata={"duplicate_of": "y"}), "f#2"
    )
    assert (tally.articles, tally.chars) == (2, 999)
    assert tally.days == {"2026-11-24": 1, "2026-11-25": 1}
    assert tally.lengths == {"0–500": 1, "500–1000": 1}
    assert tally.removed == {"donation": 1, "share": 1}
    assert tally.removed_days["2026-11-24"].total() == 2
    assert tally.rights == {"tdm": 1}
    source = tally.sources["zeitung.example"]
    assert (source.articles, source.undated, source.unsigned, source.duplicates) == (2, 1, 1, 1)
    assert (source.removed_chars, source.reserved) == (len("SpendenTeilen"), 1)
    assert [each.place for each in tally.shown] == ["f#1", "f#2"]
    assert "category:donation" in tally.shown[0].tokens
    assert "duplicate:yes" in tally.shown[1].tokens


@pytest.mark.parametrize(
    "broken", [{}, {"title": "T"}, record(metadata={"rights": None}), record(text=5)],
    ids=["empty", "a part", "no rights", "no text"],
)  # fmt: skip
def test_what_is_no_record_is_not_counted_by_half(broken: dict[str, Any]) -> None:
    """Nothing of it: the sums would not fit each other."""
    tally = Tally()
    with pytest.raises((KeyError, TypeError, AttributeError)):
        tally.add_article(broken, "f#1")
    assert tally.figures() == Tally().figures()


def test_a_rare_thing_gets_its_examples_beyond_the_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two of each; further ones of what is common are counted alone."""
    monkeypatch.setattr(tallies, "MAX_SHOWN", 3)
    tally = Tally()
    for number in range(6):
        tally.add_article(record(url=f"https://zeitung.example/{number}"), f"f#{number}")
    for number in range(4):
        tally.add_article(record(language="sorb"), f"g#{number}")
    assert [each.place for each in tally.shown] == ["f#0", "f#1", "f#2", "g#0", "g#1"]
    assert tally.articles == 10


def test_missed_pages_are_bounded_by_reason() -> None:
    """A long outage misses every page for one reason; a URL without a host counts by its reason."""
    tally = Tally()
    for number in range(MISSED_EXAMPLES + 5):
        tally.add_missed({"reason": "http_500", "url": f"https://zeitung.example/{number}"})
    tally.add_missed({"reason": "empty", "url": "page.warc"})
    assert len(tally.missed) == MISSED_EXAMPLES + 1
    assert tally.sources["zeitung.example"].missed == {"http_500": MISSED_EXAMPLES + 5}
    assert list(tally.sources) == ["zeitung.example"]


def test_a_run_is_counted_from_its_folder(tmp_path: Path) -> None:
    """Lines that cannot be read are counted as bad, the others all the same."""
    (tmp_path / "run.json").write_text(
        json.dumps({
            "dropped": {"too_short": 2}, "failed": {"http_500": 1}, "left": None,
            "sources": {"zeitung": {"status": "broken", "findings": [{"kind": "few", "message": "only one"}]}},
        })
    )  # fmt: skip
    lines = [
        json.dumps(record()),
        "{half",
        "[" * 200_000,
        json.dumps({"title": "T"}),
        json.dumps(record()),
    ]
    (tmp_path / "articles-00001.jsonl").write_text("\n".join(lines))
    (tmp_path / "missed.jsonl").write_text(
        '{"reason": "http_500", "url": "https://zeitung.example/x"}\n{}\n'
    )
    tally = Tally()
    count_run(tmp_path, tally)
    assert (tally.articles, tally.bad_lines) == (2, 4)
    assert tally.reasons["dropped"] == {"too_short": 2}
    assert tally.verdicts == {"zeitung": ("broken", "few: only one")}
    figures = tally.figures()
    assert figures["runs"] == 1
    assert figures["sources"]["zeitung"] == {"status": "broken", "findings": "few: only one"}
    assert [each.place.rpartition("#")[2] for each in tally.shown] == ["1", "5"]


def test_runs_are_found_once_each(tmp_path: Path) -> None:
    """However their folders are named; a folder without one is refused."""
    for name, file in (("b", "run.json"), ("a", "missed.jsonl"), ("none", "notes.txt")):
        (tmp_path / "runs" / name).mkdir(parents=True)
        (tmp_path / "runs" / name / file).touch()
    runs = tmp_path / "runs"
    assert run_folders([runs, runs / "b"]) == [runs / "a", runs / "b"]
    with pytest.raises(ConfigError, match="expected the folder of a run"):
        run_folders([runs / "none"])
