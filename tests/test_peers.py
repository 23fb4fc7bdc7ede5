"""The other extractors give what a scorer reads, and say what to install where they are missing."""

import shutil
import sys
from pathlib import Path

import pytest

from benchmarks import peers

PARAGRAPH = "The council voted on Tuesday to rebuild the bridge that the flood had carried away last summer. "
PAGE = (
    "<html lang=en><head><title>The bridge</title><meta name=author content='Ada Marsh'></head><body>"
    f"<article><h1>The bridge</h1><p>{PARAGRAPH * 4}</p><p>Żółw {PARAGRAPH * 4}</p></article></body></html>"
)
URL = "https://news.example/2026/11/24/the-bridge"


@pytest.mark.parametrize("name", sorted(peers.PEERS))
def test_a_peer_reads_the_paragraphs_of_an_article(name: str) -> None:
    """Each has the scorer's four keys, and its text keeps the paragraphs apart and in their script."""
    try:
        found = peers.PEERS[name](PAGE, URL)
    except peers.PeerMissingError as missing:
        pytest.skip(str(missing))
    assert set(found) == {"text", "title", "authors", "date"}
    lines = [line.strip() for line in found["text"].splitlines()]
    assert PARAGRAPH.strip() in " ".join(lines)
    assert any(line.startswith("Żółw") for line in lines)


@pytest.mark.parametrize("url", ["", "https:///"])
def test_a_page_without_a_url_is_read(url: str) -> None:
    """Sets hold pages whose URL is not known."""
    try:
        assert "Żółw" in peers.readability(PAGE, url)["text"]
    except peers.PeerMissingError as missing:
        pytest.skip(str(missing))


def test_the_next_page_is_read_after_one_that_was_broken_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """A time limit that breaks in leaves no answer behind that the next page could be given."""

    def break_off(_text: str) -> None:
        raise KeyboardInterrupt

    try:
        peers.readability(PAGE, URL)
    except peers.PeerMissingError as missing:
        pytest.skip(str(missing))
    with monkeypatch.context() as patch:
        patch.setattr(peers.json, "loads", break_off)
        with pytest.raises(KeyboardInterrupt):
            peers.readability(PAGE, URL)
    other = PAGE.replace("Żółw", "Gęś")
    assert "Gęś" in peers.readability(other, URL)["text"]


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


@pytest.mark.skipif(shutil.which("node") is None, reason="no node here")
def test_missing_packages_of_node_are_named_with_the_way_out(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A script that lies where node finds no packages."""
    script = tmp_path / "readability.mjs"
    script.write_bytes(peers.READABILITY.read_bytes())
    monkeypatch.setattr(peers, "READABILITY", script)
    monkeypatch.delenv("NODE_PATH", raising=False)
    peers._node.cache_clear()
    with pytest.raises(peers.PeerMissingError, match="npm install"):
        peers.readability(PAGE, URL)
