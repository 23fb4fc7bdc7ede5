"""The reasons why a page gives no article, each a ``DropItem`` of its own, so that Scrapy counts it by name.

A *drop* is a judgement: the page was read and holds no article. A *failure* is a page that could
not be judged: not fetched, or its extraction crashed; a run with failures exits non-zero.
"""

from typing import ClassVar

from scrapy.exceptions import DropItem


class PageDropped(DropItem):
    """A page gives no article; ``reason`` is the short name that is counted.

    Attributes:
        told: Where the arguments of the run decided: the kind of what the page says of itself
            (``published``, ``language``), and the value.
    """

    reason: ClassVar[str] = "dropped"
    failed: ClassVar[bool] = False

    def __init__(self, message: str, told: tuple[str, str] | None = None) -> None:
        super().__init__(message)
        self.told = told


class EmptyPage(PageDropped):
    """The page has no bytes, or nothing but white space."""

    reason = "empty"


class NotHtml(PageDropped):
    """The bytes are no HTML."""

    reason = "not_html"


class PageTooLarge(PageDropped):
    """The page is larger than extraction accepts."""

    reason = "too_large"


class TooManyElements(PageDropped):
    """The page has more elements than extraction accepts."""

    reason = "too_many_elements"


class BadUrl(PageDropped):
    """The URL that the page came from cannot be in a record."""

    reason = "bad_url"


class NotAnArticle(PageDropped):
    """The page was read, and holds no article; the message says why."""

    reason = "not_an_article"


class ErrorPage(NotAnArticle):
    """An error that the site served as if it were a page."""

    reason = "error_page"


class LoginPage(NotAnArticle):
    """The page asks for a password, and shows little else."""

    reason = "login_page"


class ForumPage(NotAnArticle):
    """A discussion, or questions and answers."""

    reason = "forum"


class ShopPage(NotAnArticle):
    """The page sells something."""

    reason = "shop"


class MediaPage(NotAnArticle):
    """A video, a recording or a gallery without an article."""

    reason = "media"


class ListingPage(NotAnArticle):
    """A front page, a section, or another list of articles."""

    reason = "listing"


class NoText(PageDropped):
    """No text is left."""

    reason = "no_text"


class TooShort(PageDropped):
    """Less text than ``VALIDATE_MIN_CHARS``."""

    reason = "too_short"


class OutOfWindow(PageDropped):
    """The article was published outside of the time that ``since`` and ``until`` ask for."""

    reason = "out_of_window"


class WrongLanguage(PageDropped):
    """The article is in none of the ``languages`` that were asked for."""

    reason = "wrong_language"


class Withdrawn(PageDropped):
    """The article was harvested before, and is not at its URL any more."""

    reason = "withdrawn"


class Unchanged(PageDropped):
    """The article was fetched again, and its text is that of its last record."""

    reason = "unchanged"


class Duplicate(PageDropped):
    """The article was harvested already, at another URL of its site."""

    reason = "duplicate"


class SameArticle(PageDropped):
    """The run holds the article already, by another URL."""

    reason = "same_article"


class RightsReserved(PageDropped):
    """The page reserves a right that ``RIGHTS_OBEY`` names."""

    reason = "rights_reserved"


class PageFailed(PageDropped):
    """A page could not be judged; counted as a failure."""

    reason = "failed"
    failed = True


class FetchFailed(PageFailed):
    """The page could not be fetched."""

    reason = "fetch"


class Walled(PageFailed):
    """A check for robots or a question of consent came in the place of the article; later runs try again."""

    reason = "wall"


WALLED = "the page is a check for robots or a question of consent, not the article"


class WorkerCrashed(PageFailed):
    """The page ended its worker process, twice."""

    reason = "worker_crashed"


class WorkerTimeout(PageFailed):
    """The page took more than ``EXTRACT_TIMEOUT_S``, twice."""

    reason = "worker_timeout"


class WorkerOutOfMemory(PageFailed):
    """The page took more than ``EXTRACT_MEMORY_MAX_BYTES``, twice."""

    reason = "worker_out_of_memory"


class CutOff(PageFailed):
    """The page was cut off within its article, each time that it was fetched; later runs try again."""

    reason = "truncated"


class ExtractionError(PageFailed):
    """Extraction raised an error of its own: a defect of newscrawl."""

    reason = "extraction_error"


class HookFailed(PageFailed):
    """A hook of the user's own raised an error."""

    reason = "hook_failed"


class Stopped(PageFailed):
    """The crawl stopped before the page was read; the same command takes it up again."""

    reason = "stopped"


BY_KIND: dict[str, type[PageDropped]] = {
    drop.reason: drop
    for drop in (ErrorPage, LoginPage, ForumPage, ShopPage, MediaPage, ListingPage, NotAnArticle)
}
"""The drop of each kind of page that ``discover.articles`` names."""

BY_REASON: dict[str, type[PageDropped]] = {
    drop.reason: drop
    for drop in (
        EmptyPage,
        NotHtml,
        PageTooLarge,
        TooManyElements,
        NoText,
        WorkerCrashed,
        WorkerTimeout,
        WorkerOutOfMemory,
        ExtractionError,
        HookFailed,
        Stopped,
    )
}
"""The drop of each reason that extraction gives; ``NotAnArticle`` for all others."""
