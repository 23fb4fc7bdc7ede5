"""Evidence weighed: a linear model over named features, and over what it says of the neighbouring blocks.

The weights are data (``data/weights.json``), made by ``benchmarks/train.py``; each belongs to a feature of
``evidence.py`` and can be read by a person. Two passes: the first looks at each block by itself, the second
adds the first one's opinion of the two blocks before and after, so that a run is found and not its loudest
line only.
"""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

Features = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Model:
    """Weights by feature name, for each of the two passes."""

    alone: Mapping[str, float]
    among: Mapping[str, float]

    def scores(self, rows: Sequence[Features]) -> list[float]:
        """Give for each block the logit of its being boilerplate; above 0 it is the likelier."""
        first = [dot(self.alone, row) for row in rows]
        return [dot(self.among, row) for row in with_neighbours(rows, first)]


def dot(weights: Mapping[str, float], row: Features) -> float:
    """Give the weighted sum of *row*."""
    return weights.get("bias", 0.0) + sum(weights.get(name, 0.0) * value for name, value in row.items())


def with_neighbours(rows: Sequence[Features], logits: Sequence[float]) -> Iterator[dict[str, float]]:
    """Give *rows* with what the first pass says of each block and of its neighbours."""
    opinions = [math.tanh(logit / 4) for logit in logits]
    mean = sum(opinions) / max(1, len(opinions))
    before, after = 0.5, suffix_minima(opinions)
    for index, row in enumerate(rows):
        near = {
            f"r:{offset:+d}": opinions[index + offset]
            for offset in (-2, -1, 0, 1, 2)
            if 0 <= index + offset < len(rows)
        }
        near["r:between"] = min(near.get("r:-1", -1.0), near.get("r:+1", -1.0))
        near["r:to_end"] = after[index + 1]
        near["r:from_start"] = before
        near["r:mean"] = mean
        before = min(before, opinions[index])
        yield {**row, **near}


def suffix_minima(opinions: Sequence[float]) -> list[float]:
    """Give for each place the smallest opinion from there to the end; 0.5 past it."""
    minima = [0.5]
    for opinion in reversed(opinions):
        minima.append(min(minima[-1], opinion))
    return minima[::-1]


@cache
def load_model() -> Model:
    """Load the weights of the package."""
    text = (files("newscrawl.boilerplate") / "data" / "weights.json").read_text(encoding="utf-8")
    value: dict[str, dict[str, float]] = json.loads(text)
    return Model(value["alone"], value["among"])
