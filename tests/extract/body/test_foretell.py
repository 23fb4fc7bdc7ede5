"""Pages of a known site are read without the extractor, to the same text; others are read in full."""

from dataclasses import replace

import pytest

from newscrawl.boilerplate.learn import learn
from newscrawl.boilerplate.profile import SiteProfile, to_json
from newscrawl.extract.body.foretell import alike
from newscrawl.extract.page import extract_page
from newscrawl.model.items import Draft, Page
from newscrawl.model.signals import Signals

TOWNS = (
    "Aalen Bremen Celle Dessau Emden Fulda Goslar Hameln Ilmenau Jena Kassel Lingen Minden".split()
)
SITES = {
    "en": (
        "The council of {0} decided on Tuesday that the old harbour is to be repaired before the winter comes.",
        "Engineers who looked at the quay of {0} in spring had found cracks, and water in the cellars beside it.",
        "“Nobody will miss the noise less than I,” said the caretaker of {0}, who has worked there for years.",
        "Work in {0} will take nine weeks, and the road to the ferry stays open for all, the mayor promised.",
        "A first plan for {0} had failed three years ago, since the state did not want to share the costs.",
    ),
    "de": (
        "Der Stadtrat von {0} hat am Dienstag beschlossen, dass der alte Hafen vor dem Winter saniert wird.",
        "Gutachter hatten in {0} im Frühjahr Risse in der Kaimauer gefunden, und Wasser in den Kellern daneben.",
        "„Niemand wird den Lärm weniger vermissen als ich“, sagt der Hausmeister aus {0}, der dort lange arbeitet.",
        "Die Arbeiten in {0} dauern neun Wochen, die Straße zur Fähre bleibt offen, verspricht die Bürgermeisterin.",
        "Ein erster Plan für {0} war vor drei Jahren gescheitert, weil das Land die Kosten nicht teilen wollte.",
    ),
    "zh": (
        "{0}市议会星期二决定，旧港口将在冬天到来之前修缮完毕，所需费用由市里的储备金支付，居民不必担心。",
        "工程师今年春天检查{0}的码头时，在北墙上发现了多处裂缝，旁边房屋的地下室里也发现了渗水的痕迹。",
        "“没有人会比我更高兴听不到那些噪音，”在{0}工作多年的管理员说，他每天清晨都要打开码头的大门。",
        "市长承诺，{0}的工程将持续九个星期，通往渡口的道路始终对所有人开放，商店也照常营业，不受影响。",
        "三年前{0}的第一个方案没有成功，因为省里不愿意分担费用，后来双方又经过多次谈判才达成一致。",
    ),
}


def page(town: str, language: str, *, body: str = "div class=story-text", tag: str = "p") -> Page:
    """Return a page about *town*: headline, story, a list of links beside it."""
    texts = "".join(f"<{tag}>{each.format(town)}</{tag}>" for each in SITES[language])
    links = "".join(f"<li><a href=/{each}>{each}: today</a></li>" for each in TOWNS)
    html = (
        f"<html lang={language}><head><title>{town}</title></head><body><nav><ul>{links}</ul></nav>"
        f"<main><h1>{town}</h1><{body}>{texts}</{body.split(maxsplit=1)[0]}></main><aside><ul>{links}</ul></aside></body></html>"
    )
    return Page(
        f"https://news.example/{town}", html.encode(), "text/html; charset=utf-8", profile=""
    )


def known(language: str) -> str:
    """Return what is learned of all towns but the last."""
    drafts = (extract_page(page(town, language)) for town in TOWNS[:-1])
    return to_json(learn(draft.sketch for draft in drafts if draft.sketch))


def read(each: Page, profile: str, *, wants_sketch: bool) -> Draft:
    return extract_page(replace(each, profile=profile, wants_sketch=wants_sketch))


IMPRINT = (
    "The Ferry Gazette has been printed beside the old harbour since the year in which the bridge came down,"
    " and its owners are those who read it, in nine towns on both banks of the river."
)


def with_imprint(each: Page) -> Page:
    """Return the page with running text far before its story."""
    return replace(each, body=each.body.replace(b"<nav>", f"<p>{IMPRINT}</p><nav>".encode()))


