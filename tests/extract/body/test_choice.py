"""The choice of a page's text: what rules, weights, profiles and pins say, and who holds against whom."""

from dataclasses import replace

import numpy as np
import pytest

from newscrawl.extract.body.cards import CARD
from newscrawl.extract.body.choice import (
    CAPTION,
    COPY,
    ELSEWHERE,
    Choice,
    choose_all,
    choose_by,
    is_shouted,
    observe,
    observe_taken,
)
from newscrawl.extract.body.clues import PageFacts
from newscrawl.extract.body.copies import repeated
from newscrawl.extract.body.decision import weigh
from newscrawl.extract.body.pinned import Pinned
from newscrawl.extract.body.profile import OUTSIDE, ProfileVerdicts
from newscrawl.extract.body.rulings import Verdicts, indexes_of
from newscrawl.extract.body.structure import HEADLINE, LINK_LIST, LINK_ONLY
from newscrawl.extract.metadata.jsonld import JsonLdClaims
from newscrawl.extract.parse.html import parse_html
from newscrawl.extract.segmentation.segments import Segment, key_of
from newscrawl.model.items import Metadata
from tests.support.segmented import rules_of, segments_of, texts_of

STORIES = {
    "en": (
        "The bridge opens again",
        "The council had voted for it in the spring of the flood, and nobody in the valley asked"
        " why it took {} weeks until the first cars were seen on the other side of the river.",
    ),
    "ru": (
        "Мост снова открыт",
        "Совет проголосовал за это весной, когда была большая вода, и никто в долине не спрашивал,"
        " почему прошло {} недель, пока на другом берегу не появились первые машины.",
    ),
    "ja": (
        "橋が再び開通",
        "議会は洪水の春にこの計画を可決したが、最初の車が川の向こう岸に見えるまでなぜ{}週間もかかったのか、谷に住む人々は"
        "誰ひとりとして尋ねようとはせず、ただ静かに川の流れを眺めながら、その日が来るのを待っていたのだという。",
    ),
}
NOTHING = Metadata()
LANGUAGES = pytest.mark.parametrize("language", STORIES)


def facts(title: str = "", metadata: Metadata = NOTHING) -> PageFacts:
    titles = frozenset(filter(None, [key_of(title)]))
    return PageFacts("https://gazette.example/a", metadata, JsonLdClaims(), titles)


def story(language: str, numbers: range = range(5)) -> str:
    return "".join(f"<p>{STORIES[language][1].format(number)}</p>" for number in numbers)


def chosen(
    body: str, language: str = "en", metadata: Metadata = NOTHING
) -> tuple[list[Segment], Choice]:
    """Return the segments of a page and the choice among them, as they are made of any page."""
    segments = segments_of(body)
    tree = parse_html(f"<html><body>{body}</body></html>".encode()).tree
    seen = observe(tree, segments, facts(STORIES[language][0], metadata))
    return segments, choose_by(segments, seen, repeated(segments))


A, B, C, D, E = range(5)
RULED: Verdicts = {A: HEADLINE, D: LINK_ONLY}
KEPT = Choice(frozenset({B, C}), frozenset({B}), RULED)


@pytest.mark.parametrize(
    ("opinion", "pinned", "kept", "verdicts"),
    [
        pytest.param(ProfileVerdicts({}), Pinned(), {B, C}, RULED, id="nobody says anything"),
        pytest.param(
            ProfileVerdicts({C: OUTSIDE, A: OUTSIDE}),
            Pinned(),
            {B},
            {A: OUTSIDE, C: OUTSIDE, D: LINK_ONLY},
            id="the profile has a better reason",
        ),
        pytest.param(
            ProfileVerdicts({C: OUTSIDE}),
            Pinned({B: CARD}, {C: "p"}),
            {C},
            {A: HEADLINE, B: CARD, D: LINK_ONLY},
            id="a pin keeps against the profile",
        ),
        pytest.param(
            ProfileVerdicts({}),
            Pinned({B: CARD, D: CARD}, {B: "p", A: "h1"}),
            {A, B, C},
            {D: CARD},
            id="a pin that keeps is the last word",
        ),
    ],
)
def test_the_profile_and_the_pins_have_their_say(
    opinion: ProfileVerdicts, pinned: Pinned, kept: set[int], verdicts: Verdicts
) -> None:
    """The strongest is last, and its reason is the one that is told; what stays has none."""
    settled = KEPT.settled(opinion, pinned)
    assert (settled.kept, settled.verdicts, settled.taken) == (kept, verdicts, KEPT.taken)


