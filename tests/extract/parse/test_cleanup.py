"""What a reader of the page does not see goes; an article that the page holds in a strange place stays."""

import pytest
from lxml import etree

from newscrawl.extract.parse.cleanup import clean_tree
from newscrawl.extract.parse.html import parse_html
from newscrawl.extract.segmentation.segments import segment_tree

SAID = (
    "The keeper of the lamp said on Monday that it had not gone out all winter, as ships had asked."
)
MORE = "Ships that pass at night had asked for the light, and the harbour office agreed to pay for the oil."
STORY = {
    "en": (
        "The first boat left the pier at ten to six on Monday, twenty minutes earlier than at any time since then.",
        "Harbour master Brandt watched it go from the window of the ticket office, and said nothing about it at all.",
        "The old timetable has nine crossings a day instead of five, and shops on the eastern bank have put it up.",
        "Rebuilding the stage cost the county two million crowns, most of it for steel that came up on barges.",
    ),
    "ru": (
        "После шести лет ремонта в Заречье открылась оранжерея, построенная ещё в начале прошлого века, сообщили нам.",
        "«Мы боялись, что пальмы не переживут переезда», — рассказала главный садовник города Вера Лыткина в субботу.",
        "Стеклянный купол собрали заново из двух тысяч листов, а старые чертежи нашлись в областном архиве случайно.",
        "Ремонт обошёлся городу в 94 миллиона рублей, и почти треть этой суммы собрали жители за два последних года.",
    ),
    "zh": (
        "停业两年之后，青石镇的老茶馆上周六重新开门。天还没亮，门口就排起了队，最早到的是住在河对岸的退休船工。",
        "茶馆主人何秀兰说，她原本打算把房子租给超市，后来翻出外公的账本才改变主意，决定自己把茶馆重新开起来。",
        "修缮工作花了九个月。屋顶的青瓦一共换了一万一千片，旧木梁则由邻县的三位木匠按照原来的榫卯结构加固。",
        "现在茶馆每天供应四十种茶，价格从三元到二十元不等。下午两点以后，说书先生会在天井里讲一段本地的故事。",
    ),
}


def shown(body: str, lang: str = "en") -> str:
    """Give all that is shown of a page."""
    page = f"<html lang={lang}><body><main>{body}</main></body></html>"
    tree = parse_html(page.encode(), "text/html; charset=utf-8").tree
    clean_tree(tree)
    return " ".join(" ".join(tree.itertext()).split())


@pytest.mark.parametrize(
    ("body", "markup"),
    [
        pytest.param("a<script>b</script>c", "ac", id="a script within a word"),
        pytest.param("a<!-- b --><style>c</style>d", "ad", id="comments and styles"),
        pytest.param("a<svg><text>b</text></svg>c", "ac", id="a drawing"),
        pytest.param("a<iframe src=x>b</iframe>c", "ac", id="a frame"),
        pytest.param("a<template><b>b</b></template>c", "ac", id="a template"),
        pytest.param(
            "<x-a><template shadowrootmode=open><b>b</b></template></x-a>",
            '<x-a><div shadowrootmode="open"><b>b</b></div></x-a>',
            id="a template that is shown",
        ),
        pytest.param("a<button>b</button>c", "a<button>b</button>c", id="a button"),
        pytest.param("a<b hidden>b</b>c", "ac", id="a hidden word"),
        pytest.param("Мост<noscript>b</noscript> открыт", "Мост открыт", id="a notice"),
        pytest.param("גשר<canvas>b</canvas>橋", "גשר橋", id="any script"),
        pytest.param("<script type='math/tex'>x^2</script>", '<span type="math/tex">x^2</span>', id="a formula"),
        pytest.param("<script type='math/tex'> </script>", "", id="an empty formula"),
        pytest.param("<i class=katex>x</i><script type='Math/TeX'>x^2</script>", '<i class="katex">x</i>', id="a formula that is drawn"),
        pytest.param("<i class=katex></i><script type='math/asciimath'>x</script>", '<i class="katex"/><span type="math/asciimath">x</span>', id="a drawing that is empty"),
        pytest.param("<i class=x>x</i><script type='math/tex'>x</script>", '<i class="x">x</i><span type="math/tex">x</span>', id="a word before a formula"),
        pytest.param("", "", id="nothing"),
    ],
)  # fmt: skip
def test_what_is_left_of_a_page(body: str, markup: str) -> None:
    """Scripts, drawings, frames and templates go, with their content."""
    tree = parse_html(
        f"<html><head><title>t</title></head><body><div>{body}</div></body>".encode()
    ).tree
    clean_tree(tree)
    left = etree.tostring(tree.find(".//div"), encoding="unicode")
    assert left == (f"<div>{markup}</div>" if markup else "<div/>")
    assert [each.tag for each in tree] == ["body"]


def test_hidden_text_is_given_back() -> None:
    """With its reason and the element that it was in."""
    tree = parse_html(f"<main><p>{SAID}</p><p hidden>Скрыто <b>и это</b></p></main>".encode()).tree
    (found,) = clean_tree(tree)
    assert (found.text, found.rule_id) == ("Скрыто и это", "hidden.attribute")
    assert found.parent is tree.find(".//main")


