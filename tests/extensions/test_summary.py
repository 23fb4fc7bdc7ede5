"""What a run is judged to be."""

from collections import Counter

import pytest

from newscrawl.extensions.summary import Summary, judge


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        pytest.param({}, "done", id="nothing went wrong"),
        pytest.param({"dropped": Counter(empty=3)}, "done", id="drops are judgements"),
        pytest.param({"failed": Counter(http_404=1)}, "missed", id="a failure"),
        pytest.param({"bad_lines": 1}, "missed", id="a bad line"),
        pytest.param({"left": Counter(http_503=1)}, "missed", id="a page left for later"),
        pytest.param({"finish_reason": "shutdown"}, "stopped", id="a signal"),
        pytest.param({"errors": 1, "finish_reason": "shutdown"}, "defect", id="an error, then a signal"),
        pytest.param({"finish_reason": "extract_broken"}, "defect", id="no worker"),
        pytest.param({"not_written": 1, "errors": 1}, "not_written", id="a lost record is gravest"),
    ],
)
def test_the_gravest_finding_names_the_outcome(changes: dict[str, object], outcome: str) -> None:
    """Of all that went wrong, the gravest decides."""
    values: dict[str, object] = {"finish_reason": "finished", **changes}
    assert judge(Summary(**values)) == outcome  # type: ignore[arg-type]
