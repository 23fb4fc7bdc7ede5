"""Are texts, fields and removals what they were? One line per page, to compare before and after.

Run ``python -m benchmarks.same FILE ... > before``, change the code, run it again into ``after``;
``diff`` shows each page that differs.
"""

import argparse
import gzip
import json
from collections.abc import Iterator
from dataclasses import astuple
from hashlib import blake2b
from pathlib import Path

from newscrawl.demo.server import SITE
from newscrawl.errors import NewscrawlError
from newscrawl.extract.page import extract_page
from newscrawl.model.items import Draft, Page

OWN = (Path(__file__).parents[1] / "tests" / "fixtures" / "pages", SITE)


def main() -> None:
    """Print the digest and the URL of each page."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.same",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "files",
        nargs="*",
        type=Path,
        metavar="FILE",
        help="*.html, or *.jsonl.gz with html and url; the pages of the tests and the demo without",
    )
    own = sorted(path for folder in OWN for path in folder.rglob("*.html"))
    for path in parser.parse_args().files or own:
        for page in pages(path):
            print(f"{digest(page):32}  {page.url}")


def pages(path: Path) -> Iterator[Page]:
    """Return the pages of a file, in order."""
    if path.suffix != ".gz":
        yield Page(
            f"https://page.example/{path.parent.name}/{path.stem}", path.read_bytes(), "text/html"
        )
        return
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            told = json.loads(line)
            yield Page(
                told.get("url") or f"https://page.example/{number}",
                told["html"].encode(),
                "text/html",
            )


def digest(page: Page) -> str:
    """Return a digest of all that extraction makes of *page*, or the reason why it makes nothing."""
    try:
        draft = extract_page(page)
    except NewscrawlError as error:
        return str(getattr(error, "reason", type(error).__name__))
    return blake2b(
        repr(told_of(draft)).encode("utf-8", "backslashreplace"), digest_size=16
    ).hexdigest()


def told_of(draft: Draft) -> tuple[object, ...]:
    """Return the parts of *draft* that come out, in order."""
    blocks = tuple((block.kind, block.text) for block in draft.blocks)
    fields = (
        draft.standfirst,
        draft.byline,
        draft.dateline,
        draft.captions,
        draft.credits,
        draft.updates,
    )
    removed = tuple(astuple(one) for one in draft.removed)
    return (
        blocks,
        removed,
        astuple(draft.metadata),
        fields,
        draft.flags,
        draft.notices,
        astuple(draft.signs),
    )


if __name__ == "__main__":
    main()
