"""Entries for quality scorers that read each page by weights that have not seen its domain.

NEWSCRAWL_FOLDS=FILE names what ``benchmarks.train_segments --folds FILE`` wrote. Scores of these
entries are honest: those of ``benchmarks.entry`` on pages that the weights were trained on are not.
"""

import json
import os
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from benchmarks import entry
from benchmarks.train_segments import fold_of, group_of
from newscrawl.extract.body import decision
from newscrawl.extract.body.trees import SegmentForest, forest_of


@lru_cache(maxsize=1)
def forests() -> tuple[SegmentForest, ...]:
    """Return the weights of the folds."""
    return tuple(map(forest_of, json.loads(Path(os.environ["NEWSCRAWL_FOLDS"]).read_text("utf-8"))))


def use(url: str) -> None:
    """Use the weights that have not seen the domain of *url*."""
    forest = forests()[fold_of(group_of(url))]
    decision.load_forest = lambda: forest  # type: ignore[attr-defined] # the weights are put in their place


def extract(html: str, url: str) -> dict[str, Any]:
    """As ``entry.extract``."""
    use(url)
    return entry.extract(html, url)


def extract_site(pages: Sequence[tuple[str, str]]) -> list[dict[str, Any]]:
    """As ``entry.extract_site``."""
    use(pages[0][0])
    return entry.extract_site(pages)


def record(body: bytes, url: str, content_type: str) -> dict[str, Any] | None:
    """As ``entry.record``."""
    use(url)
    return entry.record(body, url, content_type)
