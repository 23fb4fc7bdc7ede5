"""Pages cut to a short article, as the training of weights reads them."""

from typing import Any

import pytest

from benchmarks.short_pages import LEGAL, cut, teasers_of
from newscrawl.extract.segmentation.segments import key_of

STORIES = {
    "en": "The {} council of the town voted on Tuesday night to build a new bridge across the river there.",
    "de": "Der {} Stadtrat hat am Dienstagabend beschlossen, dort eine neue Brücke über den Fluss zu bauen.",
    "ru": "Во вторник {} городской совет решил построить там через реку новый мост для пешеходов.",
}
COUNT = 9


def row(language: str, number: int) -> dict[str, Any]:
    lines = [f"{at}. {STORIES[language].format(at * 17)}" for at in range(COUNT)]
    story = "".join(f"<p>{line}</p>" for line in lines)
    page = f"<html lang={language}><body><h1>A bridge</h1><div>{story}</div></body></html>"
    truth = {"text": "\n".join(lines)}
    return {"id": f"{language}/{number}", "html": page.encode(), "truth": truth}


@pytest.mark.parametrize("language", STORIES)
def test_the_truth_is_what_the_page_still_shows(language: str) -> None:
    """Each page keeps one to four paragraphs; what is put around it is none of its truth."""
    teasers = teasers_of(row(language, number) for number in range(9))
    assert len(teasers[language]) == COUNT
    sizes, added = set(), 0
    for number in range(60):
        shorter = cut(row(language, number), teasers)
        assert shorter is not None
        shown = key_of(shorter["html"].decode())
        lines = shorter["truth"]["text"].split("\n")
        assert all(key_of(line) in shown for line in lines)
        assert f"{COUNT - 1}. " not in shorter["truth"]["text"]
        sizes.add(len(lines))
        added += key_of(LEGAL[language][0]) in shown
        assert key_of(LEGAL[language][0]) not in key_of(shorter["truth"]["text"])
    assert sizes == {1, 2, 3, 4}
    assert added > 0


def test_pages_that_cannot_be_cut() -> None:
    """A short page, one whose truth is not known, and one whose truth has other lines than the page."""
    whole = row("en", 1)
    assert cut({**whole, "truth": {"text": None}}, {}) is None
    assert cut({**whole, "html": b"<p>Too short.</p>"}, {}) is None
    text = whole["truth"]["text"].replace("\n", " ")
    assert cut({**whole, "truth": {"text": text}}, {}) is None
