"""A crawl from Python: ``for article in newscrawl.crawl(sites=["news.example"])``.

Theory of operation. A reactor runs once in a process and wants its signals, so that a crawl has a
process of its own: ``newscrawl site … --stdout``. It gives each record once it is on the disk.
Whoever stops reading ends the crawl as Ctrl-C does; the same call goes on with what is left.
"""

import contextlib
import json
import logging
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from newscrawl.corpus.inputs import article_files
from newscrawl.corpus.tables import lines_of
from newscrawl.errors import ConfigError, CrawlError
from newscrawl.exits import SAID, ExitCode
from newscrawl.model.article import Article
from newscrawl.records import read_article

logger = logging.getLogger(__name__)

_PROGRAM = "import sys; from newscrawl.cli.main import main; sys.exit(main())"
_FAILED = {ExitCode.DEFECT, ExitCode.NOT_WRITTEN}
_STOP_S = 20.0
"""So long a crawl has to end in good order before it is killed, which loses nothing either."""


class Crawl(Iterator[Article]):
    """A crawl that runs: iterate for its articles; ``close()``, or leave its ``with`` block, to end it early.

    Attributes:
        code: How it ended, once it has; ``None`` before.
        folder: Folder of the output; records of earlier runs lie there, too (``newscrawl.read``).
    """

    def __init__(self, command: Iterable[str], folder: Path) -> None:
        self.folder = folder
        self.code: ExitCode | None = None
        # A file, not a pipe: nobody reads the log meanwhile, and a full pipe would stop the crawl.
        self._log: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed by _end
        self._process = subprocess.Popen(  # noqa: S603 - our own program
            # Not the installed command: it may be missing from PATH, or belong to another version.
            [sys.executable, "-c", _PROGRAM, *command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=self._log,
        )

    def __next__(self) -> Article:
        """Return the next article, once it is on the disk.

        Raises:
            ConfigError: If an argument is wrong.
            CrawlError: If an error of newscrawl ended the crawl, or a record could not be written.
        """
        if self.code is not None or self._process.stdout is None:
            raise StopIteration
        line = self._process.stdout.readline()
        if line:
            return read_article(line)
        self._end()
        raise StopIteration

    def _end(self) -> None:
        code = ExitCode(self._wait())
        said = self._said()
        # Set before anything is raised: the next call must not wait for the process again.
        self.code = code
        if code == ExitCode.USAGE:
            raise ConfigError(said.removeprefix("newscrawl: "))
        if code in _FAILED:
            raise CrawlError(code, said)
        if code != ExitCode.DONE:
            logger.warning("%s: %s %s", self.folder, SAID[code], said)

    def _wait(self) -> int:
        code = self._process.wait()
        # A negative code is a signal: the crawl did not come to say how it ended.
        return code if code in set(ExitCode) else ExitCode.DEFECT

    def _said(self) -> str:
        """Return the log of the crawl, and close all that led to it."""
        if self._process.stdout is not None:
            self._process.stdout.close()
        self._log.seek(0)
        said = self._log.read().decode("utf-8", "replace").strip()
        self._log.close()
        return said

    def close(self) -> None:
        """End the crawl, if it runs; the same call of ``newscrawl.crawl`` goes on."""
        if self.code is not None:
            return
        self._process.terminate()
        # The pipe is closed after the signal: a crawl that waits to write is woken by that.
        with contextlib.suppress(BrokenPipeError):
            if self._process.stdout is not None:
                self._process.stdout.close()
        try:
            self._process.wait(_STOP_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
        code = self._wait()
        # Killed after its time: stopped all the same, for the state knows what is left.
        self.code = ExitCode.STOPPED if code == ExitCode.DEFECT else ExitCode(code)
        self._log.close()

    def __enter__(self) -> Self:
        """Use it as a context."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: object, trace: TracebackType | None
    ) -> None:
        """End it."""
        self.close()

    def __del__(self) -> None:
        """End it with its last reference."""
        # While Python ends, modules may be gone already; nobody could catch an error here.
        with contextlib.suppress(Exception):
            self.close()


def crawl(  # the arguments of the command line, by the same names
    urls: str | Iterable[str] = (),
    *,
    sites: str | Iterable[str] = (),
    sources: str | Path | None = None,
    output: str | Path = "output",
    since: str = "",
    until: str = "",
    limit: int | None = None,
    languages: str | Iterable[str] = (),
    settings: Mapping[str, Any] | None = None,
) -> Crawl:
    """Crawl pages (*urls*) or sites (*sites*, or those of the file *sources*), and give each article.

    The articles are written below *output* as by the command line, and state is kept there: what
    was crawled before is not fetched again, and not given again; ``newscrawl.read(output)`` gives
    all there is. *since* and *until* are a day, a moment or a span (``7d``), *settings* those of
    docs/settings.md.

    Raises:
        ConfigError: If nothing, or both pages and sites are named. Wrong values are said by the
            iteration.
    """
    pages = _listed(urls)
    places = _listed(sites)
    if bool(pages) + bool(places or sources) != 1:
        raise ConfigError("crawl(): expected either urls=…, or sites=… or sources=…")
    if pages and (since or until or limit or languages):
        raise ConfigError(
            "crawl(): since, until, limit and languages choose among articles of sites, not urls"
        )
    chosen = {
        "--since": since,
        "--until": until,
        "--limit": str(limit or ""),
        "--languages": ",".join(_listed(languages)),
        "--sources": str(sources or ""),
    }
    command = ["crawl" if pages else "site", "--stdout", f"--output={output}"]
    command += [f"{name}={value}" for name, value in chosen.items() if value]
    command += [f"--set={name}={_text(value)}" for name, value in (settings or {}).items()]
    # "--": a URL or a site never counts as an option, whatever it begins with.
    return Crawl([*command, "--", *pages, *places], Path(output))


def _listed(values: str | Iterable[str]) -> list[str]:
    return [values] if isinstance(values, str) and values else list(values)


def _text(value: object) -> str:
    """Return the value of a setting as the command line takes it."""
    if isinstance(value, Mapping):
        return json.dumps(dict(value))
    if isinstance(value, list | tuple | set | frozenset):
        return ",".join(map(str, value))
    # ``bool`` as 1 or 0, which all settings take; "True" would be a text for some.
    return str(int(value)) if isinstance(value, bool) else str(value)


def read(place: str | Path) -> Iterator[Article]:
    """Yield the articles at *place*: a file (JSON lines, ``.gz``, ``.zst``, Parquet), or a folder with runs.

    Raises:
        ConfigError: If there is none, or a line is no record.
    """
    path = Path(place)
    files = [path] if path.is_file() else article_files(path, below=True)
    if not files:
        raise ConfigError(
            f"{place}: no articles there; expected a file, or a folder with articles-* below"
        )
    for file in files:
        for line in lines_of(file):
            try:
                yield read_article(line.data)
            except ValueError as error:
                raise ConfigError(
                    f"{file}, line {line.number}: no record of newscrawl: {error}"
                ) from error
