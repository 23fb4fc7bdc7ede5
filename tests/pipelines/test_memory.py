"""When a host is learned, learned again, and forgotten; and how long its first pages wait."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import pytest

from newscrawl.boilerplate.profile import SiteProfile, to_json
from newscrawl.items import Draft
from newscrawl.outline import Sketch, pack
from newscrawl.pipelines.hold import Hold, HoldLimits
from newscrawl.pipelines.memory import FIRST_LESSON, MISFITS, WINDOW, Site, SiteMemory
from newscrawl.state.profiles import Profiles
from newscrawl.state.store import open_store

PROFILE = to_json(SiteProfile(pages=5))


def drafts(count: int, *, profiled: bool = False) -> Sequence[Draft]:
    return [
        Draft(f"https://a.example/{n}", (), sketch=pack(Sketch(str(n), (), ())), profiled=profiled)
        for n in range(count)
    ]


def test_the_first_lesson_comes_with_the_fifth_page() -> None:
    """Not before, and of all pages so far."""
    site = Site("a.example")
    assert [site.note(draft, "") for draft in drafts(FIRST_LESSON)] == [False] * 4 + [True]
    lesson = site.lesson()
    assert lesson is not None
    assert len(lesson.sketches) == FIRST_LESSON


def test_one_page_teaches_nothing_and_one_lesson_is_enough_at_a_time() -> None:
    """No lesson of a single page, none while one is under way, none from drafts without a sketch."""
    site = Site("a.example")
    assert not site.note(Draft("https://a.example/", ()), "")
    site.note(drafts(1)[0], "")
    assert site.lesson() is None
    site.note(drafts(1)[0], "")
    assert site.lesson() is not None
    site.learning = True
    assert site.lesson() is None


def test_a_redesign_expires_the_profile() -> None:
    """After five pages in a row that do not fit, the profile is learned anew from just those."""
    site = Site("a.example", profile=PROFILE)
    for draft in drafts(WINDOW, profiled=True):
        site.note(draft, PROFILE)
    assert [site.note(draft, PROFILE) for draft in drafts(MISFITS)][-1] is True
    assert site.profile == ""
    assert len(site.sketches) == MISFITS


def test_profiles_outlive_the_crawl(tmp_path: object) -> None:
    """What one crawl learned, the next one starts with; a damaged row is as good as none, and says so."""
    store = open_store(f"sqlite:///{tmp_path}/state.sqlite")
    rows = Profiles(store)
    memory = SiteMemory(rows)
    memory.keep(memory.site("a.example"), PROFILE, 1.0)
    rows.put("b.example", "{}", 1, 2.0)
    store.commit()
    again = SiteMemory(rows)
    assert again.site("a.example").profile == PROFILE
    assert again.site("a.example").learned.is_set()
    assert again.site("b.example").profile == ""
    assert [row[0] for row in rows.overview()] == ["a.example", "b.example"]
    assert rows.forget("a.example")
    assert not rows.forget("a.example")
    store.close()


def test_hosts_in_memory_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """The host not seen for longest goes, one with held pages stays."""
    monkeypatch.setattr("newscrawl.pipelines.memory.MAX_HOSTS", 2)
    memory = SiteMemory(None)
    held = memory.site("a.example")
    held.held = 1
    second = memory.site("b.example")
    memory.site("c.example")
    assert memory.site("a.example") is held
    assert memory.site("b.example") is not second


async def waited(site: Site, *, quiet: bool, wait_s: float = 5.0, size: int = 10) -> float:
    loop = asyncio.get_running_loop()
    begun = loop.time()
    await Hold(HoldLimits(wait_s, 1000), lambda: quiet).wait(site, size)
    return loop.time() - begun


@pytest.mark.parametrize(
    ("site", "options", "most_s"),
    [
        pytest.param(Site("a.example", held=FIRST_LESSON - 1), {"quiet": False}, 0.05, id="enough are held"),
        pytest.param(Site("a.example"), {"quiet": False, "size": 2000}, 0.05, id="too large"),
        pytest.param(Site("a.example"), {"quiet": True}, 1.5, id="no more to come"),
        pytest.param(Site("a.example"), {"quiet": False, "wait_s": 0.2}, 1.5, id="time is up"),
    ],
)
def test_a_page_waits_no_longer_than_there_is_reason(
    site: Site, options: dict[str, float], most_s: float
) -> None:
    """Held pages go on when enough are held, room or time is up, or nothing more comes."""
    before = site.held
    assert asyncio.run(waited(site, **options)) < most_s  # type: ignore[arg-type]  # a table of options
    assert site.held == before


def test_a_held_page_goes_on_when_its_site_is_learned_or_the_crawl_stops() -> None:
    """Both end the wait at once."""

    async def both() -> None:
        site = Site("a.example")
        hold = Hold(HoldLimits(60, 1000), lambda: False)
        pages = [asyncio.ensure_future(hold.wait(site, 10)) for _ in range(2)]
        await asyncio.sleep(0.05)
        assert site.held == 2
        site.learned.set()
        await asyncio.wait_for(asyncio.gather(*pages), 5)
        other = asyncio.ensure_future(hold.wait(Site("b.example"), 10))
        hold.release()
        await asyncio.wait_for(other, 5)

    asyncio.run(both())


def test_pages_wait_unread_while_others_are_read_to_learn_the_site() -> None:
    """A fast crawl does not read hundreds of pages without a profile; bytes, time and a failed lesson bound it."""

    async def turns() -> None:
        hold = Hold(HoldLimits(60, 1000), lambda: False)
        site = Site("a.example", reading=FIRST_LESSON - 1)
        await asyncio.wait_for(hold.turn(site, 10), 1)
        site.reading += 1
        waiting = asyncio.ensure_future(hold.turn(site, 10))
        await asyncio.sleep(0.1)
        assert not waiting.done()
        assert site.waiting == 1
        assert site.in_use
        await asyncio.wait_for(hold.turn(site, 2000), 1)
        site.reading -= 1  # one of them was no article
        await asyncio.wait_for(waiting, 1)
        site.reading, site.failed = FIRST_LESSON, True
        await asyncio.wait_for(hold.turn(site, 10), 1)
        begun = asyncio.get_running_loop().time()
        await Hold(HoldLimits(0.2, 1000), lambda: False).turn(Site("b.example", reading=FIRST_LESSON), 10)
        assert 0.1 < asyncio.get_running_loop().time() - begun < 2

    asyncio.run(turns())


def test_a_known_profile_is_learned_anew_from_as_many_pages_only() -> None:
    """A lesson of five pages does not take the place of one of twenty; one by hand stays while it fits."""
    site = Site("a.example", profile=PROFILE, known=24)
    due = [site.note(draft, PROFILE) for draft in drafts(20, profiled=True)]
    assert [number for number, each in enumerate(due, 1) if each] == [20]
    site = Site("a.example", profile=PROFILE, by_hand=True)
    assert not any(site.note(draft, PROFILE) for draft in drafts(60, profiled=True))
    assert any(site.note(draft, PROFILE) for draft in drafts(MISFITS))
    assert not site.by_hand
    assert not site.learned.is_set()
    assert site.epoch == 1


def test_of_a_known_host_every_third_page_is_sketched() -> None:
    """All of an unknown one, of the first twenty, and when pages do not fit."""
    site = Site("a.example")
    assert site.wants_sketch
    site.profile = PROFILE
    wanted = []
    for draft in drafts(80, profiled=True):
        wanted.append(site.wants_sketch)
        site.note(draft if site.wants_sketch else replace(draft, sketch=None), PROFILE)
    assert wanted[:20] == [True] * 20
    assert sum(wanted[20:]) == 20
    assert len(site.sketches) == WINDOW
    site.note(replace(drafts(1)[0], sketch=None), PROFILE)
    assert site.wants_sketch
    assert [site.note(draft, PROFILE) for draft in drafts(MISFITS - 1)][-1] is True
    assert len(site.sketches) == MISFITS - 1, "the first of them had no sketch"
    assert site.note(drafts(1)[0], ""), "with the fifth the host is learned anew"


def test_pages_without_sketches_teach_nothing() -> None:
    """An extraction of one's own need not make them."""
    site = Site("a.example")
    assert not any(site.note(replace(draft, sketch=None), "") for draft in drafts(30))
    assert site.pages == 0
