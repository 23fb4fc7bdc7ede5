"""Headings and lists among paragraphs of one box, in several languages; and those that are no text."""

from dataclasses import replace

import numpy as np
import pytest

from newscrawl.extract.body.decision import Weighed, weigh
from newscrawl.extract.body.features import PageEvidence
from newscrawl.extract.body.sections import headings_of, lines_among, listed_sections
from newscrawl.extract.parse.html import parse_html
from newscrawl.extract.segmentation.segments import Segment, segment_tree

STORIES = {
    "da": (
        "Færgen sejler igen fra mandag.",
        "Kajen er repareret.",
        "Planen",
        ("Prøvetur i april", "Første tur i maj"),
    ),
    "fr": (
        "Le bac reprend lundi.",
        "Le quai est réparé.",
        "Le programme",
        ("Essai en avril", "Départ en mai"),
    ),
    "ru": (
        "Паром снова ходит с понедельника.",
        "Причал починили.",
        "Что дальше",
        ("Пробный рейс в апреле", "Первый рейс в мае"),
    ),
    "ar": (
        "تعود العبّارة يوم الاثنين.",
        "أُصلح الرصيف.",
        "مواعيد الرحلات",
        ("رحلة تجريبية في نيسان", "أول رحلة في أيار"),
    ),
    "ja": (
        "渡し船は月曜日に再開する。",
        "桟橋は修理された。",
        "今後の予定",
        ("四月に試運転", "五月に第一便"),
    ),
}
LANGUAGES = pytest.mark.parametrize("language", STORIES)


def weighed_page(
    body: str, low: dict[str, float]
) -> tuple[tuple[Segment, ...], frozenset[int], Weighed]:
    """Give the segments of a page, those that are text, and them weighed: with a key of *low* by its chance."""
    tree = parse_html(f"<html><body><main>{body}</main></body></html>".encode()).tree
    segments = segment_tree(tree)
    weighed = weigh(segments, PageEvidence("news.example", frozenset(), {}, frozenset()))
    chances = [next((low[key] for key in low if key in each.text), 0.9) for each in segments]
    found = replace(weighed, chances=np.array(chances, np.float32))
    return segments, frozenset(np.flatnonzero(found.chances > 0.5).tolist()), found


def texts(segments: tuple[Segment, ...], indexes: frozenset[int]) -> list[str]:
    """Give the texts of the segments at *indexes*."""
    return [segments[index].text for index in sorted(indexes)]


def story(language: str, heading: str, between: str = "") -> str:
    """Give a story with a heading and a list after its first paragraphs, *between* above the heading."""
    first, second, _, items = STORIES[language]
    listed = "".join(f"<li>{each}</li>" for each in items)
    return (
        f"<div><p>{first}</p><p>{second}</p>{between}{heading}<ul>{listed}</ul><p>{first}</p></div>"
    )


@LANGUAGES
@pytest.mark.parametrize(
    ("between", "opening"),
    [
        ("", "<h2>"),
        ("", '<h4><a href="#plan">'),
        ('<div class="box"><h3>Ask</h3><p>Low</p></div>', "<h3>"),
    ],
)
def test_a_heading_above_a_list_of_the_text_stays(
    language: str, between: str, opening: str
) -> None:
    """The list is in the heading's box as the paragraphs are, whatever is between; a link to its own place is none."""
    title = STORIES[language][2]
    body = story(language, opening + title, between)
    segments, kept, weighed = weighed_page(body, {title: 0.2, "Ask": 0.1, "Low": 0.1})
    assert texts(segments, headings_of(segments, kept, weighed)) == [title]


@LANGUAGES
def test_a_heading_that_leads_away_or_is_of_another_box_is_no_text(language: str) -> None:
    """A headline of another page, and the heading of a box apart, are no headings of the text."""
    title = STORIES[language][2]
    for heading in (f'<h2><a href="/other">{title}</a></h2>', f"<div><h2>{title}</h2></div>"):
        segments, kept, weighed = weighed_page(story(language, heading), {title: 0.2})
        assert not headings_of(segments, kept, weighed)


