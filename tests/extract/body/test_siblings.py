"""Paragraphs and items among siblings that are text, in several languages; and those that stay out."""

from dataclasses import replace

import numpy as np
import pytest

from newscrawl.extract.body.decision import Weighed, weigh
from newscrawl.extract.body.features import PageEvidence
from newscrawl.extract.body.siblings import siblings_of
from newscrawl.extract.parse.html import parse_html
from newscrawl.extract.segmentation.segments import Segment, segment_tree

SENTENCES = {
    "en": "The mill by the river was sold to a group of neighbours last week.",
    "el": "Ο μύλος δίπλα στο ποτάμι πουλήθηκε την περασμένη εβδομάδα σε γείτονες.",
    "he": "הטחנה שליד הנהר נמכרה בשבוע שעבר לקבוצה של שכנים מן הכפר.",
    "hi": "नदी के किनारे की चक्की पिछले सप्ताह पड़ोसियों के एक समूह को बेच दी गई।",
    "zh": "河边的磨坊上周卖给了村里的一群邻居，他们打算在明年春天之前把它修好，重新开放给孩子们参观。",
}
LANGUAGES = pytest.mark.parametrize("language", SENTENCES)
DOUBTED = "DOUBT"


def weighed_page(body: str, chance: float) -> tuple[tuple[Segment, ...], frozenset[int], Weighed]:
    """Give the segments, those that are text, and them weighed; what says ``DOUBT`` has *chance*, others .9."""
    tree = parse_html(f"<html><body><main>{body}</main></body></html>".encode()).tree
    segments = segment_tree(tree)
    weighed = weigh(segments, PageEvidence("news.example", frozenset(), {}, frozenset()))
    chances = [chance if DOUBTED in each.text else 0.9 for each in segments]
    found = replace(weighed, chances=np.array(chances, np.float32))
    return segments, frozenset(np.flatnonzero(found.chances > 0.5).tolist()), found


def brought_back(body: str, chance: float) -> list[str]:
    """Give the texts of the blocks that siblings bring back."""
    segments, kept, weighed = weighed_page(body, chance)
    return [segments[index].text for index in sorted(siblings_of(segments, kept, weighed))]


@LANGUAGES
def test_a_paragraph_between_others_of_its_box_stays(language: str) -> None:
    """Its own chance hardly counts."""
    text = SENTENCES[language]
    found = brought_back(f"<p>{text}</p><p>{DOUBTED} {text}</p><p>{text} {text}</p>", 0.05)
    assert found == [f"{DOUBTED} {text}"]


@LANGUAGES
def test_a_paragraph_in_a_box_of_its_own_is_not_judged_by_others(language: str) -> None:
    """An advertisement, or another story, is in a box of its own."""
    text = SENTENCES[language]
    own = f"<div><p>{DOUBTED} {text}</p></div>"
    assert brought_back(f"<p>{text}</p>{own}<p>{text} {text}</p>", 0.3) == []


@pytest.mark.parametrize(
    ("between", "chance"),
    [
        ("DOUBT Editors: A. Moss, B. Reed", 0.3),  # no sentence
        ("DOUBT The mill was sold last week, says its owner.", 0.01),  # no chance at all
        ("<button>DOUBT Give us five euros today, dear reader.</button>", 0.3),
        ("<a href='/a/1'>DOUBT The ferry that would not sail</a>", 0.1),  # a link, with less chance
    ],
)
def test_what_is_no_sentence_of_the_text_stays_out(between: str, chance: float) -> None:
    """Credits, controls, links and what has no chance are among paragraphs, too."""
    text = SENTENCES["en"]
    assert brought_back(f"<p>{text}</p><p>{between}</p><p>{text} {text}</p>", chance) == []


def test_before_and_after_the_text_the_box_says_nothing() -> None:
    """There are date lines, appeals and notes in the very same box."""
    text = SENTENCES["en"]
    doubted = f"<p>{DOUBTED} {text}</p>"
    assert brought_back(f"{doubted}<p>{text}</p><p>{text} {text}</p>{doubted}", 0.3) == []


def test_a_linked_paragraph_needs_more_of_both() -> None:
    """A list of books by paragraphs: each is a link."""
    text = SENTENCES["en"]
    linked = f"<p><a href='/b/1'>{DOUBTED} Edda Hale, The Long Weir</a></p>"
    three = f"<p>{text}</p>{linked}<p>{text} Two.</p><p>{text} Three.</p>"
    assert brought_back(three, 0.25) == [f"{DOUBTED} Edda Hale, The Long Weir"]
    assert brought_back(f"<p>{text}</p>{linked}<p>{text} Two.</p>", 0.25) == []


@LANGUAGES
def test_the_rest_of_a_list_stays(language: str) -> None:
    """Half of its items are text: the others are, with and without paragraphs in them."""
    text = SENTENCES[language]
    items = [f"<li>{text} {n}</li>" for n in range(3)]
    items[1:1] = [f"<li>{DOUBTED} {text}</li>", f"<li><p>{DOUBTED} 2 {text}</p></li>"]
    found = brought_back(f"<p>{text}</p><ul>{''.join(items)}</ul><p>{text} {text}</p>", 0.1)
    assert found == [f"{DOUBTED} {text}", f"{DOUBTED} 2 {text}"]


def test_a_list_of_which_little_is_text_is_left_as_it_is() -> None:
    """A menu may have one item that looks like a sentence."""
    text = SENTENCES["en"]
    items = "".join(f"<li>{DOUBTED} {name}</li>" for name in ("Sport", "Mills", "Weather"))
    assert brought_back(f"<ul><li>{text}</li><li>{text} 2</li>{items}</ul>", 0.3) == []


def test_nothing_is_text_where_nothing_was() -> None:
    """Siblings bring nothing back by themselves."""
    assert brought_back(f"<p>{DOUBTED} one.</p><p>{DOUBTED} two.</p>", 0.3) == []


def test_a_list_in_an_item_is_judged_by_itself() -> None:
    """The outer list is text; the menu in one of its items is not."""
    text = SENTENCES["en"]
    inner = "".join(f"<li>{DOUBTED} {n} more</li>" for n in range(4))
    outer = "".join(f"<li>{text} {n}</li>" for n in range(4))
    assert brought_back(f"<ul>{outer}<li>{text}<ul>{inner}</ul></li></ul>", 0.3) == []
