"""What an address alone says of its page."""

import pytest

from newscrawl.discover.urlkind import UrlKind, url_kind, url_month


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        pytest.param(
            "/2026/11/24/bridge-opens-after-ten-years.html", UrlKind.ARTICLE, id="dated slug"
        ),
        pytest.param(
            "/politik/der-hafen-wird-teurer-als-gedacht-a-1234567.html",
            UrlKind.ARTICLE,
            id="slug with id",
        ),
        pytest.param("/story/48213", UrlKind.ARTICLE, id="number"),
        pytest.param("/?p=4821", UrlKind.ARTICLE, id="number in the query"),
        pytest.param("/view.php?articleid=9", UrlKind.ARTICLE, id="named number in the query"),
        pytest.param("/a/0b1f0e64-3a52-4c0e-9f0e-1c2d3e4f5a6b", UrlKind.ARTICLE, id="uuid"),
        pytest.param("/2026/11/24/bridge", UrlKind.ARTICLE, id="one word behind a date"),
        pytest.param(
            "/topics/why-the-bridge-was-closed-again",
            UrlKind.ARTICLE,
            id="slug under a word for lists",
        ),
        pytest.param("/news/bridge", UrlKind.UNKNOWN, id="one word in a section"),
        pytest.param("/local-news/", UrlKind.UNKNOWN, id="two words"),
        pytest.param("/", UrlKind.LISTING, id="front"),
        pytest.param("/politics/", UrlKind.LISTING, id="section"),
        pytest.param("/tag/bridge-building", UrlKind.LISTING, id="tag"),
        pytest.param("/author/ada-holm-of-the-gazette-staff", UrlKind.LISTING, id="author"),
        pytest.param("/news/page/3", UrlKind.LISTING, id="page number in the path"),
        pytest.param("/news/?page=3", UrlKind.LISTING, id="page number in the query"),
        pytest.param("/2026/11/24/", UrlKind.LISTING, id="day"),
        pytest.param("/archive/2026/11", UrlKind.LISTING, id="month"),
        pytest.param("/login", UrlKind.JUNK, id="log-in"),
        pytest.param("/2026/11/24/bridge-opens-after-ten-years.jpg", UrlKind.JUNK, id="picture"),
        pytest.param(
            "/bridge-opens-after-ten-years?replytocom=7", UrlKind.JUNK, id="reply to a comment"
        ),
        pytest.param("/a/b/a/b/a/b/", UrlKind.JUNK, id="path that repeats itself"),
        pytest.param("/privacy", UrlKind.JUNK, id="privacy page"),
    ],
)
def test_an_address_hints_at_its_page(path: str, kind: UrlKind) -> None:
    """Paths and parameters as content systems make them tell articles from lists and from neither."""
    assert url_kind(f"https://news.example{path}") is kind


@pytest.mark.parametrize(
    ("path", "month"),
    [
        pytest.param("/archive/2025/07", "2025-07", id="archive of a month"),
        pytest.param("/2025/7/", "2025-07", id="one digit"),
        pytest.param("/2025/07/14", "2025-07", id="archive of a day"),
        pytest.param("/archive/2025", None, id="archive of a year"),
        pytest.param("/news/", None, id="none"),
    ],
)
def test_an_archive_may_name_its_month(path: str, month: str | None) -> None:
    """Year and month in the path are the month of an archive page."""
    assert url_month(f"https://news.example{path}") == month
