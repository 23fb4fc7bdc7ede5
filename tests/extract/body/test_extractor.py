"""Our own way through trafilatura gives what all of it gives."""

from pathlib import Path

import pytest
from trafilatura import core, external, main_extractor

from newscrawl.extract.body.extractor import (
    LineReader,
    extract_body,
    own_trafilatura,
    quick_body,
    read_alone,
)
from newscrawl.extract.body.named_paths import NamedPath
from newscrawl.extract.parse.cleanup import clean_tree
from newscrawl.extract.parse.html import parse_html

FIXTURES = Path(__file__).parents[2] / "fixtures" / "pages"
PAGES = sorted(FIXTURES.rglob("source.html"))[::4]
URL = "https://news.example/"


def lines(body: object) -> list[str] | None:
    if body is None:
        return None
    reader = LineReader()
    reader.read(body, "paragraph")  # type: ignore[arg-type]  # an element, by the caller
    reader.end("paragraph")
    return reader.keys


def test_the_quick_way_is_trafilaturas() -> None:
    """On each page, also where the first step finds little or nothing."""
    assert PAGES
    for path in PAGES:
        tree = parse_html(path.read_bytes(), "text/html").tree
        clean_tree(tree)
        before = len(list(tree.iter()))
        own, whole = quick_body(tree, URL), extract_body(tree, URL, fast=True)
        assert lines(own) == lines(whole), path
        assert len(list(tree.iter())) == before, path


SENTENCES = "The hall was opened on Monday, after two years of work. " * 3
MENU = "".join(
    f"<div>Entry number {number} of the long menu of this page</div>" for number in range(60)
)


@pytest.mark.parametrize(
    "page",
    [
        pytest.param("<div><p>One sentence.</p></div>", id="one sentence"),
        pytest.param("<div></div>", id="nothing"),
        pytest.param(f"<article><p>{SENTENCES}</p></article>{MENU}", id="little of the page"),
        pytest.param(
            f"<div class=sidebar><span>{SENTENCES * 4}</span></div>", id="in a box that is pruned"
        ),
        pytest.param(f"<table><tr><td>{SENTENCES}</td></tr></table>{MENU}", id="a table"),
        pytest.param(
            f"<article><p>{SENTENCES}</p></article><div><p>{SENTENCES * 9}</p></div>",
            id="more beside",
        ),
    ],
)
def test_pages_with_little_text_are_rescued_alike(page: str) -> None:
    """What comes behind the first step of trafilatura is what it does itself."""
    tree = parse_html(f"<html><body>{page}</body></html>".encode()).tree
    assert lines(quick_body(tree, URL)) == lines(extract_body(tree, URL, fast=True))


PARAGRAPHS = f"<p>{SENTENCES}</p>" * 6
SIDE = "<div class=side><ul><li><a href=/a>Another story</a></li></ul><p>Of the site.</p></div>" * 9


@pytest.mark.parametrize(
    ("page", "by_box"),
    [
        pytest.param(f"<article>{PARAGRAPHS}</article>{SIDE}", True, id="an article"),
        pytest.param(
            f"{SIDE}<div class=post-body><div>{PARAGRAPHS}<pre>a = 1\nb = 2</pre></div>"
            f"<p><a href=/b>One more story of the site</a></p></div> Bare text. {SIDE}",
            True,
            id="a box by its name, with code and a link",
        ),
        pytest.param(
            f"<article>{PARAGRAPHS}<form><p>Write to us.</p></form></article>",
            True,
            id="a form in the article",
        ),
        pytest.param(
            f"<article><form>{PARAGRAPHS}</form></article>{SIDE}",
            False,
            id="the article in a form, which the whole page may keep",
        ),
        pytest.param(
            f"<aside><article>{PARAGRAPHS}</article></aside><main>{PARAGRAPHS * 2}</main>",
            False,
            id="the first box is taken out",
        ),
        pytest.param(
            f"<div id=comments><article>{PARAGRAPHS}</article></div><main>{PARAGRAPHS * 2}</main>",
            False,
            id="the first box is in comments",
        ),
        pytest.param(
            f"<article><p>{SENTENCES}</p><div>{SENTENCES * 9}</div></article>{PARAGRAPHS}",
            False,
            id="bare text, which counts by the paragraphs of the whole page",
        ),
        pytest.param(
            f"<article><p>{SENTENCES * 6}</p></article><div class=story>{PARAGRAPHS}</div>",
            False,
            id="one element, to which the next box is added",
        ),
        pytest.param(PARAGRAPHS, False, id="no box"),
    ],
)
def test_the_box_alone_gives_what_the_page_gives(page: str, by_box: bool) -> None:
    """Where the rest of the page has a say, the box alone is not read."""
    tree = parse_html(f"<html><body><div>{page}</div></body></html>".encode()).tree
    assert (read_alone(tree) is not None) is by_box
    assert lines(quick_body(tree, URL)) == lines(extract_body(tree, URL, fast=True))


def test_trafilatura_itself_is_left_alone() -> None:
    """Our own copy has other expressions; who imports trafilatura beside us gets what it always was."""
    own = own_trafilatura()
    assert any(isinstance(path, NamedPath) for path in own.RAW_TREE_PRUNE_XPATH)
    assert own.extract_content.__globals__ is not main_extractor.__dict__
    for module in (core, main_extractor, external):
        named = [name for name in vars(module) if name.endswith("_XPATH")]
        assert named
        assert not any(
            isinstance(path, NamedPath) for name in named for path in getattr(module, name)
        )
