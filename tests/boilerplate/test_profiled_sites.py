"""Profiles under bad conditions: never worse than without them by more than half a point."""

import itertools
import random
from dataclasses import replace
from functools import cache

import pytest

from newscrawl.boilerplate.profile import from_json, to_json
from tests.support.designs import DESIGNS, Made, damaged, learn_site, make_site, quality, read

ALLOWED = 0.005
"""F1 (0–1) that a profile may cost."""
DESIGN = pytest.mark.parametrize("design", DESIGNS)


@cache
def site(design: str, seed: int = 1) -> tuple[Made, ...]:
    return tuple(make_site(design, 9, seed=seed))


@cache
def profile_of(design: str) -> str:
    return learn_site(site(design)[:5])


@cache
def without(page: Made) -> float:
    return quality([page], None)


def check(pages: list[Made] | tuple[Made, ...], profile: str) -> float:
    """Give what a profile gains on *pages*; it must not cost more than is allowed."""
    gain = quality(pages, profile) - sum(map(without, pages)) / len(pages)
    assert gain >= -ALLOWED
    return gain


@DESIGN
def test_a_site_is_read_right_by_its_profile(design: str) -> None:
    """By its own profile a site is read nearly without a fault, and no worse than page by page."""
    check(site(design)[5:], profile_of(design))
    assert quality(site(design)[5:], profile_of(design)) > 0.995


def test_a_profile_gains_on_its_own_site() -> None:
    """What follows would be no test of profiles that do nothing: on half of the designs a profile gains."""
    gains = [check(site(design)[5:], profile_of(design)) for design in DESIGNS]
    assert sum(gain > 0.01 for gain in gains) >= len(gains) / 2


@pytest.mark.parametrize(("old", "new"), [*itertools.permutations(DESIGNS, 2)])
def test_a_wrong_profile(old: str, new: str) -> None:
    """The profile of before a redesign: the names are gone, mean other things, or hold a part of the text."""
    check(site(new, 2)[:3], profile_of(old))


@DESIGN
@pytest.mark.parametrize("drop", [">p", "p", "main", "div.col", "div.story-rest"])
def test_a_profile_that_drops_the_text(design: str, drop: str) -> None:
    """Dropped by mistake, a part of the text is taken for a sign that the profile is wrong."""
    known = from_json(profile_of(design), design)
    wrong = to_json(replace(known, drop={drop: "repeats"}))
    check(site(design)[5:7], wrong)


@DESIGN
def test_one_damaged_page_in_five(design: str) -> None:
    """Pages that are cut off, without end tags or full of noise neither spoil the profile nor are spoiled by it."""
    dice = random.Random(3)
    pages = [
        *site(design)[:4],
        damaged(site(design)[4], dice),
        *site(design, 2)[:4],
        damaged(site(design, 2)[4], dice),
    ]
    profile = learn_site(pages)
    check(site(design)[5:], profile)
    assert quality(site(design)[5:], profile) > 0.995
    check([damaged(made, dice) for made in site(design)[5:]], profile)


@DESIGN
def test_a_site_of_copies_of_one_page(design: str) -> None:
    """Of five addresses of one article, none loses a word; a second article does not either."""
    one = site(design)[0]
    copies = [
        Made(
            type(one.page)(f"https://a.example/{n}", one.page.body, one.page.content_type), one.text
        )
        for n in range(5)
    ]
    profile = learn_site(copies)
    check([*copies[:2], *site(design)[1:3]], profile)
    assert from_json(profile, design).pages == 1


@DESIGN
def test_a_site_in_three_languages(design: str) -> None:
    """Pages of three languages in turn, each with a banner of its own."""
    pages = [
        made
        for group in zip(
            *(make_site(design, 4, language=code) for code in ("en", "de", "fr")), strict=True
        )
        for made in group
    ]
    profile = learn_site(pages[:6])
    check(pages, profile)
    assert quality(pages, profile) > 0.99


def test_a_redesign_in_the_middle_of_what_is_learned() -> None:
    """A profile of old and new pages together serves both."""
    profile = learn_site([*site("story")[:4], *site("inside")[:4]])
    check([*site("story")[5:7], *site("inside")[5:7]], profile)


def test_half_a_text_elsewhere_is_a_misfit() -> None:
    """So the profile expires when the site moves a part of its articles to another element."""
    draft = read(site("split")[0].page, profile_of("story"))
    assert draft is not None
    assert not draft.profiled
