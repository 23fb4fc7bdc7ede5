"""The values that go in and out of the frontier."""

from dataclasses import replace

import pytest

from newscrawl.state.values import Candidate, Status, is_at_work, key_beside

PLAIN = Candidate(b"12345678", "https://gazette.example/a", "gazette.example")
POST = replace(PLAIN, request='{"method":"POST"}')


@pytest.mark.parametrize(
    ("status", "same_run", "differs", "expected"),
    [
        pytest.param(Status.LEASED, False, False, True, id="in hand, in whatever run"),
        pytest.param(Status.PENDING, True, True, True, id="it waits for another request"),
        pytest.param(Status.PENDING, True, False, False, id="it waits for this one"),
        pytest.param(Status.PENDING, False, True, False, id="it waits in another run"),
        pytest.param(Status.DONE, True, True, False, id="it has ended"),
    ],
)
def test_rows_at_work(status: Status, same_run: bool, differs: bool, expected: bool) -> None:
    """Such a row is left alone, and the new request gets a row beside it."""
    assert is_at_work(status, same_run=same_run, differs=differs) is expected


def test_a_further_row_has_a_key_of_its_request() -> None:
    """The same for the same request, as long as that of the URL, and another one."""
    assert key_beside(POST) == key_beside(replace(POST, priority=5))
    assert len({PLAIN.key, key_beside(PLAIN), key_beside(POST)}) == 3
    assert len(key_beside(POST)) == len(PLAIN.key)
