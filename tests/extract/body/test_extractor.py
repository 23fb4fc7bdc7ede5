"""The first step of trafilatura alone gives what all of it gives, or nothing."""

from pathlib import Path

from trafilatura import core, external, main_extractor

from newscrawl.extract.body.extractor import LineReader, extract_body, main_body, own_trafilatura
from newscrawl.extract.body.named_paths import NamedPath
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


def test_trafilatura_itself_is_left_alone() -> None:
    """Our own copy has other expressions; who imports trafilatura beside us gets what it always was."""
    own = own_trafilatura()
    assert any(isinstance(path, NamedPath) for path in own.RAW_TREE_PRUNE_XPATH)
    assert own.extract_content.__globals__ is not main_extractor.__dict__
    for module in (core, main_extractor, external):
        named = [name for name in vars(module) if name.endswith("_XPATH")]
        assert named
        assert not any(isinstance(path, NamedPath) for name in named for path in getattr(module, name))
