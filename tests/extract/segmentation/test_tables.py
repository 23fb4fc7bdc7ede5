"""How tables are read: data across, a layout cell by cell, code without the numbers of its lines."""

import pytest
from lxml import html

from newscrawl.extract.segmentation.tables import LAYOUT, shape_of

DATA = {
    "en": [["Town", "Votes"], ["Riverton", "1,204"], ["Harbour", "980"]],
    "ru": [["Город", "Голоса"], ["Речной", "1204"], ["Портовый", "980"]],
    "ja": [["町", "票"], ["川町", "1204"], ["港町", "980"]],
}
LONG = (
    "Hundreds walked across the bridge in the rain, and some of them sang as they went home again. "
    * 2
)


def table_of(rows: list[list[str]], attributes: str = "", head: str = "th") -> html.HtmlElement:
    """Return a table of *rows*, the first of which are headings."""
    cells = [
        "".join(f"<{tag}>{cell}</{tag}>" for cell in row)
        for row, tag in zip(rows, [head] + ["td"] * len(rows), strict=False)
    ]
    rows_of = "".join(f"<tr>{each}</tr>" for each in cells)
    return html.fragment_fromstring(f"<table {attributes}>{rows_of}</table>")


@pytest.mark.parametrize("language", DATA)
def test_data_is_read_across(language: str) -> None:
    """Short cells, several in a row."""
    table = table_of(DATA[language])
    assert shape_of(table).rows == frozenset(table.iter("tr"))


@pytest.mark.parametrize("language", DATA)
def test_the_page_may_say_that_it_is_a_layout(language: str) -> None:
    """By the role of the table."""
    assert shape_of(table_of(DATA[language], "role=presentation")) == LAYOUT


@pytest.mark.parametrize(
    "cell",
    [
        pytest.param(f"<p>{LONG}</p><p>{LONG}</p>", id="paragraphs"),
        pytest.param(f"<h3>Town</h3>{LONG}", id="a heading with text"),
        pytest.param(f"<ul><li>{LONG}</li><li>a</li><li>b</li></ul>", id="a list"),
        pytest.param("<table><tr><td>a</td></tr></table>", id="a table"),
    ],
)
def test_a_row_with_a_text_of_its_own_is_not_read_across(cell: str) -> None:
    """The other rows are, as the table has headings."""
    rows = [[f"Town {number}", f"{number}00 votes"] for number in range(40)]
    table = table_of([["Town", "Votes"], *rows, ["Riverton", cell]])
    outer = table.xpath("./tr")
    assert shape_of(table).rows == frozenset(outer[:-1])


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([["a"], ["b"]], id="one cell in a row"),
        pytest.param([["a", LONG * 4], ["b", LONG * 4], ["c", LONG * 4]], id="long cells"),
        pytest.param([["", ""], ["", ""]], id="no text"),
    ],
)
def test_a_layout_is_read_cell_by_cell(rows: list[list[str]]) -> None:
    """One cell in each row, or texts."""
    assert shape_of(table_of(rows, head="td")) == LAYOUT


def test_a_table_by_its_role_says_so_of_its_rows() -> None:
    """Whatever its tags are."""
    box = html.fragment_fromstring(
        "<div role=table><div role=row><i role=cell>a</i></div><p>b</p></div>"
    )
    assert [row.get("role") for row in shape_of(box).rows] == ["row"]


def test_numbers_of_lines_are_no_code() -> None:
    """Where a name says that the table is code, and its first cells count up."""
    lines = ["мост = 1", "橋 = 2", "print(мост)", "print(橋)"]
    table = table_of(
        [[str(n), line] for n, line in enumerate(lines, 1)], "class=highlight", head="td"
    )
    shape = shape_of(table)
    assert shape.code == {table}
    assert [cell.text for cell in table.iter("td") if cell in shape.numbers] == ["1", "2", "3", "4"]
