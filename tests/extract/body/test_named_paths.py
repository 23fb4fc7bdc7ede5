"""What is answered by names is what libxml2 answers."""

from pathlib import Path

import pytest
import trafilatura.xpaths
from lxml import etree

from newscrawl.extract.body import named_paths
from newscrawl.extract.body.named_paths import REGULAR, NamedPath, named_path
from newscrawl.extract.parse.html import parse_html

FIXTURES = Path(__file__).parents[2] / "fixtures" / "pages"
PAGES = sorted(FIXTURES.rglob("source.html"))[::4]
LISTS = ("BODY", "OVERALL_DISCARD", "TEASER_DISCARD", "RAW_TREE_PRUNE", "REMOVE_COMMENTS_AND_LISTS")
PATHS = [path for name in LISTS for path in getattr(trafilatura.xpaths, f"{name}_XPATH")]
PAGE = b"""<html><body class=top>
<div id=comments-1 class=story><h1>A</h1></div><!-- c --><ul class=comments>b</ul><ol id=x></ol>
<section class="b comments" id=comments><p class="note a">c</p><p id=note class=z>d</p><p class=z id=note>e</p>
</section><div style=hidden id=q>f</div><div id=q style=hidden>g</div><div>h</div><div class="" id=note>i</div><p id=Note-Story>j</p></body></html>"""


def test_trafilaturas_expressions_are_answered_alike() -> None:
    """On real pages, each of those that make most of its time."""
    found = 0
    for file in PAGES:
        tree = parse_html(file.read_bytes(), "text/html").tree
        for path in PATHS:
            own = named_path(path)
            if isinstance(own, NamedPath):
                expected = path(tree)
                assert own(tree) == (expected[:1] if own.only_first else expected), path
                found += len(expected)
    assert found > 20
    assert sum(isinstance(named_path(path), NamedPath) for path in PATHS) > len(PATHS) / 2


@pytest.mark.parametrize(
    "path",
    [
        pytest.param(
            ".//*[self::div or self::section][@id='comments' or @class='story']",
            id="tags and names",
        ),
        pytest.param(".//*[re:test(@class, '^comm|note')]", id="any tag"),
        pytest.param(".//*[re:test(@id|@class, 'note')]", id="the first attribute of the source"),
        pytest.param(".//*[re:test(@id|@style, 'hidden')]", id="the order of two attributes"),
        pytest.param(".//*[starts-with(@id|@class, 'note')]", id="an empty first attribute"),
        pytest.param(".//*[re:test(@id, 'story$', 'i')]", id="letters of either case"),
        pytest.param(
            ".//*[contains(translate(@id, 'NS', 'ns'), 'note-s') or @style]", id="changed letters"
        ),
        pytest.param(".//*[self::div][@id][not(.//h1)]", id="a second test looks into the element"),
        pytest.param(".//*[self::ul or self::div][@class][not(self::ul) or @id='x']", id="by tag"),
        pytest.param("(.//*[self::p][@class])[1]", id="the first"),
        pytest.param("(.//*[self::p][@class='none'])[1]", id="no first"),
        pytest.param('.//*[contains(@class, "a[1]//*")]', id="signs in a quoted part"),
    ],
)
def test_names_are_asked_as_libxml2_does(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also what is asked twice, and after the answers were forgotten."""
    tree = parse_html(PAGE).tree
    expected = etree.XPath(path, namespaces=REGULAR)(tree)
    own = NamedPath(path)
    assert own(tree) == expected
    monkeypatch.setattr(named_paths, "MOST_KEPT", 1)
    assert own(tree) == expected
    assert NamedPath(path)(tree) == expected


@pytest.mark.parametrize(
    "path",
    [
        pytest.param(".//article", id="no test"),
        pytest.param(".//div[@id]|.//p[@id]", id="two paths"),
        pytest.param(".//*[self::div][.//h1]", id="asks for the content"),
        pytest.param(".//*[self::div][@class][2]", id="asks for the place"),
        pytest.param(".//*[self::div][@class and position() < 3]", id="asks for the place by name"),
        pytest.param(".//*[self::div][not(@class)]", id="matches without a name"),
        pytest.param(".//*[contains(@class, '')]", id="an empty text is in every name"),
        pytest.param(".//*[@id|@class='note']", id="a comparison with either attribute"),
        pytest.param(".//*[@id='a' and @class='b']", id="two conditions that both hold"),
        pytest.param(".//*[contains(@class, @id)]", id="a condition without a text"),
    ],
)
def test_other_expressions_stay_as_they_are(path: str) -> None:
    compiled = etree.XPath(path)
    assert named_path(compiled) is compiled
