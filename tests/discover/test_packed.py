"""Packed feeds and sitemaps: what is in them, as far as the bytes and the budget go."""

import bz2
import gzip
import io
import lzma
import zipfile
import zlib
from collections.abc import Callable

import pytest

from newscrawl.discover.packed import Unpacked, unpacked

TEXT = b"<urlset><url><loc>https://gazette.example/1</loc></url></urlset>" * 200
ROOM = 10 * len(TEXT)


def zipped(*files: tuple[str, bytes]) -> bytes:
    place = io.BytesIO()
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in files:
            archive.writestr(name, body)
    return place.getvalue()


@pytest.mark.parametrize(
    "pack",
    [
        pytest.param(lambda text: text, id="plain"),
        pytest.param(gzip.compress, id="gzip"),
        pytest.param(zlib.compress, id="zlib"),
        pytest.param(bz2.compress, id="bzip2"),
        pytest.param(lzma.compress, id="xz"),
        pytest.param(lambda text: zipped(("map.xml", text)), id="zip"),
        pytest.param(lambda text: b"\r\n" + gzip.compress(text), id="a line before it"),
        pytest.param(lambda text: bz2.compress(text) + b"more", id="bytes after the end"),
    ],
)
def test_a_packed_file_is_unpacked(pack: Callable[[bytes], bytes]) -> None:
    """The form is told by the first bytes, whatever it is called."""
    assert unpacked(pack(TEXT), ROOM) == Unpacked(TEXT)
    assert unpacked(pack(TEXT), 100) == Unpacked(TEXT[:100], cut=True)


def test_a_file_that_is_packed_twice_is_unpacked() -> None:
    """The budget holds for each layer."""
    assert unpacked(gzip.compress(bz2.compress(TEXT)), ROOM) == Unpacked(TEXT)
    assert unpacked(gzip.compress(bz2.compress(TEXT)), 100).cut


def test_several_streams_and_files_are_one() -> None:
    """Streams of packers that work in parallel, and the files of a ZIP file, come one after the other."""
    assert unpacked(bz2.compress(TEXT) + bz2.compress(b"end"), ROOM).body == TEXT + b"end"
    body = zipped(
        ("__MACOSX/._a.xml", b"notes"), ("folder/", b""), ("a.xml", TEXT), ("b.xml", b"end")
    )
    assert unpacked(body, ROOM).body == TEXT + b"\nend"


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_a_broken_file_gives_what_came_before(pack: Callable[[bytes], bytes]) -> None:
    """The bytes before a fault are read; a file that is broken from the start is empty."""
    noise = bytes(range(256)) * 4_000 + TEXT
    packed = pack(noise)
    assert noise.startswith(unpacked(packed[: len(packed) - 9], len(noise) * 2).body)
    assert unpacked(pack(TEXT)[:12], ROOM).body == b""
