"""Pages to records, in a process of its own that a page cannot outlast, as datatrove's extractors work."""

import asyncio
import json
import resource
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from datatrove.data import DocumentsPipeline
from datatrove.pipeline.base import PipelineStep
from datatrove.pipeline.extractors.base import ExtractorSandbox
from datatrove.utils.logging import logger
from datatrove.utils.typeshelper import StatHints

from newscrawl.errors import ExtractError
from newscrawl.extract.page import extract_page
from newscrawl.model.items import Page
from newscrawl.model.moments import format_utc
from newscrawl.pipelines.drops import PageDropped
from newscrawl.pipelines.extract import with_page
from newscrawl.pipelines.validate import ValidatePipeline
from newscrawl.records import json_line
from newscrawl.steps.documents import document_of

HTML = "text/html; charset=utf-8"


class ArticleExtractor(PipelineStep):  # type: ignore[misc] # datatrove has no types
    """Turn each document, the HTML of a page with ``url`` in its metadata, into a record; others are dropped.

    It is the crawl's own path: a page that is no article, or has too little text, gives no record, and its
    reason is counted. Metadata that is read: ``url``, ``date`` (when it was fetched), ``content_type``.

    *timeout_s* and *max_bytes* (of memory) hold for a page; one that breaks them is dropped and counted.
    """

    type = "EXTRACTOR"
    name = "newscrawl articles"

    def __init__(self, min_chars: int = 50, timeout_s: float = 20.0, max_bytes: int = 2 * 1024**3) -> None:
        super().__init__()
        self.min_chars, self.timeout_s, self.max_bytes = min_chars, timeout_s, max_bytes

    def run(self, data: DocumentsPipeline, rank: int = 0, world_size: int = 1) -> DocumentsPipeline:
        """Give a document for each page that has an article."""
        with ExtractorSandbox(timeout=self.timeout_s, warmup_text=("", {}, 0, self.max_bytes)) as sandbox:
            for document in data:
                self.stat_update(StatHints.total)
                with self.track_time():
                    record, reason = self._read(sandbox, document)
                if record is None:
                    self.stat_update(StatHints.dropped, f"dropped_{reason}")
                    continue
                self.stat_update(StatHints.forwarded)
                made = document_of(record)
                self.update_doc_stats(made)
                yield made

    def _read(self, sandbox: ExtractorSandbox, document: Any) -> tuple[dict[str, Any] | None, str]:
        facts = {name: str(document.metadata.get(name) or "") for name in ("url", "date", "content_type")}
        try:
            found = sandbox.process_document(
                (document.text, facts, self.min_chars, self.max_bytes), read_page
            )
        except TimeoutError:
            found = (None, "timeout")
        except EOFError:  # its process is gone
            found = (None, "worker_crashed")
        if found[0] is None:
            logger.debug(f"{facts['url']}: {found[1]}")
        return found  # type: ignore[no-any-return]


def read_page(
    html: str, facts: dict[str, str], min_chars: int, max_bytes: int
) -> tuple[dict[str, Any] | None, str]:
    """Return the record of a page, or why there is none; an empty page only sets the limit of memory."""
    if not html:
        _limit_memory(max_bytes)
        return None, "empty"
    content_type = facts["content_type"] if "html" in facts["content_type"] else HTML
    page = Page(
        facts["url"],
        html.encode("utf-8", "replace"),
        content_type.split(";")[0] + "; charset=utf-8",
        fetched_at=_fetched(facts["date"]),
    )
    try:
        draft = extract_page(page)
        article = asyncio.run(ValidatePipeline(min_chars).process_item(with_page(draft, page)))
    except (ExtractError, PageDropped) as error:
        return None, error.reason
    except MemoryError:
        return None, "worker_out_of_memory"
    except Exception as error:
        return None, f"extraction_error_{type(error).__name__}"
    record: dict[str, Any] = json.loads(json_line(article))
    return record, ""


def _limit_memory(max_bytes: int) -> None:
    """Let this process have *max_bytes* beyond what it has: a worker of Ray maps gigabytes of others."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = pages * resource.getpagesize() + max_bytes
    resource.setrlimit(
        resource.RLIMIT_AS, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard)
    )


def _fetched(date: str) -> str:
    try:
        time = datetime.fromisoformat(date)
    except ValueError:
        return format_utc(datetime.now(UTC))
    return format_utc(time.replace(tzinfo=time.tzinfo or UTC))
