"""Hidden text: what a browser does not show is not in the corpus; what it shows is never lost for that."""

import pytest

from newscrawl.extract.explain import explain_page
from newscrawl.extract.page import extract_page, prepare
from newscrawl.extract.parse.cleanup import clean_tree
from newscrawl.extract.parse.html import parse_html
from newscrawl.extract.parse.stylesheet import MAX_CSS_CHARS, Sheet
from newscrawl.extract.segmentation.segments import segment_tree
from newscrawl.model.items import Draft, Page
from tests.support.growth import assert_linear_in_length

SAID = (
    "The keeper of the lamp said on Monday that it had not gone out all winter, as ships had asked."
)
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
        pytest.param(
            "<p style='position:absolute;left:-9999px'>", "hidden.style", id="off the screen"
        ),
        pytest.param("<p class='sr-only'>", "hidden.class", id="for screen readers"),
        pytest.param(
            "<p class='x d-none'>", "hidden.state", id="class of a style sheet that many sites have"
        ),
        pytest.param("<p class=hide>", "hidden.state", id="another"),
        pytest.param("<dialog>", "hidden.attribute", id="a closed dialog"),
        pytest.param("<div popover>", "hidden.attribute", id="a popover"),
    ],
)
def test_hidden_text_goes_with_its_reason(tag: str, rule_id: str) -> None:
    """It is recorded behind what was removed of the text, once."""
    found = draft(f"{tag}{UNSEEN}<b>Inner.</b></{tag.split(maxsplit=1)[0].strip('<>')}>")
    assert UNSEEN not in found.text
    assert found.text.startswith(f"{SAID}\n\n{MORE}")
    (removal,) = [each for each in found.removed if each.category == "hidden"]
    assert (removal.text, removal.rule_id) == (f"{UNSEEN}Inner.", rule_id)
    assert removal.position == len(found.removed) + len(found.blocks) - 1


def test_hidden_text_elsewhere_on_the_page_is_no_removal() -> None:
    """Menus and dialogs around the article are none of its text."""
    outside = f"<nav hidden>{UNSEEN}</nav>"
    html = f"<html><body>{outside}<article><h1>Lamps</h1><p>{SAID}</p><p>{MORE}</p></article>{outside}</body></html>"
    assert extract_page(Page("https://news.example/a", html.encode())).removed[1:] == ()


def test_all_of_a_hidden_text_is_recorded() -> None:
    """However long it is."""
    found = draft(
        f"<div hidden role=dialog>{f'<p>{UNSEEN} </p>' * 50}</div>" + f"<p>{MORE}</p>" * 50
    )
    (removal,) = [each for each in found.removed if each.category == "hidden"]
    assert removal.text == " ".join([UNSEEN] * 50)


def test_a_hidden_element_in_another_is_recorded_with_it() -> None:
    """Once, by the outer one."""
    found = draft(f"<div hidden><p style='display:none'>{UNSEEN}</p><p class=x>More.</p></div>")
    assert [each.rule_id for each in found.removed if each.category == "hidden"] == [
        "hidden.attribute"
    ]


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


@pytest.mark.parametrize("language", ["en", "el"])
def test_a_box_whose_condition_is_unmet_is_left_out(language: str) -> None:
    """However much of the page it holds: the site's software chose the other one, and no button opens it."""
    said = {
        "en": SAID,
        "el": "Ο φύλακας του φάρου είπε τη Δευτέρα ότι το φως δεν έσβησε όλο τον χειμώνα, όπως είχαν ζητήσει τα πλοία.",
    }
    shown = "".join(f"<p>{said[language]} {number}.</p>" for number in range(6))
    other = f"<div class='guide w-condition-invisible'>{f'<p>{UNSEEN}</p>' * 60}</div>"
    page = f"<html><body><div class=rich><h1>Lamps</h1>{shown}</div>{other}</body></html>"
    found = extract_page(Page("https://news.example/a", page.encode()))
    assert [each.text for each in found.blocks if each.text.startswith(said[language])]
    assert UNSEEN not in found.text


def test_a_box_whose_condition_is_unmet_stays_where_nothing_else_is_there() -> None:
    """Then a script of the page shows it."""
    other = f"<div class=w-condition-invisible><h1>Lamps</h1><p>{SAID}</p><p>{MORE}</p></div>"
    page = f"<html><body><p>Loading</p>{other}</body></html>"
    assert SAID in extract_page(Page("https://news.example/a", page.encode())).text


def test_the_explanation_of_a_page_has_its_hidden_text() -> None:
    """What was taken out before the text was extracted is explained last."""
    html = f"<html><body><article><h1>Lamps</h1><p>{SAID}</p><p hidden>{UNSEEN}</p><p>{MORE}</p></article></body>"
    note = explain_page(Page("https://news.example/a", html.encode())).notes[-1]
    assert (note.text, note.outcome, note.rule_id) == (UNSEEN, "left out", "hidden.attribute")


