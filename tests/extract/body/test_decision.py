"""The learned decision: what is text, by all evidence together, and in which words the rest is refused."""

from dataclasses import replace

import numpy as np
import pytest

from newscrawl.extract.body.decision import GROUPS, best_expected, group_of, weigh
from newscrawl.extract.body.features import NAMES_OF_GROUPS, PageEvidence, features
from newscrawl.extract.body.trees import load_forest
from newscrawl.extract.parse.html import parse_html
from newscrawl.extract.segmentation.segments import segment_tree

STORY = "".join(
    f"<p>The {word} barge came up the canal on Monday with a load of bricks, and the lock keeper, who had been told "
    f"nothing, wrote its name into the {word} book.</p>"
    for word in ("first", "second", "third", "fourth", "fifth", "sixth")
)
MENU = "".join(f'<li><a href="/{n}">Section {n}</a></li>' for n in range(12))
PAGE = f"""<html><body><div><ul>{MENU}</ul></div><div><h1>Bricks for the lock</h1>{STORY}</div>
<div><h3><a href="/x">Six ways to cook a pumpkin in autumn</a></h3><h3><a href="/y">The mayor's new bicycle</a></h3></div>
</body></html>"""


def seen_of(page: str, taken: frozenset[int] = frozenset()) -> tuple:
    segments = segment_tree(parse_html(page.encode()).tree)
    return segments, PageEvidence("news.example", taken, {}, frozenset({"bricks for the lock"}))


def test_the_features_are_those_of_the_weights() -> None:
    """Names and order of the features are those that the weights were trained on; each row has them all."""
    segments, seen = seen_of(PAGE)
    names, rows = features(segments, seen)
    assert tuple(names) == load_forest().names
    assert rows.shape == (len(segments), len(names))
    assert np.isfinite(rows).all()


@pytest.mark.parametrize(
    "page", ["<p>One.</p>", "<ul><li>a</ul>", "<body>bare", "<p>" + "x" * 50_000 + "</p>"]
)
def test_features_of_odd_pages_are_numbers(page: str) -> None:
    """One segment, no box, one word without end: every feature is a number."""
    segments, seen = seen_of(page)
    assert np.isfinite(features(segments, seen)[1]).all()


def test_a_story_among_links_is_found_without_the_extractor() -> None:
    """Paragraphs of running text are the text though nothing took them, menus and teasers are not."""
    segments, seen = seen_of(PAGE)
    weighed = weigh(segments, seen)
    texts = [segments[index].text for index in sorted(weighed.chosen())]
    assert sum("lock keeper" in text for text in texts) == 6
    assert not any("Section" in text or "pumpkin" in text for text in texts)


TEASER = (
    "<div class=c><div><h4><a href=/{0}>The {0} story</a></h4><div><p>On {0}, the harbour office said that it had "
    "not known of the matter before, and that it would look into it at once.</p></div></div></div>"
)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_cards_after_the_text_are_teasers(language: str) -> None:
    """Paragraphs that stand each in a box of its own, with a link, after the text are not of it."""
    teasers = "".join(
        TEASER.format(day) for day in ("Monday", "Tuesday", "Thursday", "Friday", "Sunday")
    )
    if language == "zh":
        teasers = teasers.replace(
            "harbour office said that it had", "港务局表示此前并不知情，将立即展开调查"
        )
    segments, seen = seen_of(PAGE.replace("</body>", f"<section>{teasers}</section></body>"))
    weighed = weigh(segments, seen)
    story = frozenset(each.index for each in segments if "lock keeper" in each.text)
    cards = frozenset(
        each.index for each in segments if "had not known" in each.text or "港务局" in each.text
    )
    doubted = replace(weighed, chances=np.full(len(segments), 0.6, np.float32))
    assert doubted.cards_after(story | cards) == cards
    # Most of what is held for text, and rather text than not: the parts of a listicle.
    believed = replace(weighed, chances=np.full(len(segments), 0.8, np.float32))
    first = frozenset(sorted(story)[:1])
    assert believed.cards_after(first | cards) == frozenset()
    assert doubted.cards_after(first | cards) == cards
    few = frozenset(sorted(cards)[:3])
    assert believed.cards_after(story | few) == few
    assert doubted.cards_after(cards) == frozenset()
    assert weighed.cards_after(story) == frozenset()


