"""Draft to Article, or a drop with its reason."""

from typing import Any, Self

from scrapy.crawler import Crawler

from newscrawl.discover.articles import is_error_page, is_wall, page_kind
from newscrawl.discover.window import Window
from newscrawl.errors import UrlError
from newscrawl.model.items import Draft, Miss
from newscrawl.pipelines.drops import (
    BY_KIND,
    WALLED,
    BadUrl,
    ErrorPage,
    FetchFailed,
    NoText,
    OutOfWindow,
    TooShort,
    Walled,
    Withdrawn,
    WrongLanguage,
)
from newscrawl.records import make_article
from newscrawl.text.length import letters_of
from newscrawl.traits import traits_of


class ValidatePipeline:
    """Turn each ``Draft`` into an ``Article``, and each ``Miss`` into a drop; other items pass.

    A spider's ``window`` and ``wanted_languages`` hold, where it has them: what is dated outside,
    or is in another language, is dropped. Where the spider chose the URLs by itself
    (``judges_pages``), the page must look like an article too. Settings: ``VALIDATE_MIN_CHARS``,
    ``VALIDATE_MIN_SCORE``, ``VALIDATE_MIN_SCORE_NAMED``.
    """

    def __init__(
        self,
        min_chars: int,
        window: Window | None = None,
        languages: frozenset[str] = frozenset(),
        *,
        min_scores: tuple[float, float] | None = None,
    ) -> None:
        self._min_chars, self._window, self._languages = min_chars, window or Window(), languages
        self._min_scores = min_scores

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it from the crawler's settings."""
        traits, settings = traits_of(crawler), crawler.settings
        scores = (
            settings.getfloat("VALIDATE_MIN_SCORE"),
            settings.getfloat("VALIDATE_MIN_SCORE_NAMED"),
        )
        return cls(
            settings.getint("VALIDATE_MIN_CHARS"),
            traits.window,
            traits.wanted_languages,
            min_scores=scores if traits.judges_pages else None,
        )

    async def process_item(self, item: Any) -> Any:
        """Return the article of *item*.

        Raises:
            PageDropped: If there is none, by reason.
        """
        if isinstance(item, Miss):
            raise (Withdrawn if item.reason == Withdrawn.reason else FetchFailed)(item.message)
        if not isinstance(item, Draft):
            return item
        self._check_text(item)
        self._check_kind(item)
        self._check_wanted(item)
        try:
            return make_article(item)
        except UrlError as error:
            raise BadUrl(str(error)) from error

    def _check_text(self, draft: Draft) -> None:
        length = letters_of(draft.text.strip())
        # A short page may be a consent wall: a failure that is tried again, not a drop.
        if length < self._min_chars and is_wall(draft):
            raise Walled(WALLED)
        if not length:
            raise NoText(f"no text is left; {len(draft.removed)} blocks were removed")
        if length < self._min_chars:
            raise TooShort(f"a text of {length} letters, VALIDATE_MIN_CHARS is {self._min_chars}")

    def _check_wanted(self, draft: Draft) -> None:
        published, language = draft.metadata.published, draft.metadata.language
        # An article without a date is kept: dropping it on a guess would lose it for good.
        if published is not None and not self._window.holds(published.iso):
            raise OutOfWindow(
                f"published {published.iso}, which is not in the time that was asked for",
                ("published", published.iso),
            )
        if self._languages and language is not None and language not in self._languages:
            raise WrongLanguage(f"its language is {language}", ("language", language))

    def _check_kind(self, draft: Draft) -> None:
        # A page that the user asked for is kept whatever it looks like, unless it is an error.
        if self._min_scores is None or (draft.page is not None and draft.page.asked):
            if is_error_page(draft):
                raise ErrorPage("an error that was served as a page")
            return
        named = draft.page is not None and draft.page.named
        # A page that a feed or a news sitemap names as an article has a limit of its own.
        kind = page_kind(draft, self._min_scores[named])
        if kind != "article":
            raise BY_KIND[kind](f"the page does not look like an article: {kind.replace('_', ' ')}")
        # Last: only a page that would pass as an article is asked whether it is a wall.
        if is_wall(draft):
            raise Walled(WALLED)
