"""``newscrawl rights``: apply a later robots.txt to records that are there already."""

import argparse
import sys
import zlib
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, ExitStack, nullcontext
from datetime import UTC, datetime
from pathlib import Path

from newscrawl.cli.asjson import add_json, print_value, require_file
from newscrawl.cli.crawl import add_run_options, make_settings
from newscrawl.corpus.lines import replaced, writing
from newscrawl.corpus.rights import FORBIDDEN, RightsFigures, RightsJudge
from newscrawl.errors import ConfigError, OutputError
from newscrawl.exits import ExitCode
from newscrawl.pipelines.rights import read_obeyed
from newscrawl.state.store import Store, has_state, opened_store, sqlite_path, state_url
from newscrawl.system.given import beginning_of
from newscrawl.system.terminal import tell
from newscrawl.web.robots import MAX_BYTES, product_token
from newscrawl.web.urls import host_of


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``rights`` to the sub-commands."""
    parser = commands.add_parser(
        "rights", help="apply a later robots.txt to records that are there already"
    )
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="JSON lines; .gz, .zst")
    parser.add_argument(
        "--robots",
        action="append",
        default=[],
        metavar="HOST=FILE|FOLDER",
        help=(
            "a robots.txt of a host, or a folder of HOST.txt; else those that the state file has"
            " kept"
        ),
    )
    parser.add_argument(
        "--drop",
        default="",
        metavar="NAMES",
        help=f"leave out what reserves these: all, ai-robots, ai-train … or {FORBIDDEN}",
    )
    parser.add_argument(
        "--day", default="", help="the day of the robots.txt, YYYY-MM-DD; else today"
    )
    parser.add_argument(
        "--to", type=Path, metavar="FILE", help="of the result; else standard output"
    )
    parser.add_argument("--force", action="store_true", help="overwrite what is there")
    add_json(parser)
    add_run_options(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> ExitCode:
    """Judge the files that *options* names.

    Raises:
        ConfigError: If a file cannot be read, or an output is there already.
    """
    require_file(options, options.to, "--to FILE")
    settings = make_settings(options)
    names = [name.strip() for name in options.drop.split(",") if name.strip()]
    drops = read_obeyed([name for name in names if name != FORBIDDEN]) | ({FORBIDDEN} & {*names})
    day = options.day or datetime.now(UTC).date().isoformat()
    # RFC 9309, 2.2.1: a group of robots.txt is found by the product token, without the version.
    token = product_token(settings["ROBOTSTXT_USER_AGENT"] or settings["USER_AGENT"] or "")
    # "all" includes what robots.txt forbids altogether, which is no reservation of its own.
    drops |= {FORBIDDEN} if "all" in names else frozenset()
    told: list[str] = []
    try:
        target = options.to
        opened = (
            replaced(target, overwrites=options.force) if target else nullcontext(sys.stdout.buffer)
        )
        # The state is opened only where no file is named: a crawl may be holding it.
        with ExitStack() as stack, opened as output, writing(target or Path("standard output")):
            store = None if options.robots else stack.enter_context(_stored(state_url(settings)))
            find = _find_in(options.robots) if store is None else _find_in_state(store)
            judge = RightsJudge(find, token=token, day=day, drops=drops)
            for path in options.files:
                judge.apply(path, output, lambda said: tell(said, told))
    except OutputError as error:
        print(f"newscrawl: {error}", file=sys.stderr)
        return ExitCode.NOT_WRITTEN
    print_value(judge.figures) if options.json else _sum_up(judge.figures)
    return ExitCode.MISSED if judge.figures.broken else ExitCode.DONE


def _find_in(names: Sequence[str]) -> Callable[[str], bytes | None]:
    """Return a function that finds the robots.txt of a host in files and folders.

    Raises:
        ConfigError: If one is not there.
    """
    files: dict[str, Path] = {}
    folders: list[Path] = []
    for name in names:
        host, sign, file = name.partition("=")
        path = Path(file if sign else name)
        if not path.exists() or (not sign and not path.is_dir()):
            raise ConfigError(f"--robots {name}: expected HOST=FILE, or a folder of HOST.txt")
        if sign:
            files[host.lower()] = path
        else:
            folders.append(path)

    def find(origin: str) -> bytes | None:
        # By the host alone: HOST.txt has no place for scheme and port.
        host = host_of(origin)
        likely = [files[host]] if host in files else [folder / f"{host}.txt" for folder in folders]
        found = next((path for path in likely if path.is_file()), None)
        return None if found is None else _robots_in(found)

    return find


def _robots_in(path: Path) -> bytes:
    try:
        # Beyond the limit nothing is read of a robots.txt that is fetched either (RFC 9309, 2.5).
        return beginning_of(path, MAX_BYTES + 1)
    except OSError as error:
        raise ConfigError(f"--robots {path}: cannot be read: {error.strerror}") from error


def _stored(url: str) -> AbstractContextManager[Store]:
    if not has_state(url):
        raise ConfigError(
            f"{sqlite_path(url)}: there is no state file with a robots.txt; name some by --robots"
            " HOST=FILE"
        )
    return opened_store(url, readonly=True)


def _find_in_state(store: Store) -> Callable[[str], bytes | None]:
    """Return a function that finds the latest robots.txt of a host in a state."""

    def find(origin: str) -> bytes | None:
        # A site that redirects to https has its file kept under that origin.
        other = origin.replace("http:", "https:") if origin.startswith("http:") else origin
        rows = store.run(
            "SELECT body FROM robots WHERE origin IN (?, ?) ORDER BY fetched DESC LIMIT 1",
            (origin, other),
        )
        return zlib.decompress(rows[0][0]) if rows else None

    return find


def _sum_up(figures: RightsFigures) -> None:
    reserved = ", ".join(f"{count} {name}" for name, count in figures.reserved.most_common())
    print(
        f"{figures.lines} lines, {figures.known} of hosts with a robots.txt, {figures.changed}"
        f" changed, {figures.dropped} dropped{f'; reserved: {reserved}' if reserved else ''}",
        file=sys.stderr,
    )
    if figures.broken:
        print(
            f"{figures.broken} lines could not be read, and were passed on as they are",
            file=sys.stderr,
        )
