"""When a document is looked at again, and when a server's "not modified" is believed."""

import pytest

from newscrawl.discover.revisit import Pace, Trust, ValidatorEvidence, Way, usable_validators, weigh


def learned(*evidence: ValidatorEvidence) -> Trust:
    """What is known after all of *evidence*."""
    trust = Trust()
    for each in evidence:
        trust = trust.after(each)
    return trust


CHANGE, SAME, LIE, BELIEVED = (
    ValidatorEvidence.CHANGE,
    ValidatorEvidence.SAME,
    ValidatorEvidence.LIE,
    ValidatorEvidence.BELIEVED,
)


@pytest.mark.parametrize(
    ("evidence", "way"),
    [
        pytest.param([], Way.PLAIN, id="nothing known"),
        pytest.param([CHANGE], Way.PLAIN, id="one change may be chance"),
        pytest.param([ValidatorEvidence.NONE] * 9, Way.PLAIN, id="nothing ever changed"),
        pytest.param([CHANGE, CHANGE], Way.CHECKED, id="changes are told"),
        pytest.param([CHANGE, CHANGE, SAME], Way.CHECKED, id="one 304 found right"),
        pytest.param([CHANGE, CHANGE, SAME, SAME], Way.TRUSTED, id="proved"),
        pytest.param(
            [CHANGE, CHANGE, SAME, SAME, *[BELIEVED] * 8], Way.TRUSTED, id="believed eight times"
        ),
        pytest.param(
            [CHANGE, CHANGE, SAME, SAME, *[BELIEVED] * 9], Way.CHECKED, id="the tenth is checked"
        ),
        pytest.param(
            [CHANGE, CHANGE, SAME, SAME, *[BELIEVED] * 9, SAME], Way.TRUSTED, id="found right again"
        ),
        pytest.param([CHANGE, CHANGE, SAME, SAME, LIE], Way.PLAIN, id="caught"),
        pytest.param([LIE, CHANGE, CHANGE, SAME, SAME], Way.PLAIN, id="a liar needs more proofs"),
        pytest.param([LIE, *[CHANGE] * 10, *[SAME] * 10], Way.TRUSTED, id="a liar that is cured"),
        pytest.param([LIE, LIE, *[CHANGE] * 10, *[SAME] * 10], Way.PLAIN, id="caught twice"),
    ],
)
def test_validators_are_trusted_after_proofs(evidence: list[ValidatorEvidence], way: Way) -> None:
    """Two changes that were told, then two 304 that were right; one lie undoes them and costs more."""
    assert learned(*evidence).way(10) is way


@pytest.mark.parametrize(
    ("kind", "interval", "elapsed", "news", "expected"),
    [
        pytest.param("feed", 0.0, 0.0, 20, 3_600.0, id="first look"),
        pytest.param("feed", 3_600.0, 3_600.0, 0, 5_400.0, id="no news"),
        pytest.param("feed", 3_600.0, 60.0, 0, 3_630.0, id="no news within a minute says little"),
        pytest.param("feed", 3_600.0, 86_400.0, 0, 46_800.0, id="no news in a day"),
        pytest.param("feed", 70_000.0, 86_400.0, 0, 72_000.0, id="no longer than the most"),
        pytest.param("sitemap", 70_000.0, 86_400.0, 0, 113_200.0, id="a sitemap may rest longer"),
        pytest.param("feed", 3_600.0, 3_600.0, 4, 1_800.0, id="news"),
        pytest.param("feed", 3_600.0, 3_600.0, 900, 900.0, id="no shorter than the least"),
        pytest.param("feed", 3_600.0, 14_400.0, 1, 7_200.0, id="news, but seldom"),
    ],
)
def test_the_interval_follows_the_news(
    kind: str, interval: float, elapsed: float, news: int, expected: float
) -> None:
    """What brings news is looked at more often, within bounds, whatever the time between the looks."""
    assert Pace().next_s(kind, interval, elapsed, news) == expected


