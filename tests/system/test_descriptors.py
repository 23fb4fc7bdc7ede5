"""Open files of the process: how many connections they leave, and what a shortage of them is."""

import pytest
from twisted.python.failure import Failure
from twisted.web._newclient import ResponseFailed

from newscrawl.system.descriptors import connections_within, is_shortage


@pytest.mark.parametrize(
    ("error", "short"),
    [
        pytest.param(OSError(24, "Too many open files"), True, id="of the process"),
        pytest.param(OSError(23, "Too many open files in system"), True, id="of the machine"),
        pytest.param(OSError(28, "No space left on device"), False, id="no space"),
        pytest.param(ValueError("24"), False, id="something else"),
        pytest.param(None, False, id="nothing"),
    ],
)
def test_what_a_shortage_is(error: Exception | None, *, short: bool) -> None:
    """It is known by its number, also as the cause of another error."""
    wrapped = RuntimeError("wrapped")
    wrapped.__cause__ = error
    assert is_shortage(error) is short
    assert is_shortage(wrapped) is short


def test_some_connections_are_left_however_few_files_there_are() -> None:
    """The bound follows the limit, and is never nothing."""
    assert connections_within(0) == connections_within(100) > 0
    assert connections_within(512) < connections_within(1024) < 1024 / 2


@pytest.mark.parametrize("number", [24, 28])
def test_a_shortage_among_causes_that_lead_in_a_circle(number: int) -> None:
    """A refusal is raised from the failed download of which it is a reason: each is looked at once."""
    refusal, shortage = RuntimeError("too many headers"), OSError(number, "")
    failed = ResponseFailed([Failure(shortage), Failure(refusal)])  # type: ignore[no-untyped-call]
    refusal.__cause__ = failed
    assert is_shortage(refusal) is (number == 24)
