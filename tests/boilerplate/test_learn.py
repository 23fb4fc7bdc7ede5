"""From the pages of one site: where the body sits, what repeats, and what that says of a page."""

from collections.abc import Sequence

import pytest

from newscrawl.boilerplate.learn import learn
from newscrawl.boilerplate.profile import SiteProfile, from_json, to_json
from newscrawl.extract.page import extract_page, work
from newscrawl.model.items import Draft, Page
from newscrawl.model.page_sketch import TrainingSet

TOPICS = ["harbour", "school", "orchard", "bridge", "library", "tramway"]
BANNER = "Snow lay on the roof of the market hall for eleven weeks in the winter that the old clock stopped."


def story(topic: str) -> list[str]:
    return [
        f"The council decided on Tuesday that the old {topic} is to be repaired before the winter comes.",
        f"Engineers who looked at the {topic} in spring had found {len(topic)} cracks in its northern wall.",
        f"“Nobody will miss the {topic} more than I,” said the caretaker, who has worked there for years.",
        f"Work on the {topic} will take nine weeks, and the road beside it stays open, the mayor promised.",
    ]


def page(
    topic: str, *, body: str = "text-col", extra: str = "", paragraphs: Sequence[str] | None = None
) -> Page:
    texts = "".join(f"<p>{each}</p>" for each in paragraphs or story(topic))
    html = (
        f"<html lang=en><head><title>The {topic}</title></head><body><div class=wrap><h1>Repairs: the {topic}</h1>"
        f"<div class={body}>{texts}{extra}</div><div class=tail><p>{BANNER}</p></div></div></body></html>"
    )
    return Page(
        f"https://news.example/{topic}", html.encode(), "text/html; charset=utf-8", profile=""
    )


def sketched(pages: Sequence[Page]) -> SiteProfile:
    drafts = [extract_page(each) for each in pages]
    return learn(draft.sketch for draft in drafts if draft.sketch)


def by(profile: SiteProfile, each: Page) -> Draft:
    return extract_page(Page(each.url, each.body, each.content_type, profile=to_json(profile)))


SITE = [page(topic) for topic in TOPICS[:5]]


def test_the_body_is_found_and_what_repeats_goes() -> None:
    """The profile names the element of the articles; the sentence under each of them goes, with its reason."""
    profile = sketched(SITE)
    assert profile.places[0].selector == "div.text-col"
    assert profile.pages == 5
    draft = by(profile, page(TOPICS[5]))
    assert [block.text for block in draft.blocks] == story(TOPICS[5])
    assert BANNER in [removal.text for removal in draft.removed]
    assert draft.profiled


def test_without_a_profile_the_same_sentence_stays() -> None:
    """It is the site's other pages that tell, not the sentence."""
    assert BANNER in [block.text for block in extract_page(page(TOPICS[5])).blocks]


def test_background_that_two_articles_share_stays() -> None:
    """A paragraph inside the running text is no boilerplate because another article has it too."""
    shared = "The town has lost a third of its people since the mill was closed a generation ago, figures show."
    pages = [*SITE[:4], page("pier", paragraphs=[*story("pier")[:2], shared, *story("pier")[2:]])]
    late = page("ferry", paragraphs=[*story("ferry")[:2], shared, *story("ferry")[2:]])
    assert shared in [block.text for block in by(sketched(pages), late).blocks]


