"""Pipelines of one's own: what they get depends on their number, see docs/python.md."""

from typing import Any

from scrapy.exceptions import DropItem

import newscrawl

MIN_WORDS = 10


class LeaveOutBriefs:
    """Drop articles of a few words; run.json counts them as dropped."""

    def process_item(self, item: Any) -> Any:
        """Pass *item* on."""
        if isinstance(item, newscrawl.Article) and len(item.text.split()) < MIN_WORDS:
            raise DropItem(f"{item.url}: fewer than {MIN_WORDS} words")
        return item


class NoteDesk:
    """Say which desk an article is for."""

    def process_item(self, item: Any) -> Any:
        """Add an own field."""
        if isinstance(item, newscrawl.Article):
            item.metadata.extra["desk"] = "sport" if "match" in item.text.lower() else "news"
        return item
