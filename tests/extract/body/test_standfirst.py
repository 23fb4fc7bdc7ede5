"""The standfirst: first block and field, or field alone."""

import pytest

from newscrawl.extract.body.standfirst import without_standfirst
from newscrawl.model.items import Block, Draft, Removal

HEADLINE = Removal("A headline", "field", "field.headline", "It is the headline.", 0)
APPEAL = Removal("Give now", "donation", "appeals.run", "It asks.", 2)


def draft(standfirst: str | None) -> Draft:
    blocks = (Block("The lead-in."), Block("The body."))
    return Draft("https://news.example/a", blocks, (HEADLINE, APPEAL), standfirst=standfirst)


def test_a_standfirst_in_the_text_becomes_a_removal_at_its_place() -> None:
    """Kept and removed stay the page's text as extracted, in order."""
    given = without_standfirst(draft("The lead-in."))
    assert given.text == "The body."
    assert [(each.position, each.text) for each in given.removed] == [
        (0, "A headline"),
        (1, "The lead-in."),
        (2, "Give now"),
    ]
    assert given.removed[1].rule_id == "field.standfirst"
    assert given.standfirst == "The lead-in."


@pytest.mark.parametrize(
    "standfirst",
    [
        pytest.param(None, id="no standfirst"),
        pytest.param("Not in the text.", id="not a block of the text"),
    ],
)
def test_other_drafts_stay_as_they_are(standfirst: str | None) -> None:
    """Where the standfirst is no block, nothing changes."""
    assert without_standfirst(draft(standfirst)) == draft(standfirst)
