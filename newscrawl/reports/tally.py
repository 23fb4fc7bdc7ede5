"""The records of runs, counted: bounded in memory and on the page, however many articles there are."""

import contextlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Self

from newscrawl.corpus.inputs import article_files
from newscrawl.corpus.tables import lines_of
from newscrawl.errors import ConfigError, MissingPackageError, UrlError
from newscrawl.web.urls import host_of

MAX_SHOWN = 5_000
"""Articles that are listed in any case; beyond, only those that are first examples of something."""
EXAMPLES = 2
MISSED_EXAMPLES = 20
MAX_CHARS = 160
LENGTHS = (500, 1_000, 2_000, 4_000, 8_000, 16_000)
RUN_FILES = ("run.json", "manifest.json", "missed.jsonl")


@dataclass(frozen=True, slots=True)
class _Read:
    """The parts of a record that are counted."""

    title: str
    url: str
    source: str
    day: str
    language: str
    chars: int
    removed: Counter[str]
    removed_chars: int
    reserved: tuple[str, ...]
    is_dated: bool
    is_signed: bool
    is_duplicate: bool

    @classmethod
    def of(cls, record: Mapping[str, Any]) -> Self:
        """Read *record*.

        Raises:
            KeyError, TypeError, AttributeError: If it is not one.
        """
        facts, created = record["metadata"], str(record.get("created") or "")[:10]
        return cls(
            title=str(record["title"])[:MAX_CHARS],
            url=str(record["url"])[:500],
            source=str(record["source"]).removeprefix("newscrawl/"),
            # An article without a date counts for the day on which it was crawled.
            day=created or str(record["added"])[:10] or "unknown",
            language=str(record["language"]),
            chars=len(record["text"]),
            removed=Counter(str(one["category"]) for one in facts["removed"]),
            removed_chars=sum(len(one["text"]) for one in facts["removed"]),
            reserved=tuple(str(one) for one in facts["rights"]["reserved"]),
            is_dated=bool(created),
            is_signed=bool(record["authors"]),
            is_duplicate=bool(facts["duplicate_of"]),
        )

    def tokens(self) -> list[str]:
        """Return what it is an example of."""
        return [
            f"day:{self.day}",
            f"language:{self.language}",
            f"length:{_length_of(self.chars)}",
            f"source:{self.source}",
            *(f"category:{name}" for name in self.removed),
            *(f"rights:{name}" for name in self.reserved),
            *(["duplicate:yes"] if self.is_duplicate else []),
        ]

    def shown(self, place: str, tokens: Iterable[str]) -> "Shown":
        """Return its entry in the list."""
        told = (self.title, self.url, self.source, self.day, self.language, self.chars)
        return Shown(*told, self.removed.total(), place, " ".join(tokens))


@dataclass(slots=True)
class SourceTally:
    """The counts of one host."""

    articles: int = 0
    chars: int = 0
    removed_chars: int = 0
    undated: int = 0
    unsigned: int = 0
    duplicates: int = 0
    reserved: int = 0
    missed: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)

    def add(self, read: _Read) -> None:
        """Count a record of it."""
        self.articles += 1
        self.chars += read.chars
        self.removed_chars += read.removed_chars
        self.undated += not read.is_dated
        self.unsigned += not read.is_signed
        self.duplicates += read.is_duplicate
        self.reserved += bool(read.reserved)
        self.languages[read.language] += 1


@dataclass(frozen=True, slots=True)
class Shown:
    """An article in the list; *tokens* are what it is an example of, e.g. ``language:de``."""

    title: str
    url: str
    source: str
    day: str
    language: str
    chars: int
    removed: int
    place: str
    tokens: str


@dataclass(frozen=True, slots=True)
class Missed:
    """A page without a record, as an example of its reason."""

    reason: str
    url: str
    message: str


