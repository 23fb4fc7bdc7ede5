"""Features of the boxes around a segment: how much text and how many links they hold, their names and kin."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray

from newscrawl.boilerplate.selector_rules import match_selectors, plain_names
from newscrawl.extract.body.feature_table import Floats, Table, numbered
from newscrawl.extract.segmentation.segments import Segment, levels_of
from newscrawl.model.items import Category

CATEGORIES: tuple[Category, ...] = get_args(Category)
LEVELS = 4
"""So many of the innermost boxes around a segment are described."""
NEAR_LEVELS = 3
"""So many of the innermost boxes are those near a segment."""
BODY_NAME = re.compile(
    r"(?:^|-)(?:article|story|post|entry|news|blog|page|main)?-?"
    r"(?:body|content|text|copy|prose|paragraphs?|article|story)(?:$|-)"
)
SIDE_NAME = re.compile(
    r"(?:^|-)(?:side|sidebar|widget|teaser|card|promo|module|menu|nav|navigation|list|grid|item|carousel"
    r"|slider|feed|banner|rail|footer|header|bottom|top|info|meta|tool|tools|bar|box|block|extra|popup|modal"
    r"|recommend\w*|more|latest|popular)(?:$|-)"
)


class PlaceBoxes:
    """The elements around the segments of a page, numbered, with their segments."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        # Boxes get numbers so that sums over them are single
        # calls of numpy, not loops over segments.
        self.levels = list(levels_of(segments))
        numbers = {level: number for number, level in enumerate(self.levels)}
        self.paths = [list(map(numbers.__getitem__, each.path)) for each in segments]
        self.count = len(segments)
        self.nowhere = len(self.levels)
        """Number that stands for no box."""
        # Flat pairs of segment and box: ``owners[i]`` is in the box ``members[i]``.
        self.owners = np.repeat(np.arange(self.count), [len(path) for path in self.paths])
        self.members = np.array(list(chain.from_iterable(self.paths)), dtype=np.int64)
        self.lengths = np.array([len(path) for path in self.paths])
        starts = np.cumsum(self.lengths) - self.lengths
        self.depths = np.arange(len(self.members)) - starts[self.owners]
        """At which place of its path each member is."""

    def parents(self) -> list[int]:
        """Return for each box the number of the one around it, -1 for the outermost."""
        found = np.full(len(self.levels), -1)
        inner = np.flatnonzero(self.depths > 0)
        found[self.members[inner]] = self.members[inner - 1]
        return found.tolist()

    def total(self, values: Floats) -> Floats:
        """Return for each box, and for none, the sum of *values* of its segments."""
        # One entry more, for what is in no box, so that lookups need no condition.
        found = np.bincount(self.members, values[self.owners], self.nowhere + 1)
        return found.astype(np.float64)

    def best_around(self, scores: Floats) -> Floats:
        """Return for each segment the highest score of a box around it."""
        found = np.zeros(self.count)
        np.maximum.at(found, self.owners, scores[self.members])
        return found

    def flags(self, owners: NDArray[Any], values: NDArray[Any], size: int) -> NDArray[np.bool_]:
        """Return for each segment which of *size* values its boxes have; -1 stands for no value."""
        found = np.zeros((self.count, size), dtype=bool)
        found[owners[values >= 0], values[values >= 0]] = True
        return found

    def inner(self, back: int) -> NDArray[Any]:
        """Return for each segment the box *back* levels from the innermost (1), or none."""
        found = np.full(self.count, self.nowhere)
        if len(self.members):
            deep = self.lengths >= back
            found[deep] = self.members[(np.cumsum(self.lengths) - back)[deep]]
        return found

    def ends_among(
        self, chosen: NDArray[np.bool_]
    ) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
        """Return for each segment the innermost box that is *chosen*, the outermost, and the first's depth.

        A segment in none has no box, and the depth -1.
        """
        at = np.flatnonzero(chosen[self.members]) if len(self.members) else np.zeros(0, np.int64)
        inner, outer = np.full(self.count, self.nowhere), np.full(self.count, self.nowhere)
        depth = np.full(self.count, -1)
        inner[self.owners[at]] = self.members[at]  # of several the last counts
        depth[self.owners[at]] = self.depths[at]
        outer[self.owners[at[::-1]]] = self.members[at[::-1]]
        return inner, outer, depth


