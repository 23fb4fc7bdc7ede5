"""What scripts that measure extraction share: reading page sets, comparing two texts."""

import gzip
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

SPACELESS = "\u0e00-\u0e7f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
"""Scripts that are written without spaces: their signs are words."""
WORDS = re.compile(rf"[{SPACELESS}]|[^\W{SPACELESS}]+")


def lines_of(path: Path) -> Iterator[str]:
    """Return the lines of a gzipped file."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        yield from file


def tokens_f1(truth: str, text: str) -> float:
    """Return the F1 (0–1) of two texts as bags of words; two empty ones are alike."""
    wanted, got = Counter(WORDS.findall(truth.lower())), Counter(WORDS.findall(text.lower()))
    size = wanted.total() + got.total()
    return 2 * (wanted & got).total() / size if size else 1.0