def test_what_the_profile_has_found_lost_comes_back() -> None:
    """Unless a pin removes it."""
    opinion = ProfileVerdicts({}, lost=frozenset({D, E}))
    settled = KEPT.settled(opinion, Pinned({E: CARD}))
    assert settled.kept == {B, C, D}
    assert settled.verdicts == {A: HEADLINE, E: CARD}


def test_a_choice_with_less_and_with_more() -> None:
    """What is added has no verdict any more; what goes has one."""
    less = KEPT.without({C: LINK_LIST})
    assert (less.kept, less.verdicts) == ({B}, {**RULED, C: LINK_LIST})
    more = less.with_segments({A, C})
    assert (more.kept, more.verdicts) == ({A, B, C}, {D: LINK_ONLY})
    assert KEPT.kept == {B, C}, "a choice is a value"


def test_a_choice_among_some_segments_is_one_of_all() -> None:
    """The indexes are those of the whole page; the rest has the verdicts that are given."""
    whole = segments_of(story("en"))
    some = [B, D, E]
    weighed = weigh([whole[index] for index in some], observe_taken([], frozenset(), facts()))
    weighed = replace(weighed, chances=np.array([0.5, 0.25, 0.75], np.float32))
    inner = Choice(frozenset({0, 2}), frozenset({2}), {1: LINK_ONLY}, weighed)
    outer = inner.among(whole, some, {A: COPY, C: COPY})
    assert (outer.kept, outer.taken) == ({B, E}, {E})
    assert outer.verdicts == {D: LINK_ONLY, A: COPY, C: COPY}
    assert outer.weighed is not None
    assert outer.weighed.chances.tolist() == [0, 0.5, 0, 0.25, 0.75]
    assert outer.weighed.widths.tolist() == [each.width + 1 for each in whole]


def test_reasons_are_those_of_rules_and_else_of_the_weights() -> None:
    """A page that was not weighed says where the texts of its site stand."""
    assert KEPT.with_reasons([A, E]) == {A: HEADLINE, E: ELSEWHERE}
    segments = segments_of(story("en"))
    weighed = weigh(segments, observe_taken(segments, frozenset(), facts()))
    told = replace(KEPT, weighed=weighed).with_reasons([A, E])
    assert told[A] is HEADLINE
    assert told[E].rule_id.startswith("learned.")
    assert replace(KEPT, weighed=weighed).with_reasons([]) == {}


def test_a_tree_of_an_article_alone_is_its_text_but_for_what_rules_know() -> None:
    """There the weights, which were trained on pages, say nothing."""
    title, line = STORIES["en"][0], "A short line."
    segments = segments_of(f"<h1>{title}</h1>{story('en', range(1))}<p>{line}</p>")
    choice = choose_all(segments, facts(title))
    assert rules_of(segments, choice.verdicts) == {title: "field.headline"}
    assert texts_of(segments, choice.kept) == [STORIES["en"][1].format(0), line]
    assert choice.taken == indexes_of(segments)
    assert choice.weighed is None


@LANGUAGES
def test_the_text_of_a_page_is_chosen(language: str) -> None:
    """Its paragraphs; without its headline, its menu, its caption, and what the page has twice."""
    title, _ = STORIES[language]
    menu = "".join(f"<li><a href=/{n}>{title[:3]} {n}</a></li>" for n in range(9))
    caption = f"{title}, {title}."
    figure = f"<figure><img src=a.jpg><figcaption>{caption}</figcaption></figure>"
    body = f"<ul>{menu}</ul><main><h1>{title}</h1>{figure}{story(language)}</main>"
    segments, choice = chosen(body, language)
    expected = [STORIES[language][1].format(number) for number in range(5)]
    assert texts_of(segments, choice.kept) == expected
    rules = rules_of(segments, choice.verdicts)
    assert rules[title] == "field.headline"
    assert rules[caption] == "field.caption"
    assert choice.kept.isdisjoint(choice.verdicts)


