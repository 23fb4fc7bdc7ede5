"""An extension that listens to a crawl: Scrapy's signals, and the figures at the end."""

import json
from pathlib import Path
from typing import Any, Self

from scrapy import signals
from scrapy.crawler import Crawler

import newscrawl
from newscrawl.extensions.summary import SummaryExtension


class Diary:
    """Write a line to ``diary.jsonl`` in the output folder for each article, each drop, and the end."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._path = Path(crawler.settings["OUTPUT_DIR"]) / "diary.jsonl"

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Connect to the signals."""
        diary = cls(crawler)
        crawler.signals.connect(diary.note_article, signal=signals.item_scraped)
        crawler.signals.connect(diary.note_drop, signal=signals.item_dropped)
        crawler.signals.connect(diary.note_end, signal=signals.spider_closed)
        return diary

    def _note(self, **entry: object) -> None:
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(entry) + "\n")

    def note_article(self, item: Any) -> None:
        """Note a record; it is committed with its page a moment later."""
        if isinstance(item, newscrawl.Article):
            self._note(event="article", url=item.url)

    def note_drop(self, item: Any, exception: Exception) -> None:
        """Note a page without a record: *item* is the ``Page``, or the ``Miss`` of one not fetched."""
        self._note(event="drop", url=item.url, reason=getattr(exception, "reason", "dropped"))

    def note_end(self, reason: str) -> None:
        """Note how the run ended, as run.json says it."""
        summary = self._crawler.get_extension(SummaryExtension)
        outcome = summary.summary.outcome if summary else reason
        self._note(event="end", outcome=outcome)
