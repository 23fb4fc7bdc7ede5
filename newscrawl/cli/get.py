"""``newscrawl get``: the records of single pages on standard output, with nothing kept."""

import argparse
import asyncio
import contextlib
import io
import json
import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from newscrawl.cli.crawl import add_run_options, make_settings, run_spider
from newscrawl.errors import ConfigError, ExtractError
from newscrawl.exits import ExitCode
from newscrawl.extract.parse.html import Limits
from newscrawl.pipelines.extract import Wanted, with_page, worker_pool
from newscrawl.records import json_line, make_article
from newscrawl.sources.source import load_sources, with_source
from newscrawl.stripping import page_at_hand
from newscrawl.system.given import read_page
from newscrawl.system.terminal import printable
from newscrawl.workers.client import WorkerError

_EXAMPLES = """\
examples:
  newscrawl get https://news.example/story
  newscrawl get https://news.example/story --text
  newscrawl get page.html --url https://news.example/story | jq .metadata.removed
  newscrawl get https://news.example/story --render      a page that a script fills

robots.txt is obeyed, and nothing is written: for many pages newscrawl crawl is faster, and remembers.
"""

_TOLD = re.compile(r"WARNING|ERROR|CRITICAL|newscrawl:|\s")
"""Lines of a crawl's log that are shown where a page gave no record; the table and the folder are not."""


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``get`` to the sub-commands."""
    parser = commands.add_parser(
        "get",
        help="print the record of one page",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("pages", nargs="+", metavar="URL|FILE", help="a URL, a file of HTML, or - ")
    parser.add_argument("--url", default="", help="URL of the page in the file")
    parser.add_argument("-f", "--sources", default="", metavar="FILE", help="pins of their hosts")
    parser.add_argument("--render", action="store_true", help="run the page's scripts in a browser")
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--text", action="store_true", help="title and text alone")
    how.add_argument("--indent", action="store_true", help="JSON on several lines, for a person")
    add_run_options(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> ExitCode:
    """Print the records of the pages that *options* names."""
    addresses = [page for page in options.pages if "://" in page]
    files = [page for page in options.pages if "://" not in page]
    # The URL decides host and profile: one URL for two pages is a mistake.
    if options.url and (addresses or len(files) > 1):
        raise ConfigError(f"--url {options.url}: belongs to one file; a URL needs none")
    codes = [asyncio.run(_print_files(files, options))] if files else []
    if addresses:
        codes.append(_fetch(addresses, options))
    return max(codes)


async def _print_files(names: list[str], options: argparse.Namespace) -> ExitCode:
    """Print the records of files, read as a crawl reads pages: in a worker, by the same settings."""
    settings = make_settings(options)
    # Files are read one after the other: a second worker would only take its time to start.
    settings.set("EXTRACT_WORKERS", 1, priority="cmdline")
    sources = load_sources(Path(options.sources)) if options.sources else ()
    wanted, pool = Wanted.of(settings), worker_pool(settings)
    code = ExitCode.DONE
    pool.open()
    try:
        for name in names:
            try:
                page = with_source(page_at_hand(_bytes_of(name), options.url or None), sources)
                draft = wanted.take(await pool.run(wanted.ask(page)))
                _print(json_line(make_article(with_page(draft, page))), options)
            except (ExtractError, WorkerError) as error:
                print(f"newscrawl: {name}: {printable(str(error))}", file=sys.stderr)
                code = ExitCode.MISSED
    finally:
        await pool.close()
    return code


def _bytes_of(name: str) -> bytes:
    try:
        return read_page(name, Limits().max_bytes)
    except ConfigError as error:
        raise ConfigError(f"{error}{_way_out(name)}") from error


def _way_out(name: str) -> str:
    """Return a hint for a *name* that is not a file: the command that was probably meant."""
    if name.startswith("@") or name.endswith((".txt", ".lst", ".csv", ".tsv")):
        return f"; the pages of a list are read by newscrawl crawl @{name.removeprefix('@')}"
    if name.endswith((".warc", ".warc.gz", ".warc.zst")):
        return "; the pages of an archive are read by newscrawl extract"
    return f"; for a page of the web say https://{name}" if "." in name and "/" not in name else ""


def _fetch(urls: list[str], options: argparse.Namespace) -> ExitCode:
    """Crawl *urls* into a folder that is forgotten, and print its records."""
    with tempfile.TemporaryDirectory(prefix="newscrawl-") as folder:
        options.output = folder
        settings = make_settings(options)
        # Not the project's: nothing of this is kept, and a crawl that holds it is not in the way.
        settings.set("STATE_URL", "sqlite:///{OUTPUT_DIR}/state.sqlite", priority="cmdline")
        settings.set("PROFILE_HOLD_S", 0, priority="cmdline")
        # Nor its shape of files: the records are read again at once, as lines.
        settings.set("OUTPUT_FORMAT", "jsonl", priority="cmdline")
        settings.set("OUTPUT_COMPRESSION", "none", priority="cmdline")
        settings.set("OUTPUT_REMOVED", "record", priority="cmdline")
        given = {"urls": urls, "sources": options.sources, "render": "1" if options.render else ""}
        # Kept back until it is known whether a page is missing: a log around one record is noise.
        errors = io.StringIO()
        with contextlib.redirect_stderr(sys.stderr if options.verbose else errors):
            code = run_spider(
                "article", {key: value for key, value in given.items() if value}, settings
            )
        lines = list(_lines(Path(folder)))
        for line in lines:
            _print(line, options)
        # Counted against the records: a page that was dropped is no error of the run.
        if len(lines) < len(set(urls)) or code not in {ExitCode.DONE, ExitCode.MISSED}:
            said = [line for line in errors.getvalue().splitlines() if _TOLD.match(line)]
            print("\n".join(said), file=sys.stderr)
            return code or ExitCode.MISSED
        return code


def _lines(folder: Path) -> Iterator[bytes]:
    for path in sorted(folder.rglob("articles-*.jsonl")):
        # bytes.splitlines breaks at CR and LF only, both of which JSON writes as escapes.
        yield from path.read_bytes().splitlines(keepends=True)


def _print(line: bytes, options: argparse.Namespace) -> None:
    if not (options.text or options.indent):
        # The bytes as a crawl writes them: the encoding of the terminal must not change a record.
        sys.stdout.buffer.write(line)
        sys.stdout.buffer.flush()
        return
    record = json.loads(line)
    whole = "\n\n".join(part for part in (record["title"], record["text"]) if part)
    text = whole if options.text else json.dumps(record, ensure_ascii=False, indent=2)
    print(printable(text) if sys.stdout.isatty() else text)
