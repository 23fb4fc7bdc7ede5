"""``newscrawl strip``: the clean text of a file, or all of it with the removed parts struck out."""

import argparse
import sys
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING

from newscrawl.errors import ConfigError, ExtractError, UrlError
from newscrawl.exits import ExitCode
from newscrawl.model.items import Block, Removal, Stripped
from newscrawl.system.given import read_page
from newscrawl.system.terminal import printable

if TYPE_CHECKING:
    from rich.console import Console


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``strip`` to the sub-commands."""
    parser = commands.add_parser("strip", help="print the article's text of a file, text or HTML")
    parser.add_argument(
        "file", metavar="FILE", help="text or HTML, by its content; - is standard input"
    )
    parser.add_argument("--url", help="URL of the page, if known")
    parser.add_argument("--language", metavar="CODE", help="ISO 639-1 code, if known")
    how = parser.add_mutually_exclusive_group()
    how.add_argument(
        "--show", action="store_true", help="print all, with the removed parts struck out"
    )
    how.add_argument("--json", action="store_true", help="print text and removed parts as JSON")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> ExitCode:
    """Print the clean text of the file that *options* name."""
    from newscrawl.extract.parse.html import Limits  # noqa: PLC0415 - as above
    from newscrawl.stripping import explain  # noqa: PLC0415 - a second of imports that other commands do without

    _check(options)
    try:
        body = read_page(options.file, Limits().max_bytes)
        stripped = explain(body, options.url, options.language)
    except ExtractError as error:
        print(f"newscrawl: {options.file}: {printable(str(error))}", file=sys.stderr)
        return ExitCode.MISSED
    if options.json:
        removed = [asdict(part) for part in stripped.removed]
        from newscrawl.records import dump_line  # noqa: PLC0415 - loads Scrapy, which a text needs not

        print(dump_line({"text": stripped.text, "removed": removed}).decode(), end="")
    elif options.show:
        from rich.console import Console  # noqa: PLC0415 - only this shows with colours

        show(stripped, Console(highlight=False))
    else:
        # A pipe gets the text as it is; on a terminal it could steer it.
        print(printable(stripped.text) if sys.stdout.isatty() else stripped.text)
    return ExitCode.DONE


def _check(options: argparse.Namespace) -> None:
    """Refuse a URL or a language that is not one.

    Raises:
        ConfigError: If one is given.
    """
    if options.url:
        from newscrawl.web.urls import host_of  # noqa: PLC0415 - a tenth of a second, for an option

        try:
            host_of(options.url)
        except UrlError as error:
            raise ConfigError(f"--url {options.url}: expected the page's URL: {error}") from error
    if options.language:
        _check_language(options.language)


def _check_language(given: str) -> None:
    from newscrawl.boilerplate.lexicon import has_terms, known_languages  # noqa: PLC0415 - a text needs it anyway
    from newscrawl.text.language import CODES, language_code  # noqa: PLC0415 - loads the model of languages

    # Names such as "german" are understood, but refused: records hold codes only.
    code = language_code(given)
    if code != given or code not in CODES:
        hint = f"; did you mean {code}?" if code in CODES else ""
        raise ConfigError(
            f"--language {given}: expected a code of ISO 639-1{hint}; words of boilerplate are known"
            f" in {' '.join(sorted(known_languages() - {'any'}))}"
        )
    if not has_terms(code):
        print(
            f"newscrawl: --language {code}: no words of boilerplate are known in it; English ones"
            " and the structure of the page decide",
            file=sys.stderr,
        )


def show(stripped: Stripped, console: "Console") -> None:
    """Print all blocks in order; a removed one is labelled, and struck out on a terminal."""
    from rich.text import Text  # noqa: PLC0415 - as above

    for part in in_order(stripped):
        if isinstance(part, Removal):
            label = f"[{part.category}: {part.rule_id}] "
            line = Text.assemble((label, "bold red"), (printable(part.text), "strike dim"))
        else:
            line = Text(printable(part.text))
        # rich breaks lines at 80 columns in a pipe, which would tear blocks apart.
        console.print(line, soft_wrap=not console.is_terminal)
        console.print()


def in_order(stripped: Stripped) -> Iterator[Block | Removal]:
    """Return kept and removed blocks in the order of the page."""
    removed = sorted(stripped.removed, key=lambda removal: removal.position)
    kept = iter(stripped.kept)
    position = 0
    for removal in removed:
        while position < removal.position and (block := next(kept, None)) is not None:
            yield block
            position += 1
        yield removal
        position += 1
    # Without this, blocks after the last removed one would be lost.
    yield from kept