@pytest.mark.parametrize(
    "name", ["d-none d-md-block", "hidden md:block", "hidden-xs", "hide-on-print", "hide show-lg"]
)
def test_a_class_that_hides_on_some_screens_hides_nothing(name: str) -> None:
    """It is shown on those of other widths."""
    assert UNSEEN in shown(f"<p class='{name}'>{UNSEEN}</p>{MORE}")


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
            ".q{display:none} .x{display:none} .x:hover{color:red}",
            id="with rules that show nothing",
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
        ".x{display:none}",
        f"<p>The lamp <span class=x>{UNSEEN}</span> was lit again on Friday.</p>",
    )
    assert "The lamp was lit again on Friday." in " ".join(found.text.split())
    assert UNSEEN not in found.text


@pytest.mark.parametrize(
    ("css", "inside", "attributes"),
    [
        pytest.param("@media print{.x{display:none}}", RULED, "", id="print rule"),
        pytest.param("@media (max-width:600px){.x{display:none}}", RULED, "", id="media query"),
        pytest.param("@supports (display:grid){.x{display:none}}", RULED, "", id="feature query"),
        pytest.param(
            "a{} @media print{a{} .x{display:none} b{}}", RULED, "", id="print rule among others"
        ),
        pytest.param(".no-js .x{display:none}", RULED, "class=no-js", id="rule for no scripts"),
        pytest.param(".js .x{display:none}", RULED, "class=js", id="rule for scripts"),
        pytest.param(
            ".no-js{display:none}", RULED, "class=no-js", id="the whole page without scripts"
        ),
        pytest.param(".x{display:none}.x.open{display:block}", RULED, "", id="a script opens it"),
        pytest.param(
            ".x{display:none}@media(min-width:1px){.x{display:block}}",
            RULED,
            "",
            id="a wide screen",
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
            ".x{display:none}",
            f"<div class=x><h1>Lamps</h1>{RULED}</div>",
            "",
            id="a headline in it",
        ),
        pytest.param(".x{display:none}", f"<main class=x>{RULED}</main>", "", id="the main part"),
        pytest.param(
            ".x{display:none}",
            f"<div class=x>{f'<p>{UNSEEN}</p>' * 9}</div>",
            "",
            id="long running text",
        ),
        pytest.param(
            ".x{display:none}",
            "".join(f"<p class=x>{UNSEEN} {n}</p>" for n in range(6)),
            "",
            id="much of the page",
        ),
    ],
)
def test_a_style_rule_that_may_show_it_hides_nothing(
    css: str, inside: str, attributes: str
) -> None:
    """Print rules, media queries, toggles of scripts, and whatever is the article itself.

    What is not hidden is judged as any other block: it is in the text, or left out for another reason.
    """
    draft = styled(css, inside, attributes=attributes)
    gone = [removal for removal in draft.removed if UNSEEN in removal.text]
    assert UNSEEN in draft.text or (gone and not any(each.category == "hidden" for each in gone))


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


STORY = {
    "en": (
        "The first boat left the pier at ten to six on Monday, twenty minutes earlier than at any time since then.",
        "Harbour master Brandt watched it go from the window of the ticket office, and said nothing about it at all.",
        "The old timetable has nine crossings a day instead of five, and shops on the eastern bank have put it up.",
        "Rebuilding the stage cost the county two million crowns, most of it for steel that came up on barges.",
        "Not everybody is satisfied: fishermen say that the new piles stand too close to the channel for trawlers.",
        "A survey of the channel is to begin in April, and until then boats longer than eighteen metres must wait.",
    ),
    "ru": (
        "После шести лет ремонта в Заречье открылась оранжерея, построенная ещё в начале прошлого века, сообщили нам.",
        "«Мы боялись, что пальмы не переживут переезда», — рассказала главный садовник города Вера Лыткина в субботу.",
        "Стеклянный купол собрали заново из двух тысяч листов, а старые чертежи нашлись в областном архиве случайно.",
        "Ремонт обошёлся городу в 94 миллиона рублей, и почти треть этой суммы собрали жители за два последних года.",
        "Весной в оранжерее начнутся занятия для школьников, а по четвергам здесь обещают играть камерную музыку.",
        "Рядом планируют восстановить и летний павильон, но деньги на него пока не найдены, сказали нам в мэрии.",
    ),
    "zh": (
        "停业两年之后，青石镇的老茶馆上周六重新开门。天还没亮，门口就排起了队，最早到的是住在河对岸的退休船工。",
        "茶馆主人何秀兰说，她原本打算把房子租给超市，后来翻出外公的账本才改变主意，决定自己把茶馆重新开起来。",
        "修缮工作花了九个月。屋顶的青瓦一共换了一万一千片，旧木梁则由邻县的三位木匠按照原来的榫卯结构加固。",
        "现在茶馆每天供应四十种茶，价格从三元到二十元不等。下午两点以后，说书先生会在天井里讲一段本地的故事。",
        "镇上的年轻人起初并不看好这门生意，如今却常常带着电脑来这里工作，一坐就是整个下午，有时还会带朋友来。",
        "何秀兰计划明年春天在后院开一间小型展览室，把账本和老茶具都摆出来。她说，欠账的人如果还在，可以来还。",
    ),
}
TEASERS = "".join(
    f"<div class=teaser><h3><a href=/{n}>Council postpones the vote on fees, again, for the {n}th time</a></h3>"
    f"<p>Three members asked for figures {n}.</p></div>"
    for n in range(12)
)


