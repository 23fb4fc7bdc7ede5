"""The day that a URL names."""

import pytest

from newscrawl.web.urldates import url_date
from tests.support.growth import assert_linear_in_length


@pytest.mark.parametrize(
    ("path", "day"),
    [
        pytest.param("/2026/11/24/bridge", "2026-11-24", id="slashes"),
        pytest.param("/news/2026-11-24/bridge", "2026-11-24", id="dashes"),
        pytest.param("/2026-11-24-bridge", "2026-11-24", id="before words"),
        pytest.param("/a-2026-11-24.html", "2026-11-24", id="after words"),
        pytest.param("/2026.11.24/bridge", "2026-11-24", id="dots"),
        pytest.param("/2026/1/4/bridge", "2026-01-04", id="one digit each"),
        pytest.param("/2026/nov/24/bridge", "2026-11-24", id="month in English"),
        pytest.param("/2026/Dez/4/bruecke", "2026-12-04", id="month in German"),
        pytest.param("/20261124/bridge", "2026-11-24", id="no separator"),
        pytest.param("/a20261124.html", "2026-11-24", id="behind one letter"),
        pytest.param("/tagesthema_20261124_bruecke", "2026-11-24", id="between underscores"),
        pytest.param("/2026/02/31/bridge", None, id="no day of any calendar"),
        pytest.param("/2026/13/40/bridge", None, id="no month"),
        pytest.param("/2026/11/bridge", None, id="month alone"),
        pytest.param("/2026-11/24/bridge", None, id="two separators"),
        pytest.param("/news/20261124778", None, id="long number"),
        pytest.param("/9920261124881", None, id="within a number"),
        pytest.param("/news20261124", None, id="an identifier of letters and digits"),
        pytest.param("/20261/12", None, id="five digits"),
        pytest.param("/bridge?d=2026-11-24", None, id="in the query"),
        pytest.param("/bridge", None, id="none"),
    ],
)
def test_a_path_may_name_the_day(path: str, day: str | None) -> None:
    """A date in the path is the day; a number that only looks like one is none."""
    assert url_date(f"https://news.example{path}") == day


def test_a_host_names_no_day() -> None:
    """What stands before the path is a name."""
    assert url_date("https://2026-11-24.example/bridge") is None


@pytest.mark.parametrize("part", ["2026-", "2026/11/", "/20261124x", "https://["])
def test_time_grows_with_the_length(part: str) -> None:
    """No URL takes more than linear time."""
    assert_linear_in_length(url_date, part * 100_000)
