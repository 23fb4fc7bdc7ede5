"""A run of inline text: its pieces with their links, its line breaks, cells and buttons, as blocks."""

import pytest

from newscrawl.extract.segmentation.runs import BREAK, BUTTON, CELL, Part, TextRun, begins_sentence

LONG = (
    "The council of the valley voted on Monday for a new bridge across the river, and it was glad."
)


def run_of(*pieces: str | tuple[str, str]) -> TextRun:
    """Return a run of *pieces*: texts, marks, and links as pairs of a text and a target."""
    run = TextRun()
    for piece in pieces:
        if isinstance(piece, tuple):
            run.add(piece[0], run.begin_link(piece[1]))
        elif piece[:1] in {BREAK, CELL, BUTTON}:
            run.mark(piece)
        else:
            run.add(piece)
    return run


@pytest.mark.parametrize(
    ("before", "text", "begins"),
    [
        pytest.param("It rains.", "The river rises.", True, id="English"),
        pytest.param("Дождь идёт!", "Река поднялась.", True, id="Russian"),
        pytest.param("It rains.”", "The river rises.", True, id="the end of a quote"),
        pytest.param("It rains:", "“The river rises.”", True, id="the beginning of one"),
        pytest.param("It rains.", "the river rises.", False, id="a small letter"),
        pytest.param("It rains.", "Alone", False, id="a single word"),
        pytest.param("It rains", "The river rises.", False, id="no end"),
        pytest.param("the U.S.", "The river rises.", False, id="an abbreviation"),
        pytest.param("in the USA.", "The river rises.", False, id="capitals"),
        pytest.param("page 3.", "The river rises.", False, id="a number"),
        pytest.param("雨が降る。", "川が増す。", False, id="Japanese, which has no capitals"),
        pytest.param("", "The river rises.", False, id="nothing before"),
        pytest.param(".", "The river rises.", False, id="a sign alone"),
    ],
)
def test_where_a_sentence_was_glued_to_the_last(before: str, text: str, begins: bool) -> None:
    """Inline elements that a style sheet shows as blocks have no white space between them."""
    assert begins_sentence(before, text) is begins
    assert run_of(*filter(None, (before, text))).text_in("p") == (
        f"{before} {text}" if begins else before + text
    )


@pytest.mark.parametrize(
    ("pieces", "part"),
    [
        pytest.param(["one ", " two\n"], Part("one two"), id="white space is folded"),
        pytest.param(["one ", ("two", "/a")], Part("one two", "", ("/a",), 3), id="a link"),
        pytest.param([("one", "/a"), " ", ("мост", "/b")], Part("one мост", "", ("/a", "/b"), 7), id="two links"),
        pytest.param([(" one ", "/a")], Part("one", "", ("/a",), 3), id="spaces in a link are no text"),
        pytest.param([("橋", "")], Part("橋", "", ("",), 1), id="a link without a target"),
    ],
)  # fmt: skip
def test_a_run_without_marks_is_one_block(pieces: list[str], part: Part) -> None:
    """With its links, and how much of it they are."""
    run = run_of(*pieces)
    assert run.whole(run.text_in("p")) == part


@pytest.mark.parametrize(
    ("pieces", "parts"),
    [
        pytest.param(["one", BREAK, "two"], [Part("one two", "one\ntwo")], id="verse"),
        pytest.param(["one", BREAK, BREAK, "two"], [Part("one"), Part("two")], id="an empty line between"),
        pytest.param(["one", BREAK, " ", BREAK, "two"], [Part("one"), Part("two")], id="a line of spaces between"),
        pytest.param([LONG, BREAK, LONG], [Part(LONG), Part(LONG)], id="long lines"),
        pytest.param([BREAK, "one", BREAK], [Part("one")], id="breaks around"),
        pytest.param([BREAK, BREAK], [], id="breaks alone"),
        pytest.param(["one", BREAK, BREAK, ("two", "/a")], [Part("one"), Part("two", "", ("/a",), 3)], id="a link in the second"),
        pytest.param([("one", "/a"), BREAK, BREAK, "two"], [Part("one", "", ("/a",), 3), Part("two")], id="a link in the first"),
        pytest.param(["The bridge ", f"{BUTTON}opens", " again this spring"], [Part("The bridge opens again this spring")], id="a button that is a word"),
        pytest.param(["The bridge opens again. ", f"{BUTTON}More"], [Part("The bridge opens again.")], id="a button at the end"),
        pytest.param([f"{BUTTON}Share", " The bridge opens again"], [Part("The bridge opens again")], id="a button at the beginning"),
        pytest.param([f"{BUTTON}Bridges", " are what the valley needs"], [Part("Bridges are what the valley needs")], id="a button that begins a sentence"),
        pytest.param(["a ", f"{BUTTON}b", " c"], [Part("a c")], id="a button among a few letters"),
        pytest.param(["Мост ", f"{BUTTON}открыт", " снова этой весной"], [Part("Мост открыт снова этой весной")], id="a word in Russian"),
    ],
)  # fmt: skip
def test_marks_make_blocks_and_words(pieces: list[str], parts: list[Part]) -> None:
    """Line breaks by what they part, buttons by where they are."""
    assert list(run_of(*pieces).parts()) == parts


