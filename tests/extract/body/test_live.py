"""Live blogs: the updates are text, and a field beside it where the page's data lists them."""

import json
from dataclasses import replace
from html import escape

import pytest

from newscrawl.extract.page import extract_page, work
from newscrawl.model.items import Draft, Page

LEAD = [
    "The count of the votes in the harbour district began at eight in the evening under heavy rain.",
    "By ten the head of the election board, Ada Lund, had sent two observers home for quarrelling.",
    "A result is not expected before midnight, because three ballot boxes still travel by ferry.",
]
POSTS = [
    "The last ferry with ballot boxes has left the island, the harbour office confirms this minute.",
    "Ada Lund asks for patience: the lamp in the counting room has failed for the second time.",
]
FEED = [
    *POSTS,
    "The first two districts are counted: the old mayor leads by forty votes, her rival calls for calm.",
    "A gull has flown into the hall, and the count rests until the caretaker has caught it with a net.",
    "The rain has stopped, and people have begun to gather on the steps with umbrellas and lanterns.",
    "The third box has arrived: its seal is whole, says the clerk, who carried it from the quay himself.",
]


def live_page(lead: list[str], clock: str = "") -> Page:
    updates = [
        {"@type": "BlogPosting", "articleBody": post, "datePublished": "2026-11-24T21:00Z"}
        for post in POSTS
    ]
    node = {
        "@context": "https://schema.org",
        "@type": "LiveBlogPosting",
        "headline": "Count",
        "liveBlogUpdate": updates,
    }
    body = "".join(
        f"<p>{text}</p>"
        for text in [
            *lead,
            *([clock] if clock else []),
            *POSTS,
            "Earlier, a gull had been seen in the hall by many.",
        ]
    )
    ld = f'<script type="application/ld+json">{json.dumps(node)}</script>'
    html = f"<html lang=en><head><title>Count</title>{ld}</head><body><article><h1>Count</h1>{body}</article></body></html>"
    return Page("https://news.example/live", html.encode(), "text/html; charset=utf-8")


def test_updates_are_text_and_a_field() -> None:
    """An update is text like any other block, and in the field as the page's data has it."""
    draft = extract_page(live_page(LEAD))
    assert [block.text for block in draft.blocks][:5] == [*LEAD, *POSTS]
    assert [update.text for update in draft.updates] == POSTS


@pytest.mark.parametrize("clock", ["", "21:04", "9.04 p.m. CET"])
@pytest.mark.parametrize("lead", [LEAD, LEAD[:1]], ids=["three paragraphs", "one"])
def test_updates_may_be_a_field_alone(lead: list[str], clock: str) -> None:
    """Not wanted, what follows from the first update on is out of the text, each block with its reason."""
    draft = extract_page(live_page(lead, clock), with_updates=False)
    assert [block.text for block in draft.blocks] == lead
    assert [update.text for update in draft.updates] == POSTS
    gone = [each.text for each in draft.removed if each.rule_id == "field.live-update"]
    assert [text for text in gone if text != clock][:2] == POSTS


def test_without_a_lead_the_updates_are_the_article() -> None:
    """What is not wanted in the text stays where nothing else is there; a worker goes by its page."""
    assert POSTS[0] in extract_page(live_page([]), with_updates=False).text
    draft = work(live_page(LEAD))
    assert isinstance(draft, Draft)
    assert POSTS[0] in draft.text
    draft = work(replace(live_page(LEAD), with_updates=False))
    assert isinstance(draft, Draft)
    assert POSTS[0] not in draft.text


def sections(feed: list[str]) -> str:
    return "".join(
        f'<section class="liveblog-entry" id="u{at}"><time datetime="2026-11-24T21:0{at}Z">21:0{at}</time>'
        f"<h3>Update {'abcdef'[at]}</h3><p>{escape(text)}</p></section>"
        for at, text in enumerate(feed)
    )


def items(feed: list[str]) -> str:
    entries = (
        f"<li><span>21:0{at}</span><div><p>{escape(text)}</p></div></li>"
        for at, text in enumerate(feed)
    )
    return f'<ol class="live-ticker">{"".join(entries)}</ol>'


def articles(feed: list[str]) -> str:
    return "".join(
        f'<article class="post"><header><h2>21:0{at}</h2></header><p>{escape(text)}</p></article>'
        for at, text in enumerate(feed)
    )


@pytest.mark.parametrize("markup", [sections, items, articles])
@pytest.mark.parametrize("lead", [LEAD, LEAD[:1]], ids=["lead", "one sentence"])
@pytest.mark.parametrize("kind", ["LiveBlogPosting", "NewsArticle", ""])
def test_updates_that_only_the_page_has_are_text(
    markup: object, lead: list[str], kind: str
) -> None:
    """No data of the page lists them; they stand under the lead, and each is in the text once."""
    assert callable(markup)
    node = json.dumps(
        {"@context": "https://schema.org", "@type": kind, "headline": "Count by the harbour"}
    )
    ld = f'<script type="application/ld+json">{node}</script>' if kind else ""
    lines = "".join(f"<p>{text}</p>" for text in lead)
    html = (
        f"<html lang=en><head><title>Count by the harbour</title>{ld}</head><body><main>"
        f"<h1>Count by the harbour</h1>{lines}<div class=feed>{markup(FEED)}</div></main></body></html>"
    )
    draft = extract_page(
        Page("https://news.example/live", html.encode(), "text/html; charset=utf-8")
    )
    assert [draft.text.count(text) for text in (*lead, *FEED)] == [1] * (len(lead) + len(FEED))
