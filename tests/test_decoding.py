"""Content codings: undone as far as the bytes go, never beyond the budget."""

import gzip
import sys
import tracemalloc
import zlib

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.decoding import CodingError, codings, decode_body

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

TEXT = b"<p>The ferry sails again in spring, the harbour master said.</p>" * 50


def _raw_deflate(data: bytes) -> bytes:
    return zlib.compress(data)[2:-4]


CODED = [
    pytest.param("gzip", gzip.compress(TEXT), id="gzip"),
    pytest.param("gzip", gzip.compress(TEXT[:99]) + gzip.compress(TEXT[99:]), id="gzip, two members"),
    pytest.param("gzip", gzip.compress(TEXT) + b"\0" * 512, id="gzip with padding"),
    pytest.param("deflate", zlib.compress(TEXT), id="deflate with its frame"),
    pytest.param("deflate", _raw_deflate(TEXT), id="deflate, bare"),
    pytest.param("br", brotli.compress(TEXT), id="br"),
    pytest.param("zstd", zstd.compress(TEXT), id="zstd"),
    pytest.param("zstd", zstd.compress(TEXT[:99]) + zstd.compress(TEXT[99:]), id="zstd, two frames"),
]


@pytest.mark.parametrize(("name", "body"), CODED)
def test_codings_are_undone(name: str, body: bytes) -> None:
    """The body comes out as it went in."""
    assert decode_body(body, (name,), max_bytes=100_000) == TEXT


@pytest.mark.parametrize(("name", "body"), CODED)
def test_a_cut_stream_gives_its_beginning(name: str, body: bytes) -> None:
    """What came before the cut is kept, never bytes that were not there."""
    assert TEXT.startswith(decode_body(body[:-8], (name,), max_bytes=100_000)[:60])


@pytest.mark.parametrize("name", ["gzip", "deflate", "br", "zstd"])
def test_a_plain_body_stays(name: str) -> None:
    """A coding that is claimed but not applied changes nothing."""
    assert decode_body(TEXT, (name,), max_bytes=100_000) == TEXT


@pytest.mark.parametrize("name", ["gzip", "deflate", "br", "zstd"])
def test_an_empty_body_stays_empty(name: str) -> None:
    """Nothing decodes to nothing."""
    assert decode_body(b"", (name,), max_bytes=10) == b""


def test_layers_are_undone_from_the_last() -> None:
    """``Content-Encoding: gzip, br`` was gzipped first."""
    body = brotli.compress(gzip.compress(TEXT))
    assert decode_body(body, codings(["gzip", "br"]), max_bytes=100_000) == TEXT


@pytest.mark.parametrize(
    ("body", "names", "reason"),
    [
        pytest.param(gzip.compress(bytes(5_000_000)), ("gzip",), "too_large_decoded", id="gzip bomb"),
        pytest.param(zlib.compress(bytes(5_000_000)), ("deflate",), "too_large_decoded", id="deflate bomb"),
        pytest.param(brotli.compress(bytes(5_000_000)), ("br",), "too_large_decoded", id="br bomb"),
        pytest.param(zstd.compress(bytes(5_000_000)), ("zstd",), "too_large_decoded", id="zstd bomb"),
        pytest.param(
            gzip.compress(gzip.compress(bytes(5_000_000))),
            ("gzip", "gzip"),
            "too_large_decoded",
            id="two layers",
        ),
        pytest.param(TEXT, ("gzip",) * 4, "too_many_codings", id="four layers"),
        pytest.param(TEXT, ("compress",), "unknown_coding", id="unknown"),
    ],
)
def test_budgets(body: bytes, names: tuple[str, ...], reason: str) -> None:
    """A bomb is refused by name, and costs no more memory than its budget."""
    tracemalloc.start()
    with pytest.raises(CodingError) as caught:
        decode_body(body, names, max_bytes=1_000_000)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert caught.value.reason == reason
    assert peak < 4_000_000


def test_names_of_codings() -> None:
    """Several headers and lists, ``identity`` and the old prefix."""
    assert codings(["", "identity", "X-GZIP , br"]) == ("gzip", "br")


@given(
    st.binary(max_size=400),
    st.sampled_from(["gzip", "deflate", "br", "zstd"]),
    st.sampled_from([b"", b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd", b"\x78\x9c"]),
)
def test_any_bytes_decode_or_stay(body: bytes, name: str, head: bytes) -> None:
    """No body makes the decoder fail in another way."""
    assert isinstance(decode_body(head + body, (name,), max_bytes=10**7), bytes)
