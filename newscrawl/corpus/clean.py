"""A corpus cleaned: the first pass learns what each site repeats, the second takes it out.

Both read the files line by line; memory is bounded by batches of lines, the hosts' names, and one
bucket of prints (``spool``). A line that cannot be cleaned is passed on as it is, and told; the
rest of a file that is damaged is told, and the others go on.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Protocol

from newscrawl.corpus.batches import Cleaned, Task, clean_batch, print_batch
from newscrawl.corpus.lines import CorpusLine
from newscrawl.corpus.spool import Learned, Spool
from newscrawl.corpus.tables import lines_of
from newscrawl.corpus.workers import Workers
from newscrawl.errors import ConfigError, MissingPackageError

BATCH_BYTES = 1 << 18
BATCH_LINES = 200


@dataclass(slots=True)
class CleanFigures:
    """The outcome of cleaning a corpus.

    Attributes:
        lines: All lines; ``changed``: those that lost a block; ``broken``: those passed on as they
            are.
        sites: Hosts.
        removed: Blocks that were removed, by category.
        damaged: Files whose rest could not be read.
    """

    lines: int = 0
    changed: int = 0
    sites: int = 0
    removed: Counter[str] = field(default_factory=Counter)
    broken: int = 0
    damaged: int = 0


class Output(Protocol):
    """A place that takes lines."""

    def write(self, line: bytes, /) -> object:
        """Write *line*."""


class Corpus:
    """Files to be cleaned together: ``learn``, then ``clean`` each of them, in the same order.

    *folder* takes the data that does not fit into memory; *report* is told each fault and its place. A file
    that is still written to is read as far as it went.
    """

    def __init__(
        self, paths: Sequence[Path], folder: Path, workers: Workers, report: Callable[[str], None]
    ) -> None:
        self._paths, self._folder, self._workers, self._report = paths, folder, workers, report
        # A crawl may append to a file between the passes: both end where it ends now.
        self._sizes = {path: path.stat().st_size for path in paths}
        self.figures = CleanFigures()
        self._learned: Learned | None = None

    def learn(self) -> None:
        """Read all files once, and learn each site.

        Raises:
            OutputError: If there is no room.
        """
        batches = _batched(chain.from_iterable(map(self._lines, self._paths)))
        texts = ([_text_of(line) for line in batch] for batch in batches)
        with closing(Spool(self._folder)) as spool:
            for printed in self._workers.map(print_batch, texts):
                for each in printed:
                    spool.add(each.host, each.prints)
            self._learned = spool.learn()
        self.figures.sites = self._learned.sites

    def _lines(self, path: Path, *, tells: bool = True) -> Iterator[CorpusLine]:
        """Return the lines of *path* up to where it is damaged."""
        try:
            yield from lines_of(path, self._sizes[path])
        # Missing for all files alike; damage is a matter of one file.
        except MissingPackageError:
            raise
        except ConfigError as error:
            if tells:
                self.figures.damaged += 1
                self._report(str(error))

    def clean(self, path: Path, output: Output) -> None:
        """Read the next file once more, and write each line, cleaned, to *output*.

        Raises:
            ConfigError, OutputError: As ``learn``.
        """
        under_way: list[list[CorpusLine]] = []
        for cleaned in self._workers.map(clean_batch, self._tasks(path, under_way)):
            # Workers give batches back in the order in which the batches were taken.
            for line, each in zip(under_way.pop(0), cleaned, strict=True):
                output.write(self._judged(path, line, each))

    def _tasks(self, path: Path, under_way: list[list[CorpusLine]]) -> Iterator[Task]:
        """Return batches; the lines of each are added to *under_way*."""
        # The first pass has told of the damage already.
        for batch in _batched(self._lines(path, tells=False)):
            assert self._learned is not None  # noqa: S101 - learn() comes first
            known = self._learned.take(len(batch))
            # Lines and prints are matched by order alone: one more line would shift all after it.
            if len(known) < len(batch):
                raise ConfigError(
                    f"{path}: has more lines than at the first reading; something writes to it"
                )
            under_way.append(batch)
            yield Task(self._folder, tuple(map(_text_of, batch)), known)

    def close(self) -> None:
        """Close the file of owners, if it is open."""
        if self._learned is not None:
            self._learned.close()

    def _judged(self, path: Path, line: CorpusLine, cleaned: Cleaned) -> bytes:
        """Count the outcome for *line*, and return its bytes."""
        figures = self.figures
        # A line beyond the limit comes in pieces, of which only the last ends with a line feed.
        figures.lines += line.whole or line.data.endswith(b"\n")
        problem = cleaned.problem if line.whole else "too long to be looked at"
        # A blank line is passed on untold: it holds no record that could be missed.
        if problem and line.data.strip():
            figures.broken += 1
            self._report(f"{path}, line {line.number}: passed on as it is: {problem}")
        if cleaned.line is None:
            return line.data
        figures.changed += 1
        figures.removed.update(cleaned.removed)
        return cleaned.line


def _text_of(line: CorpusLine) -> bytes:
    """Return the bytes of a line that is looked at; nothing of one that is too long."""
    return line.data if line.whole else b""


def _batched(lines: Iterable[CorpusLine]) -> Iterator[list[CorpusLine]]:
    """Put lines together, ``BATCH_LINES`` or some ``BATCH_BYTES`` of them."""
    batch: list[CorpusLine] = []
    size = 0
    for line in lines:
        batch.append(line)
        size += len(line.data)
        if size >= BATCH_BYTES or len(batch) >= BATCH_LINES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
