"""When a host is learned, learned again, and forgotten; and how long its first pages wait."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from newscrawl.boilerplate.profile import SiteProfile, to_json
from newscrawl.learning.sites import (
    FIRST_LESSON,
    MIN_FORETOLD,
    MISFITS,
    TRUSTED_AUDITS,
    WINDOW,
    SiteLearner,
    SiteRegistry,
)
from newscrawl.learning.turns import SiteTurns
from newscrawl.learning.warmup import HoldLimits, Turn, WarmupGate
from newscrawl.model.items import Draft, Page
from newscrawl.model.page_sketch import Sketch, pack
from newscrawl.state.profiles import Profiles
from newscrawl.state.store import open_store

PROFILE = to_json(SiteProfile(pages=5))
WELL_KNOWN = to_json(SiteProfile(pages=20))
ASKED = Page("https://a.example/", b"")


def drafts(count: int, *, profiled: bool = False) -> Sequence[Draft]:
    return [
        Draft(f"https://a.example/{n}", (), sketch=pack(Sketch(str(n), (), ())), profiled=profiled)
        for n in range(count)
    ]


def known_site(**changes: Any) -> SiteLearner:
    site = SiteLearner("a.example", profile=PROFILE, **changes)
    site.renew(0)
    return site


def trusts(site: SiteLearner, number: int) -> bool:
    return site.ask(ASKED, number).is_trusted


def test_the_first_lesson_comes_with_the_fifth_page() -> None:
    """Not before, and of all pages so far."""
    site = SiteLearner("a.example")
    assert [site.note(draft, "", n) for n, draft in enumerate(drafts(FIRST_LESSON))] == [
        False
    ] * 4 + [True]
    lesson = site.lesson()
    assert lesson is not None
    assert len(lesson.sketches) == FIRST_LESSON


def test_one_page_teaches_nothing_and_one_lesson_is_enough_at_a_time() -> None:
    """No lesson of a single page, none while one is under way, none from drafts without a sketch."""
    site = SiteLearner("a.example")
    assert not site.note(Draft("https://a.example/", ()), "", 0)
    site.note(drafts(1)[0], "", 1)
    assert site.lesson() is None
    site.note(drafts(1)[0], "", 2)
    assert site.lesson() is not None
    site.learning = True
    assert site.lesson() is None


def test_a_redesign_expires_the_profile() -> None:
    """After five pages in a row that do not fit, the profile is learned anew from just those."""
    site = known_site()
    for draft in drafts(WINDOW, profiled=True):
        site.note(draft, PROFILE, 0)
    assert [site.note(draft, PROFILE, 0) for draft in drafts(MISFITS)][-1] is True
    assert site.profile == ""
    assert len(site.sketches) == MISFITS


def test_profiles_outlive_the_crawl(tmp_path: object) -> None:
    """What one crawl learned, the next one starts with; a damaged row is as good as none, and says so."""
    store = open_store(f"sqlite:///{tmp_path}/state.sqlite")
    rows = Profiles(store)
    memory = SiteRegistry(rows)
    memory.keep(memory.site("a.example"), PROFILE, 5, 1.0)
    rows.put("b.example", "{}", 1, 2.0)
    store.commit()
    again = SiteRegistry(rows)
    assert again.site("a.example").profile == PROFILE
    assert again.site("a.example").version(0).profile == PROFILE
    assert again.site("b.example").profile == ""
    assert [row[0] for row in rows.overview()] == ["a.example", "b.example"]
    assert rows.forget("a.example")
    assert not rows.forget("a.example")
    store.close()


def test_hosts_in_memory_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """The host not seen for longest goes, one with held pages stays."""
    monkeypatch.setattr("newscrawl.learning.sites.MAX_HOSTS", 2)
    memory = SiteRegistry(None)
    held = memory.site("a.example")
    held.in_hand = 1
    second = memory.site("b.example")
    memory.site("c.example")
    assert memory.site("a.example") is held
    assert memory.site("b.example") is not second


def test_a_host_is_given_though_pages_of_all_others_are_in_hand(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A crawl of thousands of hosts may have a page of each in hand: more are remembered then, none is lost."""
    monkeypatch.setattr("newscrawl.learning.sites.MAX_HOSTS", 2)
    memory = SiteRegistry(None)
    sites = {}
    for name in ("a", "b", "c", "d"):
        sites[name] = memory.site(f"{name}.example")
        sites[name].in_hand = 1
    assert all(memory.site(f"{name}.example") is site for name, site in sites.items())


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


