"""Lines of a corpus as blocks, and back without some of them."""

import json
from typing import Any

import pytest

from newscrawl.corpus.entries import EntryError, read_entry, write_entry
from newscrawl.model.items import Removal

URL = "https://a.example/1"


def line(**values: Any) -> bytes:
    return json.dumps({"url": URL, "text": "one\n\ntwo"} | values).encode() + b"\n"


def removal(position: int, text: str = "x") -> Removal:
    return Removal(text, "other", "clean.repeated", "It repeats.", position)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        pytest.param(b"{", "expected one JSON object, got JSONDecodeError", id="no JSON"),
        pytest.param(b"[1]", "expected one JSON object, got list", id="a list"),
        pytest.param(b"\xff{}", "expected one JSON object", id="no UTF-8"),
        pytest.param(
            b"[" * 100_000, "expected one JSON object, got RecursionError", id="nested deeply"
        ),
        pytest.param(
            b'{"n": ' + b"9" * 5000 + b"}",
            "expected one JSON object, got ValueError",
            id="a huge number",
        ),
        pytest.param(
            b'{"url": "https://a.example/", "text": "x", "n": NaN}', "NaN is no JSON", id="NaN"
        ),
        pytest.param(
            b'{"url": "https://a.example/"}', "'text': expected a text, got NoneType", id="no text"
        ),
        pytest.param(
            b'{"text": "x", "url": 1}', "'url': expected a text, got int", id="url a number"
        ),
        pytest.param(b'{"text": "x", "url": "nowhere"}', "'url': ", id="url no address"),
        pytest.param(line(metadata=[]), "'metadata': expected an object", id="metadata a list"),
        pytest.param(
            line(metadata={"removed": {}}), "'removed' in it a list", id="removed an object"
        ),
    ],
)
def test_a_line_that_is_none_says_why(data: bytes, said: str) -> None:
    """What was expected, and what came."""
    with pytest.raises(EntryError, match=said):
        read_entry(data)


@pytest.mark.parametrize(
    ("text", "gone", "left"),
    [
        pytest.param("one\n\ntwo\n\nthree", (1,), "one\n\nthree", id="middle"),
        pytest.param(
            "one\ntwo\n\nthree\n", (2,), "one\ntwo\n", id="last; the end of the text stays"
        ),
        pytest.param("  one\r\n\t two", (0,), "  two", id="white space of what stays"),
        pytest.param("one", (0,), "", id="all"),
        pytest.param("one\ntwo", (), "one\ntwo", id="nothing"),
    ],
)
def test_what_stays_is_written_as_it_was(text: str, gone: tuple[int, ...], left: str) -> None:
    """A block goes with the white space behind it."""
    entry = read_entry(line(text=text))
    written = json.loads(write_entry(entry, [removal(position) for position in gone]))
    assert written["text"] == left


def test_our_own_records_keep_kinds_and_positions_true() -> None:
    """Kinds go with their blocks; positions count the blocks of the page that went before, too."""
    before = {"text": "ad", "category": "other", "rule_id": "r", "reason": "s", "position": 1}
    metadata = {"kinds": ["paragraph", "code", "heading"], "removed": [before], "section": "News"}
    entry = read_entry(line(text="one\n\na\nb\n\nthree", metadata=metadata))
    assert [block.kind for block in entry.blocks] == ["paragraph", "code", "heading"]
    written = json.loads(write_entry(entry, [removal(1, "a\nb")]))
    assert written["text"] == "one\n\nthree"
    assert written["metadata"]["kinds"] == ["paragraph", "heading"]
    assert [each["position"] for each in written["metadata"]["removed"]] == [1, 2]
    assert written["metadata"]["section"] == "News"


def test_strange_metadata_is_passed_on() -> None:
    """Removals of another form stay before ours; kinds that do not fit the text are left alone."""
    entry = read_entry(
        line(text="one\n\ntwo", metadata={"kinds": ["x"], "removed": ["y", {"position": "z"}]})
    )
    written = json.loads(write_entry(entry, [removal(0)]))["metadata"]
    assert written["kinds"] == ["x"]
    assert written["removed"][:2] == ["y", {"position": "z"}]
    assert written["removed"][2]["position"] == 0


def test_facts_are_read_where_they_are_of_their_type() -> None:
    """Title, language and authors help; what has another type is as good as missing."""
    facts = read_entry(
        line(title="T", language="EN", authors=["Ada", 1], metadata={"site_name": "S"})
    ).facts
    assert (facts.title, facts.language, facts.authors, facts.site_name) == (
        "T",
        "en",
        ("Ada",),
        "S",
    )
    facts = read_entry(line(title=1, language="und", authors="Ada")).facts
    assert (facts.title, facts.language, facts.authors, facts.site_name) == (None, None, (), None)
