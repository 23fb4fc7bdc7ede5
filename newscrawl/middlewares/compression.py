"""Content codings of answers, undone within a budget."""

from collections.abc import Sequence
from typing import Any, Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response, TextResponse
from scrapy.responsetypes import responsetypes

from newscrawl.meta import TRUNCATE
from newscrawl.refusals import RefusedError
from newscrawl.web.content_coding import CodingError, codings, decode_body

_ACCEPTED = b"gzip, deflate, br, zstd"


class CompressionMiddleware:
    """In the place of Scrapy's: bounded in layers too, and forgiving as a browser is.

    Settings: ``DOWNLOAD_MAXSIZE`` (of the decoded body as well), ``DOWNLOAD_CODINGS_MAX``. Stats:
    ``refused/too_large_decoded``, ``refused/too_many_codings``, ``refused/too_many_frames``,
    ``refused/unknown_coding``.
    """

    def __init__(self, crawler: Crawler, max_bytes: int, max_layers: int) -> None:
        self._crawler, self._max_bytes, self._max_layers = crawler, max_bytes, max_layers

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it from the crawler's settings."""
        settings = crawler.settings
        return cls(
            crawler, settings.getint("DOWNLOAD_MAXSIZE"), settings.getint("DOWNLOAD_CODINGS_MAX")
        )

    def process_request(self, request: Request) -> None:
        """Name the codings that are understood."""
        # ``setdefault``: a source may ask for other codings, or for none, by headers of its own.
        request.headers.setdefault("Accept-Encoding", _ACCEPTED)

    def process_response(self, request: Request, response: Response) -> Response:
        """Undo the codings of *response*.

        Raises:
            RefusedError: If it decodes to too much, has too many layers or an unknown one.
        """
        applied = codings(
            value.decode("latin-1") for value in response.headers.getlist("Content-Encoding")
        )
        # RFC 9110 9.3.2: a HEAD answer names the coding of a body that it does not carry.
        if not applied or not response.body or request.method == "HEAD":
            return response
        try:
            body = self._decode(request, response.body, applied)
        except CodingError as error:
            self._crawler.stats.inc_value(f"refused/{error.reason}")
            raise RefusedError(error.reason, f"{request.url}: {error}") from error
        return _with_body(response, body)

    def _decode(self, request: Request, body: bytes, applied: Sequence[str]) -> bytes:
        cut_at: int | None = request.meta.get(TRUNCATE)
        return decode_body(
            body,
            tuple(applied),
            # robots.txt is read to a limit (RFC 9309 2.5) and may end there; a page must be whole.
            max_bytes=self._max_bytes if cut_at is None else cut_at,
            max_layers=self._max_layers,
            cut=cut_at is not None,
        )


def _with_body(response: Response, body: bytes) -> Response:
    headers = response.headers.copy()
    del headers["Content-Encoding"]
    # Scrapy chose the class of the response by bytes that were still compressed.
    kind = responsetypes.from_args(headers=headers, url=response.url, body=body)
    changes: dict[str, Any] = {"body": body, "headers": headers}
    if issubclass(kind, TextResponse):
        changes["encoding"] = None  # the one that was guessed from the coded bytes is none
    return response.replace(cls=kind, **changes)
