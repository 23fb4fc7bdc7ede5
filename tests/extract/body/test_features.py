"""The evidence on each segment: each column says what its name says, in any script, of any page."""

from typing import Any

import numpy as np
import pytest

from newscrawl.extract.body.features import (
    AROUND,
    KINDS,
    MAX_CONTROLS,
    NAMES_OF_GROUPS,
    TAGS,
    PageEvidence,
    features,
)
from newscrawl.extract.body.structure import HEADLINE, LINK_LIST
from newscrawl.extract.segmentation.segments import key_of
from tests.support.segmented import segments_of

LONG = "The council of the valley voted on Monday for a new bridge, and nobody asked how long it takes to build."
CITIES = {
    "en": ("The old bridge opens again", "The old bridge is closed"),
    "ru": ("Старый мост снова открыт", "Старый мост закрыт зимой"),
    "ar": ("الجسر القديم يفتح من جديد", "الجسر القديم مغلق الآن"),
    "hi": ("पुराना पुल फिर से खुला", "पुराना पुल बंद है"),
}


def seen(**known: Any) -> PageEvidence:
    """Return the evidence of a page of which nothing is known but what is given."""
    given = {"host": "news.example", "taken": frozenset(), "verdicts": {}, "titles": frozenset()}
    return PageEvidence(**{**given, **known})


def columns(page: str, **known: Any) -> dict[str, list[float]]:
    """Return the columns of a page by their names."""
    names, rows = features(segments_of(page), seen(**known))
    return dict(zip(names, rows.T.tolist(), strict=True))


@pytest.mark.parametrize(
    ("body", "column", "values"),
    [
        pytest.param("<p>a</p><h2>b</h2>", "tag.p", [1, 0], id="paragraph"),
        pytest.param("<p>a</p><h2>b</h2>", "tag.h2", [0, 1], id="heading"),
        pytest.param("<p>a</p><h2>b</h2>", "kind.heading", [0, 1], id="kind of a heading"),
        pytest.param("<ul><li>a</ul><p>b</p>", "kind.list_item", [1, 0], id="kind of an item"),
        pytest.param("<main><p>a</p></main><p>b</p>", "in.main", [1, 0], id="in a main part"),
        pytest.param("<ul><li>a</ul>", "in.ul", [1], id="in a list"),
        pytest.param("<ul><li>a</ul>", "in.li", [0], id="an item is not in itself"),
        pytest.param("<div><div><p>a</p></div></div><p>b</p>", "depth", [3, 1], id="depth"),
        pytest.param("<p><em>a b</em></p><p>a</p>", "style.em", [1, 0], id="emphasis"),
        pytest.param("<p><b>a b</b> and much more</p>", "style.strong", [0], id="one bold word"),
        pytest.param("<div><p>a</p><button>x</button></div>", "controls", [1], id="a button"),
        pytest.param(
            f"<div><p>a</p>{'<input>' * 30}</div>", "controls", [MAX_CONTROLS], id="a form"
        ),
        pytest.param(
            "<p><a href=/x>a</a> <a href=//b.example>b</a></p><p>c</p>", "hrefs", [2, 0], id="links"
        ),
        pytest.param(
            "<p><a href=/x>a</a> <a href=//b.example>b</a></p>", "near_hrefs", [1], id="own links"
        ),
        pytest.param(
            f"<p>{'<a href=/x>a</a> ' * 30}</p>", "near_hrefs", [20], id="very many links"
        ),
        pytest.param(
            "<p><a href='https://WA.me/?text'>a</a></p><p><a href=/x>b</a></p>",
            "share_hrefs",
            [1, 0],
            id="a link that shares",
        ),
        pytest.param("<p>a b</p><p>c</p><p>A, b!</p>", "copies", [2, 1, 2], id="copies"),
        pytest.param("<p>a b</p><p>c</p><p>A, b!</p>", "copy", [0, 0, 1], id="which copy"),
        pytest.param("<p>Да</p><p>да.</p>", "copies", [2, 2], id="copies in Cyrillic"),
        pytest.param("<p>a</p><p>b</p><p>c</p><p>d</p>", "place", [0, 0.25, 0.5, 0.75], id="place"),
        pytest.param("<p>a</p><p>b</p>", "index", [0, 1], id="index"),
        pytest.param("<p>a</p><p>b</p>", "count", [2, 2], id="count"),
        pytest.param(f"<p>{LONG}</p><p>a</p>", "long", [1, 0], id="long"),
        pytest.param(f"<p><a href=/x>{LONG}</a></p>", "long", [0], id="a long link"),
        pytest.param(
            f"<p>{LONG}</p><p>a</p><p>{LONG}</p>", "long_before", [0, 0.5, 0.5], id="long text before"
        ),
        pytest.param("<p>a</p><h1>b</h1><p>c</p>", "after_head", [-1, 0, 1], id="after the head"),
        pytest.param("<p>a</p>", "after_head", [100], id="without a head"),
        pytest.param("<p>a</p><h1>b</h1>", "has_head", [1, 1], id="there is a head"),
        pytest.param("<p>a</p><h2>b</h2>", "has_head", [0, 0], id="a lower heading is none"),
        pytest.param(
            "<p>a</p><h2>b</h2><p>c</p><p>d</p>", "heading.back", [-1, 0, 1, 2], id="heading above"
        ),
        pytest.param(
            "<p>a</p><h2><a href=/x>b</a></h2><p>c</p>",
            "heading.link_share",
            [-1, 1, 1],
            id="a heading that is a link",
        ),
        pytest.param(
            "<article><p>a</p><article><p>b</p></article></article><p>c</p>",
            "story.depth",
            [1, 2, 0],
            id="articles around",
        ),
        pytest.param(
            "<article><p>a</p></article><article><p>b</p></article><p>c</p>",
            "story.count",
            [2, 2, 2],
            id="stories of a page",
        ),
        pytest.param(
            "<article><h1>a</h1><p>b</p></article><article><p>c</p></article>",
            "story.inner_head",
            [1, 1, 0],
            id="the story with the head",
        ),
        pytest.param(
            f"<article><p>{LONG}</p></article><article><p>c</p></article>",
            "story.outer_long",
            [1, 0],
            id="the story with the text",
        ),
        pytest.param("<p>a</p><p>bcd</p>", "width+1", [3, -1], id="the width of the next"),
        pytest.param("<p>a</p><p>bcd</p>", "width-1", [-1, 1], id="the width of the last"),
        pytest.param(
            "<p>a</p><p>b</p><p>c</p><p>d</p>", "width-3", [-1, -1, -1, 1], id="three before"
        ),
        pytest.param(
            f"<p>{LONG}</p>" + "<p>a</p>" * 5,
            "long~4",
            [1 / 5, 1 / 6, 1 / 6, 1 / 6, 1 / 6, 0],
            id="the share of long ones around",
        ),
    ],
)  # fmt: skip
def test_what_the_page_itself_says(body: str, column: str, values: list[float]) -> None:
    """Of tags, links, copies, places, stories and neighbours."""
    assert columns(body)[column] == pytest.approx(values)


