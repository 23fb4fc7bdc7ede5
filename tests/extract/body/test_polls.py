"""Polls of readers among paragraphs, told by their buttons, in several languages."""

import pytest

from newscrawl.extract.body.polls import polls_of
from newscrawl.extract.parse.html import parse_html
from newscrawl.extract.segmentation.segments import Segment, segment_tree
from tests.support.growth import assert_linear

ASKED = {
    "sv": ("Macken stänger i höst.", "Skulle du tanka där?", ("Ja", "Nej"), "1 204 röster"),
    "pt": ("A loja fecha no outono.", "Compraria ali o pão?", ("Sim", "Não"), "318 votos"),
    "ar": ("يغلق المتجر في الخريف.", "هل تشتري الخبز منه؟", ("نعم", "لا"), "٣١٨ صوتا"),
    "ko": ("가게는 가을에 문을 닫는다.", "거기서 빵을 사겠습니까?", ("예", "아니요"), "318표"),
}  # fmt: skip
LANGUAGES = pytest.mark.parametrize("lang", ASKED)


def found(body: str) -> list[str]:
    """Return the texts of what is held for a poll."""
    segments = segment_tree(parse_html(f"<html><body>{body}</body></html>".encode()).tree)
    verdicts = polls_of(segments)
    return [each.text for each in segments if each.index in verdicts]


def buttons(lang: str, name: str = "q") -> str:
    """Return the buttons of a question."""
    labels = (
        f'<label><input type="radio" name="{name}"> {each}</label>' for each in ASKED[lang][2]
    )
    return f"<form>{''.join(labels)}<button>OK</button></form>"


@LANGUAGES
@pytest.mark.parametrize(
    "form",
    [
        "<div><p>{asked}</p>{buttons}<p>{count}</p></div>",
        "<section><h3>{asked}</h3><div>{buttons}</div><div>{count}</div></section>",
        "<aside><div><p>{asked}</p></div><div>{buttons}<small>{count}</small></div></aside>",
    ],
)
def test_the_question_and_the_count_of_a_poll_are_no_text(lang: str, form: str) -> None:
    """The story around it stays."""
    said, asked, _, count = ASKED[lang]
    poll = form.format(asked=asked, buttons=buttons(lang), count=count)
    texts = found(f"<div><h1>T</h1><p>{said}</p><p>{said}</p>{poll}<p>{said}</p></div>")
    assert texts[0] == asked
    assert texts[-1] == count
    assert said not in texts


@LANGUAGES
@pytest.mark.parametrize(
    "form",
    [
        pytest.param("<div><p>{said}</p><p>{asked}</p>{buttons}</div>", id="in the box of a story"),
        pytest.param("<div><h1>{asked}</h1>{buttons}</div>", id="the headline"),
        pytest.param("<div><p>{asked}</p><input type=radio name=q></div>", id="one button"),
        pytest.param("<div><p>{asked}</p><input type=text name=q></div>", id="a field"),
    ],
)
def test_the_text_beside_buttons_is_none_of_theirs(lang: str, form: str) -> None:
    """A story in the same box, a headline, and other fields."""
    said, asked, _, _ = ASKED[lang]
    texts = found(form.format(said=said, asked=asked, buttons=buttons(lang)))
    assert said not in texts
    assert asked not in texts


@LANGUAGES
def test_a_quiz_is_an_article(lang: str) -> None:
    """With many questions these are what the page is about."""
    asked = ASKED[lang][1]
    quiz = "".join(f"<div><p>{asked}</p>{buttons(lang, f'q{n}')}</div>" for n in range(5))
    assert found(f"<h1>T</h1>{quiz}") == []


def test_time_is_linear_in_elements() -> None:
    """Thousands of paragraphs around a poll, or as many buttons."""

    def page(count: int) -> tuple[Segment, ...]:
        poll = f"<div><p>{ASKED['sv'][1]}</p>{buttons('sv')}</div>"
        body = "<div><p>Macken.</p></div>" * count + poll + "<input type=radio>" * (count // 100)
        return segment_tree(parse_html(f"<html><body>{body}</body></html>".encode()).tree)

    assert_linear(polls_of, page, 4_000)
