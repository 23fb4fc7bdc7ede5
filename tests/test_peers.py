"""The other extractors give what a scorer reads, and say what to install where they are missing.

Those that the project does not depend on are run by the scorer, not here.
"""

import shutil
import sys

import pytest

from benchmarks import peers

PARAGRAPH = "The council voted on Tuesday to rebuild the bridge that the flood had carried away last summer. "
PAGE = (
    "<html lang=en><head><title>The bridge</title><meta name=author content='Ada Marsh'></head><body>"
    f"<article><h1>The bridge</h1><p>{PARAGRAPH * 4}</p><p>Żółw {PARAGRAPH * 4}</p></article></body></html>"
)
URL = "https://news.example/2026/11/24/the-bridge"


@pytest.mark.parametrize(
    "name", [name for name in sorted(peers.PEERS) if name.startswith("trafilatura")]
)
def test_a_peer_reads_the_paragraphs_of_an_article(name: str) -> None:
    """Each has the scorer's four keys, and its text keeps the paragraphs apart and in their script."""
    found = peers.PEERS[name](PAGE, URL)
    assert set(found) == {"text", "title", "authors", "date"}
    lines = [line.strip() for line in found["text"].splitlines()]
    assert PARAGRAPH.strip() in " ".join(lines)
    assert any(line.startswith("Żółw") for line in lines)


def test_a_missing_library_is_named_with_the_way_out(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """In the error, and on the standard error for a scorer that only counts failures."""
    monkeypatch.setitem(sys.modules, "resiliparse.extract.html2text", None)
    peers._say.cache_clear()
    with pytest.raises(peers.PeerMissingError, match="pip install resiliparse"):
        peers.resiliparse(PAGE, URL)
    assert "pip install resiliparse" in capsys.readouterr().err


def test_missing_node_is_named_with_the_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """No node on the PATH."""
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    peers._node.cache_clear()
    with pytest.raises(peers.PeerMissingError, match=r"Node.* 18 or later"):
        peers.readability(PAGE, URL)