@pytest.mark.parametrize(
    ("taken", "column", "values"),
    [
        pytest.param({1, 3}, "taken", [0, 1, 0, 1, 0], id="taken"),
        pytest.param({1, 3}, "after_first", [-1, 0, 1, 2, 3], id="after the first"),
        pytest.param({1, 3}, "before_last", [3, 2, 1, 0, -1], id="before the last"),
        pytest.param(set(), "after_first", [1, 2, 3, 4, 5], id="after none"),
        pytest.param(set(), "before_last", [-1, -2, -3, -4, -5], id="before none"),
        pytest.param({0, 1}, "after_first_long", [-1, 0, 1, 2, 3], id="after the first long one"),
        pytest.param({1}, "taken_long", [0.5] * 5, id="half of the long text is taken"),
        pytest.param({0, 1, 2, 3, 4}, "taken_share", [1] * 5, id="all is taken"),
        pytest.param({0}, "shared_words", [0] * 5, id="a short one teaches no words"),
        pytest.param({1}, "shared_words", [0, 0, 0, 1, 0], id="a paragraph teaches its words"),
        pytest.param({1, 3}, "shared_words", [0, 1, 0, 1, 0], id="two teach each other"),
        pytest.param({1, 3}, "taken-1", [-1, 0, 1, 0, 1], id="the one before"),
    ],
)
def test_what_the_extractor_took(taken: set[int], column: str, values: list[float]) -> None:
    """Two long paragraphs with the same words among three short ones."""
    body = f"<p>x</p><p>{LONG}</p><p>y</p><p>{LONG}</p><p>z</p>"
    assert columns(body, taken=frozenset(taken))[column] == pytest.approx(values)


@pytest.mark.parametrize("language", CITIES)
def test_likeness_to_titles(language: str) -> None:
    """By words: the share that a title has of the text, and the text of a title."""
    title, other = CITIES[language]
    words, others = set(key_of(title).split()), set(key_of(other).split())
    common = len(words & others)
    found = columns(
        f"<p>{title}</p><p>{other}</p><p>xyz</p>", titles=frozenset({key_of(title), ""})
    )
    assert found["in_titles"] == [1, 0, 0]
    assert found["title_share"] == pytest.approx([1, common / len(others), 0])
    assert found["title_covered"] == pytest.approx([1, common / len(words), 0])


def test_likeness_to_titles_without_spaces() -> None:
    """By pairs of characters, where a text has no spaces."""
    title = "長い修理のあと町の古い橋が開いた"
    found = columns(f"<p>{title}</p><p>町の古い橋が長い修理で閉じた</p>", titles=frozenset({title}))
    assert found["in_titles"] == [1, 0]
    assert found["title_share"] == pytest.approx([1, 8 / 13])
    assert found["title_covered"] == pytest.approx([1, 8 / 15])


