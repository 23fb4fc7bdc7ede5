"""The trees that weigh the segments of a page, read from the package's data."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

import numpy as np

from newscrawl.trees import Floats, Trees


@dataclass(frozen=True, slots=True)
class SegmentForest(Trees):
    """Trees whose sum is log-odds.

    Attributes:
        names: The features, in the order of the columns.
    """

    names: tuple[str, ...] = ()

    def scores(self, rows: Floats) -> Floats:
        """Return the log-odds of each of *rows*, of shape (rows, features)."""
        return self.sums(rows)


def chances(scores: Floats) -> Floats:
    """Return log-odds as chances (0–1)."""
    # Clipped: beyond, float32 gives 0 or 1 and the exponential overflows with a warning.
    return np.asarray(1 / (1 + np.exp(-scores.clip(-30, 30))), dtype=np.float32)


def forest_of(data: Mapping[str, Any]) -> SegmentForest:
    """Read a forest from its JSON form."""
    arrays: dict[str, Sequence[float]] = data["nodes"]
    return SegmentForest(
        bias=0.0,
        roots=np.array(data["roots"], np.intp),
        columns=np.array(arrays["feature"], np.intp),
        limits=np.array(arrays["threshold"], np.float32),
        # Left and right side by side, so that one index finds both.
        children=np.array([arrays["left"], arrays["right"]], np.intp).T.ravel(),
        values=np.array(arrays["value"], np.float32),
        depth=int(data["depth"]),
        names=tuple(data["names"]),
    )


@lru_cache(maxsize=1)
def load_forest() -> SegmentForest:
    """Load the forest of the package's data."""
    file = resources.files("newscrawl.extract") / "data" / "segments.json"
    return forest_of(json.loads(file.read_text("utf-8")))