def shown(body: str, lang: str = "en") -> str:
    """Give all that is shown of a page, teasers around its text."""
    page = f"<html lang={lang}><body><main>{body}</main><section>{TEASERS}</section></body></html>"
    tree = parse_html(page.encode(), "text/html; charset=utf-8").tree
    clean_tree(tree)
    return " ".join(" ".join(tree.itertext()).split())


@pytest.mark.parametrize("lang", STORY)
@pytest.mark.parametrize(
    "form",
    [
        pytest.param(
            "<article>{first}<button>More</button><div class=rest style='display:none'>{rest}</div></article>",
            id="more",
        ),
        pytest.param(
            "<article>{first}<div class=collapsed hidden>{rest}</div><a class=expand>+</a></article>",
            id="collapsed",
        ),
        pytest.param(
            "<article>{first}<div class=x aria-hidden=true>{rest}</div></article>", id="aria-hidden"
        ),
        pytest.param(
            "<div>{first}<div class=x aria-hidden=true>{rest}</div></div>",
            id="aria-hidden, no article",
        ),
        pytest.param("<div aria-hidden=true>{first}{rest}</div>", id="behind a dialog"),
        pytest.param(
            "<article style='visibility:hidden'>{first}{rest}</article>", id="until a script runs"
        ),
    ],
)
def test_the_rest_of_a_story_is_never_hidden(form: str, lang: str) -> None:
    """Teasers around do not count: it holds a large share of the running text."""
    first, rest = STORY[lang][:2], STORY[lang][2:]
    body = form.format(
        first="".join(f"<p>{each}</p>" for each in first),
        rest="".join(f"<p>{each}</p>" for each in rest),
    )
    dialog = "<div role=dialog aria-modal=true><p>We value your privacy, and so do our 812 partners.</p><button>OK</button></div>"
    text = shown(body + dialog, lang)
    assert [each for each in STORY[lang] if each not in text] == []


@pytest.mark.parametrize("lang", STORY)
def test_paragraphs_that_are_hidden_one_by_one_are_seen_together(lang: str) -> None:
    """Each is short, all of them are most of the story."""
    first, rest = STORY[lang][:1], STORY[lang][1:]
    body = "".join(f"<p>{each}</p>" for each in first) + "".join(
        f"<p hidden>{each}</p>" for each in rest
    )
    text = shown(f"<article>{body}</article>", lang)
    assert all(each in text for each in STORY[lang])


PANEL = f"{SAID} {MORE}"


@pytest.mark.parametrize(
    "panel",
    [
        pytest.param(
            f"<h3><button aria-expanded=false>Who pays?</button></h3><div hidden>{PANEL}</div>",
            id="accordion",
        ),
        pytest.param(
            f"<a href=#p>Who pays?</a><i></i><div id=p style='display:none'>{PANEL}</div>",
            id="a link to it",
        ),
        pytest.param(
            f"<button aria-controls=p>Who?</button><hr><div id=p hidden>{PANEL}</div>",
            id="a button names it",
        ),
        pytest.param(f"<div role=tabpanel hidden>{PANEL}</div>", id="a tab"),
        pytest.param(f"<div hidden=until-found>{PANEL}</div>", id="found by a search"),
    ],
)
def test_text_that_a_click_opens_stays(panel: str) -> None:
    """An answer, a tab: a reader gets to see it."""
    story = "".join(f"<p>{each} {each}</p>" for each in STORY["en"] * 3)
    assert MORE in shown(f"<article>{story}{panel}</article>")


