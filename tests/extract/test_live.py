"""Live blogs: the article is what stands before the feed, and the updates are a field."""

import json
from dataclasses import replace

from newscrawl.extract.page import extract_page, work
from newscrawl.items import Draft, Page

LEAD = [
    "The count of the votes in the harbour district began at eight in the evening under heavy rain.",
    "By ten the head of the election board, Ada Lund, had sent two observers home for quarrelling.",
    "A result is not expected before midnight, because three ballot boxes still travel by ferry.",
]
POSTS = [
    "The last ferry with ballot boxes has left the island, the harbour office confirms this minute.",
    "Ada Lund asks for patience: the lamp in the counting room has failed for the second time.",
]


def live_page(lead: list[str]) -> Page:
    updates = [
        {"@type": "BlogPosting", "articleBody": post, "datePublished": "2026-11-24T21:00Z"} for post in POSTS
    ]
    node = {
        "@context": "https://schema.org",
        "@type": "LiveBlogPosting",
        "headline": "Count",
        "liveBlogUpdate": updates,
    }
    body = "".join(
        f"<p>{text}</p>" for text in [*lead, *POSTS, "Earlier, a gull had been seen in the hall by many."]
    )
    ld = f'<script type="application/ld+json">{json.dumps(node)}</script>'
    html = f"<html lang=en><head><title>Count</title>{ld}</head><body><article><h1>Count</h1>{body}</article></body></html>"
    return Page("https://news.example/live", html.encode(), "text/html; charset=utf-8")


def test_updates_are_a_field_and_not_text() -> None:
    """What follows from the first update on is out of the text, each block with its reason."""
    draft = extract_page(live_page(LEAD))
    assert [block.text for block in draft.blocks] == LEAD
    assert [update.text for update in draft.updates] == POSTS
    assert [removal.text for removal in draft.removed if removal.rule_id == "field.live-update"][:2] == POSTS


def test_updates_stay_where_they_are_wanted_or_all_there_is() -> None:
    """On request they stay in the text; without a lead they are the article."""
    assert POSTS[0] in extract_page(live_page(LEAD), with_updates=True).text
    draft = work(replace(live_page(LEAD), with_updates=True))
    assert isinstance(draft, Draft)
    assert POSTS[0] in draft.text
    assert POSTS[0] in extract_page(live_page([])).text
