"""Pages wait until their site is learned, and no longer than there is reason."""

import asyncio
from typing import Any

import pytest

from newscrawl.boilerplate.profile import SiteProfile, to_json
from newscrawl.learning.sites import (
    FIRST_LESSON,
    SiteLearner,
    SiteRegistry,
)
from newscrawl.learning.turns import SiteTurns
from newscrawl.learning.warmup import HoldLimits, Turn, WarmupGate

PROFILE = to_json(SiteProfile(pages=5))


def known_site(**changes: Any) -> SiteLearner:
    site = SiteLearner("a.example", profile=PROFILE, **changes)
    site.renew(0)
    return site


async def advance(_: SiteTurns) -> None:
    """There is nobody else to tell anything."""


def turn_of(site: SiteLearner, order: SiteTurns, *, quiet: bool = False, size: int = 10) -> Turn:
    return Turn(site, order, order.begin(), size, advance, lambda: quiet)


async def waited(*, quiet: bool, wait_s: float = 60.0, size: int = 10) -> float:
    loop = asyncio.get_running_loop()
    begun = loop.time()
    turn = turn_of(SiteLearner("a.example"), SiteTurns(), quiet=quiet, size=size)
    await WarmupGate(HoldLimits(wait_s, 1000)).after_reading(turn)
    return loop.time() - begun


@pytest.mark.parametrize(
    "options",
    [
        pytest.param({"quiet": False, "size": 2000}, id="too large"),
        pytest.param({"quiet": True}, id="no more to come"),
        pytest.param({"quiet": False, "wait_s": 0.2}, id="time is up"),
    ],
)
def test_a_page_waits_no_longer_than_there_is_reason(options: dict[str, Any]) -> None:
    """Held pages go on when there is no room, time is up, or nothing more comes: long before the minute ends."""
    assert asyncio.run(waited(**options)) < 30


def test_a_held_page_goes_on_when_its_site_is_learned_or_the_crawl_stops() -> None:
    """Both end the wait."""

    async def both() -> None:
        site, order = SiteLearner("a.example"), SiteTurns()
        hold = WarmupGate(HoldLimits(60, 1000))
        pages = [asyncio.ensure_future(hold.after_reading(turn_of(site, order))) for _ in range(2)]
        await asyncio.sleep(0.1)
        assert not any(page.done() for page in pages)
        SiteRegistry(None).keep(site, PROFILE, 1, 1.0)
        await asyncio.wait_for(asyncio.gather(*pages), 30)
        other = asyncio.ensure_future(
            hold.after_reading(turn_of(SiteLearner("b.example"), SiteTurns()))
        )
        hold.release()
        await asyncio.wait_for(other, 30)

    asyncio.run(both())


def test_pages_wait_unread_while_those_before_them_are_read_to_learn_the_site() -> None:
    """A fast crawl does not read hundreds of pages without a profile; bytes, time and a failed lesson bound it."""

    async def turns() -> None:
        hold, site, order = WarmupGate(HoldLimits(60, 1000)), SiteLearner("a.example"), SiteTurns()
        first = [turn_of(site, order) for _ in range(FIRST_LESSON)]
        for turn in first:
            await asyncio.wait_for(hold.before_reading(turn), 30)
        waiting = asyncio.ensure_future(hold.before_reading(turn_of(site, order)))
        await asyncio.sleep(0.1)
        assert not waiting.done()
        await asyncio.wait_for(hold.before_reading(turn_of(site, order, size=2000)), 30)
        order.end(first[0].number)  # it was no article
        await asyncio.wait_for(waiting, 30)
        late = turn_of(site, order)
        await asyncio.wait_for(WarmupGate(HoldLimits(0.2, 1000)).before_reading(late), 30)
        site.failed = True
        await asyncio.wait_for(hold.before_reading(late), 30)

    asyncio.run(turns())


def test_a_page_waits_for_lessons_long_before_it() -> None:
    """Of a known site it waits for pages that were given out ``lag`` before it, and for none that came later."""

    async def turns() -> None:
        hold, site, order = WarmupGate(HoldLimits(60, 1000)), known_site(lag=2), SiteTurns()
        slow, *others = [turn_of(site, order) for _ in range(4)]
        for turn in others[:1]:
            await asyncio.wait_for(hold.before_reading(turn), 30)
        waiting = [asyncio.ensure_future(hold.before_reading(turn)) for turn in others[1:]]
        await asyncio.sleep(0.1)
        assert not any(each.done() for each in waiting)
        order.end(slow.number)
        await asyncio.wait_for(waiting[0], 30)
        order.end(others[0].number)
        await asyncio.wait_for(waiting[1], 30)

    asyncio.run(turns())
