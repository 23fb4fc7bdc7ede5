"""``newscrawl inspect``: one page, its article and the removed blocks, side by side."""

import argparse
import asyncio
import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from newscrawl.cli.compare import run_against
from newscrawl.cli.crawl import make_settings
from newscrawl.cli.sites import ending, fetch_pages, host_named, known_profile, pinned, read_file
from newscrawl.corpus.lines import replaced
from newscrawl.corpus.tables import lines_of
from newscrawl.errors import ConfigError
from newscrawl.exits import ExitCode
from newscrawl.model.items import Draft, Page
from newscrawl.pipelines.extract import worker_pool
from newscrawl.pipelines.study import Study, study_pages
from newscrawl.records import json_line, make_article
from newscrawl.reports.compare import run_version, saved_pages
from newscrawl.reports.inspected import items_of, items_of_record
from newscrawl.reports.inspector import View, render
from newscrawl.warc.archive import Archive, Position
from newscrawl.warc.inputs import is_archive
from newscrawl.workers.pool import WorkerPool

UNKNOWN_URL = "https://page.invalid/"
_RECORDS = (".jsonl", ".jsonl.gz", ".jsonl.zst", ".parquet")
_REMARKS = {
    "embedded": (
        "The text is not in what the page shows, but in its data: nothing of it can be marked"
        " there."
    ),
    "none": "No article was found. If scripts fill this page in, say render = true for its source.",
}


class PageStudy(Study):
    """A study that keeps the *bodies* of its pages too, by URL."""

    def __init__(self, profiles: Mapping[str, str] | None = None) -> None:
        super().__init__(profiles, keeps_drafts=True)
        self.bodies: dict[str, Page] = {}

    async def read(self, page: Page, pool: WorkerPool) -> None:
        """Read *page* in a worker.

        Raises:
            PoolError: If no worker can be started.
        """
        self.bodies[page.url] = page
        await super().read(page, pool)


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``inspect`` to the sub-commands."""
    parser = commands.add_parser(
        "inspect",
        help="show a page, its article and what was removed side by side",
        epilog="examples: newscrawl inspect https://example.org/story · "
        "newscrawl inspect saved.html --url https://example.org/story · "
        "newscrawl inspect articles-00001.jsonl#12 -o story.html · "
        "newscrawl inspect pages/ --against ../newscrawl-before",
    )
    parser.add_argument(
        "page",
        metavar="URL|FILE|RECORD|WARC#OFFSET|DIR",
        help=(
            "a URL, a file of HTML, FILE.jsonl#LINE or #ID (or FILE.parquet), FILE.warc#OFFSET, or a folder"
            " (--against)"
        ),
    )
    add_page_options(parser)
    parser.add_argument(
        "-o",
        dest="file",
        type=Path,
        metavar="FILE",
        help="the page to write (inspect.html; - writes none)",
    )
    parser.add_argument(
        "--json", action="store_true", help="print record and blocks as JSON instead"
    )
    parser.add_argument(
        "--against",
        metavar="OLD",
        help=(
            "list what changed since OLD: a checkout of newscrawl, or a file of answers of an"
            " earlier run"
        ),
    )
    parser.set_defaults(run=run)


def add_page_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of all commands that look at one page."""
    parser.add_argument("--url", help="URL of the page in a file: its host, and so its profile")
    parser.add_argument(
        "-f", "--sources", type=Path, metavar="FILE", help="pins of the page's source"
    )
    parser.add_argument(
        "-s", "--set", action="append", default=[], metavar="NAME=VALUE", help="change a setting"
    )
    parser.add_argument("-v", "--verbose", action="store_true", help="log what Scrapy logs too")
    parser.set_defaults(output=None)


def run(options: argparse.Namespace) -> ExitCode:
    """Write the inspector of the page that *options* name, or compare a folder of pages.

    Raises:
        ConfigError: If there is no such page.
    """
    if options.against:
        return run_against(options)
    if Path(options.page).is_dir():
        return _print_folder(options)
    name, _, part = options.page.rpartition("#")
    if _is_record(name):
        return _show(options, _view_of_record(Path(name), part))
    # Without #LINE the first record: newscrawl get prints one alone.
    if _is_record(options.page):
        return _show(options, _view_of_record(Path(options.page), "1"))
    study = read_page(options, "newscrawl.reports.inspected.work")
    for draft in study.drafts:
        _show(options, view_of(draft))
    return ending(study)


def _print_folder(options: argparse.Namespace) -> ExitCode:
    """Print the answers of this version for a folder of pages, for a later comparison.

    Raises:
        ConfigError: If ``--json`` is not given.
    """
    if not options.json:
        raise ConfigError(
            f"{options.page}: a folder is compared, with --against OLD, or printed, with --json"
        )
    for answer in run_version(saved_pages(Path(options.page)), None):
        print(json.dumps(answer))
    return ExitCode.DONE


