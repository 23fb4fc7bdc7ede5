"""Style sheets inside a page: which are read, what they hide by a name alone, what shows it again."""

import pytest

from newscrawl.extract.parse.stylesheet import MAX_CSS_CHARS, MAX_HTML_CHARS, Sheet, page_css


@pytest.mark.parametrize(
    ("html", "css"),
    [
        pytest.param("<style>.a{}</style>", ".a{}", id="one"),
        pytest.param("<style>.a{}</style><p><style>.b{}</style>", ".a{}\n.b{}", id="two"),
        pytest.param("<style media=all>.a{}</style>", ".a{}", id="for all"),
        pytest.param('<style media=" SCREEN ">.a{}</style>', ".a{}", id="for the screen"),
        pytest.param('<style media="screen and (x)">.a{}</style>', "", id="for some screens"),
        pytest.param("<style>.a/* b */.c{}</style>", ".a .c{}", id="a comment"),
        pytest.param("<style>.мост{}</style>", ".мост{}", id="any script"),
        pytest.param("<noscript></noscript><style>.a{}</style>", ".a{}", id="behind what is for no scripts"),
        pytest.param("<p>none", "", id="none"),
        pytest.param("", "", id="nothing"),
        pytest.param(f"<style>{'x' * 300_000}</style>", "x" * MAX_CSS_CHARS, id="huge"),
        pytest.param(f"{' ' * MAX_HTML_CHARS}<style>.a{{}}</style>", "", id="far below"),
        pytest.param("<style>a</style>" * 300, "\n".join("a" * 200), id="very many"),
    ],
)  # fmt: skip
def test_the_style_sheets_of_a_page(html: str, css: str) -> None:
    """Those that hold on every screen where scripts run, without comments."""
    assert page_css(html) == css


@pytest.mark.parametrize(
    "head",
    [
        pytest.param("<style media=print>.x{display:none}</style>", id="for print"),
        pytest.param(
            "<style media='(max-width: 9em)'>.x{display:none}</style>", id="for narrow screens"
        ),
        pytest.param("<noscript><style>.x{display:none}</style></noscript>", id="for no scripts"),
        pytest.param("<style>.x{display:none}", id="never closed"),
        pytest.param("<style " + "a" * 2_000 + ">.x{display:none}</style>", id="a tag without end"),
    ],
)
def test_a_style_sheet_for_others_hides_nothing(head: str) -> None:
    """Only those for every screen where scripts run are read."""
    assert page_css(f"{head}<p>") == ""
    assert page_css(f"<style media=screen>.x{{}}</style>{head}") == ".x{}"


@pytest.mark.parametrize(
    ("css", "names"),
    [
        pytest.param(".a{display:none}", {".a"}, id="class"),
        pytest.param("#a { visibility : hidden }", {"#a"}, id="id"),
        pytest.param("p.a,div#b , .c{left:-9999px}", {".a", "#b", ".c"}, id="several"),
        pytest.param(".a{left:-999px}", set(), id="a little to the left"),
        pytest.param(".a .b{display:none}", set(), id="one in another"),
        pytest.param(".a.b{display:none}", set(), id="both"),
        pytest.param(".a:hover{display:none}", set(), id="a state"),
        pytest.param("p{display:none}", set(), id="a tag"),
        pytest.param(".a{color:red}.b{display:none}", {".b"}, id="the second rule"),
        pytest.param(".a{color:red;display:none;visibility:hidden}", {".a"}, id="twice"),
        pytest.param("@media print{.a{display:none}}.b{display:none}", {".b"}, id="behind a block"),
        pytest.param("@media print{.a{display:none}.b{}.c{display:none}}", set(), id="in a block"),
        pytest.param("@import 'x';.a{display:none}", {".a"}, id="behind a line"),
        pytest.param("@media print{.a{}.b{display:none}", set(), id="in a block that is never closed"),
        pytest.param("display:none", set(), id="no rule"),
        pytest.param(".мост{display:none}", set(), id="a name that does not begin with a Latin letter"),
        pytest.param(".mост{display:none}", {".mост"}, id="a name with other letters"),
        pytest.param(".a{" + " " * 6_000 + "display:none}", set(), id="a rule beyond reach"),
        pytest.param("", set(), id="nothing"),
    ],
)  # fmt: skip
def test_names_that_a_rule_hides(css: str, names: set[str]) -> None:
    """By one class or id alone, in no block."""
    assert Sheet(css).hidden_names() == names


@pytest.mark.parametrize(
    ("css", "name", "shown"),
    [
        pytest.param(".a{display:block}", ".a", True, id="display"),
        pytest.param(".a{visibility: visible}", ".a", True, id="visibility"),
        pytest.param(".a{left:0}", ".a", True, id="back on the screen"),
        pytest.param(".a{margin-left:0}", ".a", False, id="a margin"),
        pytest.param(".a{left:-9px}", ".a", False, id="off the screen"),
        pytest.param(".a{display:none}", ".a", False, id="hidden"),
        pytest.param(".a{}.b{display:block}", ".a", False, id="another rule"),
        pytest.param("@media x{.b .a:hover{display:flex}}", ".a", True, id="in a block, in another"),
        pytest.param(".ab{display:block}", ".a", True, id="a longer name, in doubt"),
        pytest.param(r".md\:a{display:block}", ".md:a", True, id="a sign in a name"),
        pytest.param(".a{display:block", ".a", False, id="a rule without an end"),
        pytest.param("#a{display:block}", ".a", False, id="an id of that name"),
        pytest.param(".a{}" * 1_001, ".a", True, id="too many places, in doubt"),
        pytest.param(".мост{display:block}", ".мост", True, id="any script"),
        pytest.param("", ".a", False, id="nothing"),
    ],
)  # fmt: skip
def test_what_shows_a_name_again(css: str, name: str, shown: bool) -> None:
    """Anywhere in the sheet; asked twice it says the same."""
    sheet = Sheet(css)
    assert sheet.shows(name) is sheet.shows(name) is shown
