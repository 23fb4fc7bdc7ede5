"""tdmrep.json: reservations of text and data mining for a site."""

import pytest

from newscrawl.web.tdmrep import notices_for, parse_tdmrep

TDM = b"""[{"location": "/", "tdm-reservation": 0},
 {"location": "/news/*", "tdm-reservation": 1, "tdm-policy": "https://news.example/p.json"},
 {"location": "/news/free$", "tdm-reservation": 0}, 7, {"location": 3}]"""


@pytest.mark.parametrize(
    ("path", "said"),
    [
        pytest.param("/about", ["0"], id="not reserved"),
        pytest.param("/news/a", ["1", "https://news.example/p.json"], id="reserved, with a policy"),
        pytest.param("/news/free", ["0"], id="the longest pattern decides"),
    ],
)
def test_tdmrep(path: str, said: list[str]) -> None:
    """The longest pattern that matches decides; entries that are none are passed over."""
    assert [
        value for *_, value in notices_for(parse_tdmrep(TDM), f"https://news.example{path}")
    ] == said


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"[" * 100_000, b"null", b'{"a": 1}', b"\xff\xfe"]
)
def test_a_file_that_is_no_tdmrep(body: bytes) -> None:
    """It reserves nothing, and fails nobody."""
    assert notices_for(parse_tdmrep(body), "https://news.example/a") == []
