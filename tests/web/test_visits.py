"""When and how often a site lets itself be visited."""

from datetime import time

import pytest

from newscrawl.web.visits import RequestRate, VisitTime, read_delay, read_rate, read_span

NIGHT, DAY = VisitTime(time(22, 30), time(6, 0)), VisitTime(time(6, 0), time(8, 45))


@pytest.mark.parametrize(
    ("value", "delay_s"),
    [
        pytest.param("10", 10.0, id="seconds"),
        pytest.param("0.5", 0.5, id="a part of one"),
        pytest.param("1,5", 1.5, id="a comma"),
        pytest.param("10 # seconds", 10.0, id="with words after it"),
        pytest.param("-1", None, id="below 0"),
        pytest.param("inf", None, id="without end"),
        pytest.param("soon", None, id="words"),
    ],
)
def test_delays(value: str, delay_s: float | None) -> None:
    """A finite number of seconds from 0 on."""
    assert read_delay(value) == delay_s


@pytest.mark.parametrize(
    ("value", "rate"),
    [
        pytest.param("1/5", RequestRate(5), id="one in five seconds"),
        pytest.param("2 / 5s", RequestRate(2.5), id="two in five seconds"),
        pytest.param("1/10M", RequestRate(600), id="minutes"),
        pytest.param("30/1h", RequestRate(120), id="hours"),
        pytest.param("1/1d", RequestRate(86_400), id="days"),
        pytest.param("1/5 0600-0845", RequestRate(5, DAY), id="at a time of day"),
        pytest.param("0/5", None, id="none at all"),
        pytest.param("1/5 at night", None, id="words"),
        pytest.param("5", None, id="half of it"),
    ],
)
def test_rates(value: str, rate: RequestRate | None) -> None:
    """Requests, a time in which they may be made, perhaps a time of day."""
    assert read_rate(value) == rate


@pytest.mark.parametrize(
    ("value", "span"),
    [
        pytest.param("0600-0845", DAY, id="a dash"),
        pytest.param("2230 0600", NIGHT, id="a blank, over midnight"),
        pytest.param("0000-2400", VisitTime(time(0), time(23, 59, 59)), id="all day"),
        pytest.param("0600-2460", None, id="no such time"),
        pytest.param("6-8", None, id="hours alone"),
    ],
)
def test_spans(value: str, span: VisitTime | None) -> None:
    """Two times of day."""
    assert read_span(value) == span


@pytest.mark.parametrize(
    ("span", "hour", "minute", "covered"),
    [
        pytest.param(DAY, 6, 0, True, id="its begin"),
        pytest.param(DAY, 8, 45, True, id="its end"),
        pytest.param(DAY, 8, 46, False, id="after it"),
        pytest.param(DAY, 5, 59, False, id="before it"),
        pytest.param(NIGHT, 22, 30, True, id="night, its begin"),
        pytest.param(NIGHT, 0, 0, True, id="midnight"),
        pytest.param(NIGHT, 6, 0, True, id="night, its end"),
        pytest.param(NIGHT, 12, 0, False, id="noon"),
    ],
)
def test_a_span_may_run_over_midnight(
    span: VisitTime, hour: int, minute: int, covered: bool
) -> None:
    """Both ends are in it; a rate holds in its span, or always."""
    assert span.covers(time(hour, minute)) is covered
    assert RequestRate(5, span).holds(time(hour, minute)) is covered
    assert RequestRate(5).holds(time(hour, minute))
