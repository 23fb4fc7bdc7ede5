"""Records of a run on standard output, as soon as they are on the disk.

Theory of operation. The files of a run are the truth: a line that is in one is committed, or will
be. A thread reads new lines and passes them on, so that a reader who takes its time holds
up nothing but itself. Lines that an earlier run wrote to the same files are not given again. A
reader that goes away ends the crawl as Ctrl-C does: nothing is lost, and the same command goes on.
"""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from scrapy import signals
from scrapy.crawler import Crawler

from newscrawl.corpus.inputs import article_files
from newscrawl.corpus.tables import lines_of
from newscrawl.system.terminal import silence_stdout

_POLL_S = 0.1
_PLAIN = "jsonl"


@dataclass(slots=True)
class _Given:
    """What was given of a file: its lines, and their bytes while it was plain."""

    lines: int = 0
    bytes: int = 0
    is_packed: bool = False


class Stream:
    """Copy the lines of a run's files to *target* until ``finish``; ``None``: to nowhere."""

    def __init__(self, target: IO[bytes] | None) -> None:
        self._target = target
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None
        self._folder = Path()
        self._given: dict[str, _Given] = {}

    def follow(self, crawler: Crawler) -> None:
        """Begin with the files of *crawler* once they are known."""
        self._crawler = crawler
        if self._target is not None:
            # The folder of the run is chosen while the spider is opened, not before.
            crawler.signals.connect(self._start, signal=signals.spider_opened)

    def _start(self) -> None:
        self._folder = Path(self._crawler.stats.get_value("write/folder", ""))
        for _ in self._lines():  # of an earlier run that is taken up
            pass
        # A daemon: where the run fails before finish(), it does not keep the process alive.
        self._thread = threading.Thread(target=self._copy, daemon=True)
        self._thread.start()

    def finish(self) -> None:
        """Pass on the remaining lines, and end."""
        self._ended.set()
        if self._thread is not None:
            self._thread.join()

    def _copy(self) -> None:
        try:
            while not self._ended.wait(_POLL_S):
                self._pass_on()
            self._pass_on()
        except OSError:  # the reader has gone
            silence_stdout()
            # After the run there is nothing to stop, and the signal would only spoil the exit code.
            if not self._ended.is_set():
                os.kill(os.getpid(), signal.SIGINT)

    def _pass_on(self) -> None:
        assert self._target is not None  # noqa: S101 - no thread is started without one
        for line in self._lines():
            self._target.write(line)
        self._target.flush()

    def _lines(self) -> Iterator[bytes]:
        """Return the whole lines of all files that were not given yet."""
        # By name, which is in the order of writing: the numbers have leading zeros.
        for path in article_files(self._folder):
            name, _, ending = path.name.partition(".")
            given = self._given.setdefault(name, _Given())
            if given.is_packed:
                continue
            yield from _lines_of(path, given) if ending == _PLAIN else _packed_lines(path, given)


def _lines_of(path: Path, given: _Given) -> Iterator[bytes]:
    """Return the new lines of a plain file."""
    with suppress(FileNotFoundError), path.open("rb") as file:  # it is packed at this moment
        file.seek(given.bytes)
        for line in file:
            # A line without its line feed is being written: it is given whole at the next look.
            if not line.endswith(b"\n"):
                return
            given.bytes += len(line)
            given.lines += 1
            yield line


def _packed_lines(path: Path, given: _Given) -> Iterator[bytes]:
    """Return the new lines of a file that was packed; it is complete, and not read again.

    They are counted, for its bytes need not be those of the plain file: it may be Parquet, or
    without what was removed.
    """
    for line in lines_of(path):
        if line.number > given.lines:
            yield line.data
    given.is_packed = True
