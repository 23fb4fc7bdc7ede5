"""The card of an export: figures and names of any text, in Markdown that stays a table."""

from collections import Counter
from typing import Any

import pytest

from newscrawl.export.card import SHOWN, make_card
from newscrawl.export.figures import ExportFigures
from newscrawl.export.manifest import WrittenFile

FACTS = {"newscrawl": "0.1.0", "left_out": {}, "wanted": {}}


def card(
    files: tuple[WrittenFile, ...] = (), facts: dict[str, Any] | None = None, **counted: Any
) -> str:
    """Give the card of figures in which *counted* is said."""
    figures = ExportFigures()
    for name, value in counted.items():
        setattr(figures, name, value)
    return make_card("nachrichten", figures, files, {**FACTS, **(facts or {})}).decode()


@pytest.mark.parametrize(
    ("records", "category"),
    [
        pytest.param(0, "n<1K", id="none"),
        pytest.param(999, "n<1K", id="below a thousand"),
        pytest.param(1_000, "1K<n<10K", id="a thousand"),
        pytest.param(99_999, "10K<n<100K", id="below a bound"),
        pytest.param(10_000_000, "10M<n<100M", id="ten million"),
        pytest.param(999_999_999, "100M<n<1B", id="below a milliard"),
        pytest.param(1_000_000_000, "1B<n<10B", id="a milliard"),
    ],
)
def test_the_category_of_a_size(records: int, category: str) -> None:
    """A category of Hugging Face begins at its lower bound, and ends below its upper one."""
    assert f"- {category}\n" in card(records=records).replace('"', "")


def test_the_languages_are_codes() -> None:
    """In the head those that are known, in order; in the table all."""
    text = card(languages=Counter({"de": 2, "und": 5, "ar": 1, "zh-Hant": 1}))
    head = text.split("---")[1].replace('"', "")
    assert "language:\n  - ar\n  - de\nlicense" in head
    assert "| und | 5 |" in text


@pytest.mark.parametrize(
    ("name", "cell"),
    [
        pytest.param("a|b", "a\\|b", id="a bar"),
        pytest.param("a\n\n b", "a b", id="line breaks"),
        pytest.param("x" * 400, "x" * 300, id="long"),
        pytest.param("газета", "газета", id="Russian"),
        pytest.param("half \ud83d", "half ?", id="half a surrogate pair"),
    ],
)
def test_a_name_stays_in_its_cell(name: str, cell: str) -> None:
    """Names of sources and licences come from pages, and may be any text."""
    assert f"| {cell} | 3 |\n" in card(sources=Counter({name: 3}), licences=Counter({name: 3}))


def test_long_tables_say_how_much_is_left_out() -> None:
    """The rest is in the file that is named."""
    sources = Counter({f"zeitung{number:03}.example": 200 - number for number in range(SHOWN + 7)})
    text = card(sources=sources)
    assert "And 7 more; all are in `export.json`." in text
    assert f"zeitung{SHOWN - 1:03}" in text
    assert f"zeitung{SHOWN:03}" not in text


def test_years_stand_in_their_order_and_figures_in_words() -> None:
    """Other tables begin with what is most."""
    text = card(
        facts={"left_out": {"short": 1_200}, "wanted": {"language": "de"}},
        years=Counter({"2026": 9, "2024": 1, "2025": 5}), chars=750, removed_chars=250,
        first="2024-01-02T00:00:00Z", last="2026-02-03", undated=4,
    )  # fmt: skip
    assert text.index("| 2024 |") < text.index("| 2025 |") < text.index("| 2026 |")
    for row in (
        "| characters removed as boilerplate | 250 (25.0%) |",
        "| published | 2024-01-02 to 2026-02-03, 4 undated |",
        "| left out | 1,200 short |",
        "| asked for | language de |",
    ):
        assert row in text
    assert "| left out | none |" in card()
    assert "| asked for | all |" in card()


@pytest.mark.parametrize(
    ("ending", "has_types"), [("parquet", True), ("jsonl.gz", True), ("csv", False)]
)
def test_how_it_is_loaded(ending: str, has_types: bool) -> None:
    """Files of a split by a pattern; a reader of CSV has to find the types itself."""
    files = tuple(
        WrittenFile(f"data/{split}-0000{number}.{ending}", split, 5, 100, "")
        for split, number in (("test", 0), ("train", 0), ("train", 1))
    )
    head = card(files, splits=Counter(train=10, test=5)).split("---")[1].replace('"', "")
    assert f"path: data/train-*.{ending}" in head
    assert "num_bytes: 200" in head
    assert "num_examples: 5\n" in head
    assert ("features:" in head) is has_types


def test_an_export_in_one_file_says_nothing_of_loading() -> None:
    """Its reader finds the file by its name."""
    files = (WrittenFile("news.jsonl", "train", 5, 100, ""),)
    assert "configs" not in card(files, splits=Counter(train=5))