def test_a_link_without_text_at_the_end_is_of_the_last_block() -> None:
    """It has no piece after it."""
    run = run_of("one", BREAK, BREAK, "two")
    run.begin_link("/a")
    assert list(run.parts()) == [Part("one"), Part("two", "", ("/a",))]


@pytest.mark.parametrize(
    ("pieces", "part"),
    [
        pytest.param(["a", CELL, "б", CELL, "橋"], Part("a | б | 橋"), id="cells"),
        pytest.param(["a", CELL, " ", CELL, "c"], Part("a | c"), id="an empty cell"),
        pytest.param(["a", BREAK, "b", CELL, "c"], Part("a b | c"), id="a break in a cell"),
        pytest.param(
            [("a", "/x"), CELL, "b"], Part("a | b", "", ("/x",), 1), id="a link in a cell"
        ),
        pytest.param([CELL], Part(""), id="no text"),
    ],
)
def test_cells_make_a_row(pieces: list[str], part: Part) -> None:
    """With a bar between them."""
    assert run_of(*pieces).row() == part


@pytest.mark.parametrize(
    ("tag", "pieces", "text"),
    [
        pytest.param("h2", [f"{BUTTON}Мост"], "Мост", id="alone in a heading"),
        pytest.param("h2", [" ", f"{BUTTON}Bridge", "\n"], " Bridge\n", id="with spaces"),
        pytest.param("summary", [f"{BUTTON}Bridge"], "Bridge", id="in a summary"),
        pytest.param("p", [f"{BUTTON}Bridge"], f"{BUTTON}Bridge", id="in a paragraph"),
        pytest.param("h2", ["The ", f"{BUTTON}Bridge"], f"The {BUTTON}Bridge", id="beside other text"),
    ],
)  # fmt: skip
def test_a_button_alone_in_a_heading_is_its_text(tag: str, pieces: list[str], text: str) -> None:
    """The panel below opens at a click."""
    assert run_of(*pieces).text_in(tag) == text


@pytest.mark.parametrize(
    ("notes", "style"),
    [
        pytest.param([("em", 0)], "em", id="all of it"),
        pytest.param([("em", 1)], "em", id="nine tenths"),
        pytest.param([("em", 2)], "", id="less"),
        pytest.param([("strong", 5), ("strong", 5)], "strong", id="two parts"),
        pytest.param([("code", 0)], "", id="a style that nobody sees"),
        pytest.param([("code", 0), ("mark", 0)], "mark", id="one that they see too"),
        pytest.param([], "", id="none"),
    ],
)
def test_the_style_is_that_of_nearly_all(notes: list[tuple[str, int]], style: str) -> None:
    """Of ten characters."""
    run = run_of("0123456789")
    for name, before in notes:
        run.note(name, before)
    assert run.style() == style


@pytest.mark.parametrize(
    ("text", "marked", "is_code"),
    [
        pytest.param("a = 1\nb = 2", True, True, id="two lines"),
        pytest.param("a = 1", True, False, id="a word of its sentence"),
        pytest.param(f"a{BREAK}b", True, True, id="a line break"),
        pytest.param("a = 1\n", True, False, id="one line and its end"),
        pytest.param("a = 1\nb = 2", False, False, id="no code"),
    ],
)
def test_lines_of_code(text: str, marked: bool, is_code: bool) -> None:
    """In an element of code, and more than one line."""
    run = run_of(text.replace(BREAK, " "))
    if marked:
        run.note("code", 0)
    assert run.is_code(text) is is_code


def test_a_cleared_run_begins_again() -> None:
    """Nothing is left of the last block."""
    run = run_of(("one", "/a"), BREAK, "two")
    run.note("em", 0)
    run.clear()
    run.add("three")
    assert run == TextRun(["three"], link="/a", size=5)


def test_many_buttons_are_looked_at_with_what_is_near() -> None:
    """A line of thousands is no sentence; the text around them stays."""
    pieces = [f"{BUTTON}{number}" for number in range(3_000)]
    (part,) = run_of("one. ", *pieces, " two").parts()
    assert part == Part("one. two")
