"""The three ways in which a page's text is chosen: in full, without the extractor, outright."""

from dataclasses import replace
from typing import Any

import pytest

from newscrawl.boilerplate.profile import BodyPlace, SiteProfile
from newscrawl.extract.body.choice import COPY, Choice
from newscrawl.extract.body.clues import PageFacts
from newscrawl.extract.body.outright import choose
from newscrawl.extract.metadata.jsonld import JsonLdClaims
from newscrawl.extract.segmentation.segments import key_of
from newscrawl.model.items import Metadata
from tests.support.segmented import rules_of, segments_of, texts_of

STORIES = {
    "en": (
        "The council of the valley decided on Tuesday that the old harbour is to be repaired before the winter comes.",
        "Engineers who looked at the quay in spring had found cracks, and water in the cellars of the houses beside it.",
        "“Nobody will miss the noise less than I,” said the caretaker, who has worked in the harbour for thirty years.",
        "Work will take nine weeks, and the road to the ferry stays open for all, as the mayor promised on Wednesday.",
        "A first plan had failed three years ago, since the state did not want to share the costs with the valley.",
    ),
    "ru": (
        "Совет долины во вторник решил, что старая гавань будет отремонтирована прежде, чем наступит зима и лёд.",
        "Инженеры, осмотревшие причал весной, нашли трещины в стене, а в подвалах соседних домов стояла вода.",
        "«Никто не будет меньше скучать по шуму, чем я», — сказал смотритель, который работает там тридцать лет.",
        "Работы займут девять недель, а дорога к парому останется открытой для всех, пообещал мэр в среду вечером.",
        "Первый план три года назад провалился, потому что область не хотела делить расходы с долиной пополам.",
    ),
    "zh": (
        "山谷议会星期二决定，旧港口将在冬天到来之前修缮完毕，所需费用由市里的储备金支付，居民不必担心。",
        "工程师今年春天检查码头时，在北墙上发现了多处裂缝，旁边房屋的地下室里也发现了渗水的痕迹。",
        "“没有人会比我更高兴听不到那些噪音，”在港口工作了三十年的管理员说，他每天清晨都要打开大门。",
        "市长星期三承诺，工程将持续九个星期，通往渡口的道路始终对所有人开放，商店也照常营业。",
        "三年前的第一个方案没有成功，因为省里不愿意分担费用，后来双方又经过多次谈判才达成一致。",
    ),
}
LANGUAGES = pytest.mark.parametrize("language", STORIES)
OTHER = "Readers of the gazette met on Sunday in the hall beside the church, and more than two hundred came to talk of it."
KNOWN = SiteProfile(
    pages=10,
    places=(BodyPlace("div.story", 1.0, 10),),
    drop={">h2": "other"},
    leaves={"p": (1.0, 10), "li": (0.5, 10)},
)


def story(language: str, extra: str = "") -> str:
    """Return a page whose story stands where the profile says."""
    texts = "".join(f"<p>{each}</p>" for each in STORIES[language])
    return f"<h1>Harbour</h1><div class=story>{texts}{extra}</div>"


def chosen(body: str, **known: Any) -> tuple[list[str], Choice, dict[str, str]]:
    """Return the texts that are kept, the choice, and the rules of the others."""
    facts = PageFacts(
        "https://gazette.example/a", Metadata(), JsonLdClaims(), frozenset({key_of("Harbour")})
    )
    segments = segments_of(body)
    tree = segments[0].element.getroottree().getroot()
    choice = choose(tree, segments, replace(facts, **known))
    return texts_of(segments, choice.kept), choice, rules_of(segments, choice.verdicts)


