"""Figures of an article, in a table or a list, and the rows of a banner beside them."""

from newscrawl.boilerplate.strip import strip_blocks
from newscrawl.model.items import Block, Facts

ARTICLE = (
    Block(
        "The harbour master read out the fees for the new season on Thursday, to a hall that was full."
    ),
    Block("Boats", "heading"),
    Block("Length | Fee", "table_row"),
    Block("Up to six metres | $4 a month", "table_row"),
    Block("Length of the quay: 212 metres", "list_item"),
    Block("Cost of the repair: $61,000", "list_item"),
    Block(
        "The fishermen have until the end of March to say what they think of it, the harbour master said."
    ),
)


def test_figures_of_the_article_stay() -> None:
    """Rows and items that no banner would word so are the article's, though they are short and name sums."""
    assert strip_blocks(ARTICLE, Facts(language="en")).kept == ARTICLE


def test_items_of_a_banner_go() -> None:
    """A list item in the words of an appeal goes, beside figures that stay."""
    appeal = Block("Support our newsroom: donate $5 a month and become a member today", "list_item")
    stripped = strip_blocks((*ARTICLE, appeal), Facts(language="en"))
    assert stripped.kept == ARTICLE
    assert [removal.text for removal in stripped.removed] == [appeal.text]
