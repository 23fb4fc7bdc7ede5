"""The pins of a person on one page: what they reach, whatever other rules say."""

import pytest

from newscrawl.errors import RuleError
from newscrawl.extract.body.pinned import PRUNED, Pinned, divider, find_pinned
from newscrawl.extract.body.structure import HEADLINE, LINK_ONLY
from newscrawl.model.items import NO_PINS, Pins
from tests.support.segmented import rules_of, segments_of

BODY = (
    "<main><p>Мост открыт.</p><div class=box><p>広告です。</p><p class=note>إعلان</p></div></main>"
)


@pytest.mark.parametrize(
    ("pins", "pruned", "kept"),
    [
        pytest.param(NO_PINS, [], {}, id="none"),
        pytest.param(Pins(prune=("div.box",)), ["広告です。", "إعلان"], {}, id="a box goes"),
        pytest.param(Pins(keep=("p.note",)), [], {2: "p.note"}, id="a paragraph stays"),
        pytest.param(
            Pins(prune=("div.box",), keep=("p.note",)), ["広告です。"], {2: "p.note"}, id="the inner stays"
        ),
        pytest.param(
            Pins(prune=("p.note",), keep=("div.box",)), ["إعلان"], {1: "div.box"}, id="the inner goes"
        ),
        pytest.param(Pins(prune=("main",)), ["Мост открыт.", "広告です。", "إعلان"], {}, id="all goes"),
        pytest.param(Pins(prune=("nav",), keep=("aside",)), [], {}, id="nothing is reached"),
    ],
)  # fmt: skip
def test_what_pins_reach(pins: Pins, pruned: list[str], kept: dict[int, str]) -> None:
    """Of nested pins the innermost counts; what stays is marked."""
    segments = segments_of(BODY)
    found = find_pinned(segments, pins)
    assert rules_of(segments, found.prune) == dict.fromkeys(pruned, PRUNED)
    assert found.keep == kept
    assert {each.index for each in segments if each.pinned} == kept.keys()


def test_the_reason_names_the_selector() -> None:
    """As the sources file has it."""
    found = find_pinned(segments_of(BODY), Pins(prune=("div.box > p.note",)))
    assert found.prune[2].reason == "The sources file says prune = 'div.box > p.note'."


@pytest.mark.parametrize(
    ("pinned", "settled", "spared"),
    [
        pytest.param(Pinned(), {0: HEADLINE, 1: LINK_ONLY}, {0: HEADLINE, 1: LINK_ONLY}, id="no pin"),
        pytest.param(Pinned(keep={0: "p"}), {1: LINK_ONLY}, {1: LINK_ONLY}, id="one stays"),
        pytest.param(
            Pinned(prune={1: HEADLINE, 2: HEADLINE}),
            {0: HEADLINE, 1: HEADLINE, 2: HEADLINE},
            {0: HEADLINE, 1: LINK_ONLY},
            id="two go",
        ),
        pytest.param(
            Pinned(prune={2: HEADLINE}, keep={0: "p", 1: "p"}), {2: HEADLINE}, {}, id="both kinds"
        ),
    ],
)  # fmt: skip
def test_pins_are_said_over_verdicts(pinned: Pinned, settled: object, spared: object) -> None:
    """What goes has a verdict of the pin; what stays has none."""
    verdicts = {0: HEADLINE, 1: LINK_ONLY}
    assert pinned.settle(verdicts) == settled
    assert pinned.spare(verdicts) == spared
    assert verdicts == {0: HEADLINE, 1: LINK_ONLY}


@pytest.mark.parametrize(
    ("pins", "divided"),
    [
        pytest.param(Pins(prune=("td.x",)), True, id="a pin on one cell"),
        pytest.param(Pins(prune=("td",)), False, id="a pin on each cell"),
        pytest.param(Pins(prune=("table",)), False, id="a pin around them"),
        pytest.param(Pins(prune=("td.x",), keep=("td.y",)), True, id="two pins"),
        pytest.param(Pins(prune=("p",)), False, id="a pin elsewhere"),
    ],
)
def test_pins_may_divide_a_row(pins: Pins, divided: bool) -> None:
    """Cells with different pins are blocks of their own."""
    segments = segments_of("<table><tr><td class=x>a<td class=y>b</table>")
    cells = list(segments[0].element.getroottree().iter("td"))
    tells = divider(pins)
    assert tells is not None
    assert tells(cells) is divided
    assert tells(cells[:1]) is False
    assert tells([]) is False


def test_without_pins_nothing_divides() -> None:
    """Nobody has to be asked then."""
    assert divider(NO_PINS) is None


@pytest.mark.parametrize("selector", ["p:hover", "p[", "", "p + p"])
def test_a_wrong_selector_is_refused(selector: str) -> None:
    """Wherever it is read first."""
    with pytest.raises(RuleError):
        find_pinned(segments_of(BODY), Pins(prune=(selector,)))
    with pytest.raises(RuleError):
        divider(Pins(keep=(selector,)))
