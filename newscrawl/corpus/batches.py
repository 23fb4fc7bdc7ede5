"""Work on a batch of lines, in this process or another: prints of them, and the cleaned lines."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

from newscrawl.boilerplate.corpus_repeats import (
    MAX_BLOCKS,
    RepeatCounts,
    Repeats,
    find_repeats,
    prints_of,
)
from newscrawl.boilerplate.strip import strip_blocks
from newscrawl.boilerplate.tokens import looked_at
from newscrawl.corpus.entries import CorpusEntry, EntryError, read_entry, write_entry
from newscrawl.corpus.spool import Place, RepeatsStore, pack_prints
from newscrawl.model.items import Removal

MIN_KEPT_CHARS = 50
"""If less than that would stay, repetition says nothing of the text."""
REPEATED = "clean.repeated"


@dataclass(frozen=True, slots=True)
class Printed:
    """The prints of one line: its host and its packed prints; no host: it cannot be cleaned."""

    host: str
    prints: bytes


@dataclass(frozen=True, slots=True)
class Task:
    """Lines to be cleaned: the folder of the shelf, their bytes, and the site of each."""

    folder: Path
    lines: tuple[bytes, ...]
    known: tuple[tuple[Place, bool], ...]


@dataclass(frozen=True, slots=True)
class Cleaned:
    """One line, cleaned.

    Attributes:
        line: The line that is written; ``None``: the line as it came.
        problem: Why it could not be cleaned.
        removed: Categories of the blocks that were removed.
    """

    line: bytes | None = None
    problem: str = ""
    removed: tuple[str, ...] = field(default=())


def print_batch(lines: Sequence[bytes]) -> list[Printed]:
    """Return the prints of each line, in order."""
    return [_print_line(line) for line in lines]


def _print_line(line: bytes) -> Printed:
    """Return the prints of one line."""
    try:
        entry = read_entry(line)
    except EntryError:
        # The second pass tells of the line; here it only keeps its place among the records.
        return Printed("", b"")
    # The same blocks as in _look_up, or the counts would be of other blocks than are asked for.
    blocks = [entry.blocks[index] for index in looked_at(len(entry.blocks), MAX_BLOCKS)]
    return Printed(entry.host, pack_prints([prints_of(block.text) for block in blocks]))


@lru_cache(maxsize=1)
def _open_cleaner(folder: Path) -> "Cleaner":
    """Open the cleaner of a process, once."""
    # Kept for the life of a worker, so that sites that were read stay in memory.
    return Cleaner(RepeatsStore(folder))


def clean_batch(task: Task) -> list[Cleaned]:
    """Clean lines, in order."""
    cleaner = _open_cleaner(task.folder)
    return [
        cleaner.clean(line, place, taught=taught)
        for line, (place, taught) in zip(task.lines, task.known, strict=True)
    ]


class Cleaner:
    """Cleans lines by the repetitions of their sites on the *shelf*."""

    def __init__(self, shelf: RepeatsStore) -> None:
        self._shelf = shelf

    def clean(self, line: bytes, place: Place, *, taught: bool) -> Cleaned:
        """Clean one line, whose site is at *place*; *taught*: it was compared itself."""
        try:
            entry = read_entry(line)
            removals = self._removals(entry, self._shelf.get(place), taught=taught)
            if not removals:
                return Cleaned()
            return Cleaned(
                write_entry(entry, removals), removed=tuple(each.category for each in removals)
            )
        except EntryError as error:
            return Cleaned(problem=str(error))

    def _removals(self, entry: CorpusEntry, repeats: Repeats, *, taught: bool) -> list[Removal]:
        seen = _look_up(entry, repeats, taught=taught)
        blocks = [
            replace(
                block,
                context=replace(block.context, repeats=seen[index].known, compared=repeats.pages),
            )
            # Blocks in the middle of a very long text are not looked at, and judged without counts.
            if index in seen
            else block
            for index, block in enumerate(entry.blocks)
        ]
        own = {each.position: each for each in strip_blocks(blocks, entry.facts).removed}
        repeated = {
            index: _removal_of(entry, index, each)
            for index, each in seen.items()
            # A title is the article's own, even where many pages of a site share it.
            if each.repeated and index not in own and entry.blocks[index].text != entry.facts.title
        }
        kept = sum(
            len(block.text) for index, block in enumerate(blocks) if index not in own | repeated
        )
        # Only what repetition alone would remove is in doubt; what the rules found stays removed.
        found = own if kept < MIN_KEPT_CHARS else own | repeated
        return [found[index] for index in sorted(found)]


def _look_up(entry: CorpusEntry, repeats: Repeats, *, taught: bool) -> dict[int, RepeatCounts]:
    """Return the counts of each block that is looked at, by its place."""
    places = looked_at(len(entry.blocks), MAX_BLOCKS)
    texts = [entry.blocks[index].text for index in places]
    prints = [prints_of(text) for text in texts]
    found = find_repeats(texts, prints, repeats, taught=taught, authors=entry.facts.authors)
    return dict(zip(places, found, strict=True))


def _removal_of(entry: CorpusEntry, index: int, seen: RepeatCounts) -> Removal:
    """Return the removal of a block that repeats."""
    text = entry.blocks[index].text
    # A name of one word (an agency, a city) stands in many blocks that are about no author.
    author = any(name in text for name in entry.facts.authors if " " in name)
    reason = (
        f"It stands on {seen.others} other articles of {entry.host}, sums, dates and names aside."
    )
    return Removal(text, "bio" if author else "other", REPEATED, reason, index)
