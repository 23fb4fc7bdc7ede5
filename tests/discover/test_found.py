"""Times of change: believed where they tell entries apart."""

from datetime import UTC, datetime

import pytest

from newscrawl.discover.found import Found, trusted_times

NOW = datetime(2026, 11, 26, tzinfo=UTC)


def entries(*times: str | None) -> list[Found]:
    return [
        Found(f"https://news.example/{number}", modified=time) for number, time in enumerate(times)
    ]


@pytest.mark.parametrize(
    ("times", "believed"),
    [
        pytest.param(["2026-11-24T08:00:00+00:00"] * 10, False, id="all at once"),
        pytest.param([f"2026-11-{day:02}T08:00:00+00:00" for day in range(1, 25)], True, id="one a day"),
        pytest.param(["2026-11-24T08:00:00+00:00"] * 8 + ["2026-11-24T08:01:00+00:00"], True, id="too few to tell"),
        pytest.param(["2026-11-24T08:00:00+00:00"] * 6 + ["2025-01-01T08:00:00+00:00"] * 6, True, id="half of them"),
        pytest.param(["2026-11-24T08:00:00+00:00"] * 4, False, id="few, at the same moment"),
        pytest.param(["2026-11-24T08:00:00+00:00"], True, id="one"),
        pytest.param(["2036-11-24T08:00:00+00:00"], False, id="still to come"),
        pytest.param([None] * 12, True, id="none"),
    ],
)  # fmt: skip
def test_times_that_are_all_the_same_are_not_believed(
    times: list[str | None], believed: bool
) -> None:
    """A file whose entries nearly all changed within an hour says when it was made, not what changed."""
    kept = [found.modified for found in trusted_times(entries(*times), NOW)]
    assert kept == (times if believed else [None] * len(times))
