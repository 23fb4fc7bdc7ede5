"""Article to one line in the run's folder.

The line is handed to the scheduler, which keeps it until its page has ended and then commits it
together with the page's done mark, see ``state.ledger``.
"""

import logging
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

from scrapy.crawler import Crawler

from newscrawl.errors import ConfigError, OutputError
from newscrawl.model.article import Article
from newscrawl.pipelines.drops import SameArticle
from newscrawl.pipelines.revise import next_version, version_of
from newscrawl.records import json_line
from newscrawl.session import find_session
from newscrawl.state.files import write_whole
from newscrawl.state.ledger import OutputLine
from newscrawl.state.shapes import FileShape
from newscrawl.system.disk import reported
from newscrawl.traits import traits_of
from newscrawl.typed.card import MARK, folder_card

logger = logging.getLogger(__name__)


def _require_writable(output_dir: Path) -> None:
    """Make sure, before anything else begins, that files can be made in *output_dir*.

    Raises:
        OutputError: If they cannot.
    """
    try:
        output_dir.mkdir(parents=True, exist_ok=True)
        # A real file, not ``os.access``: a full disk or a quota shows only by that.
        with tempfile.TemporaryFile(dir=output_dir):
            pass
    except OSError as error:
        raise OutputError(
            f"{output_dir}: cannot be written: {error.strerror}; set OUTPUT_DIR to another folder"
        ) from error


class WritePipeline:
    """Write each ``Article`` to ``<OUTPUT_DIR>/<spider>/<run>/articles-00001.jsonl``; other items pass.

    Settings: ``OUTPUT_DIR``, ``OUTPUT_MAX_BYTES``, ``OUTPUT_MAX_RECORDS``, ``OUTPUT_COMPRESSION``,
    ``OUTPUT_FORMAT``, ``OUTPUT_REMOVED``. Stats: ``write/folder``, ``write/articles``,
    ``write/late_refused``.

    Changes that a pipeline after this one makes to an article are written too, except to its
    ``id``, by which the state knows it already. A change that cannot be written is refused, and
    the record stays as it was here.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it.

        Raises:
            OutputError: If the output folder cannot be written; no request has been sent then.
        """
        _require_writable(Path(crawler.settings["OUTPUT_DIR"]))
        return cls(crawler)

    async def open_spider(self) -> None:
        """Find the run's folder.

        Raises:
            ConfigError: If the scheduler is not newscrawl's.
        """
        session = find_session(self._crawler)
        if session is None:
            raise ConfigError(
                "pipelines.write needs SCHEDULER = 'newscrawl.scheduler.FrontierScheduler'; with"
                " another, leave it out of ITEM_PIPELINES and use -o file.jsonl"
            )
        self._session = session
        self._crawler.stats.set_value("write/folder", session.run.folder)
        # The last pipeline sees the final item: no second serialisation is needed.
        if self._crawler.engine.scraper.itemproc.middlewares[-1] is not self:
            session.final = self._final
        self._write_card()

    def _write_card(self) -> None:
        """Let Hugging Face datasets load the output folder: all runs, with the types of their records."""
        settings, folder = self._crawler.settings, Path(self._crawler.settings["OUTPUT_DIR"])
        shape = FileShape(settings["OUTPUT_FORMAT"], settings["OUTPUT_COMPRESSION"])
        card, data = folder / "README.md", folder_card(shape.ending).encode()
        with reported(card):
            before = card.read_bytes() if card.exists() else MARK.encode()
        if before != data and MARK.encode() in before:  # else it is somebody's own
            write_whole(card, data, shared=True)  # two crawls may begin at once

    def _lean(self, article: Article) -> Article:
        """Return *article*, without its removals where ``OUTPUT_REMOVED`` is ``none``."""
        if self._crawler.settings["OUTPUT_REMOVED"] != "none":
            return article
        return replace(article, metadata=replace(article.metadata, removed=[]))

    def _line(self, article: Article) -> OutputLine:
        version = version_of(article) if traits_of(self._crawler).revises else None
        return OutputLine(article.id, json_line(self._lean(article)), version)

    def _final(self, item: object, staged: OutputLine) -> OutputLine:
        """Return the line of *item*, which later pipelines may have changed since it was *staged*."""
        if not isinstance(item, Article):
            return staged
        if item.id != staged.id:
            return self._refuse(item, staged, f"the id {staged.id} was changed to {item.id!r:.60}")
        try:
            return self._line(item)
        # Types and values that a user's pipeline may have put into the record.
        except (TypeError, ValueError, AttributeError) as error:
            return self._refuse(item, staged, str(error))

    def _refuse(self, item: Article, staged: OutputLine, why: str) -> OutputLine:
        self._crawler.stats.inc_value("write/late_refused")
        logger.error(
            "%s: what a pipeline after WritePipeline changed cannot be written, and the record is "
            "as it was before: %s",
            item.url,
            why,
        )
        return staged

    async def process_item(self, item: Any) -> Any:
        """Hand on the line of *item* if it is an article.

        Raises:
            SameArticle: If the run holds it already.
        """
        if not isinstance(item, Article):
            return item
        # ``stage`` refuses an id that the run holds: by another URL, or by an earlier capture.
        if not self._session.stage(item, self._line(item)):
            item = self._later_text(item)
        self._crawler.stats.inc_value("write/articles")
        return item

    def _later_text(self, item: Article) -> Article:
        """Stage *item* as a revision, where its text is another than that of the record that came before it.

        Two pages of one article, as an archive has them, may have been compared with the state at
        one time.
        """
        if traits_of(self._crawler).has_captures:
            later = next_version(item, self._crawler)
            if self._session.stage(later, self._line(later)):
                return later
        raise SameArticle("the run holds this article already")
