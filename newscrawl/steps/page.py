"""A page to its record, by the path of a crawl; run as a program, page after page from standard input.

A page comes as its length in eight bytes and, pickled, itself with the least number of characters;
the answer is one line of JSON: the record or null, and the reason why there is none. Strangers'
pages are read in that program, so no object of Python comes back from it.
"""

import asyncio
import json
import pickle
import resource
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from newscrawl.errors import ExtractError
from newscrawl.extract.page import extract_page
from newscrawl.model.items import Page
from newscrawl.model.moments import format_utc
from newscrawl.pipelines.drops import PageDropped
from newscrawl.pipelines.extract import with_page
from newscrawl.pipelines.validate import ValidatePipeline
from newscrawl.records import json_line
from newscrawl.system.memory import limit_memory

HTML = "text/html; charset=utf-8"
MIN_CHARS = 50
LENGTH_BYTES = 8
Answer = tuple[dict[str, Any] | None, str]


def _read_page(page: Page, min_chars: int = MIN_CHARS) -> Answer:
    """Return the record of *page*, or why there is none; its text has *min_chars* characters at least."""
    try:
        draft = extract_page(page)
        article = asyncio.run(ValidatePipeline(min_chars).process_item(with_page(draft, page)))
    except (ExtractError, PageDropped) as error:
        return None, error.reason
    # An Exception as well, so it is caught first.
    except MemoryError:
        return None, "worker_out_of_memory"
    # Whatever a stranger's page breaks: it is an answer, and the next page is read.
    except Exception as error:
        return None, f"extraction_error_{type(error).__name__}"
    record: dict[str, Any] = json.loads(json_line(article))
    return record, ""


def fetched_at(date: str) -> str:
    """Return *date* (ISO 8601) as records have it; the present time where it is not one."""
    try:
        time = datetime.fromisoformat(date)
    except ValueError:
        return format_utc(datetime.now(UTC))
    return format_utc(time.replace(tzinfo=time.tzinfo or UTC))


def main() -> None:
    """Answer page after page, until standard input ends; the argument is the memory for a page, in bytes."""
    # After the imports, so that the libraries do not count as the page's.
    _limit_memory(int(sys.argv[1]))
    stdin, stdout = sys.stdin.buffer, sys.stdout.buffer
    while length := stdin.read(LENGTH_BYTES):
        page, min_chars = pickle.loads(stdin.read(int.from_bytes(length, "little")))  # noqa: S301 - our own
        stdout.write(json.dumps(_read_page(page, min_chars)).encode() + b"\n")
        stdout.flush()


def _limit_memory(max_bytes: int) -> None:
    """Let this process have *max_bytes* beyond the addresses that its libraries have taken."""
    taken = (
        # The first field of statm: all pages that are mapped, as RLIMIT_AS counts them.
        int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        * resource.getpagesize()
    )
    limit_memory(taken + max_bytes)


if __name__ == "__main__":
    main()