@pytest.mark.parametrize("tag", ["div", "script", "svg", "template", "noscript"])
def test_a_crowd_of_elements_goes_too(tag: str) -> None:
    """Thousands of them, beside each other or within each other."""
    tree = parse_html(
        f"<p>{SAID} </p>{f'<{tag} hidden>x</{tag}>' * 3_000}<p>{MORE}</p>".encode()
    ).tree
    clean_tree(tree)
    assert "".join(tree.itertext()).split() == [*SAID.split(), *MORE.split()]


@pytest.mark.parametrize(
    ("between", "parted"),
    [
        pytest.param("<script>ad()</script>", [f"{SAID} {MORE}"], id="script"),
        pytest.param("<i hidden>x</i>", [f"{SAID} {MORE}"], id="hidden word"),
        pytest.param("<iframe src=/ad></iframe>", [SAID, MORE], id="frame"),
        pytest.param("<video></video>", [SAID, MORE], id="film"),
        pytest.param("<section hidden>x</section>", [SAID, MORE], id="hidden box"),
    ],
)
def test_sentences_around_what_goes_are_apart(between: str, parted: list[str]) -> None:
    """A script between two sentences leaves a space, a box a new paragraph; words are not cut."""
    tree = parse_html(f"<div>{SAID}{between}{MORE} A foot{between}ball.</div>".encode()).tree
    clean_tree(tree)
    found = [segment.text for segment in segment_tree(tree)]
    assert " ".join(found) == f"{SAID} {MORE} A football."
    assert len(found) == len(parted)


@pytest.mark.parametrize("lang", STORY)
def test_an_article_in_noscript_is_read(lang: str) -> None:
    """Where the page shows none, or not the same."""
    story = "".join(f"<p>{each}</p>" for each in STORY[lang])
    assert STORY[lang][0] in shown(
        f"<div id=root></div><noscript><h1>Boats</h1>{story}</noscript>", lang
    )
    assert shown(f"{story}<noscript>{story}</noscript>", lang).count(STORY[lang][0]) == 1
    other = "".join(f"<p>{each}</p>" for each in STORY["en" if lang != "en" else "ru"])
    assert STORY[lang][0] in shown(f"{other}<noscript>{story}</noscript>", lang)


@pytest.mark.parametrize(
    ("lang", "sentences"),
    [
        ("da", ("Skibet blev bygget i 1908 og lå længe i havnen i Hobro.", "En fond har givet to millioner kroner til en kedel.", "Skibet sejler igen hver lørdag fra den første maj.", "Billetterne bliver solgt på kajen fra klokken ni.")),
        ("fa", ("نخستین قطار پس از شش سال بامداد دوشنبه حرکت کرد.", "مسافران با گل و شیرینی از قطار تازه استقبال کردند.", "پل پیشین در سیل فرو ریخت و دو کارگر جان باختند.", "بهای بلیت در سال نخست هیچ تغییری نخواهد کرد.")),
        ("zh", ("二十六岁的林晓本月从老师傅手中接过了铺子的钥匙。", "铺子开在河边已有四十年，门口挂着一块旧木牌。", "镇政府免去三年房租，并为学徒每月补贴八百元。", "从去年起，这里的竹灯和竹篮通过直播卖到了日本、法国和其他许多地方。")),
    ],
)  # fmt: skip
def test_short_paragraphs_in_noscript_are_read_where_nothing_is_shown(
    lang: str, sentences: tuple[str, ...]
) -> None:
    """Beside a text that is shown they are none: it has the longer ones."""
    hidden = "<noscript>" + "".join(f"<p>{each}</p>" for each in sentences) + "</noscript>"
    assert sentences[-1] in shown(f"<nav>Menu</nav><div id=root></div>{hidden}", lang)
    story = "".join(f"<p>{each}</p>" for each in STORY["en"])
    assert sentences[-1] not in shown(f"{story}{hidden}", "en")


@pytest.mark.parametrize(
    "note",
    [
        pytest.param(
            "<noscript>You need to enable JavaScript to run this app, which is a pity.</noscript>",
            id="notice",
        ),
        pytest.param(
            "<p><noscript><img src=0.jpg alt='The wheel turns'></noscript></p>", id="picture"
        ),
    ],
)
def test_a_notice_in_noscript_is_no_text(note: str) -> None:
    """It is for browsers without scripts."""
    assert "JavaScript" not in shown(f"<p>{SAID}</p>{note}")
    assert "JavaScript" not in shown(f"<div id=root></div>{note}")


def test_a_formula_that_only_a_script_holds_is_read() -> None:
    """Unless a script has drawn it beside."""
    tex = "<script type='math/tex'>p=mk</script>"
    assert "price p=mk holds" in shown(f"<p>The price {tex} holds.</p>")
    drawn = shown(f"<p>The price <span class=MathJax>p=m k</span>{tex} holds.</p>")
    assert "price p=m k holds" in drawn


@pytest.mark.parametrize("tag", ["button", "svg", "map", "select"])
def test_an_element_that_is_never_closed_holds_the_page(tag: str) -> None:
    """A slip of the page: what holds an article is no control and no drawing."""
    story = "".join(f"<p>{each}</p>" for each in STORY["en"] * 3)
    assert STORY["en"][0] in shown(f"<{tag}><div><main>{story}</main></div>")
    assert "Bars" not in shown(
        f"<p>{SAID}</p><svg><text>Bars</text><desc><p>A chart of all bars.</p></desc></svg>"
    )
