"""Lines that the source breaks by hand: paragraphs, verse, or one sentence that was wrapped."""

import pytest

from newscrawl.extract.segmentation.verse import grouped, is_prose, weight

LONG = (
    "The council of the valley voted on Monday for a new bridge across the river, and it was glad."
)
ON = LONG[:-1]
"""Without its end: the sentence goes on."""
WRAPPED = [
    "The council of the valley voted on Monday for a new",
    "bridge across the river, after the old one had been",
    "taken by the flood in spring, and nobody asked how",
    "long it would take.",
]
RUSSIAN = [
    "Совет долины в понедельник проголосовал за новый",
    "мост через реку, после того как старый унесло в",
    "половодье весной, и никто не спросил, сколько это",
    "займёт времени.",
]
CHINESE = [
    "山谷议会星期一投票决定在河上建造一座新的桥梁因为",
    "旧桥在春天的洪水中被冲走了没有人问需要多长时间才",
    "能完成这项工程河边的居民都在等待第一辆汽车驶过新",
    "桥的那一天",
]
POEM = ["Roses are red,", "Violets are blue,", "Sugar is sweet,", "And so are you."]


@pytest.mark.parametrize(
    ("lines", "blocks"),
    [
        pytest.param(["one"], [(0, 1, "one")], id="one line"),
        pytest.param([""], [(0, 1, "")], id="an empty line"),
        pytest.param(["one", "two"], [(0, 2, "one\ntwo")], id="two short lines"),
        pytest.param(POEM, [(0, 4, "\n".join(POEM))], id="a poem"),
        pytest.param([LONG, LONG], [(0, 1, LONG), (1, 2, LONG)], id="two paragraphs"),
        pytest.param([ON, LONG], [(0, 2, f"{ON} {LONG}")], id="a sentence without an end"),
        pytest.param([LONG, "and so on"], [(0, 2, f"{LONG} and so on")], id="a small letter goes on"),
        pytest.param(["Title", LONG], [(0, 1, "Title"), (1, 2, LONG)], id="a short line before a long one"),
        pytest.param([LONG, *POEM], [(0, 1, LONG), (1, 5, "\n".join(POEM))], id="a poem behind a paragraph"),
        pytest.param(WRAPPED, [(0, 4, " ".join(WRAPPED))], id="a wrapped sentence"),
        pytest.param(RUSSIAN, [(0, 4, " ".join(RUSSIAN))], id="one in Russian"),
        pytest.param(CHINESE, [(0, 4, "".join(CHINESE))], id="one in Chinese, without spaces"),
        pytest.param([*WRAPPED, *WRAPPED], [(0, 4, " ".join(WRAPPED)), (4, 8, " ".join(WRAPPED))], id="two wrapped paragraphs"),
        pytest.param(WRAPPED[:2] + WRAPPED[3:], [(0, 3, "\n".join(WRAPPED[:2] + WRAPPED[3:]))], id="three lines are not wrapped"),
        pytest.param([each.capitalize() for each in ["a" * 50] * 5], [(0, 5, "\n".join(["A" + "a" * 49] * 5))], id="each with a capital"),
        pytest.param(["– " + "a" * 50] * 5, [(0, 5, "\n".join(["– " + "a" * 50] * 5))], id="bullets"),
        pytest.param(["a" * 49 + "."] * 5, [(0, 5, "\n".join(["a" * 49 + "."] * 5))], id="each with an end"),
        pytest.param(["a" * 44] * 5, [(0, 5, "\n".join(["a" * 44] * 5))], id="lines too short for a margin"),
        pytest.param(["a" * 45] * 5, [(0, 5, " ".join(["a" * 45] * 5))], id="lines just long enough"),
        pytest.param(["a" * 129] * 5, [(0, 5, " ".join(["a" * 129] * 5))], id="lines just short enough"),
        pytest.param(["A" * 130] * 5, [(0, 5, " ".join(["A" * 130] * 5))], id="long lines without ends"),
        pytest.param(["山" * 64] * 5, [(0, 5, "山" * 320)], id="Chinese lines just short enough"),
        pytest.param(["山" * 65] * 5, [(0, 5, " ".join(["山" * 65] * 5))], id="Chinese lines too long"),
        pytest.param(["سطر أول", "سطر ثان"], [(0, 2, "سطر أول\nسطر ثان")], id="Arabic verse"),
    ],
)  # fmt: skip
def test_lines_become_blocks(lines: list[str], blocks: list[tuple[int, int, str]]) -> None:
    """The first line, the one behind the last, and the text of each block."""
    assert list(grouped(lines)) == blocks


@pytest.mark.parametrize(
    ("text", "width"),
    [
        pytest.param("", 0, id="nothing"),
        pytest.param("bridge", 6, id="Latin"),
        pytest.param("мост", 4, id="Cyrillic"),
        pytest.param("橋が開く。", 10, id="Japanese"),
        pytest.param("다리", 4, id="Korean"),
        pytest.param("Ａ", 2, id="wide Latin"),
        pytest.param("ｱ", 1, id="narrow kana"),
        pytest.param("पुल", 3, id="Hindi"),
    ],
)
def test_weight(text: str, width: int) -> None:
    """East Asian signs count twice."""
    assert weight(text) == width


@pytest.mark.parametrize(
    ("text", "is_so"),
    [
        pytest.param(LONG, True, id="a sentence"),
        pytest.param(LONG + "\n" + LONG, True, id="lines of sentences"),
        pytest.param("Совет долины в понедельник проголосовал за новый мост через реку и никто не спорил", True, id="Russian"),
        pytest.param("山谷议会星期一投票决定在河上建造一座新的桥梁。" * 3, True, id="Chinese"),
        pytest.param("one two three four five six seven eight nine ten eleven twelve", True, id="twelve words"),
        pytest.param("one two three four five six seven eight nine ten eleven", False, id="eleven"),
        pytest.param("for (i = 0; i < n; i++) { a[i] = b[i]; } // and so on and so on until the end of it all", False, id="code"),
        pytest.param(f"{LONG}   {LONG}", False, id="a gap of three spaces"),
        pytest.param(f"{LONG}  {LONG}", True, id="a gap of two"),
        pytest.param("Name    Place    Year and more words that go on and on and on and on and on and on for long", False, id="columns"),
        pytest.param("a\tb c d e f g h i j k l m n o p", False, id="a tab"),
        pytest.param("1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16", False, id="numbers"),
        pytest.param("---- " * 30, False, id="a line of signs"),
        pytest.param("", False, id="nothing"),
        pytest.param("  \n ", False, id="white space"),
    ],
)  # fmt: skip
def test_what_is_prose(text: str, is_so: bool) -> None:
    """Sentences are, code, tables and drawings are not."""
    assert is_prose(text) is is_so