OTHER = "".join(
    f"<p>On day {n} of the fair the {word} prize went to a pumpkin that weighed more than the boy who had grown it, and "
    "the band played on.</p>"
    for n, word in enumerate(("first", "second", "third", "fourth"))
)
TALK = "".join(
    f"<div class=say><b>{name}</b><i>11:0{n}</i><p>I have sailed past that lock for thirty years and never once was my "
    f"name in the {n}th book of theirs, so there.</p></div>"
    for n, name in enumerate(("anna", "bo", "cem", "dita"))
)


@pytest.mark.parametrize(
    ("behind", "menu", "told", "chance", "goes"),
    [
        pytest.param(
            f"<div class=next><h1>Pumpkins</h1>{OTHER}</div>",
            MENU,
            "",
            0.99,
            True,
            id="another story",
        ),
        pytest.param(f"<div class=talk>{TALK}</div>", MENU, "", 0.99, True, id="comments"),
        pytest.param(f"<div class=next>{OTHER}</div>", "", "", 0.99, False, id="close to the text"),
        pytest.param(
            f"<div>{OTHER}</div>", MENU, "", 0.99, False, id="in elements as those of the text"
        ),
        pytest.param(
            f"<div class=next>{OTHER}</div>", MENU, OTHER, 0.99, False, id="the page's data has it"
        ),
        pytest.param(
            f"<div class=next>{OTHER}</div>", MENU, "", 0.8, False, id="the text is in doubt itself"
        ),
    ],
)
@pytest.mark.parametrize("language", ["en", "el"])
def test_what_begins_far_behind_the_text_is_another_story(
    behind: str, menu: str, told: str, chance: float, *, goes: bool, language: str
) -> None:
    """Past many other blocks, in other elements, and not taken: no part of a text that is sure of itself."""
    page, words = (
        PAGE.replace("</body>", f"<ul>{menu}</ul>{behind}</body>"),
        told.replace("p>", " "),
    )
    if language == "el":
        page, words = (
            each.replace("barge", "φορτηγίδα").replace("pumpkin", "κολοκύθα")
            for each in (page, words)
        )
    segments, _ = seen_of(page)
    own = frozenset(each.index for each in segments if "of bricks" in each.text)
    other = frozenset(
        each.index for each in segments if "prize" in each.text or "sailed" in each.text
    )
    evidence = PageEvidence("news.example", own, {}, frozenset(), body=words)
    weighed = weigh(segments, evidence)
    sure = np.where(np.isin(np.arange(len(segments)), list(own)), chance, 0.9).astype(np.float32)
    assert replace(weighed, chances=sure).far_behind(own | other) == (
        other if goes else frozenset()
    )


@pytest.mark.parametrize(
    ("menu", "also_taken", "chance", "goes"),
    [
        pytest.param(MENU, False, 0.7, True, id="well behind the text, in doubt"),
        pytest.param("", False, 0.7, False, id="close to the text"),
        pytest.param(MENU, True, 0.7, False, id="the extractor took it"),
        pytest.param(MENU, False, 0.95, False, id="text for sure"),
    ],
)
def test_what_stands_outside_of_the_box_of_the_text_is_of_something_else(
    menu: str, chance: float, *, also_taken: bool, goes: bool
) -> None:
    """A line that the extractor left out, well behind the box that holds what it took, is not of the text."""
    line = "<div><p>The barge will be back on Monday.</p></div>"
    box = f"<div><h1>Bricks for the lock</h1>{STORY}</div>"
    segments, _ = seen_of(f"<html><body>{box}<ul>{menu}</ul>{line}</body></html>")
    own = frozenset(each.index for each in segments if "of bricks" in each.text)
    behind = frozenset(each.index for each in segments if "be back" in each.text)
    taken = own | behind if also_taken else own
    weighed = weigh(segments, PageEvidence("news.example", taken, {}, frozenset()))
    weighed = replace(weighed, chances=np.full(len(segments), chance, np.float32))
    assert weighed.outside(own | behind) == (behind if goes else frozenset())
    assert weighed.outside(behind) == frozenset()


def test_a_refusal_names_its_evidence() -> None:
    """The verdict on a segment names the group of evidence that moved it most, and its chance."""
    segments, seen = seen_of(PAGE)
    weighed = weigh(segments, seen)
    index = next(each.index for each in segments if "pumpkin" in each.text)
    verdict = weighed.verdicts([index])[index]
    assert verdict.rule_id.removeprefix("learned.") in GROUPS
    assert "chance" in verdict.reason
    assert "%" in verdict.reason


