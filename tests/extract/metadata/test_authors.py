"""Whom to believe about the authors, of all that claim to name them."""

import pytest
from lxml import html

from newscrawl.extract.metadata.authors import author_claims, read_authors
from newscrawl.extract.metadata.meta_tags import read_head
from newscrawl.extract.metadata.place import BylinePlace

OUTLETS = frozenset({"harbourpost"})
TREE = html.document_fromstring("<p>By Ann Lee. Photographed by Cy Fox.</p>")


@pytest.mark.parametrize(
    ("claims", "names"),
    [
        pytest.param([["Harbour Post"], ["Ann Lee"]], ["Ann Lee"], id="a person after the outlet"),
        pytest.param([["Harbour Post"], ["Ann"]], ["Harbour Post"], id="a word after the outlet"),
        pytest.param([["ann_lee", "Bo Ek"], ["Ann Lee"]], ["Bo Ek"], id="an account"),
        pytest.param([["Ann"], ["Bo Ek"], ["Ann Lee"]], ["Ann Lee"], id="a first name"),
        pytest.param([["alee"], ["Ann Lee"]], ["alee"], id="no first name"),
        pytest.param([["annlee"], ["Ann Lee"]], ["Ann Lee"], id="both names in one word"),
        pytest.param([["Ann"], ["Ann"], ["Ann"], ["Ann Lee"]], ["Ann"], id="signs so everywhere"),
        pytest.param([["王芳"], ["王芳 李明"]], ["王芳"], id="a whole name in Chinese"),
        pytest.param([["Анна"], ["Анна Петрова"]], ["Анна Петрова"], id="a first name in Russian"),
        pytest.param([["dpa"], ["Dpa Lee"]], ["dpa"], id="an agency"),
        pytest.param([[], []], [], id="nobody"),
    ],
)
def test_the_first_source_that_names_people_is_believed(
    claims: list[list[str]], names: list[str]
) -> None:
    """The outlet counts where nobody else is named."""
    told = [(f"source {number}", tuple(each)) for number, each in enumerate(claims)]
    assert read_authors(told, OUTLETS, TREE).value == tuple(names)


def test_sources_that_named_somebody_are_noted() -> None:
    """As far as they were asked."""
    claims = [("a", ()), ("b", ("Harbour Post",)), ("c", ("Ann Lee",)), ("d", ("Bo Ek",))]
    assert read_authors(claims, OUTLETS, TREE).sources == ("b", "c")


def test_helpers_among_many_are_left_out() -> None:
    """The text of the page tells what they did."""
    claims = [("a", ("Ann Lee", "Bo Ek", "Cy Fox"))]
    assert read_authors(claims, OUTLETS, TREE).value == ("Ann Lee", "Bo Ek")


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ("Ann Lee and Bo Ek", ("Ann Lee", "Bo Ek")),
        (["Анна Петрова", {"name": "Иван Орлов"}], ("Анна Петрова", "Иван Орлов")),
        ({"name": ["Ann Lee", 7, "Bo Ek"]}, ("Ann Lee", "Bo Ek")),
        ({"givenName": "Ann", "familyName": "Lee"}, ("Ann Lee",)),
        ({"@id": "#ann"}, ("Ann Lee",)),
        ({"@id": "#nobody"}, ()),
        ({"@id": "#x", "givenName": "Ann", "familyName": "Lee"}, ("Ann Lee",)),
        ({"@id": ["#ann"]}, ()),
        ("https://harbour.example/ann", ()),
        (7, ()),
        (None, ()),
    ],
)
def test_the_forms_of_an_author_in_data(author: object, names: tuple[str, ...]) -> None:
    """A text, a node, a reference to one, or a list of these."""
    nodes: list[dict[str, object]] = [
        {"@id": "#ann", "name": "Ann Lee"},
        {"@id": {}, "name": "Cy Fox"},
        {"@id": "#x"},
    ]
    claims = author_claims(
        nodes, [{"author": author}], read_head(TREE, ""), BylinePlace(None, TREE)
    )
    assert dict(claims)["json-ld:author"] == names


def test_meta_elements_name_authors() -> None:
    """Names of catalogues are turned; URLs of profiles are no names."""
    head = "<meta name=author content='Lee, Ann'><meta property='article:author' content='https://x.example/ann'>"
    tree = html.document_fromstring(f"<html><head>{head}</head><body><p>a</p></body></html>")
    claims = dict(author_claims((), (), read_head(tree, ""), BylinePlace(None, tree), among=()))
    assert claims["meta:author"] == ("Ann Lee",)
    assert claims["meta:article:author"] == ()
