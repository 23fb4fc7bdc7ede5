"""References in feeds and sitemaps: HTML's names, numbers, and the entities of a document."""

from itertools import pairwise

import pytest

from newscrawl.discover.entities import Entities

HEAD = """<!DOCTYPE rss [
<!ENTITY site "https://gazette.example">
<!ENTITY story '&site;/story'>
<!ENTITY loop "&again;"><!ENTITY again "&loop;">
<!-- <!ENTITY hidden "x"> -->
]>"""


@pytest.mark.parametrize(
    ("text", "resolved"),
    [
        pytest.param("caf&eacute; &amp; bar", "café & bar", id="names of HTML"),
        pytest.param("&#8217;&#x2019;", "\u2019\u2019", id="numbers"),
        pytest.param("?id=1&lang=en&copy=2", "?id=1&lang=en&copy=2", id="no semicolon"),
        pytest.param("&site;/1", "https://gazette.example/1", id="of the document"),
        pytest.param("&story;", "https://gazette.example/story", id="one in another"),
        pytest.param("&hidden;&other;", "&hidden;&other;", id="not declared"),
        pytest.param("&notice;", "&notice;", id="longer than a name of HTML"),
        pytest.param("&#0;&#99999999;", "\ufffd\ufffd", id="numbers of no character"),
    ],
)
def test_a_reference_is_resolved(text: str, resolved: str) -> None:
    """Only references that are known and end with a semicolon are."""
    assert Entities(HEAD).resolved(text) == resolved


def test_a_circle_ends() -> None:
    """Entities that name each other are left as they are written."""
    assert set(Entities(HEAD).resolved("&loop;&again;").strip("&;").split(";&")) <= {
        "loop",
        "again",
    }


def test_entities_within_entities_have_a_budget() -> None:
    """A document whose entities double each other ten thousandfold stays small."""
    names = [f"e{number}" for number in range(40)]
    inner = "".join(f'<!ENTITY {name} "&{before};&{before};">' for before, name in pairwise(names))
    head = f'<!DOCTYPE rss [<!ENTITY e0 "{"x" * 100}">{inner}]>'
    assert len(Entities(head).resolved("&e39;" * 1_000)) < 2_000_000
