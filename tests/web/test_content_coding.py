"""Content codings: undone as far as the bytes go, never beyond the budget."""

import gzip
import os
import signal
import sys
import tracemalloc
import zlib
from collections.abc import Callable, Iterator

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.web.content_coding import CodingError, codings, decode_body
from tests.support.growth import assert_linear_in_length

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

TEXT = b"<p>The ferry sails again in spring, the harbour master said.</p>" * 50


@pytest.fixture(autouse=True, scope="module")
def _ends_in_time() -> Iterator[None]:
    """A loop that makes no progress ends these tests with an error, not with silence."""

    def give_up(*_: object) -> None:
        raise TimeoutError("decoding does not end")

    former = signal.signal(signal.SIGALRM, give_up)
    signal.setitimer(signal.ITIMER_REAL, 30)
    yield
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, former)


def _reason(body: bytes, name: str) -> str | None:
    """Why *body* is refused; ``None`` where it is not."""
    try:
        decode_body(body, (name,), max_bytes=16_000_000)
    except CodingError as error:
        return error.reason
    return None


def _raw_deflate(data: bytes) -> bytes:
    return zlib.compress(data)[2:-4]


CODED = [
    pytest.param("gzip", gzip.compress(TEXT), id="gzip"),
    pytest.param(
        "gzip", gzip.compress(TEXT[:99]) + gzip.compress(TEXT[99:]), id="gzip, two members"
    ),
    pytest.param("gzip", gzip.compress(TEXT) + b"\0" * 512, id="gzip with padding"),
    pytest.param("deflate", zlib.compress(TEXT), id="deflate with its frame"),
    pytest.param("deflate", _raw_deflate(TEXT), id="deflate, bare"),
    pytest.param("br", brotli.compress(TEXT), id="br"),
    pytest.param("zstd", zstd.compress(TEXT), id="zstd"),
    pytest.param(
        "zstd", zstd.compress(TEXT[:99]) + zstd.compress(TEXT[99:]), id="zstd, two frames"
    ),
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
@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress, zstd.compress])
def test_a_body_in_another_coding_than_said(name: str, pack: Callable[[bytes], bytes]) -> None:
    """Its first bytes tell which."""
    assert decode_body(pack(TEXT), (name,), max_bytes=100_000) == TEXT


@pytest.mark.parametrize("mtime", [0, 1794997280, 2084085216, 1922998822, 2535442404])
def test_gzip_that_is_called_brotli_in_any_second(mtime: int) -> None:
    """The time in the head of a gzip member decides nothing; brotli reads some as a stream of nothing, or of noise."""
    packed = gzip.compress(TEXT, mtime=mtime)
    assert decode_body(packed, ("br",), max_bytes=100_000) == TEXT


@pytest.mark.parametrize("behind", [bytes(8), b"", b"\xff" * 8])
def test_the_sum_at_the_end_is_not_looked_at(behind: bytes) -> None:
    """As in browsers: what it is the sum of came whole."""
    assert decode_body(gzip.compress(TEXT)[:-8] + behind, ("gzip",), max_bytes=100_000) == TEXT


def test_a_fault_within_keeps_what_came_before() -> None:
    """To the byte, however little it is."""
    text = bytes(os.urandom(3_000))
    body = gzip.compress(text)
    cut = decode_body(body[:1_500] + b"\xff" * 1_500, ("gzip",), max_bytes=100_000)
    assert cut[:1_000] == text[:1_000]


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
        pytest.param(
            gzip.compress(bytes(5_000_000)), ("gzip",), "too_large_decoded", id="gzip bomb"
        ),
        pytest.param(
            zlib.compress(bytes(5_000_000)), ("deflate",), "too_large_decoded", id="deflate bomb"
        ),
        pytest.param(brotli.compress(bytes(5_000_000)), ("br",), "too_large_decoded", id="br bomb"),
        pytest.param(
            zstd.compress(bytes(5_000_000)), ("zstd",), "too_large_decoded", id="zstd bomb"
        ),
        pytest.param(
            gzip.compress(gzip.compress(bytes(5_000_000))),
            ("gzip", "gzip"),
            "too_large_decoded",
            id="two layers",
        ),
        pytest.param(TEXT, ("gzip",) * 4, "too_many_codings", id="four layers"),
        pytest.param(
            b"\x1f\x9d" + bytes(range(256)), ("compress",), "unknown_coding", id="unknown"
        ),
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


@pytest.mark.parametrize(
    ("name", "body", "reason"),
    [
        pytest.param(
            "gzip", gzip.compress(b"") * 500_000, "too_many_frames", id="empty gzip members"
        ),
        pytest.param(
            "gzip", gzip.compress(b"x") * 500_000, "too_many_frames", id="tiny gzip members"
        ),
        pytest.param(
            "zstd", zstd.compress(b"") * 900_000, "too_many_frames", id="empty zstd frames"
        ),
        pytest.param(
            "zstd", b"\x50\x2a\x4d\x18\0\0\0\0" * 900_000, "too_many_frames", id="skippable"
        ),
        pytest.param(
            "gzip", gzip.compress(b"x" * 99) * 9_000, None, id="as many members as may be"
        ),
        pytest.param("deflate", b"\x78\x9c" + b"\0\0\0\xff\xff" * 900_000, None, id="empty blocks"),
        pytest.param("br", b"\x06" * 9_000_000, None, id="br, trailing bytes"),
        pytest.param(
            "gzip", gzip.compress(TEXT) + os.urandom(9_000_000), None, id="gzip, trailing bytes"
        ),
        pytest.param(
            "deflate",
            zlib.compress(TEXT) + os.urandom(9_000_000),
            None,
            id="deflate, trailing bytes",
        ),
        pytest.param(
            "zstd", zstd.compress(TEXT) + os.urandom(9_000_000), None, id="zstd, trailing bytes"
        ),
    ],
)
def test_time_is_linear_in_the_body(name: str, body: bytes, reason: str | None) -> None:
    """Neither a million tiny frames nor bytes behind the end make the decoder go round for long."""
    assert _reason(body, name) == reason
    assert_linear_in_length(lambda part: _reason(part, name), body)


@pytest.mark.parametrize("name", ["gzip", "deflate", "br", "zstd"])
@pytest.mark.parametrize("size", [65_535, 65_536, 65_537, 3_000_000])
def test_no_byte_is_left_in_the_decoder(name: str, size: int) -> None:
    """Text that is much larger than its coding comes out to its last byte, also where the pieces end."""
    coders = {
        "gzip": gzip.compress,
        "deflate": zlib.compress,
        "br": brotli.compress,
        "zstd": zstd.compress,
    }
    text = b"a" * (size - 1) + b"z"
    assert decode_body(coders[name](text), (name,), max_bytes=size) == text


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
