"""Article to one line in the run's folder."""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from scrapy.crawler import Crawler

from newscrawl.errors import OutputError
from newscrawl.items import Article
from newscrawl.records import json_line


class LineFile:
    """A file that lines are appended to, whole or not at all.

    A write that fails (no space left, file too large) is cut off again, so that the file never ends in a
    torn line.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o644)
        self.offset = os.fstat(self._fd).st_size

    def append(self, lines: bytes) -> int:
        """Append whole *lines*; give the offset after them.

        Raises:
            OutputError: If they cannot be written; the file is as it was.
        """
        view = memoryview(lines)
        try:
            while view:
                view = view[os.write(self._fd, view) :]
        except OSError as error:
            os.ftruncate(self._fd, self.offset)
            raise OutputError(f"{self.path}: cannot be written: {error.strerror}") from error
        self.offset += len(lines)
        return self.offset

    def sync(self) -> None:
        """Wait until all that was appended is on the disk."""
        os.fsync(self._fd)

    def close(self) -> None:
        """Sync, and close the file."""
        self.sync()
        os.close(self._fd)


def create_run_folder(output_dir: Path, spider: str) -> Path:
    """Create ``<output_dir>/<spider>/<UTC time>``, new even when two runs start in one second.

    Raises:
        OutputError: If it cannot be created.
    """
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    number = 1
    while True:
        folder = output_dir / spider / (stamp if number == 1 else f"{stamp}-{number}")
        try:
            folder.mkdir(parents=True)
        except FileExistsError:
            if not folder.is_dir():
                raise OutputError(f"{folder}: cannot be created: a file is in its place") from None
            number += 1
        except OSError as error:
            raise OutputError(
                f"{folder}: cannot be created: {error.strerror}; set OUTPUT_DIR to another folder"
            ) from error
        else:
            return folder


class WritePipeline:
    """Write each ``Article`` to ``<OUTPUT_DIR>/<spider>/<run>/articles-00001.jsonl``; other items pass.

    Settings: ``OUTPUT_DIR``. Stats: ``write/folder``, ``write/articles``.
    """

    def __init__(self, crawler: Crawler, output_dir: Path) -> None:
        self._crawler, self._output_dir = crawler, output_dir

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it from the crawler's settings."""
        return cls(crawler, Path(crawler.settings["OUTPUT_DIR"]))

    async def open_spider(self) -> None:
        """Create the run's folder and file.

        Raises:
            OutputError: If they cannot be created; no request has been sent then.
        """
        spider = self._crawler.spider
        folder = create_run_folder(self._output_dir, spider.name if spider else "spider")
        self._file = LineFile(folder / "articles-00001.jsonl")
        self._crawler.stats.set_value("write/folder", str(folder))

    async def close_spider(self) -> None:
        """Sync and close the file."""
        if hasattr(self, "_file"):
            self._file.close()

    async def process_item(self, item: Any) -> Any:
        """Write *item* if it is an article.

        Raises:
            OutputError: If it cannot be written.
        """
        if isinstance(item, Article):
            self._file.append(json_line(item))
            self._crawler.stats.inc_value("write/articles")
        return item