def test_a_lesson_counts_for_pages_long_after_it() -> None:
    """The first for all of them; a later one from ``lag`` pages on, so that it does not matter when it came."""
    memory, other = SiteRegistry(None, lag=4), to_json(SiteProfile(pages=10))
    site = memory.site("a.example")
    memory.keep(site, PROFILE, 5, 1.0)
    assert {site.version(number).profile for number in (0, 5, 100)} == {PROFILE}
    memory.keep(site, other, 10, 2.0)
    assert [site.version(number).profile for number in (13, 14)] == [PROFILE, other]


def test_a_known_profile_is_learned_anew_from_as_many_pages_only() -> None:
    """A lesson of five pages does not take the place of one of twenty; one by hand stays while it fits."""
    site = known_site(known=24)
    due = [site.note(draft, PROFILE, 0) for draft in drafts(20, profiled=True)]
    assert [number for number, each in enumerate(due, 1) if each] == [20]
    site = known_site(by_hand=True)
    assert not any(site.note(draft, PROFILE, 0) for draft in drafts(60, profiled=True))
    assert any(site.note(draft, PROFILE, 0) for draft in drafts(MISFITS))
    assert not site.by_hand
    assert site.epoch == 1


def test_of_a_known_host_every_fifth_page_is_sketched() -> None:
    """All of an unknown one, of the first twenty, and when pages do not fit."""
    assert SiteLearner("a.example").wants_sketch(1)
    site = known_site()
    wanted = []
    for number, draft in enumerate(drafts(80, profiled=True)):
        wanted.append(site.wants_sketch(number))
        site.note(draft if wanted[-1] else replace(draft, sketch=None), PROFILE, number)
    assert wanted[:20] == [True] * 20
    assert sum(wanted[20:]) == 12
    assert len(site.sketches) == WINDOW
    site.note(replace(drafts(1)[0], sketch=None), PROFILE, 80)
    assert site.wants_sketch(82)
    due = [
        site.note(draft, PROFILE, 81 + number) for number, draft in enumerate(drafts(MISFITS - 1))
    ]
    assert due[-1] is True
    assert len(site.sketches) == MISFITS - 1, "the first of them had no sketch"
    assert site.note(drafts(1)[0], "", 90), "with the fifth the host is learned anew"


def test_a_page_that_was_not_foretold_unsettles_its_site() -> None:
    """All pages are read in full from then on, until the site is learned anew."""
    site = known_site()
    for number, draft in enumerate(drafts(30, profiled=True)):
        site.note(replace(draft, foretold=0.97), PROFILE, number)
    assert not site.wants_sketch(31)
    site.note(replace(drafts(1, profiled=True)[0], foretold=0.5), PROFILE, 31)
    assert site.wants_sketch(32)
    site.note(replace(drafts(1, profiled=True)[0], foretold=1.0), PROFILE, 32)
    assert site.wants_sketch(33), "one right guess does not settle it again"
    SiteRegistry(None).keep(site, PROFILE, 34, 0.0)
    assert not site.wants_sketch(36)


def test_a_profile_is_trusted_while_pages_that_are_read_in_full_prove_it() -> None:
    """After four in a row, and only of a settled site; one that is otherwise ends it, an odd one does not."""
    site, (draft,) = known_site(), drafts(1, profiled=True)
    for number in range(TRUSTED_AUDITS):
        site.note(replace(draft, exact=True), PROFILE, number)
    assert not trusts(site, TRUSTED_AUDITS), "the site is not settled yet"
    for number in range(TRUSTED_AUDITS, 30):
        assert not trusts(site, 0)
        site.note(replace(draft, exact=None), PROFILE, number)
    assert trusts(site, 30)
    site.note(replace(draft, exact=False), PROFILE, 30)
    assert not trusts(site, 31)
    for number in range(31, 31 + TRUSTED_AUDITS):
        assert not trusts(site, number)
        site.note(replace(draft, exact=True), PROFILE, number)
    assert trusts(site, 40)
    for stranger in drafts(MISFITS):
        site.note(stranger, PROFILE, 41)
    assert not trusts(site, 60), "a redesign"


