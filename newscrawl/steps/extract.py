"""Pages to records in datatrove, in a process of its own that a page cannot outlast."""

from typing import Any

from datatrove.data import DocumentsPipeline
from datatrove.pipeline.base import PipelineStep
from datatrove.utils.logging import logger
from datatrove.utils.typeshelper import StatHints

from newscrawl.model.items import Page
from newscrawl.steps.documents import document_of
from newscrawl.steps.page import HTML, MIN_CHARS, fetched_at
from newscrawl.steps.sandbox import MAX_BYTES, TIMEOUT_S, Sandbox


class ArticleExtractor(PipelineStep):  # type: ignore[misc] # datatrove has no types
    """Turn each document, the HTML of a page with ``url`` in its metadata, into a record; others are dropped.

    It is the crawl's own path: a page that is no article, or has too little text, gives no record,
    and its reason is counted. Metadata that is read: ``url``, ``date`` (when it was fetched),
    ``content_type``.

    *timeout_s* and *max_bytes* (of memory) hold for a page; one that breaks them is dropped and
    counted.
    """

    type = "EXTRACTOR"
    name = "newscrawl articles"

    def __init__(
        self, min_chars: int = MIN_CHARS, timeout_s: float = TIMEOUT_S, max_bytes: int = MAX_BYTES
    ) -> None:
        super().__init__()
        self.min_chars, self.timeout_s, self.max_bytes = min_chars, timeout_s, max_bytes

    def run(self, data: DocumentsPipeline, rank: int = 0, world_size: int = 1) -> DocumentsPipeline:
        """Return a document for each page that has an article."""
        with Sandbox(self.timeout_s, self.max_bytes) as sandbox:
            for document in data:
                self.stat_update(StatHints.total)
                # Not around the yield: the steps after this one work while this one waits there.
                with self.track_time():
                    page = _page_of(document)
                    record, reason = sandbox.read(page, self.min_chars)
                if record is None:
                    logger.debug(f"{page.url}: {reason}")
                    self.stat_update(StatHints.dropped, f"dropped_{reason}")
                    continue
                self.stat_update(StatHints.forwarded)
                made = document_of(record)
                self.update_doc_stats(made)
                yield made


def _page_of(document: Any) -> Page:
    """Return the page whose HTML *document* has as its text: it is decoded already."""
    url, date, content_type = (
        str(document.metadata.get(name) or "") for name in ("url", "date", "content_type")
    )
    # The text was decoded, so the charset of the header and of the page no longer hold;
    # a charset in the header outweighs that of the page's meta element (WHATWG).
    kind = (content_type if "html" in content_type else HTML).split(";")[0]
    # Lone surrogates, which UTF-8 cannot hold, must not stop the step.
    body = document.text.encode("utf-8", "replace")
    return Page(url, body, f"{kind}; charset=utf-8", fetched_at=fetched_at(date))
