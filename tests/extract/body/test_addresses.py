"""Addresses in letters: sources that the author names, between the paragraphs of the text."""

from dataclasses import replace

import numpy as np
import pytest

from newscrawl.extract.body.addresses import ADDRESS_CHANCE, addresses_of
from newscrawl.extract.body.decision import weigh
from newscrawl.extract.body.features import PageEvidence
from tests.support.segmented import segments_of, texts_of

LONG = "<p>Der Gemeinderat hat am Montag nach langer Debatte beschlossen, die alte Brücke zu sanieren. {0}</p>"
TEXT = (
    LONG.format("Das sagte der Bürgermeister nach der Sitzung, die bis in die Nacht dauerte.") * 2
)
ADDRESS = "https://rat.example/protokoll"
LIKELY, UNLIKELY = ADDRESS_CHANCE, ADDRESS_CHANCE / 2


@pytest.mark.parametrize(
    ("body", "chance", "found"),
    [
        pytest.param(f"<div>{TEXT}<p>{ADDRESS}</p>{TEXT}</div>", LIKELY, [ADDRESS], id="between paragraphs"),
        pytest.param(f"<div>{TEXT}<p>(www.rat.example)</p>{TEXT}</div>", LIKELY, ["(www.rat.example)"], id="in brackets"),
        pytest.param(f"<div>{TEXT}<p><a href=/p>{ADDRESS}</a></p>{TEXT}</div>", LIKELY, [ADDRESS], id="a link"),
        pytest.param(f"<div>{TEXT}<p>{ADDRESS}</p>{TEXT}</div>", UNLIKELY, [], id="unlikely"),
        pytest.param(f"<div>{TEXT}<p>Siehe {ADDRESS}</p>{TEXT}</div>", LIKELY, [], id="with a word"),
        pytest.param(f"<div>{TEXT}<p>www ist ein Name</p>{TEXT}</div>", LIKELY, [], id="no address"),
        pytest.param(f"<div>{TEXT}</div><p>{ADDRESS}</p><div>{TEXT}</div>", LIKELY, [], id="in another box"),
        pytest.param(f"<div>{TEXT}{TEXT}<p>{ADDRESS}</p></div>", LIKELY, [], id="after the text"),
    ],
)  # fmt: skip
def test_an_address_of_the_text(body: str, chance: float, found: list[str]) -> None:
    """It stands in the box of the paragraphs, and the weights do not speak against it."""
    segments = segments_of(body)
    weighed = weigh(segments, PageEvidence("rat.example", frozenset(), {}, frozenset()))
    weighed = replace(weighed, chances=np.full(len(segments), chance))
    kept = frozenset(each.index for each in segments if "Gemeinderat" in each.text)
    assert texts_of(segments, addresses_of(segments, kept, weighed)) == found
    assert addresses_of(segments, frozenset(), weighed) == frozenset()
