"""What is known of a block: what it speaks of in many languages, how it ends, and what stands around it."""

import math
from collections.abc import Sequence

import pytest

from newscrawl.boilerplate.features import Evidence, gather
from newscrawl.boilerplate.lexicon import load_lexicon
from newscrawl.boilerplate.stretches import FirstOpinion, asked_places
from newscrawl.boilerplate.surroundings import COLUMNS, rows
from newscrawl.model.items import Block, Facts

ARTICLE = (
    "The ferry to the island was full on every crossing of the weekend.",
    "The harbour master counted nine hundred passengers by Sunday evening.",
    "The council will vote on a second ferry in the spring.",
)


def evidence_of(*texts: str, language: str = "en", facts: Facts | None = None) -> list[Evidence]:
    return gather([Block(text) for text in texts], facts or Facts(), load_lexicon(language))


@pytest.mark.parametrize(
    ("language", "text", "concept"),
    [
        pytest.param("en", "You have read this far.", "reading", id="en, the text that is read"),
        pytest.param("de", "Sie haben bis hierher gelesen.", "reading", id="de, the same"),
        pytest.param("tr", "Buraya kadar geldiniz.", "reading", id="tr, the same"),
        pytest.param("en", "None of this is investment advice.", "notice", id="en, no advice"),
        pytest.param("fr", "Ceci ne remplace pas un médecin.", "notice", id="fr, no advice"),
        pytest.param("zh", "本文不构成投资建议。", "notice", id="zh, no advice"),
        pytest.param("pl", "Tekst wygenerowany przez AI.", "machine", id="pl, made by a machine"),
        pytest.param("ru", "Перевод сделала нейросеть.", "machine", id="ru, the same"),
        pytest.param("de", "Zum Inhalt springen", "technical", id="de, how the page works"),
        pytest.param("zh", "返回顶部", "technical", id="zh, how the page works"),
    ],
)
def test_what_a_block_speaks_of(language: str, text: str, concept: str) -> None:
    """Reading, notices, machines and the page itself are told in each language, and not in plain news."""
    read, news = evidence_of(text, ARTICLE[0], language=language)
    assert concept in read.concepts
    assert concept not in news.concepts


def test_the_last_sentence_tells_what_a_story_is_for() -> None:
    """A banner that begins as a story comes to the point at its end; one sentence alone has no last one."""
    story, plain = evidence_of(
        "It took four of us a winter to count the boats. Please donate today.", "Please donate."
    )
    assert story.features["e:give"] == 1
    assert "e:give" not in plain.features


def test_a_block_shares_words_with_its_neighbours() -> None:
    """The article goes on in its next paragraph, a banner does not."""
    first, last, banner = evidence_of(
        "The harbour master counted passengers.",
        "Passengers told the harbour master of long queues.",
        "Our newsletter lands every Friday.",
    )
    assert first.features["d:shared_after"] > 0.5
    assert last.features["d:shared_before"] > last.features["d:shared_after"]
    assert banner.features["d:shared_before"] == 0


def test_the_outlet_and_the_author_are_known_by_the_page() -> None:
    """The host's name stands for the outlet, and a line that opens with the author's name is about them."""
    facts = Facts(url="https://www.harbour-times.example/a", authors=("Ida Kvist",))
    outlet, author, news = evidence_of(
        "Only the Harbour Times writes of this.",
        "Ida Kvist writes about ships and lives by the sea with two dogs and a boat.",
        ARTICLE[0],
        facts=facts,
    )
    assert outlet.features["d:host"] == author.features["d:author"] == 1
    assert not {"d:host", "d:author"} & news.features.keys()


def test_turns_of_an_interview_are_alike() -> None:
    """Lines that open alike, among questions, are no banner: the evidence says that there are others."""
    first, *_, news = evidence_of("Q: Why?", "A: So.", "Q: When?", "A: Then.", "Q: Who?", *ARTICLE)
    assert first.features["d:same_opening"] == 0.5
    assert news.features["d:same_opening"] > 0  # "The …", as every paragraph of it
    assert first.features["d:questions"] == 0.5


