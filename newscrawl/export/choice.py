"""Which records an export takes, and the split of each; decided in a first pass over all of them.

In memory are five bytes for each record. Records that are compared with others (one record of each
id, the last revision, one of a cluster of duplicates) is sorted on disk, see ``corpus.buckets``.
Each choice is made among the records that the choices before have left, so that no article is lost
by two of them: of a cluster the earliest that is left stays.
"""

from array import array
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from fnmatch import fnmatchcase
from hashlib import blake2b
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from newscrawl.corpus.buckets import Buckets, starts_of
from newscrawl.corpus.clusters import Clusters
from newscrawl.errors import UrlError
from newscrawl.typed.rows import Record
from newscrawl.web.urls import article_id, host_of

Splits = Mapping[str, float]
ALL: Splits = {"train": 1.0}
_LEFT_OUT = 0
_REVISION = 1 << 42
"""Above the milliseconds of any time, so that the revision counts first."""


@dataclass(frozen=True, slots=True)
class WantedRecords:
    """Conditions on records; empty: all records.

    Attributes:
        since, until: Days or times (UTC) from which, and before which, a record was published.
        languages: ISO 639-1 codes.
        sources: Hosts, domains above them, or patterns such as ``*.example``.
        min_chars, max_chars: Length of the text; 0: no limit.
        obeyed: Reservations of rights whose records are left out.
        latest: Only the last revision of an article.
        drop_duplicates: Only the earliest of records that are marked as duplicates of each other.
        splits: Names, and share (0–1) of each.
    """

    since: str = ""
    until: str = ""
    languages: frozenset[str] = frozenset()
    sources: tuple[str, ...] = ()
    min_chars: int = 0
    max_chars: int = 0
    obeyed: frozenset[str] = frozenset()
    latest: bool = False
    drop_duplicates: bool = False
    splits: Splits = field(default_factory=lambda: dict(ALL))

    def refusal(self, record: Record) -> str:
        """Return why *record* by itself is left out; empty: it is not."""
        return self._by_date(record) or self._by_origin(record) or self._by_text(record)

    def _by_date(self, record: Record) -> str:
        if not self.since and not self.until:
            return ""
        # Undated is a reason of its own: such a record may well be of the days asked for.
        created = record.get("created")
        if not created:
            return "undated"
        return (
            "outside_dates"
            # Times in UTC of one form sort as texts do; a day alone comes before its times.
            if created < self.since or (self.until and created >= self.until)
            else ""
        )

    def _by_origin(self, record: Record) -> str:
        if self.languages and record["language"] not in self.languages:
            return "other_language"
        if self.sources and not any(
            _matches(source, host_of_record(record)) for source in self.sources
        ):
            return "other_source"
        reserved = record["metadata"]["rights"]["reserved"]
        return "" if self.obeyed.isdisjoint(reserved) else "rights_reserved"

    def _by_text(self, record: Record) -> str:
        chars = len(record["text"])
        if chars < self.min_chars:
            return "too_short"
        return "too_long" if self.max_chars and chars > self.max_chars else ""


def host_of_record(record: Record) -> str:
    """Return the host of the URL of *record*; empty where it has none."""
    try:
        return host_of(record["url"])
    except UrlError:
        return ""


def _matches(source: str, host: str) -> bool:
    if "*" in source or "?" in source:
        return fnmatchcase(host, source)
    # With the dot, so that example.org does not take notexample.org.
    return host == source or host.endswith(f".{source}")


def _millis(time: str | None) -> int:
    """Return *time* as milliseconds since 1970; 0 where it is not one."""
    try:
        return round(datetime.fromisoformat(time).timestamp() * 1000) if time else 0
    # Records of others may hold years that a timestamp has no room for.
    except (ValueError, OverflowError):
        return 0


