"""The whole way of one page, from bytes to Draft."""

from newscrawl.extract.page import extract_page
from newscrawl.model.items import Page

PARAGRAPH = "The council voted on Tuesday to rebuild the bridge that the flood of last spring had carried away."


def test_a_plain_page_gives_its_paragraphs() -> None:
    """Paragraphs of an article become its text."""
    body = f"<html lang=en><title>Bridge</title><body><article><p>{PARAGRAPH}</p><p>{PARAGRAPH[::-1]}</p>"
    assert PARAGRAPH in extract_page(Page("https://news.example/bridge", body.encode())).text
