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
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import IO

from scrapy import signals
from scrapy.crawler import Crawler

from newscrawl.corpus.lines import read_lines
from newscrawl.system.terminal import silence_stdout

_POLL_S = 0.1


class Stream:
    """Copy the lines of a run's files to *target* until ``finish``; ``None``: to nowhere."""

    def __init__(self, target: IO[bytes] | None) -> None:
        self._target = target
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None
        self._folder = Path()
        self._given: dict[str, int] = {}
        self._packed: set[str] = set()

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
        for path in sorted(self._folder.glob("articles-*.jsonl*")):
            name, _, ending = path.name.partition(".jsonl")
            # Other endings are files beside the output: parts, and lines kept aside.
            if name in self._packed or ending not in {"", ".gz", ".zst"}:
                continue
            yield from self._lines_of(name, path, packed=bool(ending))

    def _lines_of(self, name: str, path: Path, *, packed: bool) -> Iterator[bytes]:
        """Return the new lines of one file; its bytes are those of the plain file, packed or not."""
        with suppress(FileNotFoundError), ExitStack() as stack:  # it is packed at this moment
            # A packed file has no place to seek to: it is read from its start.
            at, lines = 0, (line.data for line in read_lines(path))
            if not packed:
                file = stack.enter_context(path.open("rb"))
                at, lines = file.seek(self._given.get(name, 0)), (line for line in file)
            for line in lines:
                at += len(line)
                # A line without its line feed is being written: it is given whole at the next look.
                if at > self._given.get(name, 0) and line.endswith(b"\n"):
                    self._given[name] = at
                    yield line
            # A packed file is complete and never grows, so that it need not be read again.
            if packed:
                self._packed.add(name)