def _ratio(part: Floats, whole: Floats) -> Floats:
    """Return part ÷ whole, 0 where there is nothing."""
    return np.divide(part, whole, out=np.zeros_like(part, dtype=np.float64), where=whole > 0)


@dataclass(frozen=True, slots=True)
class Sums:
    """The content of each box, by characters; the last entry is no box.

    Attributes:
        counts: Segments.
        sums: ``mass``, ``long``, ``taken``, ``links``: characters of all, of paragraphs, of what
            was taken, of links.
        total: Characters of the page.
    """

    counts: Floats
    sums: Mapping[str, Floats]
    total: float

    def share(self, name: str, level: NDArray[Any]) -> Floats:
        """Return the share (0–1) of the characters of boxes that are *name*."""
        return _ratio(self.sums[name][level], self.sums["mass"][level])


def add_boxes(table: Table, boxes: PlaceBoxes) -> None:
    """Add the content of the boxes around each segment, and of the box of the body by two measures."""
    width, long, taken = table.column("width"), table.column("long"), table.column("taken")
    values = {"mass": width, "long": width * long, "taken": width * taken}
    values["links"] = width * table.column("link_share")
    sums = {name: boxes.total(each) for name, each in values.items()}
    whole = {name: float(each.sum()) or 1.0 for name, each in values.items()}
    held = Sums(boxes.total(np.ones(table.count)), sums, whole["mass"])
    # F1 of "this box is the article": precision and recall of its paragraphs in one number.
    fit_long = 2 * sums["long"] / (sums["mass"] + whole["long"])
    fit_taken = 2 * sums["taken"] / (sums["mass"] + whole["taken"])
    table.add("fit_long", boxes.best_around(fit_long))
    table.add("fit_taken", boxes.best_around(fit_taken))
    for back in range(1, LEVELS + 1):
        level = boxes.inner(back)
        table.add(f"box{back}.mass", sums["mass"][level] / held.total)
        for name in ("long", "taken", "links"):
            table.add(f"box{back}.{name}", held.share(name, level))
        table.add(f"box{back}.count", held.counts[level])
        table.add(f"box{back}.fit", np.append(fit_long[:-1], 0)[level])
    for name, scores in (("core", fit_long), ("body", fit_taken)):
        # A page without boxes has no core: no member has the number -1.
        _add_branches(
            table, boxes, held, name=name, core=int(np.argmax(scores)) if boxes.levels else -1
        )


def _add_branches(table: Table, boxes: PlaceBoxes, held: Sums, *, name: str, core: int) -> None:
    """Add the box *core*, and the part of it in which each segment is."""
    at = np.flatnonzero(boxes.members == core)
    inside = np.full(table.count, -1)
    inside[boxes.owners[at]] = boxes.depths[at]
    branch = np.full(table.count, boxes.nowhere)
    # The next box inwards; a segment whose innermost box is the core itself is in none.
    deeper = at[boxes.depths[at] < boxes.lengths[boxes.owners[at]] - 1]
    branch[boxes.owners[deeper]] = boxes.members[deeper + 1]
    table.add(f"{name}.inside", inside >= 0)
    table.add(f"{name}.below", np.where(inside >= 0, boxes.lengths - inside, -1))
    table.add(f"{name}.mass", held.sums["mass"][core] / held.total)
    table.add(f"{name}.branch_mass", held.sums["mass"][branch] / held.total)
    table.add(f"{name}.branch_links", held.share("links", branch))
    table.add(f"{name}.branch_long", held.share("long", branch))
    table.add(f"{name}.branch_taken", held.share("taken", branch))
    table.add(f"{name}.branch_count", held.counts[branch])


@lru_cache(maxsize=1 << 12)
def _side_of(selectors: tuple[str, ...]) -> tuple[bool, bool]:
    """Return whether selectors are named like a body of text, and like a box next to one."""
    names = plain_names(selectors)
    return any(map(BODY_NAME.search, names)), any(map(SIDE_NAME.search, names))