def test_of_copies_the_one_that_counts_has_the_best_chance() -> None:
    """A copy counts for nothing; its chance is not lost."""
    segments, seen = seen_of(PAGE)
    weighed = weigh(segments, seen)
    likely, unlikely = int(weighed.chances.argmax()), int(weighed.chances.argmin())
    merged = weighed.merged({likely: unlikely})
    assert merged.chances[unlikely] == weighed.chances[likely]
    assert merged.chances[likely] == 0


def test_a_paragraph_among_many_sure_ones_stays() -> None:
    """What stands like five and more paragraphs that are text for sure is text, however it is weighed itself."""
    segments, seen = seen_of(PAGE)
    weighed = weigh(segments, seen)
    story = [each.index for each in segments if "lock keeper" in each.text]
    doubted = weighed.chances.copy()
    doubted[story] = 0.999
    doubted[story[2]] = 0.45
    assert story[2] in replace(weighed, chances=doubted).chosen()
    doubted[story] = 0.6
    doubted[story[2]] = 0.1
    assert story[2] not in replace(weighed, chances=doubted).chosen()


QUESTIONS = "".join(
    f"<li>Who pays for barge number {n}? Nobody has said so far.</li>" for n in range(4)
)
LINKED = "".join(
    f'<li><a href="/{n}">How barge number {n} came up the canal</a></li>' for n in range(4)
)


@pytest.mark.parametrize(
    ("between", "chance", "stays"),
    [
        pytest.param(f"<ul>{QUESTIONS}</ul>", 0.2, True, id="in doubt a list of the article stays"),
        pytest.param(f"<ul>{QUESTIONS}</ul>", 0.05, False, id="hardly any chance"),
        pytest.param(f"<ul>{LINKED}</ul>", 0.2, False, id="links"),
        pytest.param(
            f"<h3>Read also</h3><ul>{QUESTIONS}</ul>", 0.2, False, id="something else is there"
        ),
        pytest.param(
            f"<ul>{QUESTIONS * 20}</ul>", 0.2, False, id="longer than a list of an article"
        ),
    ],
)
def test_a_list_between_blocks_of_the_text_stays_in_doubt(
    between: str, chance: float, *, stays: bool
) -> None:
    """Its items are doubted one by one, and stand where the text goes on."""
    segments, seen = seen_of(
        f"<body><div>{STORY}{between}{STORY.replace('barge', 'ferry')}</div></body>"
    )
    found = weigh(segments, seen)
    doubted = np.array([each.tag in {"li", "h3"} for each in segments])
    found = replace(found, chances=np.where(doubted, chance, 0.98).astype(np.float32))
    items = {each.index for each in segments if each.tag == "li"}
    assert items.issubset(found.chosen()) is stays
    assert items.isdisjoint(found.chosen()) is not stays


def test_no_segment_no_weight() -> None:
    """A page without text has nothing to weigh."""
    weighed = weigh((), PageEvidence("news.example", frozenset(), {}, frozenset()))
    assert weighed.chosen() == frozenset()
    assert weighed.verdicts([]) == {}


def test_every_feature_belongs_to_a_group() -> None:
    """Each name falls into one group, and the groups are those that have words."""
    assert set(NAMES_OF_GROUPS) == set(GROUPS)
    assert group_of("taken-1") == "extractor"
    assert group_of("link_share~12") == "links"
    assert group_of("named.share") == "names"
    assert group_of("verdict.field.headline") == "data"
    assert group_of("in.footer") == "place"


@pytest.mark.parametrize(
    ("chances", "expected"),
    [
        pytest.param([1, 1, 0, 0], 1.0, id="certain"),
        pytest.param([0.5, 0.5], 2 / 3, id="even: all is best"),
        pytest.param([0.9, 0.1], 2 * 0.9 / 2, id="a clear one and a poor one"),
        pytest.param([], 0.0, id="nothing"),
    ],
)
def test_the_best_f1_that_can_be_expected(chances: list[float], expected: float) -> None:
    """Source: Lipton et al., 2014; of segments of one size."""
    found = best_expected(np.array(chances, np.float32), np.ones(len(chances), np.float32))
    assert found == pytest.approx(expected, abs=1e-4)
