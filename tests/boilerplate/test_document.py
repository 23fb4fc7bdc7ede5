"""A block seen from the whole article: the words that it shares, the outlet, the author, turns of an interview."""

from newscrawl.model.items import Facts
from tests.support.evidence import NEWS, evidence_of


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
        NEWS[0],
        facts=facts,
    )
    assert outlet.features["d:host"] == author.features["d:author"] == 1
    assert not {"d:host", "d:author"} & news.features.keys()


def test_turns_of_an_interview_are_alike() -> None:
    """Lines that open alike, among questions, are no banner: the evidence says that there are others."""
    first, *_, news = evidence_of("Q: Why?", "A: So.", "Q: When?", "A: Then.", "Q: Who?", *NEWS)
    assert first.features["d:same_opening"] == 0.5
    assert news.features["d:same_opening"] > 0  # "The …", as every paragraph of it
    assert first.features["d:questions"] == 0.5
