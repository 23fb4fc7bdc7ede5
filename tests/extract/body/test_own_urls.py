"""The page's own URL as a line is no text; other URLs, and sentences with it, are."""

import pytest

from newscrawl.extract.body.own_urls import own_urls
from newscrawl.extract.parse.html import parse_html
from newscrawl.extract.segmentation.segments import segment_tree

URL = "https://www.news.example/2026/mill-sold?ref=home"


def removed(paragraph: str, url: str = URL) -> bool:
    """Whether a paragraph is removed as the page's own URL."""
    tree = parse_html(f"<body><p>Text before it.</p><p>{paragraph}</p></body>".encode()).tree
    verdicts = own_urls(segment_tree(tree), url)
    return set(verdicts) == {1}


@pytest.mark.parametrize(
    "line",
    [
        "https://www.news.example/2026/mill-sold",
        "http://news.example/2026/mill-sold/",
        "HTTPS://NEWS.EXAMPLE/2026/mill-sold?utm_source=mail#top".replace("HTTPS", "https"),
        "Permalink: https://www.news.example/2026/mill-sold",
        "本文链接：https://www.news.example/2026/mill-sold",
        "Постоянная ссылка: https://news.example/2026/mill-sold",
        "<a href=/2026/mill-sold>https://news.example/2026/mill-sold</a>",
    ],
)
def test_the_own_url_is_removed(line: str) -> None:
    """Whatever its scheme, query and last slash, and after a label."""
    assert removed(line)


@pytest.mark.parametrize(
    "line",
    [
        "https://other.example/2026/mill-sold",
        "https://news.example/2026/mill-sold-again",
        "https://news.example/",
        "The page https://news.example/2026/mill-sold was changed on Friday.",
        "Text without any link.",
    ],
)
def test_other_lines_stay(line: str) -> None:
    """A source, another story, or a sentence about the page."""
    assert not removed(line)


def test_a_front_page_has_no_own_lines() -> None:
    """Its URL is what an article would name as a source."""
    assert not removed("https://news.example", "https://news.example/")
