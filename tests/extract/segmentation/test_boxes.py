"""Elements that no standard knows: the parts of a component, short ones as well."""

import pytest

from newscrawl.extract.parse.html import parse_html
from newscrawl.extract.segmentation.segments import segment_tree

ITEMS = {
    "fr": ("Samedi : lecture", "Lundi : fermé"),
    "cs": ("6. ledna žáci", "8. prosince host"),
    "ar": ("يوم الجمعة", "يوم الأحد"),
    "ja": ("土曜日", "雨の日は休み"),
}


def texts(body: str) -> list[str]:
    """Give the texts of the segments of a page with *body*."""
    return [each.text for each in segment_tree(parse_html(f"<main>{body}</main>".encode()).tree)]


@pytest.mark.parametrize("language", ITEMS)
def test_the_parts_of_a_component_are_blocks(language: str) -> None:
    """They are named after the component that they are in."""
    items = "".join(f"<app-list-item>{each}</app-list-item>" for each in ITEMS[language])
    assert texts(f"<app-list>{items}</app-list>") == list(ITEMS[language])


@pytest.mark.parametrize("language", ITEMS)
def test_other_short_elements_within_a_component_are_words(language: str) -> None:
    """Another name is no part of it."""
    words = " ".join(f"<app-word>{each}</app-word>" for each in ITEMS[language])
    assert texts(f"<app-list>{words}</app-list>") == [" ".join(ITEMS[language])]
