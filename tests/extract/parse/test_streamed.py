"""Pages sent piece by piece, and pages that end before they do: what a browser shows comes out."""

import pytest

from newscrawl.extract.page import extract_page
from newscrawl.model.items import Page

FIRST = "The council voted on Tuesday to rebuild the bridge that the flood of last spring had carried away."
SECOND = (
    "Engineers will need two years, and the ferry runs until then, said the mayor, Ruth Aldane."
)
THIRD = "The money comes from the reserve of the town, of which a third is left after a dry summer."


def texts(body: str) -> list[str]:
    page = f"<html lang=en><head><title>The bridge</title></head><body>{body}"
    return [
        block.text for block in extract_page(Page("https://news.example/1", page.encode())).blocks
    ]


def test_pieces_come_where_they_belong() -> None:
    """In the stead of their place and of what stood in for them."""
    body = (
        f"<article><h1>The bridge</h1><p>{FIRST}</p><!--$?--><template id='B:0'></template><div>Loading …</div><!--/$-->"
        f"<template id='P:1'></template></article><div hidden id=\"S:0\"><p>{SECOND}</p></div>"
        f'<div hidden id="S:1"><p>{THIRD}</p></div></body></html>'
    )
    assert texts(body) == [FIRST, SECOND, THIRD]


def test_a_piece_without_a_place_is_seen_and_other_hidden_text_is_not() -> None:
    """Its text is shown by a script; an element that is hidden for another reason is not."""
    body = f'<article><p>{FIRST}</p><p hidden>{THIRD}</p></article><div hidden id="S:4"><p>{SECOND}</p></div>'
    assert texts(body)[:2] == [FIRST, SECOND]
    assert THIRD not in texts(body)


@pytest.mark.parametrize("end", ["</body></html>", "</html>", "</BODY>\n</HTML>", "</body >"])
def test_a_page_goes_on_behind_its_end(end: str) -> None:
    """Templates put together wrongly end the page after its head; browsers read on."""
    body = f"<header><a href=/>Home</a></header>{end}<article><p>{FIRST}</p><p>{SECOND}</p></article></body></html>"
    assert texts(body) == [FIRST, SECOND]
