"""The report: what runs gave, as one page with plots, tables that sort and filter, and examples.

The plots are bars, drawn here as SVG: a library would bring numpy's weight in scripts or fonts, and
no bar of theirs says its figure to a screen reader.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from newscrawl.reports.markup import Node, document, el
from newscrawl.reports.tally import SourceTally, Tally

MAX_BARS = 62
_SLOW = frozenset({"timeout", "too_slow", "host_unavailable", "http_429", "http_503", "time_spent"})
_HEIGHT, _WIDTH = 120, 640


def render_report(tally: Tally, title: str = "What the crawl gave") -> str:
    """Return the report on *tally* as one HTML file."""
    removed = tally.removed.total()
    missed = {kind: counted.total() for kind, counted in tally.reasons.items()}
    tiles = {
        "articles": tally.articles,
        "sources": len(tally.sources),
        "characters": tally.chars,
        "blocks removed": removed,
        **{f"pages {kind}": count for kind, count in missed.items()},
        "duplicates": sum(one.duplicates for one in tally.sources.values()),
        "bad lines": tally.bad_lines,
    }
    content = [
        el("a", "To the articles", href="#articles", class_="skip"),
        # What is zero (duplicates, bad lines) is nothing to look at.
        el("header", el("h1", title), _runs(tally), _tiles({k: v for k, v in tiles.items() if v})),
        el("main", *_sections(tally)),
    ]
    return document(title, content, name="report", data=_data(tally))


def _runs(tally: Tally) -> Node:
    # Times of one form sort as text.
    began = sorted(str(run.get("started", "")) for run in tally.runs)
    ended = Counter(str(run.get("outcome") or run.get("state") or "unknown") for run in tally.runs)
    how = ", ".join(f"{count} {name}" for name, count in ended.most_common())
    span = (
        f"{len(tally.runs)} run{'s' if len(began) > 1 else ''}, {began[0]} to {began[-1]}: {how}"
        if began
        else "no run.json"
    )
    return el("p", span, class_="quiet")


def _tiles(figures: Mapping[str, int]) -> Node:
    return el(
        "dl",
        *[el("div", el("dt", k), el("dd", f"{v:,}")) for k, v in figures.items()],
        class_="tiles",
    )


def _sections(tally: Tally) -> list[Node]:
    # An archive has articles of many years, and a column for each day would be too thin.
    last = sorted(tally.days)[-MAX_BARS:]
    sections = [
        _section(
            "Articles per day", _columns("articles per day", {day: tally.days[day] for day in last})
        ),
        _section("Languages", _bars("language", tally.languages)),
        _section("Text lengths (characters)", _bars("length", _by_length(tally.lengths))),
        _section("Boilerplate removed, by category", _bars("category", tally.removed)),
        _section("Boilerplate removed per article, over time", _over_time(tally, last)),
        *[
            _section(f"Pages {kind}, by reason", _bars("reason", counted))
            for kind, counted in tally.reasons.items()
            if counted
        ],
    ]
    if tally.rights:
        sections.append(_section("Rights that are reserved", _bars("rights", tally.rights)))
    if any(one.duplicates for one in tally.sources.values()):
        count = sum(one.duplicates for one in tally.sources.values())
        sections.append(_section("Duplicates", _bars("duplicate", Counter(yes=count))))
    return [
        el("div", *sections, class_="grid"),
        _table("sources", "Sources", "slow and broken ones first"),
        _table("missed", "Pages without an article", "examples of each reason"),
        _table("articles", "Articles", f"{len(tally.shown):,} of {tally.articles:,}"),
    ]


def _section(title: str, *content: Node) -> Node:
    return el("section", el("h2", title), *content)


def _by_length(lengths: Mapping[str, int]) -> dict[str, int]:
    # A dict, which _bars leaves in its order; a Counter is sorted by its figures.
    return dict(sorted(lengths.items(), key=lambda one: int(one[0].rstrip("+").partition("–")[0])))


def _bars(kind: str, figures: Mapping[str, int]) -> Node:
    """Return a table of bars; each row leads to its examples."""
    ordered = figures.most_common(40) if isinstance(figures, Counter) else list(figures.items())
    most = max((count for _, count in ordered), default=1)
    rows = [
        el(
            "tr",
            el("th", _finder(kind, name), scope="row"),
            el("td", f"{count:,}", class_="number"),
            el(
                "td",
                el(
                    "div",
                    "",
                    class_="bar",
                    style=f"width:{100 * count / most:.1f}%",
                    data_c=_category(kind, name),
                ),
                class_="plot",
                aria_hidden="true",
            ),
        )
        for name, count in ordered
    ]
    return el("table", *rows, class_="bars") if rows else el("p", "none", class_="quiet")


def _category(kind: str, name: str) -> str | None:
    return name if kind == "category" else None


def _finder(kind: str, name: str) -> Node:
    return el("button", name or "unknown", type="button", class_="find", data_find=f"{kind}:{name}")


def _columns(label: str, figures: Mapping[str, float], unit: str = "") -> Node:
    """Return a plot of columns, one for each day; each column is told by its own title."""
    if not figures:
        return el("p", "none", class_="quiet")
    # All may be 0: days whose articles had nothing removed.
    most = max(figures.values()) or 1
    step = _WIDTH / len(figures)
    columns = []
    for place, (day, value) in enumerate(figures.items()):
        height = _HEIGHT * value / most
        shape = el(
            "rect",
            el("title", f"{day}: {value:g}{unit}"),
            x=f"{place * step:.1f}",
            y=f"{_HEIGHT - height:.1f}",
            width=f"{max(step - 2, 1):.1f}",
            height=f"{height:.1f}",
        )
        columns.append(shape)
    days = list(figures)
    said = f"{label}: {days[0]} to {days[-1]}, at most {most:g}{unit}"
    plot = el(
        "svg",
        *columns,
        viewBox=f"0 0 {_WIDTH} {_HEIGHT}",
        role="img",
        aria_label=said,
        preserveAspectRatio="none",
    )
    table = el(
        "table",
        *[
            el("tr", el("th", _finder("day", day), scope="row"), el("td", f"{n:g}{unit}"))
            for day, n in figures.items()
        ],
    )
    return el(
        "figure", plot, el("figcaption", said), el("details", el("summary", "Figures"), table)
    )


def _over_time(tally: Tally, days: Sequence[str]) -> Node:
    """Return blocks removed per article and day, all categories, with the largest ones below."""
    totals = {
        day: round(tally.removed_days[day].total() / max(tally.days[day], 1), 2) for day in days
    }
    plots = [_columns("removed blocks per article", totals)]
    for category, _ in tally.removed.most_common(4):
        each = {
            day: round(tally.removed_days[day][category] / max(tally.days[day], 1), 2)
            for day in days
        }
        plot = el("div", _columns(f"{category} per article", each), data_c=category, class_="small")
        plots.append(plot)
    return el("div", *plots)


def _table(name: str, title: str, remark: str) -> Node:
    """Return the frame of a table that the script fills from the data."""
    box = el(
        "input",
        type="search",
        id=f"{name}-filter",
        placeholder="words, or e.g. language:de",
        size=30,
    )
    return el(
        "section",
        el("h2", title, el("span", f" ({remark})", class_="quiet")),
        el("p", el("label", "Filter ", box), " ", el("span", "", class_="count", role="status")),
        el(
            "div",
            el("table", "", class_="rows"),
            class_="scroll",
            tabindex=0,
            role="region",
            aria_label=title,
        ),
        el("p", el("button", "Show more", type="button", class_="more", hidden="hidden")),
        el("noscript", el("p", "This table needs scripts.")),
        id=name,
        class_="wide",
        data_table=name,
    )


def _data(tally: Tally) -> dict[str, Any]:
    """Return the tables: names of columns, and rows; the last cell of a row is what it is found by."""
    sources = sorted(
        tally.sources.items(), key=lambda one: (-_trouble(tally, *one), -one[1].articles, one[0])
    )
    return {
        "sources": {
            "columns": (
                # What is wrong comes early: the last columns are off the screen on a phone.
                *("source", "status", "what is wrong", "articles", "typical length", "removed %"),
                *("missed", "slow", "undated", "unsigned", "duplicates", "reserved", "languages"),
            ),
            "rows": [_source_row(tally, name, one) for name, one in sources],
        },
        "missed": {
            "columns": ("reason", "url", "message"),
            "rows": [
                (one.reason, one.url, one.message, f"reason:{one.reason}") for one in tally.missed
            ],
        },
        "articles": {
            "columns": ("title", "source", "day", "language", "characters", "removed", "inspect"),
            "rows": [
                (
                    *(
                        one.title or one.url,
                        one.source,
                        one.day,
                        one.language,
                        one.chars,
                        one.removed,
                    ),
                    *(one.place, f"{one.tokens}", one.url),
                )
                for one in tally.shown
            ],
        },
    }


def _trouble(tally: Tally, name: str, one: SourceTally) -> float:
    """Return the trouble of a source as a number, to put the worst first."""
    status = tally.verdicts.get(name, ("", ""))[0]
    share = one.missed.total() / max(one.missed.total() + one.articles, 1)
    # The share is at most 1, so it orders the sources of one verdict and never moves one past it.
    return {"broken": 2.0, "changed": 1.0}.get(status, 0.0) + share


def _source_row(tally: Tally, name: str, one: SourceTally) -> tuple[Any, ...]:
    status, found = tally.verdicts.get(name, ("", ""))
    slow = sum(count for reason, count in one.missed.items() if reason in _SLOW)
    missed = _most(one.missed)
    return (
        *(name, status, "; ".join(part for part in (found[:300], missed) if part)),
        # A source may have missed pages alone; at least 1 spares the division by zero.
        *(one.articles, round(one.chars / max(one.articles, 1))),
        round(100 * one.removed_chars / max(one.chars + one.removed_chars, 1), 1),
        *(one.missed.total(), slow, one.undated, one.unsigned, one.duplicates, one.reserved),
        _most(one.languages),
        f"source:{name} status:{status}",
    )


def _most(counted: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in _first(counted.most_common(3)))


def _first(pairs: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    return [(name, count) for name, count in pairs if count]
