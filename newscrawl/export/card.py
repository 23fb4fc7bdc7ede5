"""The card of an export (``README.md``): figures, sources, licences, and the types for Hugging Face."""

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from newscrawl.export.figures import ExportFigures, ranked
from newscrawl.export.manifest import WrittenFile
from newscrawl.typed.card import MARK, features_of, front_matter
from newscrawl.typed.columns import columns

SHOWN = 100
_LANGUAGES_MAX = 500


def make_card(
    name: str, figures: ExportFigures, files: Sequence[WrittenFile], facts: Mapping[str, Any]
) -> bytes:
    """Return the card of the export *name*; *facts* are those of its manifest."""
    info = {**_about(name, figures), **_loading(figures, files)}
    text = "\n".join((front_matter(info), MARK, "", *_lines(name, figures, facts)))
    # Names of sources and licences come from pages, and may hold half a surrogate pair.
    return f"{text}\n".encode("utf-8", "replace")


def _about(name: str, figures: ExportFigures) -> dict[str, Any]:
    # The head of a card takes codes of languages; undetermined (und) is left out.
    languages = [code for code, _ in ranked(figures.languages) if code.isalpha() and code != "und"]
    return {
        "pretty_name": name,
        "language": sorted(languages[:_LANGUAGES_MAX]),
        "license": "other",
        "size_categories": [_size(figures.records)],
        "tags": ["news", "newscrawl"],
    }


def _size(records: int) -> str:
    """Return the category of Hugging Face for a number of records."""
    # One more, since a category ends below its upper bound: 1,000 records are 1K<n<10K.
    power = max(3, math.ceil(math.log10(max(records, 1) + 1)))
    names = {
        3: "n<1K",
        4: "1K<n<10K",
        5: "10K<n<100K",
        6: "100K<n<1M",
        7: "1M<n<10M",
        8: "10M<n<100M",
    }
    return names.get(power, "100M<n<1B" if power == 9 else "1B<n<10B")


def _loading(figures: ExportFigures, files: Sequence[WrittenFile]) -> dict[str, Any]:
    tables = [file for file in files if file.name.startswith("data/")]
    if not tables:
        return {}
    found = sorted(figures.splits)
    ending = "." + tables[0].name.split(".", 1)[1]
    paths = [{"split": split, "path": f"data/{split}-*{ending}"} for split in found]
    info: dict[str, Any] = {"config_name": "default"}
    # CSV has no lists and objects: its reader has to find the types itself.
    if not ending.startswith(".csv"):
        info["features"] = features_of(columns())
    info["splits"] = [
        {
            "name": split,
            "num_bytes": sum(file.bytes for file in tables if file.split == split),
            "num_examples": figures.splits[split],
        }
        for split in found
    ]
    return {"configs": [{"config_name": "default", "data_files": paths}], "dataset_info": [info]}


def _lines(name: str, figures: ExportFigures, facts: Mapping[str, Any]) -> Iterator[str]:
    yield f"# {name}"
    yield ""
    yield f"News articles that newscrawl {facts['newscrawl']} crawled and freed of boilerplate."
    yield ""
    # At least 1: the texts of an export may all be empty.
    share = figures.removed_chars / max(figures.chars + figures.removed_chars, 1)
    first, last = figures.first[:10] or "?", figures.last[:10] or "?"
    rows = {
        "records": f"{figures.records:,}",
        "characters of text": f"{figures.chars:,}",
        "characters removed as boilerplate": f"{figures.removed_chars:,} ({share:.1%})",
        "published": f"{first} to {last}, {figures.undated:,} undated",
        "sources": f"{len(figures.sources):,}",
        "left out": ", ".join(f"{count:,} {reason}" for reason, count in facts["left_out"].items())
        or "none",
        "asked for": ", ".join(f"{key} {value}" for key, value in facts["wanted"].items()) or "all",
    }
    yield from _table(("", ""), rows.items())
    yield from _counted("Splits", figures.splits)
    yield from _counted("Languages", figures.languages)
    yield from _counted("Years", figures.years, by_name=True)
    yield from _counted("Sources", figures.sources)
    yield from _rights(figures)


def _rights(figures: ExportFigures) -> Iterator[str]:
    yield ""
    yield "## Rights"
    yield ""
    yield (
        "The articles belong to those who published them; that a text is here gives no licence to"
        " use it. `metadata.rights` of each record has what server and page said of its use."
    )
    if figures.reserved:
        yield from _counted("Reserved", figures.reserved, level=3)
    if figures.licences:
        yield from _counted("Licences and policies named", figures.licences, level=3)


def _counted(
    title: str, counts: Counter[str], *, level: int = 2, by_name: bool = False
) -> Iterator[str]:
    rows = sorted(counts.items()) if by_name else ranked(counts)
    yield ""
    yield f"{'#' * level} {title}"
    yield ""
    yield from _table(("", "records"), [(name, f"{count:,}") for name, count in rows[:SHOWN]])
    if len(rows) > SHOWN:
        yield ""
        yield f"And {len(rows) - SHOWN:,} more; all are in `export.json`."


def _table(head: tuple[str, str], rows: Any) -> Iterator[str]:
    yield f"| {head[0]} | {head[1]} |"
    yield "|---|---|"
    for name, value in rows:
        yield f"| {_cell(name)} | {_cell(value)} |"


def _cell(text: str) -> str:
    # A line break or a bar would end the cell; texts of pages hold both.
    return " ".join(text.split()).replace("|", "\\|")[:300]
