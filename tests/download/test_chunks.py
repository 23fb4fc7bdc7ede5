"""Transfer codings as servers write them."""

import pytest
from twisted.web.http import _IdentityTransferDecoder, _MalformedChunkedDataError

from newscrawl.download.chunks import PaddedChunks, TransferDecoders


def read(data: bytes, step: int) -> tuple[list[bytes], list[bytes]]:
    """Return the pieces of the body, and what came after it, of *data* that arrives by *step* bytes."""
    pieces: list[bytes] = []
    rest: list[bytes] = []
    decoder = PaddedChunks(pieces.append, rest.append)
    for at in range(0, len(data), step):
        decoder.dataReceived(data[at : at + step])
        if rest:
            return pieces, [rest[0] + data[at + step :]]
    return pieces, rest


@pytest.mark.parametrize("step", [1, 3, 100])
@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n", id="as the standard has it"),
        pytest.param(b"3  \r\nabc\r\n 2\t\r\nde\r\n0 \r\n\r\n", id="padded sizes"),
        pytest.param(b"3\nabc\n2\nde\n0\n\n", id="line feeds alone"),
        pytest.param(b'3;a="b"\r\nabc\r\n02\r\nde\r\n0;x\r\n\r\n', id="extensions"),
        pytest.param(b"3\r\nabc\r\n2\r\nde\r\n0\r\nA: b\r\n\r\n", id="a trailer"),
    ],
)
def test_chunks_are_joined(data: bytes, step: int) -> None:
    """However they are padded, and however they arrive."""
    pieces, rest = read(data, step)
    assert (b"".join(pieces), rest) == (b"abcde", [b""])


def test_what_arrives_at_once_is_handed_on_in_one_piece() -> None:
    """A server may send chunks of one byte, and each piece costs a signal."""
    data = b"".join(b"1\r\n%c\r\n" % byte for byte in b"abcdefgh")
    assert read(data, 1_000)[0] == [b"abcdefgh"]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        pytest.param(b"xyz\r\nabc", "no size of a chunk: b'xyz'", id="no number"),
        pytest.param(b"-1\r\nabc", "no size of a chunk: b'-1'", id="a sign"),
        pytest.param(b"0x3\r\nabc", "no size of a chunk", id="a prefix"),
        pytest.param(b" " * 2_000, "no size of a chunk within 1024 bytes", id="endless"),
    ],
)
def test_what_is_no_size_is_an_error(data: bytes, message: str) -> None:
    """Also where the line does not end."""
    with pytest.raises(_MalformedChunkedDataError, match=message):
        read(data, 100)


@pytest.mark.parametrize("name", [b"identity", b"br", b"gzip", b""])
def test_a_coding_that_is_not_known_is_none(name: bytes) -> None:
    """The body ends with the connection."""
    decoder = TransferDecoders()[name](lambda data: None, lambda rest: None)
    assert isinstance(decoder, _IdentityTransferDecoder)


@pytest.mark.parametrize("name", [b"gzip, chunked", b"identity,chunked", b" chunked"])
def test_chunks_are_the_last_of_several_codings(name: bytes) -> None:
    """Only the last says how the body ends."""
    assert TransferDecoders()[name] is PaddedChunks
