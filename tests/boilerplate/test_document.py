"""A block seen from the whole article: the words that it shares, the outlet, the author, turns of an interview."""

import pytest

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


@pytest.mark.parametrize(
    ("index", "total", "places"),
    [
        pytest.param(0, 20, {"first"}, id="the headline"),
        pytest.param(1, 20, {"second"}, id="second"),
        pytest.param(2, 20, {"third"}, id="third"),
        pytest.param(5, 20, set(), id="not yet in the middle"),
        pytest.param(6, 20, {"middle"}, id="the middle begins"),
        pytest.param(10, 20, {"middle"}, id="half way"),
        pytest.param(11, 20, {"middle", "half"}, id="past half"),
        pytest.param(13, 20, {"middle", "half"}, id="the middle ends"),
        pytest.param(14, 20, {"half"}, id="after the middle"),
        pytest.param(17, 20, {"half", "last_three"}, id="third from the end"),
        pytest.param(19, 20, {"half", "last"}, id="last"),
        pytest.param(0, 1, {"first", "last"}, id="alone"),
    ],
)
def test_the_place_of_a_block_is_told(index: int, total: int, places: set[str]) -> None:
    """From either end; what is in between is one."""
    evidence = evidence_of(*(f"The ferry sailed {number} times." for number in range(total)))
    told = {"first", "second", "third", "last", "last_three", "half", "middle"}
    features = evidence[index].features
    assert {name for name in told if features.get(f"d:{name}")} == places


@pytest.mark.parametrize(
    ("url", "text", "named"),
    [
        pytest.param("https://www.harbour-times.example/a", "The Harbour Times", True, id="words"),
        pytest.param("https://m.harbourtimes.example/a", "harbourtimes", True, id="one word"),
        pytest.param("https://zeit.example/a", "Zeit", False, id="too short to be a name"),
        pytest.param("https://harbour-times.example/a", "The harbour", False, id="a part of it"),
        pytest.param("https://zeitung-köln.example/", "Zeitung Köln", True, id="de, an umlaut"),
    ],
)
def test_the_host_stands_for_the_outlet(url: str, text: str, named: bool) -> None:
    """Whatever signs and spaces are in the name."""
    (block,) = evidence_of(text, facts=Facts(url=url))
    assert (block.features.get("d:host") == 1) is named


def test_a_byline_names_the_author_where_the_page_does_not() -> None:
    """A short line of names near the top; a line that opens so is about the author, the byline is not."""
    lines = (
        "The ferry sails again",
        "By Ida Kvist",
        *NEWS,
        "Kvist writes about ships and the sea.",
    )
    *_, about = read = evidence_of(*lines)
    assert about.features.get("d:author") == 1
    assert "d:author" not in read[1].features
    *_, late = evidence_of(*NEWS, NEWS[0], NEWS[1], "By Ida Kvist", "Kvist writes of the sea.")
    assert "d:author" not in late.features


def test_an_article_about_giving_speaks_of_it_in_many_blocks() -> None:
    """A banner does in one or two; the block itself is no evidence for its own register."""
    about = evidence_of(*["The charity was asked to donate more to the poor."] * 4)
    banner = evidence_of(*NEWS, "Please donate to our newsroom.")
    assert about[0].features["d:topical"] == 1
    assert banner[3].features["d:topical"] == 0
    assert banner[3].features["d:others_we"] == 0
    assert evidence_of("We sail.", "We came.", "He left.")[0].features["d:others_we"] == 0.5
