"""More of a page than its text: what goes with a block that is removed."""

import pytest

from newscrawl.model.more import Image, Link, More


def link(block: int) -> Link:
    return Link(block, 3, "ferry", f"https://a.example/{block}")


@pytest.mark.parametrize(
    ("index", "blocks", "markdown"),
    [
        pytest.param(0, [0, 1], ("b", "c"), id="the first"),
        pytest.param(1, [0, 1], ("a", "c"), id="the middle"),
        pytest.param(2, [0, 1], ("a", "b"), id="the last"),
    ],
)
def test_links_move_up_when_a_block_is_removed(
    index: int, blocks: list[int], markdown: tuple[str, ...]
) -> None:
    """Its own links are removed, those after it name their blocks by the new places; all else stays."""
    image = Image("https://a.example/i.jpg", "", "", "")
    more = More((link(0), link(1), link(2)), ("a", "b", "c"), (image,), html="<p>")
    left = more.without(index)
    assert [each.block for each in left.links] == blocks
    assert [each.url[-1] for each in left.links] == [str(n) for n in range(3) if n != index]
    assert (left.markdown, left.images, left.html) == (markdown, (image,), "<p>")


def test_removal_from_nothing() -> None:
    """Where nothing was asked for, nothing is removed."""
    assert More().without(0) == More()
