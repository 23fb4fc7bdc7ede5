"""Files that take the place of others, whole."""

from pathlib import Path

import pytest

from newscrawl.state.files import replacing, write_whole


def test_two_that_replace_a_shared_file_at_once_do_not_meet(tmp_path: Path) -> None:
    """Two crawls that begin in one folder write its card at the same time; both go on."""
    card = tmp_path / "README.md"
    with replacing(card, shared=True) as one:
        one.write(b"one")
        write_whole(card, b"other", shared=True)
        assert card.read_bytes() == b"other"
    assert card.read_bytes() == b"one"
    assert list(tmp_path.iterdir()) == [card]


def test_a_block_that_fails_leaves_the_former_file_alone(tmp_path: Path) -> None:
    """And nothing beside it."""
    card = tmp_path / "README.md"
    card.write_bytes(b"former")

    def fail() -> None:
        with replacing(card, shared=True) as file:
            file.write(b"half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert card.read_bytes() == b"former"
    assert list(tmp_path.iterdir()) == [card]