@dataclass(slots=True)
class Tally:
    """All that is counted."""

    articles: int = 0
    chars: int = 0
    days: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    lengths: Counter[str] = field(default_factory=Counter)
    removed: Counter[str] = field(default_factory=Counter)
    removed_days: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    rights: Counter[str] = field(default_factory=Counter)
    reasons: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    sources: dict[str, SourceTally] = field(default_factory=lambda: defaultdict(SourceTally))
    verdicts: dict[str, tuple[str, str]] = field(default_factory=dict)
    shown: list[Shown] = field(default_factory=list)
    missed: list[Missed] = field(default_factory=list)
    runs: list[Mapping[str, Any]] = field(default_factory=list)
    bad_lines: int = 0
    _examples: Counter[str] = field(default_factory=Counter)

    def figures(self) -> dict[str, Any]:
        """Return all figures as plain values, without the articles and pages that are examples."""
        names = [each.name for each in fields(SourceTally)]
        sources: dict[str, dict[str, Any]] = {
            host: {name: getattr(one, name) for name in names} for host, one in self.sources.items()
        }
        for host, (status, findings) in self.verdicts.items():
            sources.setdefault(host, {}).update(status=status, findings=findings)
        counted = (
            "articles chars days languages lengths removed removed_days rights reasons bad_lines"
        )
        told = {name: getattr(self, name) for name in counted.split()}
        return {"runs": len(self.runs), **told, "sources": sources}

    def add_article(self, record: Mapping[str, Any], place: str) -> None:
        """Count a record; *place* is what ``newscrawl inspect`` takes.

        Raises:
            KeyError, TypeError, AttributeError: If it is not one; nothing of it is counted then.
        """
        read = _Read.of(record)
        self.articles += 1
        self.chars += read.chars
        self.days[read.day] += 1
        self.languages[read.language] += 1
        self.lengths[_length_of(read.chars)] += 1
        self.removed += read.removed
        self.removed_days[read.day] += read.removed
        self.rights.update(read.reserved)
        self.sources[read.source].add(read)
        tokens = read.tokens()
        if self._wants(tokens):
            self.shown.append(read.shown(place, tokens))

    def _wants(self, tokens: list[str]) -> bool:
        """Return whether an article is to be listed, and count it as an example."""
        # Past the bound a rare language or category still gets its examples.
        wanted = len(self.shown) < MAX_SHOWN or any(
            self._examples[token] < EXAMPLES for token in tokens
        )
        if wanted:
            self._examples.update(tokens)
        return wanted

    def add_missed(self, told: Mapping[str, Any]) -> None:
        """Count a page without a record."""
        reason, url = str(told["reason"]), str(told["url"])
        # A miss may be of a URL that has no host; its reason counts all the same.
        with contextlib.suppress(UrlError):
            self.sources[host_of(url)].missed[reason] += 1
        # Bounded, as a long outage misses every page for one reason.
        self._examples[f"reason:{reason}"] += 1
        if self._examples[f"reason:{reason}"] <= MISSED_EXAMPLES:
            self.missed.append(Missed(reason, url[:500], str(told.get("message", ""))[:300]))

    def add_run(self, told: Mapping[str, Any]) -> None:
        """Count the figures of a ``run.json``."""
        self.runs.append(told)
        for kind in ("dropped", "failed", "dead", "left"):
            self.reasons[kind].update(told.get(kind) or {})
        for name, source in (told.get("sources") or {}).items():
            found = "; ".join(
                f"{one['kind']}: {one['message']}" for one in source.get("findings", ())
            )
            self.verdicts[name] = (str(source.get("status", "")), found)


def _length_of(chars: int) -> str:
    """Return the class of a text's length.

    >>> _length_of(499), _length_of(500), _length_of(90_000)
    ('0–500', '500–1000', '16000+')
    """
    before = 0
    for bound in LENGTHS:
        if chars < bound:
            return f"{before}–{bound}"
        before = bound
    return f"{before}+"


def run_folders(paths: Iterable[Path]) -> list[Path]:
    """Return the folders of runs that *paths* are or hold, by name.

    Raises:
        ConfigError: If one of them holds none.
    """
    found: list[Path] = []
    for path in paths:
        inside = (
            {file.parent for name in RUN_FILES for file in path.rglob(name)}
            if path.is_dir()
            else set()
        )
        if not inside:
            raise ConfigError(
                f"{path}: expected the folder of a run (with run.json and articles-*.jsonl), "
                "a folder of runs, or a state file (*.sqlite)"
            )
        found += sorted(inside)
    # A folder that is named twice, or lies in another that is named, counts once.
    return list(dict.fromkeys(found))


def count_run(folder: Path, tally: Tally) -> None:
    """Count the run in *folder*; lines that cannot be read are counted as bad."""
    try:
        tally.add_run(json.loads((folder / "run.json").read_text(encoding="utf-8")))
    # A folder counts as a run for its manifest or its missed pages alone, too.
    except FileNotFoundError:
        pass
    except (OSError, ValueError, AttributeError, TypeError, KeyError, RecursionError):
        tally.bad_lines += 1
    for path in article_files(folder):
        for number, record in _records(path, tally):
            try:
                tally.add_article(record, f"{path}#{number}")
            except (KeyError, TypeError, AttributeError):
                tally.bad_lines += 1
    missed = folder / "missed.jsonl"
    for _, told in _records(missed, tally) if missed.exists() else ():
        try:
            tally.add_missed(told)
        except (KeyError, TypeError, AttributeError):
            tally.bad_lines += 1


def _records(path: Path, tally: Tally) -> Iterator[tuple[int, dict[str, Any]]]:
    """Return the lines of a file that are JSON; a file that breaks off ends there, and is counted."""
    try:
        # A run that is killed leaves half a line, or a compressed file without its end.
        for line in lines_of(path):
            try:
                yield line.number, json.loads(line.data)
            except (ValueError, RecursionError):
                tally.bad_lines += 1
    except MissingPackageError:
        raise
    except ConfigError:
        tally.bad_lines += 1
