"""Hidden text: what a browser does not show is not in the corpus; what it shows is never lost for that."""

import pytest

from newscrawl.extract.explain import explain_page
from newscrawl.extract.page import extract_page
from newscrawl.extract.stylesheet import MAX_CSS_CHARS, Sheet, page_css
from newscrawl.items import Draft, Page
from tests.growth import assert_linear_in_length

SAID = "The keeper of the lamp said on Monday that it had not gone out all winter, as ships had asked."
MORE = "Ships that pass at night had asked for the light, and the harbour office agreed to pay for the oil."
UNSEEN = "Words that no reader of this page has ever seen were written here for machines alone."


def draft(inside: str, *, head: str = "", attributes: str = "") -> Draft:
    """Extract an article with *inside* between its paragraphs."""
    html = (
        f"<html {attributes}><head>{head}</head><body><article><h1>Lamps</h1><p>{SAID}</p>{inside}<p>{MORE}</p>"
        f"<p>The council will vote on a new lamp in April, once the cost is known.</p></article></body></html>"
    )
    return extract_page(Page("https://news.example/a", html.encode()))


def styled(css: str, inside: str, **parts: str) -> Draft:
    """The same, with a style element."""
    return draft(inside, head=f"<style>{css}</style>", **parts)


@pytest.mark.parametrize(
    ("tag", "rule_id"),
    [
        pytest.param("<p hidden>", "hidden.attribute", id="hidden"),
        pytest.param("<p style='display:none'>", "hidden.style", id="display"),
        pytest.param("<p style='visibility: hidden'>", "hidden.style", id="visibility"),
        pytest.param("<p style='position:absolute;left:-9999px'>", "hidden.style", id="off the screen"),
        pytest.param("<p class='sr-only'>", "hidden.class", id="for screen readers"),
        pytest.param("<p aria-hidden=true>", "hidden.aria", id="hidden from screen readers"),
    ],
)
def test_hidden_text_goes_with_its_reason(tag: str, rule_id: str) -> None:
    """It is recorded behind what was removed of the text, once."""
    found = draft(f"{tag}{UNSEEN}<b>Inner.</b></p>")
    assert UNSEEN not in found.text
    assert found.text.startswith(f"{SAID}\n\n{MORE}")
    (removal,) = [each for each in found.removed if each.category == "hidden"]
    assert (removal.text, removal.rule_id) == (f"{UNSEEN}Inner.", rule_id)
    assert removal.position == len(found.removed) + len(found.blocks) - 1


def test_hidden_text_elsewhere_on_the_page_is_no_removal() -> None:
    """Menus and dialogues around the article are none of its text; fifty of a kind in it are enough."""
    outside = f"<nav hidden>{UNSEEN}</nav>"
    html = f"<html><body>{outside}<article><h1>Lamps</h1><p>{SAID}</p><p>{MORE}</p></article>{outside}</body></html>"
    assert extract_page(Page("https://news.example/a", html.encode())).removed[1:] == ()
    many = draft("".join(f"<i hidden>{number}</i>" for number in range(100)))
    assert sum(each.category == "hidden" for each in many.removed) == 50


def test_a_hidden_element_in_another_is_recorded_with_it() -> None:
    """Once, by the outer one."""
    found = draft(f"<div hidden><p style='display:none'>{UNSEEN}</p><p class=x>More.</p></div>")
    assert [each.rule_id for each in found.removed if each.category == "hidden"] == ["hidden.attribute"]


def test_the_seen_twin_of_a_text_for_screen_readers_stays() -> None:
    """One of the two is read; the other is for those who do not see."""
    inside = f"<p>A lamp <span aria-hidden=true>burns</span><span class=sr-only>lights up</span> there. {UNSEEN}</p>"
    found = draft(inside)
    assert "A lamp burns there." in found.text
    assert [each.text for each in found.removed if each.category == "hidden"] == ["lights up"]


def test_most_of_a_page_is_not_hidden() -> None:
    """A script reveals it."""
    html = f"<html><body><p>Loading</p><div style='display:none'><h1>Lamps</h1><p>{SAID}</p><p>{MORE}</p></div></body>"
    assert SAID in extract_page(Page("https://news.example/a", html.encode())).text


def test_the_explanation_of_a_page_has_its_hidden_text() -> None:
    """What was taken out before the text was extracted is explained last."""
    html = f"<html><body><article><h1>Lamps</h1><p>{SAID}</p><p hidden>{UNSEEN}</p><p>{MORE}</p></article></body>"
    note = explain_page(Page("https://news.example/a", html.encode())).notes[-1]
    assert (note.text, note.fate, note.rule_id) == (UNSEEN, "left out", "hidden.attribute")


RULED = "<p class='x y' id=z>" + UNSEEN + "</p>"