class Selection:
    """Takes in all records in order (``add``), then says of each which split it is in (``split_of``).

    Attributes:
        left_out: Number of records left out, by reason.
    """

    def __init__(self, wanted: WantedRecords, folder: Path, clusters: Clusters) -> None:
        self._wanted, self._clusters = wanted, clusters
        self._marks = bytearray()
        self._sizes = array("I")
        self._rows = {name: Buckets(folder / name) for name in self._stages()}
        self._limits = _limits(wanted.splits)
        self.left_out: Counter[str] = Counter()

    def _stages(self) -> list[str]:
        wanted = self._wanted
        optional = {"older_revision": wanted.latest, "duplicate": wanted.drop_duplicates}
        return ["same_id", *(name for name, active in optional.items() if active)]

    def add(self, record: Record, size: int) -> None:
        """Take in the next record, which takes some *size* bytes."""
        at, refused = len(self._marks), self._wanted.refusal(record)
        # Four bytes for each record; a longer text only makes its shard end late.
        self._sizes.append(min(size, (1 << 32) - 1))
        if refused:
            self._marks.append(_LEFT_OUT)
            self.left_out[refused] += 1
            return
        known, twin_of = self._clusters.find(record["id"]), record["metadata"]["duplicate_of"]
        # Revisions and duplicates share a key: none is trained on and tested on at once.
        self._marks.append(self._split(known or self._clusters.key(twin_of or _article_of(record))))
        added, revision = _millis(record["added"]), record["metadata"]["revision"]
        self._rows["same_id"].add(self._clusters.key(record["id"]), added, at)
        if self._wanted.latest:
            key = self._clusters.key(_article_of(record))
            self._rows["older_revision"].add(key, max(revision, 0) * _REVISION + added, at)
        if self._wanted.drop_duplicates:
            # The time of the crawl stands in for a date that is missing.
            when = _millis(record.get("created")) or added
            self._rows["duplicate"].add(
                known or self._clusters.key(twin_of or record["id"]), when, at
            )

    def _split(self, key: tuple[int, int]) -> int:
        """Return the number, from 1, of the split of all records (revisions, duplicates) of a *key*."""
        # By hash, not by chance: a record stays in its split when the corpus grows.
        digest = blake2b(
            b"".join(part.to_bytes(8, "little") for part in key), digest_size=8
        ).digest()
        share = int.from_bytes(digest, "little") / (1 << 64)
        return 1 + next(
            (number for number, limit in enumerate(self._limits) if share < limit),
            # Shares summed as floats may end just below 1; the last split takes the rest.
            len(self._limits) - 1,
        )

    def settle(self) -> None:
        """Compare the records with each other, once all are in."""
        marks = np.frombuffer(self._marks, np.uint8)
        for reason, buckets in self._rows.items():
            # Rows are sorted by time: of duplicates the source is wanted, of revisions the newest.
            keeps: Literal["first", "last"] = "first" if reason == "duplicate" else "last"
            for rows in buckets.parts():
                # Only among those left: else a record that is out already could displace one.
                rest = rows[marks[rows["at"]] != _LEFT_OUT]
                gone = rest["at"][~_chosen(starts_of(rest), keeps)]
                marks[gone] = _LEFT_OUT
                if len(gone):
                    self.left_out[reason] += len(gone)

    @property
    def taken(self) -> int:
        """Number of records that are taken."""
        return len(self._marks) - self._marks.count(_LEFT_OUT)

    @property
    def seen(self) -> int:
        """Number of records that were looked at."""
        return len(self._marks)

    def split_of(self, at: int) -> int:
        """Return the number of the split of the record at *at*, from 0; -1: it is left out."""
        return self._marks[at] - 1

    def shards(self, max_bytes: int) -> list[int]:
        """Return the number of shards of each split, where one is closed from *max_bytes* on."""
        counts = [0] * len(self._limits)
        # Full at the start, so that a split without records has no shard.
        filled = [max_bytes] * len(self._limits)
        for mark, size in zip(self._marks, self._sizes, strict=True):
            if mark:
                if filled[mark - 1] >= max_bytes:
                    counts[mark - 1] += 1
                    filled[mark - 1] = 0
                filled[mark - 1] += size
        return counts


def _chosen(starts: NDArray[np.bool_], keeps: Literal["first", "last"]) -> NDArray[np.bool_]:
    # A row is the last of its key where the next one is the first of another.
    return starts if keeps == "first" else np.append(starts[1:], True)[: len(starts)]


def _limits(splits: Splits) -> list[float]:
    limits, total = [], 0.0
    for share in splits.values():
        total += share
        limits.append(total)
    return limits


def _article_of(record: Record) -> str:
    """Return the id of the first record of the article that *record* is a revision of."""
    if record["metadata"]["revision"] <= 1:
        return str(record["id"])
    try:
        return article_id(record["url"])
    except UrlError:
        return str(record["id"])
