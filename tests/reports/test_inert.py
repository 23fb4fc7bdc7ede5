"""A page of others, made harmless, with a mark on each of its blocks."""

import pytest
from lxml import html

from newscrawl.extract.parse.html import parse_html
from newscrawl.reports.inert import WantedBlock, inert, mark


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        pytest.param("<p>a<script>alert(1)</script>b</p>", "<p>ab</p>", id="scripts"),
        pytest.param("<p onclick='x()' style='top:0' class=c>a</p>", '<p class="c">a</p>', id="on"),
        pytest.param(
            "<a href='https://a.example/'>a</a>",
            '<span class="nc-link" title="https://a.example/">a</span>',
            id="a link leads nowhere, and tells where it led",
        ),
        pytest.param("<form action=/x><p>a</p></form>", "<div><p>a</p></div>", id="a form"),
        pytest.param(
            "<img src=/x.png alt='A bridge'>",
            '<span class="nc-picture">[A bridge]</span>',
            id="alt",
        ),
        pytest.param("<p>a<img src=/x.png>b</p>", "<p>ab</p>", id="a picture without words"),
        pytest.param("<x-box><p>a</p></x-box>", "<div><p>a</p></div>", id="a custom block"),
        pytest.param("<x-word>a</x-word>", "<span>a</span>", id="a custom word"),
        pytest.param("<p>a<!-- b -->c</p>", "<p>ac</p>", id="a comment"),
        pytest.param("<object data=/x><p>a</p></object>", "<p>a</p>", id="text within an object"),
        pytest.param("<p id='" + "x" * 300 + "'>a</p>", "<p>a</p>", id="an endless attribute"),
    ],
)
def test_only_text_and_structure_stay(page: str, expected: str) -> None:
    """Nothing that runs, loads, sends, leads away or hides."""
    assert inert(html.document_fromstring(page)) == f"<div>{expected}</div>"


def marks(page: str, *wanted: WantedBlock) -> list[tuple[str, str | None, str | None]]:
    """Text, numbers and outcome of each element with a mark."""
    tree = html.document_fromstring(page)
    mark(tree, wanted)
    return [
        (element.text_content().strip(), element.get("data-n"), element.get("data-f"))
        for element in tree.iter()
        if element.get("data-n")
    ]


def test_blocks_are_marked_where_they_are() -> None:
    """A text that comes twice is marked in the order of the blocks."""
    page = "<p>One line.</p><p>Same.</p><p>Same.</p>"
    found = marks(
        page,
        WantedBlock(1, "One line.", "kept"),
        WantedBlock(2, "Same.", "kept"),
        WantedBlock(3, "Same.", "removed"),
    )
    assert found == [("One line.", "1", "kept"), ("Same.", "2", "kept"), ("Same.", "3", "removed")]


def test_marks_of_the_page_itself_do_not_count() -> None:
    """A page may bring attributes of the same names."""
    assert (
        marks("<p data-n='9' data-f='kept'>Another.</p>", WantedBlock(1, "Absent.", "kept")) == []
    )


def test_text_beside_a_marked_block_has_a_mark_of_its_own() -> None:
    """Else the mark on the outer element would colour the inner block as well."""
    page = "<div>Loose text here.<p>A paragraph.</p></div>"
    found = marks(
        page, WantedBlock(1, "Loose text here.", "removed"), WantedBlock(2, "A paragraph.", "kept")
    )
    assert found == [("Loose text here.", "1", "removed"), ("A paragraph.", "2", "kept")]


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"<p>a<script>b</script>c<!-- d --><style>e</style>f", id="text between"),
        pytest.param(b"<body><svg><p>a</p></svg>cf<math><style></math>", id="foreign"),
        pytest.param(b"<textarea><p>x</textarea>acf<plaintext", id="raw text"),
    ],
)
def test_what_is_no_text_goes_and_what_stands_after_it_stays(body: bytes) -> None:
    """Elements are taken out with their content, and nothing else."""
    html = inert(parse_html(body).tree)
    assert "<script" not in html
    assert "<!--" not in html
    assert "c" in html
    assert "f" in html