@LANGUAGES
def test_three_ways_to_one_text(language: str) -> None:
    """What is trusted more is asked less; a page that is read in full audits the profile."""
    body = story(language)
    new, in_full = chosen(body), chosen(body, profile=KNOWN)
    brief = chosen(body, profile=KNOWN, brief=True)
    outright = chosen(body, profile=KNOWN, brief=True, outright=True)
    assert new[0] == in_full[0] == brief[0] == outright[0] == list(STORIES[language])
    assert [way[1].asked for way in (new, in_full, brief, outright)] == [True, True, False, False]
    assert [way[1].weighed is None for way in (new, in_full, brief, outright)] == [
        False, False, False, True,
    ]  # fmt: skip
    assert [way[1].foretold for way in (new, in_full, brief, outright)] == [None, 1.0, None, None]
    assert (new[1].alone, in_full[1].alone) == (None, in_full[1].kept)
    assert outright[2]["Harbour"] == "field.headline"


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"pages": 9}, id="learned of too few pages"),
        pytest.param({"places": ()}, id="no place of the body"),
        pytest.param({"places": (BodyPlace("div.text", 1.0, 10),)}, id="another place"),
        pytest.param({"places": (BodyPlace("div.story", 0.7, 10),)}, id="a place that fits badly"),
        pytest.param({"leaves": {}}, id="no paragraph is known"),
    ],
)
def test_what_foretells_nothing_is_read_in_full(change: dict[str, Any]) -> None:
    """As a page of an unknown site."""
    profile = replace(KNOWN, **change)
    texts, choice, _ = chosen(story("en"), profile=profile, brief=True, outright=True)
    assert texts == list(STORIES["en"])
    assert (choice.asked, choice.foretold, choice.alone) == (True, None, None)


@pytest.mark.parametrize(
    ("body", "known"),
    [
        pytest.param(story("en"), {"evidence": JsonLdClaims(live=True)}, id="a live blog"),
        pytest.param(story("en", "<ul><li>A path that is kept now and then.</ul>"), {}, id="a path in doubt"),
        pytest.param(f"{story('en')}<p>{OTHER}</p>", {}, id="running text beside"),
        pytest.param(f"<p>{OTHER}</p>{story('en')}", {}, id="running text before"),
        pytest.param(f"{story('en')}<p>It was the third of them all.</p>", {}, id="a sentence beside"),
        pytest.param(f"<h1>{OTHER * 4}</h1>{story('en')}", {}, id="an article in the headline"),
    ],
)  # fmt: skip
def test_an_odd_page_is_weighed(body: str, known: dict[str, Any]) -> None:
    """Also where the profile is trusted; whoever weighs it sees more."""
    texts, choice, _ = chosen(body, profile=KNOWN, brief=True, outright=True, **known)
    assert choice.weighed is not None
    assert [each for each in texts if each in STORIES["en"]] == list(STORIES["en"])
    assert chosen(body, profile=KNOWN, **known)[1].alone is None


@pytest.mark.parametrize(
    "extra",
    [
        pytest.param("<nav><a href=/x>More</a></nav>", id="a link"),
        pytest.param("<p>Gazette</p>", id="a word"),
        pytest.param(f"<p><a href=/x>{OTHER}</a></p>", id="a teaser"),
        pytest.param("<p>x</p>" * 10 + f"<p>{OTHER}</p>", id="running text far behind"),
    ],
)
def test_small_things_beside_do_not_matter(extra: str) -> None:
    """What is no running text, or far away, is left out outright."""
    texts, choice, _ = chosen(f"{story('en')}{extra}", profile=KNOWN, brief=True, outright=True)
    assert texts == list(STORIES["en"])
    assert choice.weighed is None


@LANGUAGES
def test_a_page_that_is_there_twice_is_weighed_once(language: str) -> None:
    """The copy has a verdict, and its indexes are those of the whole page."""
    body = story(language).replace("<h1>Harbour</h1>", "")
    texts, choice, _ = chosen(f"<main>{body}</main><section>{body}</section>")
    count = len(STORIES[language])
    assert texts == list(STORIES[language])
    assert choice.kept == frozenset(range(count))
    assert [choice.verdicts[index] for index in range(count, 2 * count)] == [COPY] * count


def test_what_stands_twice_in_a_foretold_text_is_taken_once() -> None:
    """A quote pulled out of the text is a copy of it."""
    quote = "Nobody will miss the noise less than I,"
    body = story("en", f"<p class=pull-quote>{quote}</p>")
    texts, choice, rules = chosen(body, profile=KNOWN, brief=True, outright=True)
    assert texts == list(STORIES["en"])
    assert choice.weighed is None
    assert rules[quote] == "structure.copy"
