"""``newscrawl sources``: propose entries of the sources file, and report the yield of each source."""

import argparse
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from rich.console import Console
from rich.table import Table
from rich.text import Text
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings

from newscrawl.cli.asjson import add_json, print_value
from newscrawl.cli.crawl import add_run_options, log_briefly, make_settings
from newscrawl.cli.fields import TriedField, print_fields, tried_fields
from newscrawl.errors import ConfigError
from newscrawl.exits import ExitCode
from newscrawl.pipelines.study import Study
from newscrawl.sources.entry import write_source
from newscrawl.sources.source import Source, load_sources
from newscrawl.spiders.probe import ProbeSpider
from newscrawl.spiders.site_progress import SiteProgress
from newscrawl.system.terminal import printable

if TYPE_CHECKING:
    import asyncio

_STUDY = "newscrawl.pipelines.study.StudyPipeline"
_PROGRESS = "newscrawl.extensions.progress.ProgressExtension"


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``sources`` to the sub-commands."""
    parser = commands.add_parser("sources", help="propose and check entries of a sources file")
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    add = actions.add_parser("add", help="look at sites, add what was found to the file")
    add.add_argument("sites", nargs="+", metavar="URL", help="a host or the URL of a front page")
    check = actions.add_parser("check", help="report what each source yields now")
    for action, run in ((add, _run_add), (check, run_check)):
        action.add_argument(
            "-f", "--file", default="sources.toml", type=Path, help="the sources file"
        )
        add_json(action, "the same as JSON")
        add_run_options(action)
        action.set_defaults(run=run)


def _run_add(options: argparse.Namespace) -> ExitCode:
    """Look at sites and append a table for each to the file."""
    known = _names(options.file)
    progress_by_source = _probe({"site": ",".join(options.sites)}, make_settings(options))
    # A site that answered nothing is no entry: the host may be mistyped.
    found = [progress for progress in progress_by_source if progress.front or progress.gave]
    tables = [write_source(_propose(one)) for one in found if one.source.name not in known]
    try:
        # Appended, not written again: comments and order of the user's file stay.
        with options.file.open("a", encoding="utf-8") as file:
            file.write("".join(f"\n{table}" for table in tables))
    except OSError as error:
        raise ConfigError(f"{options.file}: cannot be written: {error.strerror}") from error
    for progress in progress_by_source:
        if progress.source.name in known:
            print(f"newscrawl: {options.file} has {progress.source.name} already", file=sys.stderr)
    if not options.json:
        print("\n".join(tables), end="")
    if tables:
        print(f"newscrawl: {options.file}: {len(tables)} added", file=sys.stderr)
    print_value([_as_dict(each, {}) for each in progress_by_source]) if options.json else _print(
        progress_by_source
    )
    return ExitCode.DONE if len(found) == len(progress_by_source) else ExitCode.MISSED


def _names(file: Path) -> set[str]:
    """Return the names of the sources that *file* has already."""
    return (
        {source.name for source in load_sources(file, may_be_empty=True)}
        if file.exists()
        else set()
    )


def run_check(options: argparse.Namespace) -> ExitCode:
    """Print the present yield of each source of the file."""
    settings = make_settings(options)
    has_fields = any(source.fields for source in load_sources(options.file))
    # Articles are fetched only where selectors are to be tried on them.
    study = Study(keeps_drafts=True) if has_fields else None
    if study is not None:
        settings.set("ITEM_PIPELINES", {_STUDY: 100}, priority="cmdline")
    progress_by_source = _probe({"sources": str(options.file), "study": study}, settings)
    tried = (
        {each.source.name: tried_fields(each.source, study) for each in progress_by_source}
        if study
        else {}
    )
    if options.json:
        print_value([_as_dict(each, tried) for each in progress_by_source])
    else:
        _print(progress_by_source)
        for each in progress_by_source:
            print_fields(each.source.name, tried.get(each.source.name, ()))
    return (
        ExitCode.DONE
        if all(progress.front or progress.gave for progress in progress_by_source)
        else ExitCode.MISSED
    )


def _propose(progress: SiteProgress) -> Source:
    """Return the source of *progress* with the feeds and sitemaps that gave something."""
    entrances = [entrance.partition(" ")[::2] for entrance, count in progress.gave.items() if count]
    return replace(
        progress.source,
        feeds=tuple(url for kind, url in entrances if kind == "feed"),
        sitemaps=tuple(url for kind, url in entrances if kind == "sitemap"),
    )


def _probe(arguments: Mapping[str, Any], settings: Settings) -> list[SiteProgress]:
    """Look at sites, with a temporary state and output."""
    with tempfile.TemporaryDirectory() as folder:
        settings.set("OUTPUT_DIR", folder, priority="cmdline")
        # Whatever the project's settings say: a look is no visit, and a crawl may hold that state.
        settings.set("STATE_URL", "sqlite:///{OUTPUT_DIR}/state.sqlite", priority="cmdline")
        extensions = settings.getdict("EXTENSIONS") | {_PROGRESS: None}
        settings.set("EXTENSIONS", extensions, priority="cmdline")
        log_briefly(settings)
        process = AsyncCrawlerProcess(settings)
        crawler = process.create_crawler(ProbeSpider)
        running: asyncio.Future[None] = process.crawl(crawler, **arguments)
        process.start()
        # Scrapy keeps an error of the start in the future alone, and ends as if all were well.
        if error := running.exception():
            raise error
        return list(cast("ProbeSpider", crawler.spider).progress_by_source.values())


def _as_dict(progress: SiteProgress, tried: Mapping[str, Sequence[TriedField]]) -> dict[str, Any]:
    """Return the figures of a source, as in the table."""
    names = ("feeds", "in_feeds", "sitemaps", "in_sitemaps", "on_the_front")
    return {
        "source": progress.source.name,
        **dict(zip(names, _figures(progress), strict=True)),
        "links_followed": progress.deep,
        "elsewhere": dict(progress.elsewhere.most_common()),
        "fields": {field.name: field.as_dict() for field in tried.get(progress.source.name, ())},
    }


def _print(progress_by_source: Sequence[SiteProgress]) -> None:
    table = Table(box=None, pad_edge=False)
    for name in (
        "source",
        "feeds",
        "in feeds",
        "sitemaps",
        "in sitemaps",
        "on the front",
        "links followed",
    ):
        table.add_column(name, justify="left" if name == "source" else "right")
    for progress in progress_by_source:
        table.add_row(
            Text(printable(progress.source.name)),
            *map(str, _figures(progress)),
            "yes" if progress.deep else "no",
        )
    console = Console(stderr=True)
    for progress in progress_by_source:
        if progress.elsewhere:
            ((site, _),) = progress.elsewhere.most_common(1)
            part = "links of its feeds and sitemaps lead to hosts of others"
            said = f"{'some' if any(progress.gave.values()) else 'all'} {part}, mostly {site}"
            console.print(
                printable(f"{progress.source.name}: {said}"), markup=False, highlight=False
            )
    console.width = max(console.width, 120)  # a name that is cut short is of no use
    console.print(table)


def _figures(progress: SiteProgress) -> Iterable[int]:
    for kind in ("feed", "sitemap"):
        counts = [
            count for entrance, count in progress.gave.items() if entrance.startswith(f"{kind} ")
        ]
        yield len(counts)
        yield sum(counts)
    yield progress.shown