@pytest.mark.parametrize(
    "css",
    [
        pytest.param(".x{display:none}", id="class"),
        pytest.param("#z { display : none !important }", id="id"),
        pytest.param("p.x{color:red;display:none}", id="tag and class"),
        pytest.param("h4,.a .b,.x{visibility:hidden}", id="one of several selectors"),
        pytest.param(".x{position:absolute;left:-9999px}", id="off the screen"),
        pytest.param("/* } */ .x{display:none}", id="behind a comment"),
        pytest.param("@media print{.q{color:red}} .x{display:none}", id="behind a block"),
        pytest.param("@import 'a.css'; .x{display:none}", id="behind a line"),
        pytest.param(
            ".q{display:none} .x{display:none} .x:hover{color:red}", id="with rules that show nothing"
        ),
    ],
)
def test_what_a_style_rule_hides_goes(css: str) -> None:
    """By its class or id alone, anywhere in a style element for the screen."""
    found = styled(css, RULED)
    assert UNSEEN not in found.text
    assert MORE in found.text
    assert [each.rule_id for each in found.removed if each.category == "hidden"] == ["hidden.rule"]


def test_a_word_within_a_sentence_goes_too() -> None:
    """An inline element that a rule hides."""
    found = styled(
        ".x{display:none}", f"<p>The lamp <span class=x>{UNSEEN}</span> was lit again on Friday.</p>"
    )
    assert "The lamp was lit again on Friday." in " ".join(found.text.split())
    assert UNSEEN not in found.text


@pytest.mark.parametrize(
    ("css", "inside", "attributes"),
    [
        pytest.param("@media print{.x{display:none}}", RULED, "", id="print rule"),
        pytest.param("@media (max-width:600px){.x{display:none}}", RULED, "", id="media query"),
        pytest.param("@supports (display:grid){.x{display:none}}", RULED, "", id="feature query"),
        pytest.param("a{} @media print{a{} .x{display:none} b{}}", RULED, "", id="print rule among others"),
        pytest.param(".no-js .x{display:none}", RULED, "class=no-js", id="rule for no scripts"),
        pytest.param(".js .x{display:none}", RULED, "class=js", id="rule for scripts"),
        pytest.param(".no-js{display:none}", RULED, "class=no-js", id="the whole page without scripts"),
        pytest.param(".x{display:none}.x.open{display:block}", RULED, "", id="a script opens it"),
        pytest.param(
            ".x{display:none}@media(min-width:1px){.x{display:block}}", RULED, "", id="a wide screen"
        ),
        pytest.param(".x{display:none}.y{display:flex}", RULED, "", id="its other class shows it"),
        pytest.param(".x{display:none}#z{visibility:visible}", RULED, "", id="its id shows it"),
        pytest.param(".x:after{display:none}", RULED, "", id="a pseudo-element"),
        pytest.param(".x > b{display:none}", RULED, "", id="something in it"),
        pytest.param("p{display:none}", RULED, "", id="every paragraph"),
        pytest.param(".xx{display:none}", RULED, "", id="another class"),
        pytest.param(".x{display:none", RULED.replace("x y", "w"), "", id="open rule, other class"),
        pytest.param(".x{background:none;overflow:hidden}", RULED, "", id="other properties"),
        pytest.param(
            ".x{display:none}", f"<div class=x><h1>Lamps</h1>{RULED}</div>", "", id="a headline in it"
        ),
        pytest.param(".x{display:none}", f"<main class=x>{RULED}</main>", "", id="the main part"),
        pytest.param(
            ".x{display:none}", f"<div class=x>{f'<p>{UNSEEN}</p>' * 9}</div>", "", id="long running text"
        ),
        pytest.param(
            ".x{display:none}",
            "".join(f"<p class=x>{UNSEEN} {n}</p>" for n in range(6)),
            "",
            id="much of the page",
        ),
    ],
)
def test_a_style_rule_that_may_show_it_hides_nothing(css: str, inside: str, attributes: str) -> None:
    """Print rules, media queries, toggles of scripts, and whatever is the article itself."""
    assert UNSEEN in styled(css, inside, attributes=attributes).text


@pytest.mark.parametrize(
    "head",
    [
        pytest.param("<style media=print>.x{display:none}</style>", id="for print"),
        pytest.param("<style media='(max-width: 9em)'>.x{display:none}</style>", id="for narrow screens"),
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
    "css",
    [
        pytest.param("display:none" * 20_000, id="hits without rules"),
        pytest.param("{" * 200_000, id="braces"),
        pytest.param(".x{display:none}" * 20_000, id="one rule again and again"),
        pytest.param("".join(f".x{n}{{display:none}}" for n in range(9_000)), id="many names"),
        pytest.param(".x{display:none}" + ".x " * 60_000, id="a name again and again"),
        pytest.param("/*" * 100_000, id="comments"),
    ],
)
def test_time_is_linear_in_the_sheet(css: str) -> None:
    """A style sheet made to hurt costs a moment."""
    inside = "".join(f"<p class='x x{n} y{n}'>Lamp {n}</p>" for n in range(300))
    assert_linear_in_length(lambda sheet: styled(sheet, inside), css)
    assert_linear_in_length(lambda sheet: Sheet(sheet).shows(".x"), css[:MAX_CSS_CHARS])


def test_paragraphs_that_only_the_eye_sees_are_the_story() -> None:
    """Several paragraphs in a row that are hidden from screen readers stand behind a pay wall, in full view."""
    found = draft(f"<p aria-hidden=true>{UNSEEN}</p><p aria-hidden=true>{UNSEEN[::-1]}</p>")
    assert UNSEEN in found.text
    assert UNSEEN[::-1] in found.text
