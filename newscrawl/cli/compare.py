"""``newscrawl inspect DIR --against OLD``: the differences between two versions of code or rules."""

import argparse
import json
from pathlib import Path

from newscrawl.corpus.lines import replaced
from newscrawl.errors import ConfigError
from newscrawl.exits import ExitCode
from newscrawl.reports.compare import Change, answers_of, compare, page_of, run_version, saved_pages
from newscrawl.system.terminal import printable

_SHOWN_CHARS = 100


def run_against(options: argparse.Namespace) -> ExitCode:
    """List the differences, with ``-o`` also as a page, with ``--json`` as JSON.

    Raises:
        ConfigError: If there are no pages, or OLD is no version.
    """
    folder = Path(options.page)
    if not folder.is_dir():
        raise ConfigError(
            f"{folder}: --against needs a folder of saved pages, e.g. made by newscrawl case"
        )
    pages = saved_pages(folder)
    old = answers_of(Path(options.against), pages)
    new = run_version(pages, None)
    changes = compare(old, new)
    if options.json:
        for change in changes:
            print(json.dumps(_as_dict(change), ensure_ascii=False))
    else:
        _print(changes, len(pages))
    if options.file:
        with replaced(options.file, overwrites=True) as file:
            file.write(page_of(changes, len(pages)).encode("utf-8", "replace"))
    return ExitCode.DONE


def _as_dict(change: Change) -> dict[str, object]:
    return {name: getattr(change, name) for name in Change.__slots__}


def _print(changes: list[Change], total: int) -> None:
    for change in changes:
        print(printable(change.name))
        for sign, blocks in (
            ("- text    ", change.lost),
            ("+ text    ", change.gained),
            ("- removed ", change.restored),
            ("+ removed ", change.removed),
        ):
            for block in blocks:
                print(f"  {sign}{printable(block)[:_SHOWN_CHARS]}")
        for name, (old, new) in (change.fields or {}).items():
            print(f"  {name}: {printable(old)[:_SHOWN_CHARS]} -> {printable(new)[:_SHOWN_CHARS]}")
    print(f"{len(changes)} of {total} pages are not as before")
