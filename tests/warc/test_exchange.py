"""One exchange with a server as records of an archive."""

import io

from newscrawl.warc.exchange import make_records
from tests.warc.archives import exchange


def test_no_field_ends_its_line() -> None:
    """An address with line breaks in it writes no header field of its own."""
    made = make_records(exchange(**{"url": "https://news.example/a\r\nWARC-Type: evil"}), "<urn:x>")
    assert all(b"\r\nWARC-Type: evil" not in record for record in made.records)
    assert io.BytesIO(made.records[-1]).readline() == b"WARC/1.1\r\n"
