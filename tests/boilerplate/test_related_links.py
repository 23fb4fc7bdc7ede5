"""A label of other stories with a link, among paragraphs whose model holds it for text; and what is none."""

from dataclasses import replace

import pytest

from newscrawl.boilerplate.features import gather
from newscrawl.boilerplate.lexicon import load_lexicon
from newscrawl.boilerplate.strip import VETO, VETO_LINK, judge
from newscrawl.model.items import Block, Context, Facts

TEXTS = {
    "en": (
        "The ferry will sail again on Monday, the harbour office said.",
        "Read more: Harbour fees will rise, minister says",
    ),
    "de": (
        "Die Fähre fährt ab Montag wieder, teilte das Hafenamt mit.",
        "Lesen Sie auch: Ministerin kündigt neue Hafengebühr an",
    ),
    "es": (
        "El transbordador navegará de nuevo el lunes, dijo la oficina.",
        "Lee también: La alcaldesa dice que subirán las tasas",
    ),
    "ru": (
        "Паром снова пойдёт с понедельника, сообщили в порту.",
        "Читайте также: Мэр заявил о новых портовых сборах",
    ),
    "zh": ("港务局说，渡轮将于星期一恢复航行，码头已经修好。", "延伸阅读：部长表示港口费用将上涨"),
}
LINKED = Context(selectors=("article", "p"), hrefs=("/news/123/fees",), link_share=0.8)


def removed(language: str, line: str, opinion: float, context: Context = LINKED) -> bool:
    """Whether a *line* among four paragraphs is removed where the model's opinion on it is *opinion*."""
    text = TEXTS[language][0]
    blocks = [
        Block(f"{text} {n}", context=replace(context, hrefs=(), link_share=0.0)) for n in range(4)
    ]
    blocks.insert(2, Block(line, context=context))
    facts = Facts(language=language)
    evidence = gather(blocks, facts, load_lexicon(language))
    return [
        each.position for each in judge(evidence, [-6.0, -6.0, opinion, -6.0, -6.0], facts)
    ] == [2]


@pytest.mark.parametrize("language", TEXTS)
def test_label_and_link_together_are_enough(language: str) -> None:
    """Whatever the model holds of the words of the other story."""
    line = TEXTS[language][1]
    assert removed(language, line, VETO - 2)
    assert not removed(language, line, VETO_LINK - 1)


@pytest.mark.parametrize("language", TEXTS)
def test_without_a_link_the_model_has_its_veto(language: str) -> None:
    """A label in a text may begin a sentence of the author."""
    plain = replace(LINKED, hrefs=(), link_share=0.0)
    assert not removed(language, TEXTS[language][1], VETO - 2, plain)


def test_a_link_without_a_label_is_judged_by_the_model() -> None:
    """A reference of the author."""
    assert not removed("en", "The report of the harbour office, in full", VETO - 2)


def test_a_sentence_about_what_somebody_says_stays() -> None:
    """It ends as a sentence does."""
    assert not removed("en", "Read more: that is what the teacher told them, and they did.", -3.0)