def test_a_long_text_is_not_like_a_title() -> None:
    """It would have the words of any."""
    found = columns(f"<p>{LONG * 5}</p>", titles=frozenset({"council of the valley"}))
    assert found["title_covered"] == [0]


@pytest.mark.parametrize(
    ("text", "description", "described"),
    [
        pytest.param(LONG, LONG[:80] + " …", 1, id="a description cut off"),
        pytest.param(LONG[:40], LONG, 1, id="a text cut off"),
        pytest.param(LONG.upper(), LONG, 1, id="in capitals"),
        pytest.param(LONG, "Another text that says something else altogether.", 0, id="another"),
        pytest.param("The council", LONG, 0, id="too short a text"),
        pytest.param(LONG, "The council", 0, id="too short a description"),
        pytest.param(LONG, "", 0, id="no description"),
        pytest.param("市議会は月曜日に橋の再建を決めた。" * 3, "市議会は月曜日に橋の再建を決めた。" * 2, 1, id="Japanese"),
        pytest.param("Старый мост снова открыт после ремонта", "Старый мост снова открыт!", 1, id="Cyrillic"),
    ],
)  # fmt: skip
def test_the_description_of_the_page(text: str, description: str, described: float) -> None:
    """It begins as the segment does; short ones say nothing."""
    assert columns(f"<p>{text}</p>", description=description)["described"] == [described]


@pytest.mark.parametrize(
    ("text", "data", "told", "has_told"),
    [
        pytest.param(LONG, f"Before it. {LONG * 3}", 1, 1, id="in the data"),
        pytest.param(f"<p>{LONG}</p>", LONG.replace(" ", "\n") * 3, 1, 1, id="other white space"),
        pytest.param("The council", LONG * 3, 0, 1, id="too short to tell"),
        pytest.param(LONG + " And more, of which the data know nothing at all.", LONG * 3, 0, 1, id="more"),
        pytest.param(f"{LONG} {LONG} It ends in another way.", LONG * 3, 1, 1, id="another end"),
        pytest.param(LONG, LONG, 1, 0, id="data of one sentence"),
        pytest.param(LONG, "", 0, 0, id="no data"),
        pytest.param("Совет проголосовал за мост", "Весной совет проголосовал за мост. " * 9, 1, 1, id="Cyrillic"),
    ],
)  # fmt: skip
def test_the_text_in_the_data(text: str, data: str, told: float, has_told: float) -> None:
    """Its beginning is sought there, white space aside."""
    found = columns(f"<p>{text}</p>", body=data)
    assert (found["told"], found["has_told"]) == ([told], [has_told])


def test_what_rules_say_and_which_is_the_standfirst() -> None:
    """A column for each kind of rule, whatever is ruled."""
    found = columns("<p>a</p><p>b</p><p>c</p>", verdicts={0: HEADLINE, 2: LINK_LIST}, standfirst=1)
    assert found["verdict.field.headline"] == [1, 0, 0]
    assert found["verdict.structure.link-list"] == [0, 0, 1]
    assert found["verdict.structure.link"] == [0, 0, 1]
    assert found["verdict.field.byline"] == [0, 0, 0]
    assert found["standfirst"] == [0, 1, 0]


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("bare text", id="bare text without a box"),
        pytest.param("<p>12,5 %</p>", id="no letter"),
        pytest.param("<p>" * 150 + "deep", id="deep"),
        pytest.param("<blink><p>a</blink>&#0;<p>\ud83d", id="broken"),
        pytest.param(f"<p>{LONG * 400}</p>", id="huge"),
        pytest.param("".join(f"<p>نص {n}</p>" for n in range(300)), id="many"),
    ],
)
def test_any_page_has_one_row_of_numbers_a_segment(body: str) -> None:
    """All of the same columns, and none that is no number."""
    segments = segments_of(body.encode("utf-8", "ignore").decode())
    names, rows = features(segments, seen())
    assert rows.shape == (len(segments), len(names))
    assert rows.dtype == np.float32
    assert np.isfinite(rows).all()
    assert names == features(segments_of("<p>a</p>"), seen())[0]


def test_each_column_is_of_a_group() -> None:
    """Names tell people what kind of evidence it is; no two are alike."""
    names, _ = features(segments_of("<p>a</p>"), seen())
    assert len(set(names)) == len(names)
    for name in ("taken", "hrefs", "told", "kin.mean", "words"):
        assert any(part in name for parts in list(NAMES_OF_GROUPS.values())[:-1] for part in parts)
    expected = {f"tag.{tag}" for tag in TAGS} | {f"in.{tag}" for tag in AROUND}
    assert expected | {f"kind.{kind}" for kind in KINDS} <= set(names)
