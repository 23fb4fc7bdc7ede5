"""How much the text of a page depends on the page's shape.

python -m benchmarks.robustness FILE… [--pages 100] [--show]

Changes pages of sets (gzipped JSON lines) in what must not matter (``benchmarks.shapes``) and
prints for each change on how many pages the text stays the same within 2 % (token F1 of the two
texts at least .98).
"""

import argparse
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from benchmarks.scores import lines_of, tokens_f1
from benchmarks.shapes import SHAPES
from newscrawl.errors import ExtractError
from newscrawl.extract.page import extract_page
from newscrawl.model.items import Page

SAME = 0.98
MAX_CHARS = 600_000


def text_of(html: str, url: str) -> str:
    """Return the text of a page, or nothing."""
    try:
        return extract_page(
            Page(url, html.encode("utf-8", "replace"), "text/html; charset=utf-8")
        ).text
    except ExtractError:
        return ""


def pages_of(paths: Iterable[Path], count: int) -> Iterator[tuple[str, str]]:
    """Return *count* pages, evenly from all sets."""
    rows = [
        row
        for path in paths
        for row in map(json.loads, lines_of(path))
        if len(row["html"]) < MAX_CHARS
    ]
    step = max(1, len(rows) // count)
    yield from ((row["url"], row["html"]) for row in rows[::step][:count])


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--pages", type=int, default=100)
    parser.add_argument("--show", action="store_true", help="name the pages that change")
    options = parser.parse_args()
    alike: dict[str, list[float]] = defaultdict(list)
    for url, html in pages_of(options.files, options.pages):
        before = text_of(html, url)
        for name, change in SHAPES.items():
            alike[name].append(tokens_f1(before, text_of(change(html), url)))
            if options.show and alike[name][-1] < SAME:
                print(f"{name:14} {alike[name][-1]:.3f} {url[:100]}")
    for name, values in alike.items():
        same = sum(value >= SAME for value in values)
        print(
            f"{name:14} same on {same} of {len(values)} pages, mean F1 {sum(values) / len(values):.4f}"
        )


if __name__ == "__main__":
    main()
