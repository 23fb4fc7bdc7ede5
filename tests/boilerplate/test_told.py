"""A paragraph that tells something and turns to nobody stays, though it has words that banners have, too."""

import pytest

from newscrawl.boilerplate.features import gather
from newscrawl.boilerplate.lexicon import load_lexicon
from newscrawl.boilerplate.runs import find_runs
from newscrawl.extract.page import extract_page
from newscrawl.model.items import Block, Context, Facts, Page

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
