"""Rules of robots.txt as patterns over the path of a URL."""

import pytest

from newscrawl.web.robotsrules import path_of


@pytest.mark.parametrize(
    ("url", "path"),
    [
        pytest.param("https://news.example", "/", id="no path"),
        pytest.param("https://news.example/a?b#c", "/a?b", id="fragment goes, query stays"),
        pytest.param("https://news.example?b", "/?b", id="query without path"),
        pytest.param("https://news.example;x", "/;x", id="parameters without path"),
        pytest.param("/a/b", "/a/b", id="path alone"),
        pytest.param("news.example/b", "/b", id="no scheme"),
        pytest.param("//news.example/b", "/b", id="no scheme, two slashes"),
        pytest.param("", "/", id="nothing"),
        pytest.param(
            "https://news.example/http://x.example/y", "/http://x.example/y", id="URL in a path"
        ),
    ],
)
def test_path_of(url: str, path: str) -> None:
    """Rules see path and query."""
    assert path_of(url) == path
