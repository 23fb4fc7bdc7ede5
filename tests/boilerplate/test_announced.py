"""Somebody's appeal that the article reports: who speaks is said before a colon, and it stays."""

import pytest

from newscrawl.boilerplate.strip import split_text, strip_blocks
from newscrawl.model.items import Facts

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