@LANGUAGES
def test_captions_that_are_most_of_the_text_are_the_text(language: str) -> None:
    """A gallery is an article of captions; beside a story they are fields."""
    _, text = STORIES[language]
    figures = "".join(
        f"<figure><img src={number}.jpg><figcaption>{text.format(number)}</figcaption></figure>"
        for number in range(90, 94)
    )
    for paragraphs, is_text in ((2, True), (40, False)):
        segments, choice = chosen(
            f"<main>{story(language, range(paragraphs))}{figures}</main>", language
        )
        captions = {each.index for each in segments if each.element.tag == "figcaption"}
        assert len(captions) == 4
        assert (captions <= choice.kept) is is_text
        assert all(choice.verdicts.get(index) is CAPTION for index in captions) is not is_text


def test_an_article_in_one_heading_is_no_headline() -> None:
    """Broken markup puts all of it into an h1: a long one holds more than the headline."""
    title, text = STORIES["en"]
    for count, is_text in ((1, False), (6, True)):
        whole = " ".join([title, *(text.format(number) for number in range(count))])
        segments, choice = chosen(f"<main><h1>{whole}</h1>{story('en', range(7, 12))}</main>")
        assert (0 in choice.kept) is is_text, segments[0].text[:40]


@pytest.mark.parametrize(
    ("line", "is_teaser"),
    [
        pytest.param(
            "<p><a href=/b>ALSO READ: THE KEEPER OF THE GATE 24</a></p>", True, id="Latin"
        ),
        pytest.param("<p><a href=/b>ЧИТАЙТЕ ТАКЖЕ: СТОРОЖ У ВОРОТ</a></p>", True, id="Cyrillic"),
        pytest.param(
            "<p><a href=/b>Also read: the keeper of the gate</a></p>", False, id="not loud"
        ),
        pytest.param(
            "<div><a href=/b>ALSO READ: THE KEEPER OF THE GATE</a></div>", False, id="no p"
        ),
    ],
)
def test_a_link_in_capitals_between_paragraphs_is_a_teaser(line: str, is_teaser: bool) -> None:
    """Capitals alone are loud headings, links alone are references."""
    (segment,) = segments_of(line)
    assert is_shouted(LINK_ONLY, segment) is is_teaser
    assert not is_shouted(LINK_LIST, segment)


def test_what_is_observed_is_what_the_page_says_of_itself() -> None:
    """Description, language and titles; the standfirst is looked for among what was taken."""
    title, text = STORIES["en"]
    metadata = Metadata(description="It took nine years, and nobody asked.", language="en")
    body = f"<h1>{title}</h1><p class=lead>It took nine years, and nobody asked.</p>{story('en')}"
    segments = segments_of(body)
    seen = observe_taken(segments, indexes_of(segments[2:]), facts(title, metadata))
    assert (seen.description, seen.language) == (metadata.description, "en")
    assert (seen.host, seen.titles) == ("gazette.example", {key_of(title)})
    assert seen.standfirst == 1
    assert observe_taken(segments, indexes_of(segments[3:]), facts(title)).description == ""
    assert text.format(0) in texts_of(segments, seen.taken)


@LANGUAGES
def test_a_copy_is_not_text_twice(language: str) -> None:
    """The one that counts has the chance of both."""
    segments = segments_of(f"<main>{story(language)}</main>")
    seen = observe_taken(segments, frozenset(range(4)), facts())
    choice = choose_by(segments, seen, {4: 0})
    assert choice.kept == {0, 1, 2, 3}
    assert choice.verdicts == {4: COPY}
    assert 4 in choose_by(segments, seen, {}).kept


@LANGUAGES
def test_what_the_extractor_took_is_weighed_too(language: str) -> None:
    """Its word is one of many: a menu that it took is no text."""
    menu = "".join(f"<li><a href=/{number}>{number}</a></li>" for number in range(40))
    segments = segments_of(f"<nav><ul>{menu}</ul></nav><main>{story(language)}</main>")
    choice = choose_by(segments, observe_taken(segments, indexes_of(segments), facts()), {})
    assert texts_of(segments, choice.kept) == [
        STORIES[language][1].format(number) for number in range(5)
    ]
    assert choice.taken == indexes_of(segments)
