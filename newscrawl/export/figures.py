"""The counts of an export, made while it is written."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from newscrawl.export.choice import host_of_record
from newscrawl.typed.rows import Record

_LICENCES_MAX = 1000


@dataclass(slots=True)
class ExportFigures:
    """Counts of the records of an export.

    Attributes:
        records, chars, removed_chars: Of the records and their texts, and what was removed from
        these. undated: Records without ``created``; ``first``, ``last``: of the others. added: The
        latest time at which one was crawled. splits, languages, sources, years, reserved, licences:
        Records by each of these.
    """

    records: int = 0
    chars: int = 0
    removed_chars: int = 0
    undated: int = 0
    first: str = ""
    last: str = ""
    added: str = ""
    splits: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    sources: Counter[str] = field(default_factory=Counter)
    years: Counter[str] = field(default_factory=Counter)
    reserved: Counter[str] = field(default_factory=Counter)
    licences: Counter[str] = field(default_factory=Counter)

    def note(self, record: Record, split: str) -> None:
        """Count *record*."""
        metadata = record["metadata"]
        self.records += 1
        self.chars += len(record["text"])
        self.removed_chars += sum(len(removal["text"]) for removal in metadata["removed"])
        self.splits[split] += 1
        self.languages[record["language"] or "und"] += 1
        # Records of others may have no URL; then the source that they name counts.
        self.sources[host_of_record(record) or record["source"]] += 1
        self.added = max(self.added, record["added"])
        self._note_date(record.get("created"))
        # Once for each record, which may have a reservation from several notices.
        self.reserved.update(set(metadata["rights"]["reserved"]))
        self._note_licences(metadata["rights"])

    def _note_date(self, created: str | None) -> None:
        if not created:
            self.undated += 1
            return
        self.years[created[:4]] += 1
        self.first = min(self.first or created, created)
        self.last = max(self.last, created)

    def _note_licences(self, rights: Record) -> None:
        said = {
            notice["value"] for notice in rights["notices"] if "licen" in notice["source"].lower()
        }
        for licence in {*said, rights["tdm_policy"]} - {""}:
            # Pages may each name a licence of their own: known ones are counted on, new ones not.
            if licence in self.licences or len(self.licences) < _LICENCES_MAX:
                self.licences[licence] += 1

    def as_dict(self) -> dict[str, Any]:
        """Return the figures for ``export.json``, the most frequent first."""
        counters = ("splits", "languages", "sources", "years", "reserved", "licences")
        plain = ("records", "chars", "removed_chars", "undated", "first", "last", "added")
        return {
            **{name: getattr(self, name) for name in plain},
            **{name: dict(ranked(getattr(self, name))) for name in counters},
        }


def ranked(counts: Counter[str]) -> list[tuple[str, int]]:
    """Return names and counts, the largest first, equal ones by name."""
    return sorted(counts.items(), key=lambda each: (-each[1], each[0]))