def _is_record(name: str) -> bool:
    """Return whether *name* is that of a file of records."""
    return "://" not in name and name.lower().endswith(_RECORDS)


def read_page(options: argparse.Namespace, function: str) -> PageStudy:
    """Read the page that *options* name, a URL or a file, by *function* in a worker.

    Raises:
        ConfigError: If there is no such page.
    """
    settings = make_settings(options)
    # The worker does it, as in a crawl: a page that hangs or kills it ends nothing else.
    settings.set("EXTRACT_FUNCTION", function, priority="cmdline")
    page = None if "://" in options.page else _page_at_hand(options)
    url = page.url if page else options.page
    host = host_named(url)
    study = PageStudy({host: known_profile(settings, host) or ""})
    if page is None:
        fetch_pages([url], study, settings, str(options.sources or ""))
    else:
        asyncio.run(study_pages([pinned(page, options.sources)], study, worker_pool(settings)))
    return study


def _page_at_hand(options: argparse.Namespace) -> Page:
    """Return the page in the file that *options* name: HTML, or a record of a WARC file."""
    name, _, part = options.page.rpartition("#")
    if is_archive(name):
        return page_in_archive(Path(name), part)
    if is_archive(options.page):
        return page_in_archive(Path(options.page), "0")
    return Page(options.url or UNKNOWN_URL, read_file(options.page), "text/html")


def page_in_archive(path: Path, part: str) -> Page:
    """Return the page at the offset *part* of a WARC file; at 0, its first page.

    Raises:
        ConfigError: If there is no page at that place, or no reader is installed.
    """
    if not (part.isascii() and part.isdigit()):
        raise ConfigError(
            f"{path}#{part}: expected the offset of a record in bytes, e.g. {path.name}#0"
        )
    archive = Archive(path, Position(int(part)))
    try:
        for entry in archive:
            if entry.page is not None:
                return entry.page
            # Reading on would give the next page, which is not the one that was asked for.
            if entry.problem is not None:
                raise ConfigError(
                    f"{path}#{part}: no page can be read there: {entry.problem.message}"
                )
            # An offset names one record; at 0 the first page is meant, whatever precedes it.
            if int(part):
                break
    finally:
        archive.close()
    raise ConfigError(
        f"{path}#{part}: no page stands there; expected the offset of a response of HTML"
    )


def view_of(draft: Draft) -> View:
    """Return the view of a page for the inspector."""
    record: dict[str, Any] = json.loads(json_line(make_article(draft)))
    remark = ""
    if not draft.blocks:
        remark = _REMARKS["none"]
    elif draft.body_source != "page":
        remark = _REMARKS["embedded"]
    return View(record, items_of(draft), draft.view, remark)


def _view_of_record(path: Path, part: str) -> View:
    record = find_record(path, part)
    try:
        items = items_of_record(
            record["text"], record["metadata"].get("kinds", ()), record["metadata"]["removed"]
        )
    # Any JSON can be given: a list has no keys, and a string no get.
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ConfigError(
            f"{path}#{part}: expected a record of newscrawl; what is missing or wrong: {error}"
        ) from error
    return View(record, items)


def find_record(path: Path, part: str) -> dict[str, Any]:
    """Return the record of *path* that *part* names, by the number of its line or its id.

    Raises:
        ConfigError: If there is none.
    """
    for line in lines_of(path):
        # The bytes are searched first: to parse each line of a large file takes far longer.
        named = (
            line.number == int(part)
            if part.isascii() and part.isdigit()
            else part.encode() in line.data
        )
        # A line that a running crawl is writing is no JSON yet.
        if not (named and line.whole):
            continue
        try:
            record = json.loads(line.data)
        except (ValueError, RecursionError) as error:
            raise ConfigError(f"{path}, line {line.number}: expected JSON: {error}") from error
        # The bytes of an id or a URL may be part of another record, too.
        if isinstance(record, dict) and (
            part.isdigit() or part in {record.get("id"), record.get("url")}
        ):
            return record
    raise ConfigError(f"{path}: no record {part!r}; expected the number of a line, an id or a URL")


def _show(options: argparse.Namespace, view: View) -> ExitCode:
    if options.json:
        blocks = [asdict(item) for item in view.items]
        print(json.dumps({"record": view.record, "blocks": blocks}, ensure_ascii=False))
        if options.file is None:
            return ExitCode.DONE
    path = options.file or Path("inspect.html")
    with replaced(path, overwrites=True) as file:
        # "replace": pages can hold lone surrogates, which UTF-8 has no bytes for.
        file.write(render(view).encode("utf-8", "replace"))
    if not options.json:
        print(f"{path}: open it in a browser")
    return ExitCode.DONE
