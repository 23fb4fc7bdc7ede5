"""Headings of a page: those of the article, logos, kickers."""

import pytest
from lxml import html

from newscrawl.extract.metadata.headings import MAX_H1S, read_headings

URL = "https://www.harbour.example/town/bridge"
TITLE = {"en": "Bridge reopens", "el": "Η γέφυρα άνοιξε", "ja": "橋が再開", "ar": "الجسر يفتح"}


def read(body: str, url: str = URL) -> tuple[tuple[str, ...], ...]:
    """Return the texts of ``h1``, of lower headings, the logos and the parts of a page."""
    found = read_headings(html.document_fromstring(f"<body>{body}</body>"), url)
    return found.h1s, found.heads, found.logos, found.parts


@pytest.mark.parametrize("language", TITLE)
def test_an_h1_that_leads_home_is_a_logo(language: str) -> None:
    """It counts only where no other has text."""
    title = TITLE[language]
    logo = "<h1><a href='/'>The Post</a></h1>"
    assert read(f"{logo}<h1> </h1><h1>{title}</h1>") == ((title,), (), ("The Post",), ())
    assert read(logo)[0] == ("The Post",)


@pytest.mark.parametrize(
    ("href", "is_home"),
    [
        ("/", True),
        ("//harbour.example", True),
        ("https://m.harbour.example/", True),
        ("http://WWW.harbour.example//", True),
        ("https://harbour.example/town", False),
        ("https://other.example/", False),
        ("ftp://harbour.example/", False),
        ("/town", False),
        ("", False),
    ],
)
def test_a_link_to_the_front_page(href: str, is_home: bool) -> None:
    """By its host alone, with the names that readers take for the same site."""
    assert read(f"<a href='{href}'>The Post</a>")[2] == (("The Post",) if is_home else ())


def test_the_front_page_itself_has_no_logo() -> None:
    """All of its links may lead there."""
    h1s, _, logos, _ = read("<h1><a href='/'>The Post</a></h1>", "https://www.harbour.example/")
    assert (h1s, logos) == (("The Post",), ())
    assert read("<a href='/'>The Post</a>", "https://[broken") == ((), (), (), ())


def test_pictures_name_the_logo() -> None:
    """Their ``alt`` and the title of the link; a long text is no name."""
    link = f"<a href='/' title='Post'><img alt='The Post'>{'long ' * 20}</a><a href='/'>Post</a>"
    assert read(link)[2] == ("Post", "The Post")


@pytest.mark.parametrize(
    ("heading", "parts"),
    [
        pytest.param("<span>Town</span> Bridge", {"Town", "Bridge"}, id="a kicker"),
        pytest.param("Town:<br>Bridge", {"Town", "Bridge"}, id="a mark between them"),
        pytest.param("<!-- a --><b>Bridge</b>", {"Bridge"}, id="a comment"),
        pytest.param("Bridge", set(), id="text alone"),
    ],
)
def test_the_parts_of_a_heading(heading: str, parts: set[str]) -> None:
    """The texts before and after each element in the first ``h1``."""
    assert (
        set(read(f"<h1>{heading}</h1><h1><b>More</b> of it</h1>")[3])
        - {"Town Bridge", "Town: Bridge"}
        == parts
    )


def test_the_parts_may_be_those_of_the_same_heading_for_another_width() -> None:
    """Pages have a heading twice; only one of them may have elements in it."""
    assert "Town" in read("<h1>Town Bridge</h1><h1><i>Town</i> Bridge</h1>")[3]
    assert read("<h1>Bridge</h1><h1><i>Town</i> Bridge</h1>")[3] == ()


def test_lower_headings_of_other_stories_are_left_out() -> None:
    """Those that are links, and those beside the article."""
    body = (
        "<h2><a href='/x'>Other</a></h2><aside><h3>Side</h3></aside><a><h3>Linked</h3></a>"
        "<h2>Own <i>words</i></h2><h3></h3>"
    )
    _, heads, _, parts = read(body)
    assert heads == ("Own words",)
    assert set(parts) == {"Own", "words", "Own words"}


def test_scripts_and_readings_are_no_text() -> None:
    """Lines of a heading do not run together."""
    heading = "<ruby>橋<rt>はし</rt></ruby>が<br>再開<style>a{}</style><script>b</script><?php c ?>"
    assert read(f"<h1>{heading}</h1>")[0] == ("橋が 再開",)


def test_teasers_in_headings_of_first_rank_are_bounded() -> None:
    """Logos among them do not count."""
    h1s = read("<h1><a href='/'>Post</a></h1>" + "".join(f"<h1>Story {n}</h1>" for n in range(50)))[
        0
    ]
    assert h1s == tuple(f"Story {number}" for number in range(MAX_H1S))
