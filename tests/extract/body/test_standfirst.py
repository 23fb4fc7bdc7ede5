"""The standfirst: first block and field, or field alone."""

import pytest

from newscrawl.extract.body.standfirst import find_standfirst, other_lines, without_standfirst
from newscrawl.extract.body.structure import HEADLINE as HEADLINE_RULING
from newscrawl.extract.parse.html import parse_html
from newscrawl.extract.segmentation.segments import segment_tree
from newscrawl.model.items import Block, Draft, Metadata, Removal

HEADLINE = Removal("A headline", "field", "field.headline", "It is the headline.", 0)
APPEAL = Removal("Give now", "donation", "appeals.run", "It asks.", 2)


def draft(standfirst: str | None) -> Draft:
    blocks = (Block("The lead-in."), Block("The body."))
    return Draft("https://news.example/a", blocks, (HEADLINE, APPEAL), standfirst=standfirst)


def test_a_standfirst_in_the_text_becomes_a_removal_at_its_place() -> None:
    """Kept and removed stay the page's text as extracted, in order."""
    given = without_standfirst(draft("The lead-in."))
    assert given.text == "The body."
    assert [(each.position, each.text) for each in given.removed] == [
        (0, "A headline"),
        (1, "The lead-in."),
        (2, "Give now"),
    ]
    assert given.removed[1].rule_id == "field.standfirst"
    assert given.standfirst == "The lead-in."


@pytest.mark.parametrize(
    "standfirst",
    [
        pytest.param(None, id="no standfirst"),
        pytest.param("Not in the text.", id="not a block of the text"),
    ],
)
def test_other_drafts_stay_as_they_are(standfirst: str | None) -> None:
    """Where the standfirst is no block, nothing changes."""
    assert without_standfirst(draft(standfirst)) == draft(standfirst)


INTROS = {
    "sv": ("Kajen byggs upp igen efter vårens flod.", "Arbetet börjar i oktober.", "Varje dag utan kaj kostar."),
    "ru": ("Причал восстановят после весеннего наводнения.", "Работы начнутся в октябре.", "Каждый день стоит денег."),
    "he": ("הרציף ייבנה מחדש אחרי השיטפון של האביב שעבר.", "העבודה תתחיל באוקטובר.", "כל יום בלי רציף עולה כסף."),
    "zh": ("码头将在春季洪水之后重新修建，市议会周二晚间作出了这一决定。", "工程将于十月开始。", "没有码头，每天都有损失。"),
}  # fmt: skip


@pytest.mark.parametrize("lines", INTROS.values(), ids=INTROS)
def test_the_other_lines_of_a_standfirst(lines: tuple[str, ...]) -> None:
    """They are those right below it in its own box; in the body's box each line is judged by itself."""
    story = "".join(f"<p>{number}. {lines[0]}</p>" for number in range(3))
    intro = "".join(f"<p>{line}</p>" for line in lines)
    page = (
        f"<body><header>{intro}<div>12.3.</div><p>{lines[1]}</p></header><div>{story}</div></body>"
    )
    segments = segment_tree(parse_html(page.encode()).tree)
    assert [segment.text for segment in segments[:3]] == list(lines)
    body = frozenset({5, 6, 7})
    assert other_lines(segments, segments[0], body | {0}, {}) == {1, 2}
    assert other_lines(segments, segments[0], body | {0}, {1: HEADLINE_RULING}) == {2}
    assert other_lines(segments, segments[0], body | {0, 4}, {}) == frozenset()
    assert other_lines(segments, segments[5], body, {}) == frozenset()


SHORT = {
    "ja": "山あいの町で、元教師の夫婦が挑戦を始めた。",
    "zh": "停产二十年的厂房上周重新开门。",
    "ko": "기차는 서지 않지만 손님은 줄을 선다.",
    "sv": "Arbetet börjar i oktober, sade rådet.",
}


@pytest.mark.parametrize("lang", SHORT)
@pytest.mark.parametrize(("more", "is_found"), [("", True), (" …", True), ("それから", False)])
def test_a_standfirst_of_few_wide_characters(lang: str, more: str, is_found: bool) -> None:
    """They count as two; so few characters are all of the description, not the beginning of one."""
    story = "".join(f"<p>{number}. {INTROS['zh'][0]}</p>" for number in range(3))
    page = f"<body><header><p>{SHORT[lang]}</p></header><div>{story}</div></body>"
    segments = segment_tree(parse_html(page.encode()).tree)
    told = Metadata(description=SHORT[lang] + more)
    found = find_standfirst(segments, [1, 2, 3], {}, told)
    assert (found is segments[0]) is (is_found or lang == "sv")


PLACED = {
    "vi": ("Hà Nội", "Sau mười hai năm, khói lại bay lên từ lò nung cũ của làng."),
    "ru": ("Москва", "Уроки теперь идут там, где полвека пекли ржаной хлеб."),
    "th": ("เชียงใหม่", "เรือกว่าแปดสิบลำกลับมาขายของในคลองเดิมเมื่อวันเสาร์"),
}


@pytest.mark.parametrize("lang", PLACED)
@pytest.mark.parametrize(("times", "is_found"), [(1, True), (9, False)])
def test_a_standfirst_after_the_place_it_is_from(lang: str, times: int, *, is_found: bool) -> None:
    """The description has none; a longer beginning is of another sentence."""
    place, line = PLACED[lang]
    story = "".join(f"<p>{number}. {INTROS['zh'][0]}</p>" for number in range(3))
    page = f"<body><header><p><b>{place * times}</b> - {line}</p></header><div>{story}</div></body>"
    segments = segment_tree(parse_html(page.encode()).tree)
    found = find_standfirst(segments, [1, 2, 3], {}, Metadata(description=line))
    assert (found is segments[0]) is is_found