def add_names(table: Table, boxes: PlaceBoxes) -> None:
    """Add the kinds that the names around each segment tell, and how much text those elements hold."""
    known = [match_selectors(level.selectors) for level in boxes.levels]
    ids = np.array(
        [CATEGORIES.index(found[0][1].category) if found else -1 for found in known] or [-1]
    )
    flags = boxes.flags(boxes.owners, ids[boxes.members], len(CATEGORIES))
    table.add_matrix([f"named.{category}" for category in CATEGORIES], flags)
    inner, outer, depth = boxes.ends_among(ids >= 0)
    table.add("named_up", np.where(depth >= 0, boxes.lengths - depth, -1))
    width = table.column("width")
    sums, long = boxes.total(width), boxes.total(width * table.column("long"))
    table.add("named_inner_long", long[inner] / (long.max() or 1))
    table.add("named_outer_long", long[outer] / (long.max() or 1))
    table.add("named_inner_share", _ratio(long[inner], sums[inner]))
    sides = [_side_of(level.selectors) for level in boxes.levels]
    # Near and in all: "content" far outside says little, "sidebar" anywhere says much.
    close = boxes.depths >= boxes.lengths[boxes.owners] - NEAR_LEVELS
    for which, name in enumerate(("body_named", "side_named")):
        own = np.array([float(side[which]) for side in sides] or [0.0])
        near = np.bincount(boxes.owners[close], own[boxes.members[close]], table.count)
        table.add(f"{name}_near", near)
        table.add(f"{name}_all", np.bincount(boxes.owners, own[boxes.members], table.count))


def add_kin(table: Table, segments: Sequence[Segment], boxes: PlaceBoxes) -> None:
    """Add the kin of each segment: those in elements of the same tags and names, or of the same tags.

    Cards are each in a box of its own (``parents``, ``homes``: boxes for each of them, 0 to 1),
    paragraphs of a story share one.
    """
    width, taken, links = table.column("width"), table.column("taken"), table.column("link_share")
    total = width.sum() or 1.0
    for name, groups in (("kin", _kin_groups(boxes)), ("tags", _tag_groups(boxes))):
        at = np.array(groups)
        counts = np.bincount(at)
        masses, kept, linked = (
            np.bincount(at, each).astype(np.float64)
            for each in (width, width * taken, width * links)
        )
        table.add(f"{name}.count", counts[at])
        table.add(f"{name}.mass", masses[at] / total)
        table.add(f"{name}.taken", _ratio(kept, masses)[at])
        table.add(f"{name}.links", _ratio(linked, masses)[at])
        table.add(f"{name}.mean", (masses / counts)[at])
        for back, above in ((2, "parents"), (3, "homes")):
            # Group and box as one number, so that ``unique``
            # counts the different boxes of each group.
            pairs = at * (boxes.nowhere + 1) + boxes.inner(back)
            apart = np.unique(pairs) // (boxes.nowhere + 1)
            table.add(f"{name}.{above}", (np.bincount(apart, minlength=len(counts)) / counts)[at])


def _kin_groups(boxes: PlaceBoxes) -> list[int]:
    """Number the segments whose innermost boxes have the same tags and names."""
    # Two selectors: further ones are often states and counters that differ within one kin.
    looks = numbered([(level.tag, level.selectors[:2]) for level in boxes.levels])
    return numbered([tuple(map(looks.__getitem__, path[-NEAR_LEVELS:])) for path in boxes.paths])


def _tag_groups(boxes: PlaceBoxes) -> list[int]:
    """Number the segments whose boxes have the same tags."""
    # By element: the tags around it are those around its parent and its own.
    numbers: dict[tuple[int, str], int] = {}
    groups: list[int] = []
    for level, parent in zip(boxes.levels, boxes.parents(), strict=True):
        around = groups[parent] if parent >= 0 else -1
        groups.append(numbers.setdefault((around, level.tag), len(numbers)))
    return numbered([groups[path[-1]] if path else -1 for path in boxes.paths])
