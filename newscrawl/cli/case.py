"""``newscrawl case``: a page saved as a test case, with its record as of now."""

import argparse
from pathlib import Path

from newscrawl.cli.asjson import add_json, print_each
from newscrawl.cli.inspect import add_page_options, read_page
from newscrawl.cli.sites import ending
from newscrawl.exits import ExitCode
from newscrawl.reports.cases import save_case


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``case`` to the sub-commands."""
    parser = commands.add_parser(
        "case",
        help="save a page as a test case: its bytes, its record, what was removed",
        epilog="examples: newscrawl case https://example.org/story -o tests/fixtures/pages · "
        "newscrawl case saved.html --url https://example.org/story",
    )
    parser.add_argument("page", metavar="URL|FILE", help="a URL, or a file of HTML")
    add_page_options(parser)
    parser.add_argument(
        "-o",
        dest="folder",
        type=Path,
        default=Path("cases"),
        metavar="DIR",
        help="where cases are kept (cases)",
    )
    add_json(parser, "print folder and URL of each case as JSON, one a line")
    parser.add_argument("--name", help="name of the case; made of the URL otherwise")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> ExitCode:
    """Save the page that *options* name.

    Raises:
        ConfigError: If there is no such page, or the case is there already.
        OutputError: If it cannot be written.
    """
    study = read_page(options, "newscrawl.extract.page.work")
    for draft in study.drafts:
        folder = save_case(study.bodies[draft.url], draft, options.folder, options.name or "")
        if options.json:
            print_each({"folder": folder, "url": draft.url, "blocks": len(draft.blocks)})
            continue
        print(f"{folder}: read expected.json and removed.json, and mend them where they are wrong")
    return ending(study)
