"""What the inspector shows: blocks of a record found in the page that they came from."""

from pathlib import Path

import pytest

from newscrawl.model.items import Page
from newscrawl.reports.inspected import inspect_page, items_of, items_of_record

FIXTURES = Path(__file__).parents[1] / "fixtures"


URL = "https://courier.example/bridge"


@pytest.mark.parametrize(
    "case", sorted(FIXTURES.glob("pages/*/*/source.html")), ids=lambda path: path.parent.name
)
def test_each_block_of_the_record_is_marked_in_the_page(case: Path) -> None:
    """Every kept block, and every removal that the page shows, has its mark in the page as it came."""
    draft = inspect_page(Page(URL, case.read_bytes(), "text/html; charset=utf-8"))
    items = items_of(draft)
    marked = {
        int(number)
        for part in draft.view.split('data-n="')[1:]
        for number in part.partition('"')[0].split()
    }
    assert [
        item.text for item in items if item.outcome != "left out" and item.number not in marked
    ] == []
    assert [item.text for item in items if item.outcome == "kept"] == [
        block.text for block in draft.blocks
    ]
    removed = [
        (item.category, item.rule_id, item.reason) for item in items if item.outcome == "removed"
    ]
    assert removed == [(each.category, each.rule_id, each.reason) for each in draft.removed]


def test_a_record_gives_its_blocks_in_the_order_of_the_page() -> None:
    """Kept blocks stand in the gaps that the positions of the removals leave."""
    gone = {"category": "donation", "rule_id": "appeals.run", "reason": "It asks."}
    removed = [
        {"text": text, "position": place, **gone}
        for text, place in (("a", 0), ("d", 3), ("f", 10**15))  # as far as a strange record says
    ]
    items = items_of_record("b\n\nc\n\ne", ["heading", "quote"], removed)
    assert [(item.text, item.outcome) for item in items] == [
        ("a", "removed"), ("b", "kept"), ("c", "kept"), ("d", "removed"), ("e", "kept"), ("f", "removed")
    ]  # fmt: skip
    assert [item.kind for item in items if item.outcome == "kept"] == [
        "heading",
        "quote",
        "paragraph",
    ]
