"""Fields by selectors: what is read, what fills a field of the record, what becomes of odd pages."""

from typing import Any

import pytest

import newscrawl
from newscrawl.errors import RuleError
from newscrawl.extract.metadata.field_table import FieldError, read_fields
from newscrawl.extract.metadata.selected import MAX_VALUES, read_selector
from newscrawl.extract.page import extract_page
from newscrawl.model.article import Article
from newscrawl.model.items import Page

URL = "https://gazette.example/2026/05/bridge"
TEXT = (
    "<p>The council voted on Tuesday to rebuild the bridge that the flood of last spring had carried away.</p>"
    * 2
)
PAGE = (
    "<html lang=de><head><title>Gazette</title><meta name=desk content=' Local  news '>"
    "<meta property=og:title content='A bridge, at last'></head><body><article>"
    "<nav class=crumbs><a>Home</a><a>Towns</a></nav><p class=kicker>Harbour <b>report</b></p>"
    "<h1>A bridge</h1><span class=who>By Ann Lee and Bo Ek</span><span class=who>Cy Fox</span>"
    "<time datetime='2026-05-04T10:00:00+02:00'>yesterday</time><i class=changed>05.06.2026</i>"
    "<ul class=places><li>Aldmouth</li><li> </li><li>Corrin</li></ul><img class=lead src=/a.jpg alt=x>"
    f"{TEXT}</article></body></html>"
)


def filled(fields: dict[str, Any], page: str = PAGE) -> Article:
    return newscrawl.extract(page, URL, fields=fields)


@pytest.mark.parametrize(
    ("selector", "expected"),
    [
        pytest.param("p.kicker", "Harbour report", id="CSS, with the text of what is inside"),
        pytest.param("p.kicker::text", "Harbour", id="CSS, the own text alone"),
        pytest.param("meta[name=desk]", "Local news", id="what a meta element states"),
        pytest.param("meta[name=desk]::attr(content)", "Local news", id="CSS, an attribute"),
        pytest.param("//p[@class='kicker']/b", "report", id="XPath"),
        pytest.param("string(//p[@class='kicker'])", "Harbour report", id="an XPath function"),
        pytest.param("count(//li)", "3", id="a number"),
        pytest.param("//li[re:test(., '^C')]", "Corrin", id="regular expressions of EXSLT"),
        pytest.param(["p.none", "h1"], "A bridge", id="the first of several that gives something"),
        pytest.param(["p.none", "li:nth-child(2)"], "", id="nothing, and white space"),
    ],
)
def test_an_own_field(selector: Any, expected: str) -> None:
    """It is a clean line in ``metadata.extra``, empty where nothing matched."""
    assert filled({"own": selector}).metadata.extra == {"own": expected}


def test_all_that_matches() -> None:
    """A list, in the order of the page, empty where nothing matched."""
    fields = {
        "places": {"select": "ul.places li", "all": True},
        "none": {"select": "u", "all": True},
    }
    assert filled(fields).metadata.extra == {"places": ["Aldmouth", "Corrin"], "none": []}


def test_the_fields_of_the_record() -> None:
    """They take what selectors give over what the page says, in their own form."""
    article = filled(
        {
            "title": "//meta[@property='og:title']/@content",
            "authors": "span.who",
            "date": "time",
            "modified": "i.changed",
            "section": "nav.crumbs a:last-child",
            "tags": "ul.places li",
            "image": "img.lead",
            "language": "//html/@lang",
        }
    )
    metadata = article.metadata
    assert (article.title, article.authors) == ("A bridge, at last", ["Ann Lee", "Bo Ek", "Cy Fox"])
    assert (article.created, metadata.published_source) == (
        "2026-05-04T08:00:00.000Z",
        "selector:date",
    )
    assert (metadata.modified[:10], metadata.modified_written) == ("2026-06-05", "05.06.2026")
    assert (metadata.section, metadata.tags) == ("Towns", ["Aldmouth", "Corrin"])
    assert (metadata.image, article.language) == ("https://gazette.example/a.jpg", "de")
    assert metadata.extra == {}


def test_what_matches_nothing_changes_nothing() -> None:
    """The page's own claims stay; a date that is none is told of."""
    plain = newscrawl.extract(PAGE, URL)
    article = filled({"title": "h6", "date": "h1", "language": "h1", "authors": "h6"})
    assert (article.title, article.created, article.authors) == (
        plain.title,
        plain.created,
        plain.authors,
    )
    draft = extract_page(
        Page(URL, PAGE.encode(), fields=read_fields({"date": "h1", "title": "h6"}))
    )
    assert [(match.selector, match.used) for match in draft.matches] == [("h1", False), ("", True)]


def test_a_title_that_is_selected_is_no_text() -> None:
    """It is taken out of the text as a headline is."""
    page = PAGE.replace("<h1>A bridge</h1>", "<p class=head>Water over the weir</p>")
    article = filled({"title": "p.head"}, page)
    assert article.title == "Water over the weir"
    assert "Water over the weir" not in article.text


def test_a_hostile_page_is_bounded() -> None:
    """Neither length nor number of values follow the page."""
    page = PAGE.replace("<ul", "<u>" + "x" * 20_000 + "</u>" + "<u>y</u>" * 600 + "<ul")
    values = filled({"own": {"select": "u", "all": True}}, page).metadata.extra["own"]
    assert len(values) == MAX_VALUES
    assert max(map(len, values)) <= 5_000


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        pytest.param({"own": "h1..x"}, r"'fields.own': 'h1..x' is no CSS selector", id="CSS"),
        pytest.param({"own": "//p["}, "is no XPath", id="XPath"),
        pytest.param({"own": "//p[x:y(.)]"}, "is no XPath", id="a prefix that nobody knows"),
        pytest.param({"own": "$x"}, "is no CSS selector", id="a variable"),
        pytest.param(
            {"text": "p"}, "text is a key of the record", id="a key that no selector fills"
        ),
        pytest.param({"Own": "p"}, "small letters", id="a name in capitals"),
        pytest.param({"own": 3}, "expected a selector", id="a number"),
        pytest.param({"own": []}, "expected a selector", id="no selector"),
        pytest.param({"own": {"css": "p"}}, "unknown key 'css'", id="another key"),
        pytest.param(
            {"own": {"select": "p", "all": "yes"}}, "'all' must be true or false", id="all"
        ),
        pytest.param({f"own{n}": "p" for n in range(51)}, "at most 50", id="too many"),
        pytest.param({"own": "p " * 300}, "at most 500", id="too long"),
    ],
)
def test_wrong_fields(fields: dict[str, Any], said: str) -> None:
    """Each is named, with what was expected."""
    with pytest.raises(FieldError, match=said):
        read_fields(fields)


def test_no_table() -> None:
    """The whole is named."""
    with pytest.raises(FieldError, match="'fields': must be a table"):
        read_fields("h1")


def test_a_selector_of_another_kind_is_refused() -> None:
    """Neither CSS nor XPath."""
    with pytest.raises(RuleError):
        read_selector("div >")