@pytest.mark.parametrize(
    ("text", "known"),
    [
        pytest.param("18+ Play with care", "s:age", id="age limit"),
        pytest.param("(Editing by Bo Ek)", "s:bracketed", id="in brackets"),
        pytest.param("The mayor said that the bridge...", "s:cut_off", id="cut off"),
    ],
)
def test_forms_of_a_block(text: str, known: str) -> None:
    """Age limits, brackets and cut-off teasers are told by their signs, and a plain line has none."""
    odd, plain = evidence_of(text, "He walked 18 miles.")
    assert odd.features.get(known) == 1
    assert known not in plain.features


def thoughts(*opinions: float) -> list[FirstOpinion]:
    """Return opinions on blocks of four words, half of each by its words."""
    return [FirstOpinion(opinion, opinion / 2, 4) for opinion in opinions]


def test_a_row_tells_the_way_to_the_next_likely_block() -> None:
    """What is on the way to the next likely block, and what is said on it."""
    evidence = evidence_of(*ARTICLE, "Please donate to our newsroom.")
    opinions = thoughts(-5.0, -6.0, -1.0, 3.0)
    first, _, near, banner = _table(evidence, opinions)
    assert (first["way_after"], near["we_after"]) == (-6, 1)
    assert (near["way_before"], banner["way_before"]) == (-6, -6)


def test_blocks_that_are_not_plainly_the_articles_make_a_stretch() -> None:
    """The best opinion of a stretch is known to all of its blocks, and no other block is in it."""
    evidence = evidence_of(*ARTICLE, "Please donate to our newsroom.")
    table = _table(evidence, thoughts(-5.0, -6.0, -1.0, 3.0))
    assert [row["stretch"] for row in table] == [1, 1, 2, 2]
    assert [row["stretch_best"] for row in table] == [-5, -6, 3, 3]
    assert [row["stretch_best_after"] for row in table] == [-5, -6, 3, 3]
    assert [row["stretch_best_before"] for row in table] == [-5, -6, -1, 3]


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(("Pan Jan płaci 7 zł.", "Za to mamy znaczki.", "Dziękujemy!"), id="pl"),
        pytest.param(("田中さんは月に百円。", "それで切手を買う。", "感謝します。"), id="ja"),
        pytest.param(("كتبت لنا قارئة.", "أرسلت عشرة دنانير.", "شكراً لها."), id="ar"),
    ],
)
def test_lines_that_each_say_little_say_more_together(lines: Sequence[str]) -> None:
    """Words of several blocks add up when they are read as one; words against them do so, too."""
    evidence = evidence_of(*lines)
    alike, against = [FirstOpinion(1.0, 1.0, 9)] * 3, [FirstOpinion(-1.0, -1.0, 9)] * 3
    assert _table(evidence, alike)[1]["pooled3"] == pytest.approx(math.sqrt(3))
    assert _table(evidence, against)[1]["pooled3"] == pytest.approx(-math.sqrt(3))
    # What is not said by words is a mean: three bullets are no more than one.
    assert _table(evidence, [FirstOpinion(1.0, 0.0, 9)] * 3)[1]["pooled3"] == pytest.approx(1)


def test_what_is_plainly_the_articles_is_not_asked_about() -> None:
    """Blocks next to one that may be a banner's are asked about, too."""
    opinions = [-9.0] * 6 + [-2.0] + [-9.0] * 6
    assert asked_places(thoughts(*opinions)) == [5, 6, 7]
    assert asked_places(thoughts(-9.0, -9.0)) == []
    assert asked_places(()) == []


def _table(
    evidence: Sequence[Evidence], opinions: Sequence[FirstOpinion]
) -> list[dict[str, float]]:
    """Return the row of every block, by column."""
    found = rows(evidence, opinions, range(len(evidence)))
    return [dict(zip(COLUMNS, row, strict=True)) for row in found]
