"""How far a crawl is: what is known of it, and what is not."""

from newscrawl.extensions.headway import Headway


def test_what_is_known_and_what_is_not() -> None:
    """A total that grows has a plus; without our scheduler there is none."""
    known = Headway(
        done=30, waiting=70, articles=20, without=6, failed=4, rate=2, is_whole=True, left_s=35
    )
    assert known.line() == (
        "30 of 100 pages, 20 articles, 6 without, 4 failed, 2.0 pages/s, 70 waiting, about 35 s left"
    )
    assert (
        Headway(done=1, in_hand=2, rate=1)
        .line()
        .startswith("1 of 3+ pages, 0 articles, 0 without, 1.0 pa")
    )
    assert Headway(fetched=8).line().startswith("8 pages, ")