@pytest.mark.parametrize("language", SITES)
def test_a_page_of_a_trusted_profile_is_not_weighed(language: str) -> None:
    """Its text is that of the full reading, which says so; what it leaves out is recorded with a reason."""
    profile, asked = known(language), with_imprint(page(TOWNS[-1], language))
    full = read(asked, profile, wants_sketch=True)
    brief = read(asked, profile, wants_sketch=False)
    outright = extract_page(replace(asked, profile=profile, wants_sketch=False, is_trusted=True))
    assert full.exact is True
    assert outright.text == brief.text == full.text
    assert outright.profiled
    assert is_brief(outright)
    assert ("profile.elsewhere", IMPRINT) in {(one.rule_id, one.text) for one in outright.removed}
    assert {one.text for one in outright.removed} <= {one.text for one in full.removed}
    assert outright.exact is None


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "</main>",
            "<p>But the port of Tuesday said no.</p></main>",
            id="a sentence right beside",
        ),
        pytest.param(
            "<p>A first",
            "<section>The state paid in the end.</section><p>A first",
            id="an unknown path",
        ),
        pytest.param(
            "</p><p>E", "</p><ul><li>Nobody asked the fishermen before.</li></ul><p>E", id="items"
        ),
    ],
)
def test_a_page_with_text_that_the_profile_does_not_know_is_weighed(
    before: str, after: str
) -> None:
    """In doubt text is weighed: a trusted profile takes nothing from an odd page."""
    plain = page(TOWNS[-1], "en")
    odd = replace(plain, body=plain.body.replace(before.encode(), after.encode(), 1))
    assert odd.body != plain.body
    profile = known("en")
    trusted = extract_page(replace(odd, profile=profile, wants_sketch=False, is_trusted=True))
    assert read(odd, profile, wants_sketch=True).exact is None
    assert trusted.text == read(odd, profile, wants_sketch=False).text
    assert not any(one.rule_id == "profile.elsewhere" for one in trusted.removed)


def is_brief(draft: Draft) -> bool:
    """Return whether the extractor was not asked."""
    assert isinstance(draft.signals, Signals)
    return draft.signals.agreement == -1


@pytest.mark.parametrize("language", SITES)
def test_a_page_of_a_known_site_is_read_without_the_extractor(language: str) -> None:
    """Its text is the same; a page that teaches is read in full, and says how right the profile was."""
    profile = known(language)
    full = read(page(TOWNS[-1], language), profile, wants_sketch=True)
    brief = read(page(TOWNS[-1], language), profile, wants_sketch=False)
    assert not is_brief(full)
    assert is_brief(brief)
    assert (
        brief.text == full.text == "\n\n".join(each.format(TOWNS[-1]) for each in SITES[language])
    )
    assert full.foretold is not None
    assert full.foretold > 0.9
    assert brief.foretold is None
    assert brief.profiled


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"body": "div class=new-design"}, id="the body stands elsewhere"),
        pytest.param({"tag": "section"}, id="its paragraphs are other elements"),
    ],
)
def test_a_page_that_the_profile_does_not_know_is_read_in_full(changes: dict[str, str]) -> None:
    """As without a profile."""
    draft = read(page(TOWNS[-1], "en", **changes), known("en"), wants_sketch=False)
    assert not is_brief(draft)
    assert draft.text == extract_page(page(TOWNS[-1], "en", **changes)).text


@pytest.mark.parametrize(
    "profile",
    [
        pytest.param("", id="none is known"),
        pytest.param(to_json(SiteProfile(pages=30)), id="the body has no fixed place"),
    ],
)
def test_nothing_is_foretold_without_a_place(profile: str) -> None:
    """A page is read in full where no profile says where its body sits."""
    draft = read(page(TOWNS[-1], "en"), profile, wants_sketch=False)
    assert not is_brief(draft)
    assert draft.foretold is None


def test_few_pages_foretell_nothing() -> None:
    """A profile of five pages is applied, but the extractor is asked."""
    drafts = (extract_page(page(town, "en")) for town in TOWNS[:5])
    profile = to_json(learn(draft.sketch for draft in drafts if draft.sketch))
    assert not is_brief(read(page(TOWNS[-1], "en"), profile, wants_sketch=False))


def test_two_readings_agree_by_what_they_hold() -> None:
    """Twice what both have, by what each has."""
    assert alike([10, 20, 70], {0, 1}, {1, 2}) == pytest.approx(2 * 20 / (30 + 90))
    assert alike([10, 20], {0, 1}, {0, 1}) == 1
    assert alike([10, 20], {0}, {1}) == 0
