"""Draft to Article, or a drop with its reason."""

from typing import Any, Self

from scrapy.crawler import Crawler

from newscrawl.errors import UrlError
from newscrawl.items import Draft, Miss
from newscrawl.pipelines.drops import BadUrl, FetchFailed, NoText, TooShort
from newscrawl.records import make_article


class ValidatePipeline:
    """Turn each ``Draft`` into an ``Article``, and each ``Miss`` into a drop; other items pass.

    Settings: ``VALIDATE_MIN_CHARS``.
    """

    def __init__(self, min_chars: int) -> None:
        self._min_chars = min_chars

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it from the crawler's settings."""
        return cls(crawler.settings.getint("VALIDATE_MIN_CHARS"))

    async def process_item(self, item: Any) -> Any:
        """Give the article of *item*.

        Raises:
            PageDropped: If there is none, by reason.
        """
        if isinstance(item, Miss):
            raise FetchFailed(item.message)
        if not isinstance(item, Draft):
            return item
        self._check_text(item)
        try:
            return make_article(item)
        except UrlError as error:
            raise BadUrl(str(error)) from error

    def _check_text(self, draft: Draft) -> None:
        length = len(draft.text.strip())
        if not length:
            raise NoText(f"no text is left; {len(draft.removed)} blocks were removed")
        if length < self._min_chars:
            raise TooShort(f"{length} characters of text, VALIDATE_MIN_CHARS is {self._min_chars}")
