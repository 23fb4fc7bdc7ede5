"""The pins of a person, on one page: which segments are removed and which stay, whatever other rules say."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from lxml.html import HtmlElement

from newscrawl.boilerplate.pins import read_pins
from newscrawl.extract.body.rulings import Ruling, Verdicts
from newscrawl.extract.segmentation.segments import Segment
from newscrawl.model.items import NO_PINS, Pins

PRUNED = "pin.prune"


@dataclass(frozen=True, slots=True)
class Pinned:
    """The segments of a page that a pin reaches.

    Attributes:
        prune: Verdicts on those that are removed.
        keep: Those that stay → the selector that says so.
    """

    prune: Verdicts = field(default_factory=dict)
    keep: Mapping[int, str] = field(default_factory=dict)

    def settle(self, verdicts: Verdicts) -> Verdicts:
        """Return *verdicts* with the pins' say over them."""
        return self.spare(verdicts | self.prune)

    def spare(self, verdicts: Verdicts) -> Verdicts:
        """Return *verdicts* without those on segments that are pinned to stay."""
        if not self.keep:
            return verdicts
        return {index: verdict for index, verdict in verdicts.items() if index not in self.keep}


def find_pinned(segments: Sequence[Segment], pins: Pins) -> Pinned:
    """Find what *pins* reach, and mark the segments that stay; of nested pins the innermost counts.

    Raises:
        RuleError: If a selector is wrong.
    """
    # Most sources have none, and pay for no look at the elements.
    if pins == NO_PINS:
        return Pinned()
    prune: Verdicts = {}
    keep: dict[int, str] = {}
    pinned = read_pins(pins).pins_of(segment.element for segment in segments)
    for segment, pin in zip(segments, pinned, strict=True):
        if pin is None:
            continue
        if pin.action == "keep":
            keep[segment.index] = pin.selector
            segment.pinned = True
        else:
            prune[segment.index] = _prune_verdict(pin.selector)
    return Pinned(prune, keep)


def divider(pins: Pins) -> Callable[[Sequence[HtmlElement]], bool] | None:
    """Return what tells whether *pins* divide the cells of a row; ``None`` where there are no pins.

    Raises:
        RuleError: If a selector is wrong.
    """
    if pins == NO_PINS:
        return None
    reader = read_pins(pins)
    return lambda cells: len(set(reader.pins_of(cells))) > 1


def _prune_verdict(selector: str) -> Ruling:
    """Return the verdict of a pin."""
    return Ruling("other", PRUNED, f"The sources file says prune = {selector!r}.")
