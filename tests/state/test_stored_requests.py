"""Notes in the stored request of a page, and the row that keeps it."""

import json

import pytest

from newscrawl.state.stored_requests import as_stored, with_note


@pytest.mark.parametrize(
    ("request_text", "expected"),
    [
        pytest.param(None, {"meta": {"told": 1}}, id="none is stored"),
        pytest.param("", {"meta": {"told": 1}}, id="an empty one"),
        pytest.param('{"url": "u"}', {"url": "u", "meta": {"told": 1}}, id="without notes"),
        pytest.param('{"meta": {"told": 0}}', {"meta": {"told": 1}}, id="in the place of another"),
        pytest.param('{"meta": {"a": 2}}', {"meta": {"a": 2, "told": 1}}, id="beside another"),
    ],
)
def test_a_note_is_put_into_the_request(request_text: str | None, expected: object) -> None:
    """What else is stored stays as it is."""
    assert json.loads(with_note(request_text, "told", 1)) == expected


def test_letters_are_stored_as_they_are() -> None:
    """A state of URLs in any script would be several times as large with escapes."""
    assert as_stored({"url": "https://a.example/мост"}) == '{"url": "https://a.example/мост"}'