@pytest.mark.parametrize(
    "box",
    [
        pytest.param(
            f"<button aria-controls=d>?</button><div id=d hidden role=dialog><p>{PANEL}</p></div>",
            id="dialog",
        ),
        pytest.param(
            f"<div class='modal fade' aria-hidden=true><p>{PANEL}</p><button>x</button></div>",
            id="modal",
        ),
        pytest.param(
            f"<button>?</button><div class=cookie-consent style='display:none'><p>{PANEL}</p></div>",
            id="consent",
        ),
        pytest.param(
            f"<button>Log in</button><div hidden><p>{PANEL}</p><input name=mail></div>", id="form"
        ),
        pytest.param(f"<nav aria-hidden=true><a href=/>{PANEL}</a></nav>", id="menu"),
        pytest.param(f"<button>?</button><p class=sr-only>{PANEL}</p>", id="for screen readers"),
        pytest.param(f"<div style='display:none'><p>{PANEL}</p></div>", id="opened by nothing"),
    ],
)
def test_what_opens_over_the_page_is_hidden(box: str) -> None:
    """A dialog, a form, a menu; and a small box that no button opens."""
    story = "".join(f"<p>{each} {each}</p>" for each in STORY["en"] * 3)
    text = shown(f"<div>{story}{box}</div>")
    assert PANEL not in text
    assert STORY["en"][0] in text


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        pytest.param(
            "<span aria-hidden=true>T</span><span class=sr-only>T</span>he boat left.",
            "The boat left.",
            id="drop cap with twin",
        ),
        pytest.param(
            "<span aria-hidden=true class=dropcap>T</span>he boat left.",
            "The boat left.",
            id="drop cap",
        ),
        pytest.param(
            "<span class=sr-only>The first</span><span aria-hidden=true>The first</span> boat left.",
            "The first boat left.",
            id="first words",
        ),
        pytest.param(
            "店には<ruby><rb aria-hidden=true>修理</rb><rt>しゅうり</rt></ruby>を待つ品が並ぶ。",
            "店には修理を待つ品が並ぶ。",
            id="ruby base",
        ),
        pytest.param(
            "On <b aria-hidden=true>Monday</b> it left.", "On Monday it left.", id="a word"
        ),
        pytest.param("It left.<i class=icon aria-hidden=true>arrow</i>", "It left.", id="icon"),
        pytest.param(f"{SAID}<i aria-hidden=true>arrow_forward</i>", SAID, id="icon by its name"),
        pytest.param("It left.<span aria-hidden=true>×</span>", "It left.", id="sign"),
        pytest.param(
            "It is <span class=m><span style='display: none'><math><mi>p</mi><mo>=</mo><mi>k</mi></math></span>"
            "<img src=x aria-hidden=true></span>.",
            "It is p=k.",
            id="a formula behind a picture",
        ),
    ],
)
def test_no_word_of_a_sentence_is_hidden_from_the_eye(inside: str, text: str) -> None:
    """``aria-hidden`` is seen: only decoration goes."""
    tree = parse_html(f"<p>{inside}</p>".encode(), "text/html; charset=utf-8").tree
    clean_tree(tree)
    assert [segment.text for segment in segment_tree(tree)] == [text]


SHORT = {
    "zh": ["市议会星期二决定重建老码头，去年春天的洪水把它冲走了。", "工程将于十月开始，届时渔船会搬到内港的过冬泊位。", "工程师发现，东墙下面的橡木桩仍然完好。"],
    "en": ["The council will rebuild the old quay that the flood took.", "Work is to begin in October, when the boats are away.", "The piles under the east wall were found to be sound."],
    "tr": ["Belediye meclisi selin götürdüğü eski rıhtımı yeniden yapacak.", "Çalışmalar ekimde, tekneler gidince başlayacak.", "Doğu duvarının altındaki kazıkların sağlam olduğu görüldü."],
}  # fmt: skip


@pytest.mark.parametrize("lang", SHORT)
@pytest.mark.parametrize("style", ["visibility: hidden; opacity: 0", "display:none"])
def test_a_short_story_that_a_script_shows_stays(lang: str, style: str) -> None:
    """Where nothing else on the page is a sentence, the hidden box with the short ones is the article."""
    story = "".join(f"<section><span>{line}</span></section>" for line in SHORT[lang])
    menu = "".join(f"<li><a href=/{number}>Menu {number}</a></li>" for number in range(40))
    page = f"<html lang={lang}><body><ul>{menu}</ul><h1>T</h1><div style='{style}'>{story}</div>"
    draft = extract_page(Page("https://news.example/1", page.encode(), "text/html; charset=utf-8"))
    assert all(line in draft.text for line in SHORT[lang])


@pytest.mark.parametrize("lang", SHORT)
def test_short_sentences_beside_a_story_stay_hidden(lang: str) -> None:
    """The same box beside a text that the page shows is hidden."""
    story = "".join(f"<section><span>{line}</span></section>" for line in SHORT[lang])
    shown = "".join(f"<p>{number}. {' '.join(SHORT[lang])}</p>" for number in range(3))
    page = f"<html lang={lang}><body><article><h1>T</h1>{shown}</article><div style='display:none'>{story}</div>"
    tree = prepare(Page("https://news.example/1", page.encode(), "text/html; charset=utf-8")).tree
    assert next(tree.iter("section"), None) is None
