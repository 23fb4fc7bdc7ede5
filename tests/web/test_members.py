"""Where the members of a packed file end."""

import gzip
import io

import pytest

from newscrawl.web.content_coding import zstd
from newscrawl.web.members import ends_of_members

PACKED = {"gzip": lambda data: gzip.compress(data, mtime=0), "zstd": zstd.compress}
TEXTS = (b"one", b"two" * 100_000, b"")


def members(kind: str) -> list[bytes]:
    return [PACKED[kind](text) for text in TEXTS]


@pytest.mark.parametrize("kind", PACKED)
def test_each_member_has_its_end(kind: str) -> None:
    """From the place of the file on, also where the file does not begin there."""
    one, two, three = members(kind)
    file = io.BytesIO(b"head" + one + two + three)
    file.seek(4)
    ends = [4 + len(one), 4 + len(one + two), 4 + len(one + two + three)]
    assert list(ends_of_members(file)) == ends


@pytest.mark.parametrize("kind", PACKED)
@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda data: data[:-1], id="cut"),
        pytest.param(lambda data: data[:4] + b"\xff" * 9 + data[13:], id="changed"),
    ],
)
def test_it_ends_at_the_first_that_is_not_whole(kind: str, damage: object) -> None:
    """What comes after a damaged member has no place that can be trusted."""
    one, two, three = members(kind)
    file = io.BytesIO(one + damage(two) + three)  # type: ignore[operator]
    assert list(ends_of_members(file))[:1] == [len(one)]
    assert len(one + two + three) not in list(ends_of_members(io.BytesIO(one + damage(two))))  # type: ignore[operator]


@pytest.mark.parametrize("kind", PACKED)
def test_a_bomb_is_passed_over(kind: str) -> None:
    """Thirty megabytes of zeros are unpacked by pieces, and dropped."""
    bomb = PACKED[kind](bytes(30_000_000))
    assert list(ends_of_members(io.BytesIO(bomb + bomb))) == [len(bomb), 2 * len(bomb)]


def test_a_file_of_nothing_has_none() -> None:
    """Nor has one that is not packed."""
    assert list(ends_of_members(io.BytesIO())) == []
    assert list(ends_of_members(io.BytesIO(b"WARC/1.1"))) == []
