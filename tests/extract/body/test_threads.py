"""Threads of comments: named and no text for sure, they change nothing of what is."""

import pytest

from newscrawl.extract.body.choice import observe
from newscrawl.extract.body.decision import LEAST_CHANCE, weigh
from newscrawl.extract.body.threads import thread_segments, weigh_without_threads
from newscrawl.extract.page import extract_page, prepare
from newscrawl.extract.segmentation.segments import segment_tree
from newscrawl.model.items import Page

STORIES = {
    "en": (
        "Owl delays ferry",
        "An owl on the mast held up the ferry, said the harbour master on day {}, and nobody knew why.",
        "I have read this {} times now and still think that nobody asked those who live out there.",
    ),
    "de": (
        "Eule hält Fähre auf",
        "Eine Eule auf dem Mast hielt die Fähre auf, sagte der Hafenmeister am {}. Tag, niemand weiß warum.",
        "Das habe ich nun {} Mal gelesen und meine immer noch, dass niemand die Leute dort gefragt hat.",
    ),
    "ru": (
        "Сова задержала паром",
        "Сова на мачте задержала паром, сказал начальник порта на {}-й день, и никто не знал почему.",
        "Прочитал уже {} раз и всё равно думаю, что тех, кто там живёт, никто ни о чём не спросил.",
    ),
    "zh": (
        "猫头鹰延误渡船",
        "第{}天，港务长说，一只猫头鹰停在桅杆上，耽误了渡船，没有人知道这究竟是为什么。",
        "这篇文章我已经读了{}遍，还是觉得根本没有人问过住在那里的人到底是怎么想的。",
    ),
}  # fmt: skip
NAMES = pytest.mark.parametrize("name", ["class=comments", "id=comments", "class=comment-list"])
LANGUAGES = pytest.mark.parametrize("lang", STORIES)


def page_of(lang: str, name: str, count: int) -> Page:
    title, line, comment = STORIES[lang]
    story = "".join(f"<p>{line.format(at)}</p>" for at in range(1, 4))
    thread = "".join(
        f"<div><h4>Bo {at}</h4><p>{comment.format(at)}</p></div>" for at in range(count)
    )
    box = f"<div {name}>{thread}</div>" if count else ""
    html = (
        f"<html lang={lang}><head><title>{title}</title></head><body><div><h1>{title}</h1>{story}</div>"
        f"{box}<div><p>© The Quay</p></div></body></html>"
    )
    return Page("https://quay.example/a", html.encode(), "text/html; charset=utf-8")


@LANGUAGES
@NAMES
@pytest.mark.parametrize("count", [10, 60])
def test_a_thread_of_comments_changes_nothing(lang: str, name: str, count: int) -> None:
    """A short article reads the same with none and with many comments below it."""
    draft = extract_page(page_of(lang, name, count))
    assert draft.text == extract_page(page_of(lang, name, 0)).text
    assert STORIES[lang][1].format(1) in draft.text


@LANGUAGES
def test_the_others_are_weighed_as_on_the_page_without_it(lang: str) -> None:
    """What is outside of the thread has the chances that it has there, what is in it has none."""
    found = []
    for count in (40, 0):
        ready = prepare(page_of(lang, "class=comments", count))
        segments = segment_tree(ready.tree)
        seen = observe(ready.tree, segments, ready.clues)
        if count:
            assert weigh(segments, seen).chances.max() > LEAST_CHANCE
        chances = weigh_without_threads(segments, seen).chances.tolist()
        thread = thread_segments(segments)
        assert [chances[each.index] for each in thread] == [0] * 2 * count
        found.append([chances[each.index] for each in segments if each not in thread])
    assert found[0] == found[1]
