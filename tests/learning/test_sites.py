"""When a host is learned, learned again, and forgotten; and how long its first pages wait."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path
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
from newscrawl.model.items import Draft, Page
from newscrawl.model.page_sketch import Sketch, pack
from newscrawl.model.standing import Standing
from newscrawl.state.profiles import Profiles
from newscrawl.state.store import open_store, opened_store
from tests.support.postgres import Postgres

PROFILE = to_json(SiteProfile(pages=5))
WELL_KNOWN = to_json(SiteProfile(pages=20))
ASKED = Page("https://a.example/", b"")


@pytest.fixture
def rows(tmp_path: Path) -> Iterator[Profiles]:
    """The profiles of a state."""
    with opened_store(f"sqlite:///{tmp_path}/state.sqlite", readonly=False) as store:
        yield Profiles(store)


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


def test_profiles_outlive_the_crawl(rows: Profiles) -> None:
    """What one crawl learned, the next one starts with; a damaged row is as good as none, and says so."""
    memory = SiteRegistry(rows)
    memory.keep(memory.site("a.example"), PROFILE, 5, 1.0)
    rows.put("b.example", "{}", 1, Standing(2.0))
    again = SiteRegistry(rows)
    assert again.site("a.example").profile == PROFILE
    assert again.site("a.example").version(0).profile == PROFILE
    assert again.site("b.example").profile == ""


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


def tell(registry: SiteRegistry, **figures: Any) -> SiteLearner:
    """Return the learner of a site after it was told of a page that was read in full."""
    site = registry.site("a.example")
    site.note(replace(drafts(1, profiled=True)[0], **figures), site.profile, 0)
    registry.note_audits(site)
    return site


def told(rows: Profiles, **figures: Any) -> SiteLearner:
    """Return the learner of the next run, after one that read a page in full."""
    tell(SiteRegistry(rows), **figures)
    return SiteRegistry(rows).site("a.example")


def test_trust_outlives_the_crawl(rows: Profiles) -> None:
    """The next run goes on from it; an audit that is otherwise ends it there, too."""
    rows.put("a.example", WELL_KNOWN, 20, Standing(1.0))
    for passed in range(1, TRUSTED_AUDITS + 3):
        assert trusts(told(rows, exact=True), 0) == (passed >= TRUSTED_AUDITS)
    assert rows.standing("a.example") == Standing(1.0, TRUSTED_AUDITS), "more change nothing"
    assert not trusts(told(rows, exact=False), 0)
    assert rows.standing("a.example") == Standing(1.0)


def test_a_doubt_outlives_the_crawl(rows: Profiles) -> None:
    """The next run reads all pages in full, as this one does, until the site is learned again."""
    rows.put("a.example", WELL_KNOWN, 20, Standing(1.0, TRUSTED_AUDITS))
    assert not SiteRegistry(rows).site("a.example").wants_sketch(1)
    assert told(rows, foretold=MIN_FORETOLD / 2).wants_sketch(1)
    for _ in range(TRUSTED_AUDITS):
        assert told(rows, foretold=1.0, exact=True).wants_sketch(1)
    registry = SiteRegistry(rows)
    registry.keep(registry.site("a.example"), to_json(SiteProfile(pages=24)), 1, 2.0)
    site = SiteRegistry(rows).site("a.example")
    assert not site.wants_sketch(1)
    assert not trusts(site, 1), "what was passed in doubt counts for nothing"


def test_a_surprise_outlives_the_crawl(rows: Profiles) -> None:
    """The next run looks for what a page had that the profile does not know of, until it does."""
    rows.put("a.example", WELL_KNOWN, 20, Standing(1.0))
    assert told(rows, usual=True).ask(ASKED, 1).is_usual
    assert not told(rows, usual=False).ask(ASKED, 1).is_usual
    assert not told(rows, usual=True).ask(ASKED, 1).is_usual
    registry = SiteRegistry(rows)
    registry.keep(registry.site("a.example"), to_json(SiteProfile(pages=24)), 1, 2.0)
    assert SiteRegistry(rows).site("a.example").ask(ASKED, 1).is_usual


def test_a_profile_that_has_expired_is_not_taken_up_by_the_next_run(rows: Profiles) -> None:
    """The run may be killed before the next lesson, which puts another in its place."""
    rows.put("a.example", WELL_KNOWN, 20, Standing(1.0, TRUSTED_AUDITS))
    registry = SiteRegistry(rows)
    for _ in range(MISFITS):
        tell(registry, profiled=False)
    next_run = SiteRegistry(rows)
    assert tell(next_run).profile == "", "nor by the one after it, which was told something"
    site = SiteRegistry(rows).site("a.example")
    assert site.profile == ""
    registry.keep(site, PROFILE, 5, 2.0)
    site = SiteRegistry(rows).site("a.example")
    assert site.profile == PROFILE
    assert site.exact == 0


def test_a_new_lesson_must_prove_itself(rows: Profiles) -> None:
    """Trust was earned by the profile before; pages that were read by that one are no audits of the new one."""
    rows.put("a.example", WELL_KNOWN, 20, Standing(1.0, TRUSTED_AUDITS))
    registry, (draft,) = SiteRegistry(rows, lag=4), drafts(1, profiled=True)
    site = registry.site("a.example")
    registry.keep(site, WELL_KNOWN, 20, 2.0)
    assert trusts(site, 30), "the very profile that was trusted"
    registry.keep(site, to_json(SiteProfile(pages=24)), 30, 3.0)
    assert [trusts(site, number) for number in (33, 34, 100)] == [True, False, False]
    assert not trusts(SiteRegistry(rows).site("a.example"), 0), "nor in the next run"
    for number, is_audit in ((32, False), (35, True)):
        site.note(replace(draft, exact=True), site.version(number).profile, number)
        assert trusts(site, 50) is is_audit
    site.note(replace(draft, exact=False), site.profile, 36)
    assert not trusts(site, 50)


def test_a_doubt_of_one_worker_is_not_undone_by_the_trust_of_another(rows: Profiles) -> None:
    """Both note what they have seen in the state that they share."""
    rows.put("a.example", WELL_KNOWN, 20, Standing(1.0, 2))
    one, other = SiteRegistry(rows), SiteRegistry(rows)
    sites = [each.site("a.example") for each in (one, other)]
    for registry, site, is_exact in zip((one, other), sites, (False, True), strict=True):
        site.in_hand = 1  # so that neither asks the state what the other has found
        tell(registry, exact=is_exact)
    assert rows.standing("a.example") == Standing(1.0)


@pytest.mark.parametrize(
    ("figures", "times"),
    [
        pytest.param({"exact": False}, 1, id="an audit that is otherwise"),
        pytest.param({"foretold": 0.1}, 1, id="a doubt"),
        pytest.param({"profiled": False}, MISFITS, id="a redesign"),
    ],
)
def test_trust_that_one_worker_takes_back_is_taken_back_by_all(
    rows: Profiles, figures: dict[str, Any], times: int
) -> None:
    """A worker that gets a site back asks what the others have found; pages under way are let be."""
    rows.put("a.example", WELL_KNOWN, 20, Standing(1.0, TRUSTED_AUDITS))
    one, other = SiteRegistry(rows), SiteRegistry(rows, lag=8)
    site = other.site("a.example")
    assert trusts(site, 7)
    for _ in range(times):
        tell(one, **figures)
    site.in_hand = 1
    assert trusts(other.site("a.example"), 7)
    site.in_hand = 0
    assert other.site("a.example") is site
    assert not trusts(site, 7)


def test_workers_on_one_server_know_of_each_other_with_the_next_commit(postgres: Postgres) -> None:
    """Each has a connection of its own, as processes have on as many machines."""
    url = postgres.new_database()
    with ExitStack() as opened:
        stores = [opened.enter_context(closing(open_store(url))) for _ in range(2)]
        one, other = (SiteRegistry(Profiles(store)) for store in stores)
        Profiles(stores[0]).put("a.example", WELL_KNOWN, 20, Standing(1.0, TRUSTED_AUDITS))
        stores[0].commit()
        assert trusts(other.site("a.example"), 7)
        tell(one, foretold=0.1, usual=False)
        assert trusts(other.site("a.example"), 7)
        stores[0].commit()
        assert not trusts(other.site("a.example"), 7)
        assert other.site("a.example").surprised


def test_a_lesson_of_one_worker_is_known_to_all(rows: Profiles) -> None:
    """It is not learned twice, from sketches of a design of before; one that a person dropped is gone."""
    one, other = SiteRegistry(rows, lag=4), SiteRegistry(rows, lag=4)
    site = other.site("a.example")
    for number, draft in enumerate(drafts(4)):
        site.note(draft, "", number)
    one.keep(one.site("a.example"), WELL_KNOWN, 20, 1.0)
    assert other.site("a.example") is site
    assert (site.version(4).profile, site.known, len(site.sketches)) == (WELL_KNOWN, 20, 0)
    tell(one, usual=False)
    one.keep(one.site("a.example"), PROFILE, 40, 2.0)
    tell(other, exact=False)
    assert rows.standing("a.example") == Standing(2.0)
    rows.forget("a.example")
    assert other.site("a.example").profile == ""


def test_what_one_worker_finds_of_a_profile_does_not_count_for_the_next(rows: Profiles) -> None:
    """Another has put it in its place meanwhile."""
    rows.put("a.example", WELL_KNOWN, 20, Standing(1.0))
    slow, quick = SiteRegistry(rows), SiteRegistry(rows)
    slow.site("a.example").in_hand = 1
    quick.keep(quick.site("a.example"), PROFILE, 40, 2.0)
    tell(slow, foretold=0.1, usual=False)
    assert rows.standing("a.example") == Standing(2.0)


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
