"""The counts of an export."""

from typing import Any

import pytest

from newscrawl.export.figures import _LICENCES_MAX, ExportFigures, ranked


def record(**facts: Any) -> dict[str, Any]:
    rights = facts.pop("rights", {})
    metadata = {
        "removed": [{"text": "Ad"}, {"text": "More"}],
        "rights": {"reserved": [], "notices": [], "tdm_policy": "", **rights},
    }
    plain = {
        "url": "https://gazette.example/a",
        "source": "wire",
        "text": "A text.",
        "language": "en",
        "added": "2026-11-24T10:00:00Z",
        "created": "2025-11-23T08:00:00Z",
    }
    return {**plain, **facts, "metadata": metadata}


def counted(*records: dict[str, Any]) -> dict[str, Any]:
    figures = ExportFigures()
    for each in records:
        figures.note(each, "train")
    return figures.as_dict()


def test_figures_of_a_small_export() -> None:
    """Each record counts once under each name; the most frequent name is the first."""
    undated = record(created=None, language="", url="")
    found = counted(record(), undated, record(created="2026-01-01", added="2026-11-20T10:00:00Z"))
    assert found == {
        "records": 3,
        "chars": 21,
        "removed_chars": 18,
        "undated": 1,
        "first": "2025-11-23T08:00:00Z",
        "last": "2026-01-01",
        "added": "2026-11-24T10:00:00Z",
        "splits": {"train": 3},
        "languages": {"en": 2, "und": 1},
        "sources": {"gazette.example": 2, "wire": 1},
        "years": {"2025": 1, "2026": 1},
        "reserved": {},
        "licences": {},
    }
    assert list(found["languages"]) == ["en", "und"]


def test_rights_count_once_a_record() -> None:
    """However many notices say the same; only licences are licences."""
    notices = [
        {"source": "link:license", "value": "https://a.example/licence"},
        {"source": "meta:License", "value": "https://a.example/licence"},
        {"source": "meta:robots", "value": "noai"},
    ]
    rights = {"reserved": ["noai", "noai"], "notices": notices, "tdm_policy": "https://a.example/p"}
    found = counted(record(rights=rights))
    assert found["reserved"] == {"noai": 1}
    assert found["licences"] == {"https://a.example/licence": 1, "https://a.example/p": 1}


def test_licences_of_each_page_fill_no_memory() -> None:
    """Known ones are counted on, new ones beyond the limit are not."""
    many = [record(rights={"tdm_policy": f"https://a.example/{n}"}) for n in range(_LICENCES_MAX)]
    new, known = (record(rights={"tdm_policy": f"https://a.example/{n}"}) for n in ("new", 0))
    licences = counted(*many, new, known)["licences"]
    assert len(licences) == _LICENCES_MAX
    assert licences["https://a.example/0"] == 2


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        pytest.param({"b": 1, "a": 2}, ["a", "b"], id="by number"),
        pytest.param({"b": 1, "a": 1}, ["a", "b"], id="equal ones by name"),
    ],
)
def test_ranks(counts: dict[str, int], expected: list[str]) -> None:
    """So that two exports of the same records have the same file."""
    figures = ExportFigures()
    figures.years.update(counts)
    assert [name for name, _ in ranked(figures.years)] == expected