@pytest.mark.parametrize(
    "figures",
    [
        pytest.param(
            "Shares of the mill closed at {0}.{1} dollars, up {1} per cent from the day before.",
            id="en",
        ),
        pytest.param(
            "Die Aktie der Mühle schloss bei {0},{1} Euro, {1} Prozent höher als am Vortag.",
            id="de",
        ),
        pytest.param(
            "Акции завода закрылись на отметке {0},{1} рубля, на {1} процента выше прежней.",
            id="ru",
        ),
        pytest.param(
            "该公司股价周二收于{0}.{1}元，比前一天上涨了百分之{1}，成交量为{0}万股，创下今年以来的新高。",
            id="zh",
        ),
    ],
)
@pytest.mark.parametrize("place", [2, 4], ids=["inside", "at the end"])
def test_figures_that_articles_of_a_site_give_in_the_same_words_stay(
    figures: str, place: int
) -> None:
    """A sentence that differs in its digits alone is the article's, though another page has one like it."""

    def told(topic: str, number: int) -> Page:
        line = figures.format(100 + 7 * number, 11 + number)
        return page(topic, paragraphs=[*story(topic)[:place], line, *story(topic)[place:]])

    pages = [told(topic, number) for number, topic in enumerate(TOPICS[:2])]
    profile = sketched([*pages, *SITE[2:5]])
    late = told("ferry", 9)
    assert figures.format(163, 20) in [block.text for block in by(profile, late).blocks]


def test_copies_of_one_page_do_not_teach() -> None:
    """A site of copies of one page loses nothing: of twins every line would count as repeated."""
    profile = sketched([SITE[0]] * 5)
    assert profile.pages == 1
    assert by(profile, SITE[0]).text == extract_page(SITE[0]).text


def test_a_wrong_profile_takes_nothing() -> None:
    """The profile of another site, or of before a redesign, leaves a page as it is without one."""
    changed = page(TOPICS[5], body="story-main")
    wrong = SiteProfile(
        pages=9, places=sketched(SITE).places, drop={"div.story-main": "repeats", ">p": "repeats"}
    )
    assert by(wrong, changed).text == extract_page(changed).text
    assert not by(wrong, changed).profiled


def test_a_damaged_page_does_not_spoil_the_profile() -> None:
    """One page in five that is cut off in its first sentence changes nothing for the others."""
    damaged = Page("https://news.example/cut", SITE[0].body[:260], "text/html", profile="")
    profile = sketched([*SITE[:4], damaged])
    assert [block.text for block in by(profile, SITE[4]).blocks] == story(TOPICS[4])


def test_a_box_opened_by_a_repeated_heading_goes() -> None:
    """ "From our archive" opens the same box on each page, whatever stands below."""

    def box(topic: str) -> str:
        return (
            f'<div class=zz><h4>From our archive</h4><p>When the {topic} was new, <a href="/{topic}-old">a parade'
            f" of {len(topic)} elephants</a> crossed it.</p></div>"
        )

    profile = sketched([page(topic, extra=box(topic)) for topic in TOPICS[:5]])
    draft = by(profile, page(TOPICS[5], extra=box(TOPICS[5])))
    assert "elephants" not in draft.text
    assert "div.zz" in profile.drop


def test_a_lesson_gives_json_that_reads_back() -> None:
    """A worker answers a lesson with the profile as JSON."""
    sketches = tuple(draft.sketch for each in SITE if (draft := extract_page(each)).sketch)
    text = work(TrainingSet("news.example", sketches))
    assert isinstance(text, str)
    assert to_json(from_json(text, "here")) == text


def test_background_in_half_of_the_few_known_articles_stays() -> None:
    """A series of reports that share a paragraph is half of what a site's first lesson sees."""
    shared = "The town has lost a third of its people since the mill was closed a generation ago, figures show."
    topics = [*TOPICS, "pier", "kiln"]
    pages = [
        page(
            topic,
            paragraphs=[*story(topic)[:2], shared, *story(topic)[2:]]
            if number % 2
            else story(topic),
        )
        for number, topic in enumerate(topics)
    ]
    assert shared in [block.text for block in by(sketched(pages), pages[1]).blocks]


def test_a_page_of_thousands_of_segments_is_read_but_does_not_teach() -> None:
    """What is kept of each page in memory is bounded."""
    many = page(
        "bridge",
        paragraphs=[f"{number} {text}" for number in range(1_300) for text in story("bridge")],
    )
    draft = extract_page(many)
    assert draft.sketch is None
    assert len(draft.blocks) > 5_000
