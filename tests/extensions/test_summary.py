"""What a run is judged to be."""

from collections import Counter

import pytest
from scrapy.utils.test import get_crawler

from newscrawl.extensions.summary import Summary, SummaryExtension, judge

BROKEN = {"gazette": {"status": "healthy"}, "herald": {"status": "broken"}}


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        pytest.param({}, "done", id="nothing went wrong"),
        pytest.param({"dropped": Counter(empty=3)}, "done", id="drops are judgements"),
        pytest.param({"failed": Counter(http_404=1)}, "missed", id="a failure"),
        pytest.param({"bad_lines": 1}, "missed", id="a bad line"),
        pytest.param({"left": Counter(http_503=1)}, "missed", id="a page left for later"),
        pytest.param({"finish_reason": "shutdown"}, "stopped", id="a signal"),
        pytest.param(
            {"errors": 1, "finish_reason": "shutdown"}, "defect", id="an error, then a signal"
        ),
        pytest.param({"finish_reason": "extract_broken"}, "defect", id="no worker"),
        pytest.param({"sources": BROKEN}, "done", id="a broken source, when nobody asks"),
        pytest.param({"not_written": 1, "errors": 1}, "not_written", id="a lost record is gravest"),
    ],
)
def test_the_gravest_finding_names_the_outcome(changes: dict[str, object], outcome: str) -> None:
    """Of all that went wrong, the gravest decides."""
    values: dict[str, object] = {"finish_reason": "finished", **changes}
    assert judge(Summary(**values)) == outcome  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        pytest.param({"sources": BROKEN}, "unhealthy", id="a broken source"),
        pytest.param(
            {"sources": BROKEN, "failed": Counter(http_404=1)},
            "unhealthy",
            id="graver than a failure",
        ),
        pytest.param(
            {"sources": BROKEN, "finish_reason": "shutdown"}, "stopped", id="less grave than a stop"
        ),
        pytest.param(
            {"sources": {"gazette": {"status": "changed"}}}, "done", id="one that has changed"
        ),
    ],
)
def test_a_broken_source_names_the_outcome_where_that_is_asked_for(
    changes: dict[str, object], outcome: str
) -> None:
    """With ``HEALTH_EXIT``."""
    values: dict[str, object] = {"finish_reason": "finished", **changes}
    assert judge(Summary(**values), health_exit=True) == outcome  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("stats", "outcome"),
    [
        pytest.param({"traps/depth": 3, "frontier/ended": True}, "done", id="traps"),
        pytest.param(
            {"traps/depth": 3, "frontier/ended": False}, "defect", id="the state's end failed"
        ),
        pytest.param(
            {"traps/depth": 3, "health/sources": BROKEN}, "unhealthy", id="a broken source"
        ),
    ],
)
def test_what_other_components_count_is_taken_over(stats: dict[str, object], outcome: str) -> None:
    """Traps, the end of the state, the health of sources: the summary reads them from the stats."""
    crawler = get_crawler(settings_dict={"HEALTH_EXIT": True})
    assert crawler.stats is not None
    for name, value in stats.items():
        crawler.stats.set_value(name, value)
    extension = SummaryExtension(crawler)
    extension.finish("finished")
    assert extension.summary.traps == Counter(depth=3)
    assert extension.summary.outcome == outcome
