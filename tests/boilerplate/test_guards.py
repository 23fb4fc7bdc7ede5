"""The longer a block of a page is, the more must speak against it: more is lost where it is the article's."""

import pytest

from newscrawl.boilerplate.features import gather
from newscrawl.boilerplate.guards import LONGER, USUAL_CHARS
from newscrawl.boilerplate.lexicon import load_lexicon
from newscrawl.boilerplate.runs import find_runs
from newscrawl.boilerplate.strip import split_text, strip_blocks
from newscrawl.extract.page import extract_page
from newscrawl.model.items import Block, Context, Facts, Page

APPEALS = {
    "de": "Unterstützen Sie unsere Redaktion mit einer Spende, liebe Leserinnen und Leser. ",
    "en": "Please support our newsroom with a donation, and tell your friends about it. ",
    "ru": "Поддержите нашу редакцию пожертвованием и расскажите о нас своим друзьям. ",
}
STORY = "The ferry ran until noon on Tuesday, and then the river froze from bank to bank."
ON_PAGE = Context(selectors=("div", "p"))


def gone(lang: str, times: int, opinion: float, context: Context) -> set[int]:
    """Return what goes of two paragraphs and an appeal, so many times as long, with that opinion on it."""
    facts = Facts(language=lang)
    texts = (STORY, STORY, (APPEALS[lang] * times)[: USUAL_CHARS * times].strip())
    blocks = [Block(text, context=context) for text in texts]
    evidence = gather(blocks, facts, load_lexicon(lang))
    return find_runs(evidence, [-8.0, -8.0, opinion], facts)


@pytest.mark.parametrize("lang", APPEALS)
def test_a_short_block_goes_by_any_opinion(lang: str) -> None:
    assert gone(lang, 1, 0.1, ON_PAGE) == {2}


@pytest.mark.parametrize(("opinion", "goes"), [(LONGER, set()), (3 * LONGER, {2})])
@pytest.mark.parametrize("lang", APPEALS)
def test_a_long_block_needs_more(lang: str, opinion: float, goes: set[int]) -> None:
    """Four times as long: two doublings."""
    assert gone(lang, 4, opinion, ON_PAGE) == goes


@pytest.mark.parametrize("lang", APPEALS)
def test_in_plain_text_all_lengths_need_the_same(lang: str) -> None:
    assert gone(lang, 4, 0.1, Context()) == {2}


STORIES = {
    "de": (
        "Am Sonntag wurde die alte Schleuse wieder geöffnet, und das erste Boot kam um kurz nach acht hindurch.",
        "Eine zweite Schleuse soll im Frühjahr folgen. Den Betrag von 90.000 Euro teilen sich der Kreis, zwei Gemeinden und ein Verein, "
        "der bisher vor allem alte Kähne gepflegt hat und am Ufer ein altes Wehr besitzt.",
    ),
    "en": (
        "On Sunday the old lock was opened again, and the first boat came through it at shortly after eight.",
        "Two villages up the river have said that they will follow in spring. A third has put a sign on its gate with the "
        "cost, 90,000 pounds, and the names of those who gave a share of the money and joined the work.",
    ),
    "es": (
        "El domingo se abrió de nuevo la vieja esclusa, y la primera barca pasó por ella poco después de las ocho.",
        "Una segunda esclusa seguirá en primavera. Los 90.000 euros los comparten la provincia, dos municipios y una asociación "
        "que hasta ahora cuidaba sobre todo de barcas viejas y que cuenta con cien socios.",
    ),
}


@pytest.mark.parametrize("lang", STORIES)
def test_a_paragraph_that_turns_to_nobody_needs_more(lang: str) -> None:
    """On a page an opinion against it that a banner goes by is not enough; in plain text it is."""
    first, last = STORIES[lang]
    facts, on_page = Facts(language=lang), Context(selectors=("div", "p"))
    for context, gone in ((on_page, set()), (Context(), {2})):
        blocks = [Block(text, context=context) for text in (first, f"{first} {first}", last)]
        evidence = gather(blocks, facts, load_lexicon(lang))
        assert find_runs(evidence, [-8.0, -8.0, 1.0], facts) == gone


@pytest.mark.parametrize("foot", ["", "<footer><a href=/abo>Newsletter</a></footer>"])
@pytest.mark.parametrize("lang", STORIES)
def test_a_paragraph_that_turns_to_nobody_stays(lang: str, foot: str) -> None:
    """Also at the end of the text, where banners stand."""
    first, last = STORIES[lang]
    page = (
        f"<html lang={lang}><body><article><h1>Lock 7</h1><p>{first}</p><p>{first} {first}</p><p>{last}</p></article>"
        f"{foot}</body></html>"
    )
    draft = extract_page(Page("https://quay.example/a", page.encode(), "text/html; charset=utf-8"))
    assert last in draft.text


CASES = [
    pytest.param(
        "en",
        (
            "The charity that asks for nothing",
            "The Harbour Trust has housed the homeless of Kilbrae for thirty years.",
            "Last year it took in forty thousand pounds, most of it in envelopes.",
        ),
        "Coyle says: please give whatever you can to us this winter.",
        "Help us keep our journalism free. Please donate what you can today.",
        id="en",
    ),
    pytest.param(
        "de",
        (
            "Der Verein, der nie bittet",
            "Der Hafenverein gibt den Obdachlosen von Kielbruch seit dreißig Jahren ein Dach.",
            "Im vorigen Jahr kamen vierzigtausend Euro zusammen, das meiste in Umschlägen.",
        ),
        "Kassenwartin Brandt sagt: Bitte spenden Sie uns, was Sie entbehren können.",
        "Unterstützen Sie unseren unabhängigen Journalismus. Spenden Sie jetzt.",
        id="de",
    ),
    pytest.param(
        "ru",
        (
            "Фонд, который не просит",
            "Портовый фонд тридцать лет даёт ночлег бездомным Кильбрука.",
            "В прошлом году собрали сорок тысяч рублей, почти всё в конвертах.",
        ),
        "Казначей Анна Койл говорит: пожалуйста, пожертвуйте нам сколько можете.",
        "Поддержите нашу независимую редакцию. Сделайте пожертвование сегодня.",
        id="ru",
    ),
    pytest.param(
        "cs",
        (
            "Nadace, která neprosí",
            "Přístavní nadace už třicet let ubytovává bezdomovce z Kilbrachu.",
            "Loni vybrala čtyřicet tisíc korun, většinou v obálkách.",
        ),
        "Pokladní Malá říká dál: prosím, přispějte nám, kolik můžete.",
        "Podpořte naši nezávislou redakci. Přispějte ještě dnes.",
        id="cs, a word between",
    ),
    pytest.param(
        "zh",
        (
            "从不开口的慈善会",
            "港口会三十年来收留金桥镇无家可归的人。",
            "去年共收到四万元，大多装在信封里。",
        ),
        "会计李敏说：请大家给我们捐款，能捐多少就捐多少。",
        "支持我们的独立报道，请立即捐款。",
        id="zh",
    ),
]


@pytest.mark.parametrize(("language", "article", "speech", "banner"), CASES)
def test_an_appeal_that_is_announced_stays(
    language: str, article: tuple[str, ...], speech: str, banner: str
) -> None:
    """The outlet's own appeal below it goes, and the reported one is not taken along."""
    text = "\n\n".join((*article, speech, banner))
    found = strip_blocks(split_text(text), Facts(language=language))
    assert [block.text for block in found.kept] == [*article, speech]
