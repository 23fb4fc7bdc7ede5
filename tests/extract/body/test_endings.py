"""What a page has below its footer is no text where the article is above, in several languages."""

import numpy as np
import pytest

from newscrawl.extract.body.decision import Weighed
from newscrawl.extract.body.endings import below_footer
from newscrawl.extract.body.features import PageEvidence, features
from newscrawl.extract.body.trees import load_forest
from newscrawl.extract.parse.html import parse_html
from newscrawl.extract.segmentation.segments import key_of, segment_tree

TEXTS = {
    "en": ("The mill at the weir grinds again after forty years, and the village bakes its own bread.", "Whoever writes here agrees to these rules, and to those of the house."),
    "ru": ("Мельница у плотины снова работает после сорока лет, и деревня печёт свой хлеб сама.", "Кто здесь пишет, соглашается с этими правилами и с правилами дома."),
    "zh": ("水坝旁的磨坊在四十年后重新开始磨面，村里人又吃上了自己烤的面包，老磨坊主说他从未想过会有这一天。", "在此发言者即表示同意本规则以及本站的各项规定。"),
    "ar": ("عادت الطاحونة عند السد إلى العمل بعد أربعين عاما، وعادت القرية تخبز خبزها بنفسها كما كانت.", "من يكتب هنا يوافق على هذه القواعد وعلى قواعد الموقع."),
    "th": ("โรงสีริมฝายกลับมาบดแป้งอีกครั้งหลังจากหยุดไปสี่สิบปี และหมู่บ้านก็อบขนมปังกินเองได้อีกครั้งหนึ่ง", "ผู้ที่เขียนที่นี่ยอมรับกฎเหล่านี้และกฎของเว็บไซต์"),
}  # fmt: skip
LANGUAGES = pytest.mark.parametrize("lang", TEXTS)
LINKS = "".join(f"<a href=/{number}>L{number}</a> " for number in range(6))
FOOTER = f"<footer><p>{LINKS}</p><p>© 2014</p></footer>"


def found(body: str, chance: float = 0.5, told: str = "") -> list[str]:
    """Return what is below the footer where all is held for text with one *chance*."""
    segments = segment_tree(parse_html(f"<html><body>{body}</body></html>".encode()).tree)
    titles = frozenset({key_of("T")})
    seen = PageEvidence("mill.example", frozenset(), {}, titles, body=told)
    _, rows = features(segments, seen)
    chances = np.full(len(segments), chance, np.float32)
    widths = np.array([each.width + 1 for each in segments], np.float32)
    weighed = Weighed(chances, widths, rows, load_forest())
    verdicts = below_footer(segments, frozenset(range(len(segments))), weighed, titles)
    return [each.text for each in segments if each.index in verdicts]


def story(lang: str, times: int = 6) -> str:
    """Return the article, under its headline."""
    paragraphs = (f"<p>{TEXTS[lang][0]} {number}</p>" for number in range(times))
    return f"<h1>T</h1><div>{''.join(paragraphs)}</div>"


@LANGUAGES
@pytest.mark.parametrize(
    "form",
    [
        "<div>{story}</div>{footer}<div><div><p>{rules}</p></div></div>",
        "<div>{story}{footer}</div><p>{rules}</p>",
        "<article>{story}<footer>{links}</footer></article>{footer}<section>{rules}</section>",
    ],
)
def test_a_window_below_the_footer_is_no_text(lang: str, form: str) -> None:
    """Whatever its elements are named."""
    rules = TEXTS[lang][1]
    assert found(form.format(story=story(lang), footer=FOOTER, links=LINKS, rules=rules)) == [rules]


@LANGUAGES
@pytest.mark.parametrize(
    "form",
    [
        pytest.param("<article>{story}{footer}</article><p>{rules}</p>", id="the article's footer"),
        pytest.param(
            "{story}<blockquote>{rules}{footer}</blockquote><p>{rules}</p>", id="of a quote"
        ),
        pytest.param("{story}<footer>© 2014</footer><p>{rules}</p>", id="a footer without links"),
        pytest.param("{footer}{story}<p>{rules}</p>", id="a footer before the headline"),
        pytest.param("<p>{rules}</p>{footer}{story}", id="the headline below the footer"),
        pytest.param("{head}{footer}{story}", id="no text above"),
        pytest.param("{story}<p>{rules}</p>", id="no footer"),
    ],
)
def test_a_text_that_may_be_the_article_stays(lang: str, form: str) -> None:
    """Other footers, and an article that stands below one."""
    parts = {"story": story(lang), "footer": FOOTER, "rules": TEXTS[lang][1]}
    assert found(form.format(head="<h1>T</h1>", **parts)) == []


@LANGUAGES
def test_what_is_sure_or_told_stays(lang: str) -> None:
    """The weights and the page's data know more of it than its place."""
    body = f"{story(lang)}{FOOTER}<p>{TEXTS[lang][1]}</p>"
    assert found(body, chance=0.95) == []
    assert found(body, told=f"{TEXTS[lang][1]} {'x' * 200}") == []
    assert found(body, told=TEXTS[lang][0]) == [TEXTS[lang][1]]
