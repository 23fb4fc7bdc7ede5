"""The charset of a page: what its header declares is believed where it names a charset."""

import pytest

from newscrawl.extract.parse.charset import decode

TEXTS = (
    pytest.param("После долгого ремонта в городе снова открыт старый мост.", "cp1251", id="ru"),
    pytest.param("Po długim remoncie w mieście znów otwarto stary most.", "cp1250", id="pl"),
    pytest.param("長い修理のあと、町の古い橋がまた開いた。", "cp932", id="ja"),
)


@pytest.mark.parametrize("label", ["undefined", "base64", "idna", "unicode-escape", "no-such"])
@pytest.mark.parametrize(("text", "charset"), TEXTS)
def test_label_that_names_no_charset_counts_as_none(text: str, charset: str, label: str) -> None:
    """A label that names no charset changes nothing, also one that Python has a codec for.

    Servers send "undefined" where a script of theirs did not know the charset.
    """
    body = f"<html><body><p>{text}</p></body></html>".encode(charset)
    assert decode(body, f"text/html; charset={label}") == decode(body)


@pytest.mark.parametrize(("text", "charset"), TEXTS)
def test_declared_charset_is_believed(text: str, charset: str) -> None:
    """A page is read in the charset that it declares, if its bytes are valid in it."""
    page = f"<html><body><p>{text}</p></body></html>"
    assert decode(page.encode(charset), f"text/html; charset={charset}") == (page, charset)
