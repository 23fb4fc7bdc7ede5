"""How long an article is speaks neither for a banner nor against it: one alone, before or after it, is removed."""

import pytest

import newscrawl
from benchmarks.appeals_documents import LEAST_OF_HOST, Document, grow
from newscrawl.model.items import Block, Context, Facts
from tests.support.appeals_corpus import FOLDER, languages, read_corpus

BANNERS = {
    "en": (
        "This article is free because readers pay for it. If you can, please support our journalism with a donation today.",
        "Sign up for our free daily newsletter and never miss a story.",
    ),
    "de": (
        "Unabhängiger Journalismus kostet Geld. Unterstützen Sie uns mit einer Spende ab fünf Euro im Monat.",
        "Melden Sie sich für unseren kostenlosen Newsletter an und verpassen Sie keine Geschichte mehr.",
    ),
    "fr": (
        "Cet article est gratuit grâce à nos lecteurs. Soutenez notre rédaction par un don dès aujourd'hui.",
        "Inscrivez-vous à notre newsletter quotidienne gratuite et ne manquez plus aucun article.",
    ),
    "es": (
        "Este artículo es gratuito gracias a nuestros lectores. Apoya nuestro periodismo con una donación hoy mismo.",
        "Suscríbete a nuestro boletín diario gratuito y no te pierdas ninguna noticia.",
    ),
    "ru": (
        "Эта статья бесплатна благодаря нашим читателям. Поддержите редакцию — сделайте пожертвование сегодня.",
        "Подпишитесь на нашу ежедневную рассылку и не пропускайте новости.",
    ),
    "pl": (
        "Ten artykuł jest bezpłatny dzięki czytelnikom. Wesprzyj naszą redakcję wpłatą już dziś.",
        "Zapisz się na nasz bezpłatny newsletter i nie przegap żadnego artykułu.",
    ),
    "it": (
        "Questo articolo è gratuito grazie ai lettori. Sostieni il nostro giornalismo con una donazione.",
        "Iscriviti alla nostra newsletter gratuita e non perderti nessuna notizia.",
    ),
    "pt": (
        "Este artigo é gratuito graças aos leitores. Apoie o nosso jornalismo com uma doação hoje.",
        "Assine a nossa newsletter diária gratuita e não perca nenhuma notícia.",
    ),
    "uk": (
        "Ця стаття безкоштовна завдяки нашим читачам. Підтримайте редакцію — зробіть внесок сьогодні.",
    ),
    "ar": (
        "هذا المقال مجاني بفضل قرائنا. ادعموا صحافتنا بتبرع اليوم.",
        "اشتركوا في نشرتنا البريدية اليومية المجانية ولا تفوتوا أي خبر.",
    ),
}


def paragraphs(language: str) -> list[str]:
    """Return paragraphs of all labelled articles in *language*, as one long article."""
    rows = (
        row
        for half in ("tune", "held")
        if language in languages(half)
        for row in read_corpus(FOLDER / half, language)
    )
    # Those on newsletters and gifts would be another question.
    plain = (row for row in rows if not row.hard_negative)
    return [block.text for row in plain for block in row.blocks if block.label == "keep"]


@pytest.mark.parametrize("size", [6, 25, 60])
@pytest.mark.parametrize("language", sorted(BANNERS))
def test_a_banner_alone_is_removed_from_articles_of_any_length(language: str, size: int) -> None:
    """It is removed before the first paragraph and after the last one, and no paragraph is."""
    article = [text for text in paragraphs(language) if len(text) > 90][:size]
    for banner in BANNERS[language]:
        for blocks in ([banner, *article], [*article, banner]):
            kept = newscrawl.strip("\n\n".join(blocks))
            assert banner not in kept
            assert [text for text in article if text not in kept] == []


def test_cases_are_grown_by_a_real_article_to_train_on() -> None:
    """Lines of the article stand in a gap of the case's own; a line too short to tell is not trained on."""
    told = [0, 0, 1]
    case = Document(
        "case",
        "page",
        "outlet",
        "en",
        [
            Block(text, context=Context(selectors=("main", "p"), place=at))
            for at, text in enumerate("abc")
        ],
        told,
        Facts(language="en"),
    )
    host = ["x" * LEAST_OF_HOST, "Short."] * 3
    grown = grow(case, host, 0)
    assert grown is not None
    assert [block.text for block in grown.blocks] == ["a", *host, "b", "c"]
    assert grown.labels == [0, *[0, None] * 3, 0, 1]
    assert {block.context.selectors for block in grown.blocks} == {("main", "p")}
    assert grow(Document("one", "text", "o", "en", [Block("a")], [0], Facts()), host, 0) is None
