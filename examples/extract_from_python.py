"""The record of a page at hand: no crawl, no network."""

import sys
from pathlib import Path

from own_hooks import add_reading_time

import newscrawl

FIELDS = {"title": ["h1.headline", "h1"], "kicker": "p.kicker"}


def main(file: str, url: str) -> None:
    """Print title, text and own fields of the page in *file*."""
    article = newscrawl.extract(
        Path(file).read_bytes(), url, fields=FIELDS, hooks=[add_reading_time]
    )
    print(article.title, article.text, article.metadata.extra, sep="\n\n")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
