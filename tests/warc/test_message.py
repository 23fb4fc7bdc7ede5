"""The head of an answer in an archive: lines as servers and crawlers write them."""

import pytest

from newscrawl.warc.message import read_message


@pytest.mark.parametrize(
    ("head", "fields"),
    [
        pytest.param("A: 1\r\nB: 2", [("a", "1"), ("b", "2")], id="plain"),
        pytest.param("A: 1\nB: 2", [("a", "1"), ("b", "2")], id="line feeds alone"),
        pytest.param("A: 1\r\n  and 2\r\n\t3\r\nB: 4", [("a", "1 and 2 3"), ("b", "4")], id="folded"),
        pytest.param("A:\r\n  1", [("a", "1")], id="folded, nothing before"),
        pytest.param("A: 1\r\n  b: 2", [("a", "1 b: 2")], id="a colon in what is folded"),
        pytest.param("nonsense\r\n  b: 2\r\nC: 3", [("c", "3")], id="folded under no field"),
        pytest.param("  b: 2\r\nC: 3", [("c", "3")], id="folded under the status line"),
        pytest.param("Title: Ångström … да\r\nB: 2", [("title", "Ångström … да"), ("b", "2")], id="UTF-8"),
        pytest.param("A: 1\x0b2\x0c3\x1c4\r\nB: 2", [("a", "1\x0b2\x0c3\x1c4"), ("b", "2")], id="other breaks"),
    ],
)  # fmt: skip
def test_fields(head: str, fields: list[tuple[str, str]]) -> None:
    """A line ends with a line feed and nowhere else; what is folded belongs to the field above it."""
    message = read_message(b"HTTP/1.1 200 OK\r\n" + head.encode() + b"\r\n\r\n<p>text")
    assert message is not None
    assert [(name, value.encode("latin-1").decode()) for name, value in message.fields] == fields
    assert message.body == b"<p>text"
