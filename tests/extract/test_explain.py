"""Why each block of a page was kept, removed or left out, in document order."""

from dataclasses import replace

import pytest

from newscrawl.errors import ExtractError
from newscrawl.extract.explain import explain_page, work
from newscrawl.model.items import NO_PINS, Page, Pins
from newscrawl.model.page_sketch import Note, TrainingSet

STORIES = {
    "en": (
        "The keeper of the lamp said on Monday that it had not gone out all winter, as ships had asked.",
        "Ships that pass at night had asked for the light, and the harbour office agreed to pay for the oil.",
        "The council will vote on a new lamp in April, once the cost of it is known to all of its members.",
    ),
    "ru": (
        "Смотритель маяка сказал в понедельник, что огонь не гас всю зиму, как и просили моряки с кораблей.",
        "Корабли, которые проходят ночью, просили о свете, и портовая контора согласилась платить за масло.",
        "Совет проголосует за новый фонарь в апреле, когда станет известно, сколько он будет стоить городу.",
    ),
    "zh": (
        "守灯人星期一说，应过往船只的请求，这盏灯整个冬天都没有熄灭过，灯油由港务局支付，居民们都很高兴。",
        "夜间经过的船只要求点灯，港务局同意支付灯油的费用，并且答应在明年春天之前修好通往灯塔的小路。",
        "议会将在四月份费用明确之后，就是否安装一盏新灯进行表决，届时所有成员都会知道需要花多少钱。",
    ),
}
URL = "https://news.example/a"


def explained(language: str, extra: str = "", pins: Pins = NO_PINS) -> dict[str, Note]:
    """Return the notes on an article with *extra* behind it, by their texts."""
    story = "".join(f"<p>{each}</p>" for each in STORIES[language])
    body = (
        f"<html lang={language}><head><title>Lamps</title></head><body><nav><a href=/x>Menu</a></nav>"
        f"<main class=a><h1>Lamps</h1><div class='text b'>{story}{extra}</div></main></body></html>"
    )
    return {note.text: note for note in explain_page(Page(URL, body.encode(), pins=pins)).notes}


@pytest.mark.parametrize("language", STORIES)
def test_each_block_has_its_reason(language: str) -> None:
    """In document order, with the last levels of its place, each by its first name."""
    notes = explained(language, "<p hidden>Hidden words.</p>")
    assert list(notes) == ["Menu", "Lamps", *STORIES[language], "Hidden words."]
    kept = notes[STORIES[language][0]]
    assert (kept.outcome, kept.rule_id) == ("kept", "extractor.taken")
    assert kept.place == "main.a > div.text > p"
    assert (notes["Menu"].outcome, notes["Menu"].place) == ("left out", "nav")
    assert (notes["Lamps"].outcome, notes["Lamps"].rule_id) == ("removed", "field.headline")
    hidden = notes["Hidden words."]
    assert (hidden.outcome, hidden.rule_id, hidden.place) == ("left out", "hidden.attribute", "")
    assert all(note.reason.endswith(".") for note in notes.values())


@pytest.mark.parametrize(
    ("extra", "pins", "text", "outcome", "rule_id"),
    [
        pytest.param(
            "<p class=note>Subscribe to our newsletter and never miss a story.</p>",
            Pins(keep=("p.note",)),
            "Subscribe to our newsletter and never miss a story.",
            "kept",
            "pin.keep",
            id="a pin keeps it",
        ),
        pytest.param(
            "<p class=note>Nobody knows yet who is to build the new lamp for the town.</p>",
            Pins(prune=("p.note",)),
            "Nobody knows yet who is to build the new lamp for the town.",
            "removed",
            "pin.prune",
            id="a pin removes it",
        ),
        pytest.param(
            "<p>Subscribe to our newsletter</p>",
            NO_PINS,
            "Subscribe to our newsletter",
            "removed",
            "appeals.run",
            id="a rule removes it",
        ),
    ],
)
def test_the_reason_is_that_of_who_decided(
    extra: str, pins: Pins, text: str, outcome: str, rule_id: str
) -> None:
    """The pin is why a block stays, whatever else says; each block is explained once."""
    note = explained("en", extra, pins)[text]
    assert (note.outcome, note.rule_id) == (outcome, rule_id)


def test_a_page_without_an_article_has_notes_alone() -> None:
    """It is the one that somebody wants explained."""
    draft = explain_page(Page(URL, b"<html><body><nav><a href=/x>Menu</a></nav></body></html>"))
    assert draft.blocks == ()
    assert [(note.text, note.outcome) for note in draft.notes] == [("Menu", "removed")]


def test_notes_are_bounded() -> None:
    """A page of very many blocks has the first of them explained."""
    links = "".join(f"<p>{n}x</p>" for n in range(5_200))
    draft = explain_page(Page(URL, f"<html><body>{links}</body></html>".encode()))
    assert len(draft.notes) == 5_000


@pytest.mark.parametrize("body", [b"", b"%PDF-1.7", b"words"])
def test_what_is_no_page_is_refused(body: bytes) -> None:
    """As when it is extracted."""
    with pytest.raises(ExtractError):
        explain_page(Page(URL, body))


def test_a_worker_explains_pages_and_learns_nothing() -> None:
    """What it is given may be a lesson."""
    page = Page(URL, f"<html><body><p>{STORIES['en'][0]}</p></body></html>".encode())
    assert replace(work(page), metadata=None) == replace(explain_page(page), metadata=None)
    with pytest.raises(ExtractError, match="learns nothing"):
        work(TrainingSet("news.example", ()))