@pytest.mark.parametrize(
    ("gap_s", "low", "high"),
    [
        pytest.param(7_200.0, 900.0, 7_200.0, id="every two hours"),
        pytest.param(600.0, 900.0, 900.0, id="very busy"),
    ],
)
def test_a_steady_source_is_seen_as_often_as_it_brings_news(
    gap_s: float, low: float, high: float
) -> None:
    """With one article each *gap_s* the interval settles, at no more than the time of one."""
    pace, interval, clock, elapsed, news = Pace(), 0.0, 0.0, 0.0, 0
    for _ in range(60):
        interval = pace.next_s("feed", interval, elapsed, news)
        news, elapsed = int((clock + interval) // gap_s - clock // gap_s), interval
        clock += interval
    assert low <= interval <= high * 1.5


MORNING, MINUTE_LATER, HOUR_LATER = (
    f"Tue, 24 Nov 2026 {time} GMT" for time in ("08:00:00", "08:00:59", "09:00:00")
)
BOTH = {"ETag": "a", "Last-Modified": MORNING}


@pytest.mark.parametrize(
    ("headers", "usable"),
    [
        pytest.param({}, {}, id="none"),
        pytest.param({**BOTH, "Date": MINUTE_LATER}, BOTH, id="both, just changed"),
        pytest.param(
            {"Last-Modified": MORNING, "Date": HOUR_LATER}, {"Last-Modified": MORNING}, id="a date"
        ),
        pytest.param(
            {"Last-Modified": MORNING, "Date": MINUTE_LATER}, {}, id="a date, just changed"
        ),
        pytest.param({"Last-Modified": MORNING}, {}, id="a date, just changed by our clock"),
        pytest.param({"Last-Modified": "yesterday", "Date": HOUR_LATER}, {}, id="no date"),
        pytest.param(
            {"Last-Modified": "Mon, 99 Nov 2026 00:00:00 GMT"}, {}, id="no day of this world"
        ),
    ],
)
def test_a_date_alone_must_be_of_some_age(headers: dict[str, str], usable: dict[str, str]) -> None:
    """For a document may change twice within the second that it names."""
    assert usable_validators(headers, now=1_795_507_230.0) == usable


@pytest.mark.parametrize(
    ("before", "after", "same_body", "told", "expected"),
    [
        pytest.param({"ETag": "a"}, {"ETag": "b"}, False, False, CHANGE, id="changed together"),
        pytest.param({"ETag": "a"}, {"ETag": "a"}, False, False, LIE, id="changed behind its ETag"),
        pytest.param(
            {"ETag": "a"},
            {"ETag": "b"},
            True,
            False,
            ValidatorEvidence.NONE,
            id="another ETag for the same",
        ),
        pytest.param(
            {"ETag": "a"}, {"ETag": "a"}, True, False, ValidatorEvidence.NONE, id="nothing happened"
        ),
        pytest.param(
            {"ETag": "a"}, {}, False, False, ValidatorEvidence.NONE, id="no ETag any more"
        ),
        pytest.param(BOTH, {**BOTH, "ETag": "b"}, False, False, CHANGE, id="the ETag counts"),
        pytest.param(
            {"Last-Modified": "x"}, {"Last-Modified": "x"}, False, False, LIE, id="behind its date"
        ),
        pytest.param({"ETag": "a"}, {"ETag": "a"}, True, True, SAME, id="a 304 that was right"),
        pytest.param(
            {"ETag": "a"}, {"ETag": "b"}, False, True, LIE, id="a 304 for what had changed"
        ),
    ],
)
def test_bodies_are_held_against_validators(
    before: dict[str, str],
    after: dict[str, str],
    same_body: bool,
    told: bool,
    expected: ValidatorEvidence,
) -> None:
    """What changes behind its validators or behind a 304 is a lie; what stays proves nothing but a 304."""
    assert weigh(before, after, same_body=same_body, was_told_same=told) is expected