@LANGUAGES
def test_the_question_above_an_answer_stays(language: str) -> None:
    """The handle of what opens at a click is text where what it opens is: not above another box."""
    first, second, title, _ = STORIES[language]
    for inside, found in ((f"<p>{first}</p>", [title]), ("", [])):
        body = (
            f"<p>{second}</p><details><summary>{title}</summary>{inside}</details><p>{second}</p>"
        )
        segments, kept, weighed = weighed_page(body, {title: 0.2})
        assert texts(segments, headings_of(segments, kept, weighed)) == found


@LANGUAGES
def test_a_list_with_its_heading_between_two_paragraphs_stays(language: str) -> None:
    """Both are right in the box of the paragraphs: the whole part stays, however little speaks for it."""
    _, _, title, items = STORIES[language]
    low = dict.fromkeys([title, *items], 0.05)
    segments, kept, weighed = weighed_page(story(language, f"<h2>{title}</h2>"), low)
    assert texts(segments, listed_sections(segments, kept, weighed)) == [title, *items]


@LANGUAGES
@pytest.mark.parametrize(
    "part",
    [
        "<div><h2>{0}</h2><ul><li>{1}</li><li>{2}</li></ul></div>",
        '<h2>{0}</h2><ul><li><a href="/a">{1}</a></li><li>{2}</li></ul>',
        '<h2>{0}</h2><ul><li><label><input type="radio">{1}</label></li><li>{2}</li></ul>',
        '<h2>{0}</h2><ul class="related-links"><li>{1}</li><li>{2}</li></ul>',
        "<h2>{0}</h2><h3>{1}</h3><ul><li>{2}</li></ul>",
    ],
    ids=["a box of its own", "links", "controls", "a name", "two headings"],
)
def test_a_list_of_something_else_is_no_text(language: str, part: str) -> None:
    """A box of its own, links, controls and names say that a list is none of the article's."""
    first, second, title, items = STORIES[language]
    body = f"<div><p>{first}</p><p>{second}</p>{part.format(title, *items)}<p>{first}</p></div>"
    low = dict.fromkeys([title, *items], 0.05)
    segments, kept, weighed = weighed_page(body, low)
    if "related" in part:
        weighed = replace(weighed, rows=weighed.rows.copy())
        weighed.rows[:, weighed.forest.names.index("verdict.selectors.")] = [
            "related" in " ".join(each.selectors) for each in segments
        ]
    assert not listed_sections(segments, kept, weighed)


@LANGUAGES
def test_bare_words_between_paragraphs_of_an_item_are_no_list(language: str) -> None:
    """Words right in an item that holds paragraphs are in no list below it."""
    first, second, title, _ = STORIES[language]
    body = f"<ul><li><p>{first}</p>{title}<p>{second}</p></li></ul>"
    segments, kept, weighed = weighed_page(body, {title: 0.3})
    assert not listed_sections(segments, kept, weighed)


@LANGUAGES
def test_a_heading_without_its_tag_stays(language: str) -> None:
    """A line between blocks of the text, right in their box: with a link, or in another box, it is none."""
    first, second, title, _ = STORIES[language]

    def found(line: str, chance: float = 0.4) -> list[str]:
        body = f"<div><div>{first}</div><div>{second}</div>{line}<div>{first}</div></div>"
        segments, kept, weighed = weighed_page(body, {title: chance})
        return texts(segments, lines_among(segments, kept, weighed))

    assert found(f"<div>{title}</div>") == [title]
    assert found(f"<div>{title}</div>", chance=0.2) == []
    assert found(f'<div><a href="/other">{title}</a></div>') == []
    assert found(f"<div><div>{title}</div></div>") == []
