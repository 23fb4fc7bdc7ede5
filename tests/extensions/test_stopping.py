"""Pages in hand get a grace period when a crawl stops."""

from types import SimpleNamespace
from typing import Any

import pytest

from newscrawl.extensions.stopping import GracePeriod

GRACE_S = 10.0


class Hands:
    """A crawl with one page in hand, and a downloader and a pipeline that can give it up."""

    def __init__(self) -> None:
        self.given_up: list[str] = []
        self.work = SimpleNamespace(given_up=False)
        slot = SimpleNamespace(closing=None)
        pipeline = SimpleNamespace(give_up=lambda: self.given_up.append("pipeline"))
        itemproc = SimpleNamespace(middlewares=[object(), pipeline])
        self.engine = SimpleNamespace(
            _slot=slot,
            running=False,
            downloader=SimpleNamespace(give_up=lambda: self.given_up.append("downloader")),
            scraper=SimpleNamespace(itemproc=itemproc),
        )

    def period(self) -> GracePeriod:
        crawler: Any = SimpleNamespace(engine=self.engine)
        session: Any = SimpleNamespace(works={1: self.work}, broken=None)
        return GracePeriod(crawler, session, GRACE_S, now=0.0)


@pytest.fixture
def hands() -> Hands:
    return Hands()


def tick_until(period: GracePeriod, start: float, end: float) -> None:
    """Ticks as the event loop gives them."""
    for tenth in range(round(start * 10), round(end * 10) + 1):
        period.tick(tenth / 10)


def test_nothing_is_given_up_while_the_crawl_goes_on(hands: Hands) -> None:
    """However long it takes."""
    tick_until(hands.period(), 0.1, 3 * GRACE_S)
    assert not hands.work.given_up


def test_work_is_given_up_after_the_grace_period(hands: Hands) -> None:
    """Not before; by the downloader and each pipeline that can."""
    period = hands.period()
    tick_until(period, 0.1, 1.0)
    hands.engine._slot.closing = object()
    tick_until(period, 1.1, 1.0 + GRACE_S)
    assert not hands.work.given_up
    tick_until(period, 1.1 + GRACE_S, 1.2 + GRACE_S)
    assert hands.work.given_up
    assert hands.given_up == ["downloader", "pipeline"]


def test_a_stop_counts_from_when_it_came(hands: Hands) -> None:
    """What held up the event loop when the signal came is part of the grace period."""
    period = hands.period()
    tick_until(period, 0.1, 1.0)
    hands.engine._slot.closing = object()
    period.tick(7.0)
    tick_until(period, 7.1, 0.9 + GRACE_S)
    assert not hands.work.given_up
    tick_until(period, 1.0 + GRACE_S, 1.1 + GRACE_S)
    assert hands.work.given_up


def test_a_crawl_without_a_slot_is_left_alone(hands: Hands) -> None:
    """Scrapy has none before the spider is opened."""
    hands.engine._slot = None
    tick_until(hands.period(), 0.1, 3 * GRACE_S)
    assert not hands.given_up
