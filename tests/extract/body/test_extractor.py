"""The first step of trafilatura alone gives what all of it gives, or nothing."""

from pathlib import Path

import pytest
from trafilatura.xpaths import RAW_TREE_PRUNE_XPATH, REMOVE_COMMENTS_AND_LISTS_XPATH

from newscrawl.extract.body.extractor import LineReader, extract_body, main_body, may_match
from newscrawl.extract.parse.cleanup import clean_tree
from newscrawl.extract.parse.html import parse_html

FIXTURES = Path(__file__).parents[2] / "fixtures" / "pages"
PAGES = sorted(FIXTURES.rglob("source.html"))[::6]


def lines(body: object) -> list[str]:
    reader = LineReader()
    reader.read(body, "paragraph")  # type: ignore[arg-type]  # an element, by the caller
    reader.end("paragraph")
    return reader.keys


def test_the_first_step_is_trafilaturas() -> None:
    """On each page on which it says anything; on most pages it does."""
    assert PAGES
    said = 0
    for path in PAGES:
        tree = parse_html(path.read_bytes(), "text/html").tree
        clean_tree(tree)
        own = main_body(tree)
        if own is None:
            continue
        whole = extract_body(tree, "https://news.example/", fast=True)
        assert whole is not None, path
        assert lines(own) == lines(whole), path
        said += 1
    assert said > len(PAGES) / 3


def test_a_page_with_little_text_is_left_to_all_steps() -> None:
    """One sentence is no body yet: the further steps of trafilatura are for that."""
    tree = parse_html(b"<html><body><div><p>One sentence.</p></div></body></html>").tree
    assert main_body(tree) is None


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        pytest.param("comments-list", True, id="class of comments"),
        pytest.param("post-comments", True, id="in the middle"),
        pytest.param("no-comment-here", False, id="comment not at the beginning"),
        pytest.param("commentary", False, id="an opinion piece"),
        pytest.param("story-text", False, id="the story"),
    ],
)
def test_a_search_is_left_out_only_where_no_name_matches(name: str, wanted: bool) -> None:
    """What a quick look at all names rules out, the search itself does not find."""
    names = f"wrap\n{name}\nfoot"
    tree = parse_html(
        f"<html><body><div class=wrap><div class='{name}'>a</div></div></body></html>".encode()
    ).tree
    (path,) = REMOVE_COMMENTS_AND_LISTS_XPATH
    assert may_match(path, names) is wanted
    assert bool(path(tree)) is wanted
    assert not any(may_match(each, names) for each in RAW_TREE_PRUNE_XPATH)