def test_trust_outlives_the_crawl(tmp_path: object) -> None:
    """The next run goes on from it; a doubt ends it there, too, and so does a profile from elsewhere."""
    store = open_store(f"sqlite:///{tmp_path}/state.sqlite")
    rows = Profiles(store)
    (draft,) = drafts(1, profiled=True)

    def told(**figures: Any) -> SiteLearner:
        """Return the learner of a new run, after it has read a page in full."""
        registry = SiteRegistry(rows)
        site = registry.site("a.example")
        site.note(replace(draft, **figures), PROFILE, 0)
        registry.note_audits(site)
        store.commit()
        return SiteRegistry(rows).site("a.example")

    rows.put("a.example", WELL_KNOWN, 20, 1.0)
    for passed in range(1, TRUSTED_AUDITS + 3):
        site = told(exact=True)
        assert trusts(site, 0) == (passed >= TRUSTED_AUDITS)
    assert rows.exact("a.example") == TRUSTED_AUDITS, "more change nothing"
    assert not trusts(told(foretold=MIN_FORETOLD / 2), 0)
    for _ in range(TRUSTED_AUDITS):
        assert not trusts(site := SiteRegistry(rows).site("a.example"), 0)
        site = told(exact=True)
    assert trusts(site, 0)
    assert not trusts(told(exact=False), 0)
    rows.put("a.example", WELL_KNOWN, 20, 2.0, TRUSTED_AUDITS)
    assert trusts(SiteRegistry(rows).site("a.example"), 0)
    rows.put("a.example", WELL_KNOWN, 20, 3.0)
    assert not trusts(SiteRegistry(rows).site("a.example"), 0), "learned or edited anew"
    store.close()


def test_a_profile_that_has_expired_is_not_taken_up_by_the_next_run(tmp_path: object) -> None:
    """The run may be killed before the next lesson, which puts another in its place."""
    store = open_store(f"sqlite:///{tmp_path}/state.sqlite")
    rows = Profiles(store)
    rows.put("a.example", WELL_KNOWN, 20, 1.0, TRUSTED_AUDITS)
    registry = SiteRegistry(rows)
    site = registry.site("a.example")
    for draft in drafts(MISFITS):
        site.note(draft, WELL_KNOWN, 0)
        registry.note_audits(site)
    assert SiteRegistry(rows).site("a.example").profile == ""
    registry.keep(site, PROFILE, 5, 2.0)
    assert SiteRegistry(rows).site("a.example").profile == PROFILE
    store.close()


def test_a_doubt_of_one_worker_is_not_undone_by_the_trust_of_another(tmp_path: object) -> None:
    """Both note what they have seen in the state that they share."""
    store = open_store(f"sqlite:///{tmp_path}/state.sqlite")
    rows = Profiles(store)
    rows.put("a.example", WELL_KNOWN, 20, 1.0, 2)
    workers = [
        (registry, registry.site("a.example"))
        for registry in (SiteRegistry(rows), SiteRegistry(rows))
    ]
    for (registry, site), is_exact in zip(workers, (False, True), strict=True):
        site.note(replace(drafts(1, profiled=True)[0], exact=is_exact), PROFILE, 0)
        registry.note_audits(site)
    assert rows.exact("a.example") == 0
    store.close()


def test_what_no_page_of_a_site_had_is_looked_for_again_once_one_has_it() -> None:
    """Until the next lesson, which knows of it; a site that is not settled is read in full anyway."""
    site, (draft,) = known_site(), drafts(1, profiled=True)
    assert not site.ask(ASKED, 0).is_usual, "the site is not settled yet"
    for number in range(30):
        site.note(replace(draft, usual=True), PROFILE, number)
    assert site.ask(ASKED, 30).is_usual
    site.note(replace(draft, usual=None), PROFILE, 30)
    assert site.ask(ASKED, 31).is_usual, "a page that was not read in full says nothing"
    site.note(replace(draft, usual=False), PROFILE, 31)
    assert not site.ask(ASKED, 32).is_usual
    site.note(replace(draft, usual=True), PROFILE, 32)
    assert not site.ask(ASKED, 33).is_usual, "the profile does not know of it yet"
    SiteRegistry(None).keep(site, PROFILE, 33, 0.0)
    assert site.ask(ASKED, 34).is_usual


def test_a_site_that_is_well_known_from_earlier_crawls_is_settled_at_once() -> None:
    """By the different pages that its profile was learned from."""
    assert not known_site(known=24).wants_sketch(1)
    assert known_site(known=10).wants_sketch(1)


def test_pages_without_sketches_teach_nothing() -> None:
    """An extraction of one's own need not make them."""
    site = SiteLearner("a.example")
    assert not any(
        site.note(replace(draft, sketch=None), "", n) for n, draft in enumerate(drafts(30))
    )
    assert site.pages == 0
    assert site.failed, "no page waits for a profile that does not come"
