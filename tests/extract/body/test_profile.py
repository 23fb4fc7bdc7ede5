"""Whether the profile of a site has a say in a page that was read without it, in sites made in code."""

from dataclasses import replace
from random import Random

import pytest

from newscrawl.boilerplate.learn import learn
from newscrawl.boilerplate.profile import BodyPlace, SiteProfile, from_json, to_json
from newscrawl.extract.body.profile import apply, changes_text
from newscrawl.extract.page import extract_page, work
from newscrawl.model.items import Draft, Page
from newscrawl.model.page_sketch import SegmentMark, Sketch, unpack
from tests.support.designs import BANNERS, learn_site, make_site

LEVELS = (("main", "main.page"), ("div", "div.story"), ("p",), ("div", "div.rest"), ("table",))
PLACES = (BodyPlace("div.story", 1.0, 5),)


def mark(
    exact: str, *, width: int = 200, path: tuple[int, ...] = (0, 1, 2), kept: bool = True
) -> SegmentMark:
    """Return the mark of a paragraph in ``div.story``."""
    return SegmentMark(exact, "", width, kept, "", False, 0.0, (), path)


OWN = (mark("a"), mark("b"), mark("c"))


@pytest.mark.parametrize(
    ("profile", "other", "changed"),
    [
        pytest.param({}, mark("d"), False, id="all own"),
        pytest.param({"repeated": {"d": 4}}, mark("d", width=60), True, id="a block is repeated"),
        pytest.param({"repeated": {"d": 4}}, mark("d", kept=False), False, id="one that is out"),
        pytest.param({"repeated": {"x": 4}}, mark("d"), False, id="another site's"),
        pytest.param({}, mark("d", path=(0, 3, 2), width=20), True, id="behind the place"),
        pytest.param({"drop": {"p": "it repeats"}}, mark("d"), False, id="a name of no level"),
        pytest.param(
            {"leaves": {"p": (1.0, 5)}}, mark("d", kept=False), True, id="one left out comes back"
        ),
        pytest.param(
            {"leaves": {"p": (0.4, 5)}}, mark("d", kept=False), False, id="mostly left out"
        ),
        pytest.param(
            {"leaves": {"table>p": (1.0, 5)}},
            mark("d", kept=False, path=(0, 1, 4, 2)),
            False,
            id="a cell",
        ),
    ],
)
def test_a_say_in_the_text(
    profile: dict[str, object], other: SegmentMark, *, changed: bool
) -> None:
    """What is kept and repeated or elsewhere, and what is out and would come back; nothing else."""
    sketch = Sketch("page", (*OWN, other), LEVELS)
    known = replace(SiteProfile(pages=5, places=PLACES), **profile)  # type: ignore[arg-type]
    assert changes_text(known, sketch) is changed


def test_a_place_directly_in_body() -> None:
    """A text that is in no element but ``body`` has no path, and nothing there comes back."""
    bare = mark("d", path=(), kept=False)
    opinion = apply(SiteProfile(pages=5, places=PLACES), Sketch("page", (*OWN, bare), LEVELS))
    assert not opinion.lost


def again(page: Page, profile: str, sketch: bytes | None) -> Draft | None:
    """Return what a worker answers for a page that it reads a second time."""
    draft = work(replace(page, profile=profile, earlier=sketch))
    assert not isinstance(draft, str)
    return draft


def texts(draft: Draft) -> list[str]:
    """Return the blocks of a draft."""
    return [block.text for block in draft.blocks]


ALPHABETS = {
    "en": "abcdefghilmnoprstu",
    "ru": "абвгдежзиклмнопрст",
    "ar": "ابتثجحخدذرزسشصضطعغ",
    "zh": "天地人和山水木石风云日月江河花鸟鱼",
}
NAMES = "Arel Boden Calma Dorfu Elsta Firno Gamda Holzu Irpan Jolka Kemra Lunta".split()


def sentence(dice: Random, language: str) -> str:
    """Return a sentence of words that no other has."""
    if language == "zh":
        return "".join(dice.choices(ALPHABETS[language], k=90)) + "。"
    # Each with a vowel: words without one are a cipher.
    letters = ALPHABETS[language]
    words = ("".join((*dice.choices(letters, k=5), letters[0])) for _ in range(16))
    return " ".join(words) + "."


def page_of(number: int, language: str) -> Page:
    """Return a page with a story of its own, a list of sections and a heading that all pages have."""
    dice = Random(number)
    story = "".join(f"<p>{sentence(dice, language)}</p>" for _ in range(6))
    title = f"{dice.choice(NAMES)} {number}"
    sections = "".join(f"<li><a href=/{name}>{name}</a></li>" for name in NAMES)
    html = (
        f"<html lang={language}><title>{title}</title><nav><ul>{sections}</ul></nav><main><h1>{title}</h1>"
        f"<div class=text>{story}</div></main><footer><ul>{sections}</ul></footer>"
    )
    return Page(f"https://a.example/{language}/{number}", html.encode(), "text/html; charset=utf-8")


@pytest.mark.parametrize("language", ALPHABETS)
def test_stories_of_their_own_are_not_read_again(language: str) -> None:
    """Their profile has no say: the answer is none, and reading them again would give the same."""
    pages = [replace(page_of(number, language), profile="") for number in range(5)]
    first = [extract_page(page) for page in pages]
    profile = to_json(learn(draft.sketch for draft in first if draft.sketch))
    assert [again(*each) for each in _tasks(pages, profile, first)] == [None] * len(pages)
    whole = [again(page, profile, None) for page in pages]
    assert [texts(draft) for draft in whole if draft] == list(map(texts, first))


def _tasks(
    pages: list[Page], profile: str, drafts: list[Draft]
) -> list[tuple[Page, str, bytes | None]]:
    return [(page, profile, draft.sketch) for page, draft in zip(pages, drafts, strict=True)]


@pytest.mark.parametrize("language", BANNERS)
def test_a_banner_of_the_site_has_a_page_read_again(language: str) -> None:
    """On one page it is text like any other; by the profile it goes, and the rest stays."""
    site = make_site("inside", 6, language=language)
    profile = learn_site(site)
    for made in site:
        first = extract_page(replace(made.page, profile=""))
        assert BANNERS[language] in first.text
        answer = again(made.page, profile, first.sketch)
        assert answer is not None
        assert answer == again(made.page, profile, None)
        assert " ".join(texts(answer)) == made.text


def test_without_a_profile_nothing_is_read_again() -> None:
    """An empty profile, or profiles that are off, say nothing."""
    page = make_site("story", 1)[0].page
    sketch = extract_page(replace(page, profile="")).sketch
    assert again(page, "", sketch) is None


def test_a_damaged_sketch_is_an_error() -> None:
    """It is the worker's own: it names what came, and costs this page alone."""
    page = make_site("story", 1)[0].page
    profile = to_json(from_json(learn_site(make_site("story", 3)), "here"))
    with pytest.raises(ValueError, match="packed sketch"):
        again(page, profile, b"no sketch")
    with pytest.raises(ValueError, match="packed sketch"):
        unpack(b"")
