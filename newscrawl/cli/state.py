"""``newscrawl state``: the content of the state file, and changes to it."""

import argparse
import json
import sys
import time
from collections.abc import Iterable
from contextlib import AbstractContextManager, closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from newscrawl.cli.asjson import add_json, print_each, print_value
from newscrawl.cli.crawl import make_settings
from newscrawl.discover.revisit import Way
from newscrawl.errors import ConfigError, StateDamagedError, UrlError
from newscrawl.exits import ExitCode
from newscrawl.health.figures import read_figures
from newscrawl.model.moments import format_utc
from newscrawl.scheduler.options import read_revisits
from newscrawl.state import overview
from newscrawl.state.archive import archive, forget_until
from newscrawl.state.breaker import NEVER
from newscrawl.state.copying import copy_state
from newscrawl.state.health import Health
from newscrawl.state.postgres import PostgresStore
from newscrawl.state.revisits import DueDocument
from newscrawl.state.store import (
    Store,
    is_server,
    opened_store,
    require_state,
    shown_state,
    state_url,
)
from newscrawl.system.terminal import printable
from newscrawl.web.urls import host_of

_WAYS = {Way.PLAIN: "whole", Way.CHECKED: "if changed (on trial)", Way.TRUSTED: "if changed"}


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``state`` and its own sub-commands."""
    parser = commands.add_parser(
        "state", help="show what is pending and failed, and why; requeue, forget"
    )
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    for name, text, run in (
        ("show", "URLs by host and status, and why some gave no record", run_show),
        (
            "failed",
            "each URL that gave no record, one a line: status, reason, attempts, URL",
            _run_failed,
        ),
        (
            "requeue",
            "let failed URLs be tried again by the command that asked for them",
            _run_requeue,
        ),
        ("forget", "forget a URL, a host, the past of a source, or all", run_forget),
        ("health", "how each source was judged at the end of its last run", _run_health),
        (
            "documents",
            "fronts, feeds, sitemaps, sections: when each is due, what it brought",
            _run_documents,
        ),
        ("archive", "put away URLs that ended long ago; forget those of past months", _run_archive),
        ("check", "read the whole file and say what is damaged", run_check),
        (
            "copy",
            "copy the state into an empty PostgreSQL database, see docs/distributed.md",
            _run_copy,
        ),
    ):
        action = actions.add_parser(name, help=text)
        action.add_argument(
            "-o", "--output", metavar="DIR", help="folder of the output (setting OUTPUT_DIR)"
        )
        action.add_argument("-s", "--set", action="append", default=[], metavar="NAME=VALUE")
        add_json(action, "one object a line" if name in {"failed", "documents"} else "as JSON")
        action.set_defaults(run=run, verbose=False)
        if name in {"show", "failed", "requeue"}:
            action.add_argument("--host", type=_host, help="of this host only")
        if name == "requeue":
            action.add_argument("--reason", help="failed for this reason only, e.g. http_503")
        if name == "copy":
            action.add_argument(
                "--to", required=True, metavar="URL", help="postgresql://user@host/database"
            )
        if name == "archive":
            _add_ages(action)
        if name == "forget":
            _add_targets(action)


def _host(text: str) -> str:
    """Read a host, or the host of a URL, as the state has it: lower case, ASCII.

    Raises:
        ArgumentTypeError: If it is not one.
    """
    try:
        return host_of(text if "://" in text else f"https://{text}")
    except UrlError as error:
        raise argparse.ArgumentTypeError(
            f"{text!r}: expected a host, e.g. gazette.example"
        ) from error


def _add_targets(action: argparse.ArgumentParser) -> None:
    group = action.add_mutually_exclusive_group(required=True)
    group.add_argument("--url", help="this URL")
    group.add_argument("--host", type=_host, help="all URLs of this host")
    group.add_argument("--source", help="what is usual for this source; its URLs stay")
    group.add_argument("--all", action="store_true", help="all URLs and runs; output files stay")


def _add_ages(action: argparse.ArgumentParser) -> None:
    group = action.add_mutually_exclusive_group(required=True)
    group.add_argument(
        "--older",
        type=_days,
        metavar="DAYS",
        help="put those away that ended so long ago; their rows go into <OUTPUT_DIR>/archive/",
    )
    group.add_argument(
        "--forget",
        type=_month,
        metavar="YYYY-MM",
        help=(
            "forget what was put away and ended in this month or before; found again, it is fetched"
            " again"
        ),
    )


def _days(text: str) -> float:
    """Read a number of days.

    Raises:
        ArgumentTypeError: If it is not one.
    """
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r}: expected a number of days, e.g. 90")
    return float(text)


def _month(text: str) -> int:
    """Read a month, as the state has it: 202611.

    Raises:
        ArgumentTypeError: If it is not one.
    """
    try:
        return int(datetime.strptime(text, "%Y-%m").strftime("%Y%m"))
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r}: expected a month, e.g. 2026-11") from error


def _opened(options: argparse.Namespace, *, readonly: bool) -> AbstractContextManager[Store]:
    """Open the state, and commit the changes if no error occurs.

    Raises:
        StateError: If there is no state: a mistyped name does not make one.
    """
    url = state_url(make_settings(options))
    # Opening makes a state that is not there, and a mistyped folder would look empty.
    require_state(url)
    return opened_store(url, readonly=readonly)


def run_show(options: argparse.Namespace) -> ExitCode:
    """Print the counts."""
    with _opened(options, readonly=True) as store:
        counted = overview.count_hosts(store)
        why = overview.count_reasons(store, options.host)
    counted = [counts for counts in counted if options.host in {None, counts.host}]
    if options.json:
        names = ("host", "status", "reason", "urls")
        print_value(
            {"hosts": counted, "reasons": [dict(zip(names, each, strict=True)) for each in why]}
        )
        return ExitCode.DONE
    console = Console(soft_wrap=True)
    console.print(_host_table(counted))
    reasons = Table("host", "status", "reason", "URLs", box=None, pad_edge=False)
    for host, status, reason, count in why:
        reasons.add_row(_shown(host), status, _shown(reason), str(count))
    if reasons.row_count:
        console.print("", reasons, sep="\n")
    return ExitCode.DONE


def _shown(text: str) -> str:
    """Return *text* of strangers as a table shows it: safe for the terminal, and no markup."""
    return escape(printable(text))


def _host_table(counted: Iterable[overview.HostCounts]) -> Table:
    table = Table(
        "host", "pending", "leased", "done", "failed", "dropped", "rests", box=None, pad_edge=False
    )
    for counts in counted:
        numbers = (counts.pending, counts.leased, counts.done, counts.failed, counts.dropped)
        table.add_row(_shown(counts.host), *map(str, numbers), _rest(counts.rest_until or 0))
    return table


def _rest(until: float) -> str:
    """Return how long a host is left alone."""
    rest_s = until - time.time()
    if until >= NEVER:
        return "given up"
    return f"{rest_s:.0f} s" if rest_s > 0 else ""


def _run_failed(options: argparse.Namespace) -> ExitCode:
    """Print each URL that gave no record."""
    with _opened(options, readonly=True) as store:
        for ended in overview.list_failed(store, options.host):
            if options.json:
                print_each(ended)
                continue
            print(
                ended.status,
                printable(ended.reason),
                ended.attempts,
                printable(ended.url),
                sep="\t",
            )
    return ExitCode.DONE


def _run_requeue(options: argparse.Namespace) -> ExitCode:
    """Requeue failed URLs."""
    with _opened(options, readonly=False) as store:
        count = overview.requeue(store, host=options.host, reason=options.reason)
        # Asked of the same state, before the lock is let go.
        if not count:
            _say_failed(store, options)
    _say(
        options,
        "requeued",
        count,
        f"{count} URLs are to be tried again; run their command to do so",
    )
    return ExitCode.USAGE if options.reason and not count else ExitCode.DONE


def _say(options: argparse.Namespace, name: str, count: int, words: str) -> None:
    print_value({name: count}) if options.json else print(words)


def _say_failed(store: Store, options: argparse.Namespace) -> None:
    """Report that no URL failed in the way that was asked for, and how others failed."""
    why = {
        reason
        for _, status, reason, _ in overview.count_reasons(store, options.host)
        if status == "failed"
    }
    given = [f"--reason {options.reason}"] if options.reason else []
    given += [f"--host {options.host}"] if options.host else []
    said = f"failed for: {', '.join(sorted(why))}" if why else "nothing failed there"
    print(
        f"newscrawl: {' '.join(given) or 'requeue'}: nothing to try again; {said}", file=sys.stderr
    )


def run_forget(options: argparse.Namespace) -> ExitCode:
    """Forget URLs."""
    with _opened(options, readonly=False) as store:
        if options.source:
            count = Health(store).forget(options.source)
            _say(options, "runs_forgotten", count, f"{count} runs of {options.source} forgotten")
            return ExitCode.DONE
        if options.url:
            count = overview.forget_url(store, options.url)
        elif options.host:
            count = overview.forget_host(store, options.host)
        else:
            count = overview.forget_all(store)
    _say(options, "forgotten", count, f"{count} URLs forgotten")
    if not count and (named := options.url or options.host):
        print(
            f"newscrawl: {named}: not known; newscrawl state show lists the hosts", file=sys.stderr
        )
        return ExitCode.USAGE if options.host else ExitCode.DONE
    return ExitCode.DONE


def _run_health(options: argparse.Namespace) -> ExitCode:
    """Print the last verdict of each source."""
    with _opened(options, readonly=True) as store:
        rows = Health(store).overview()
    if options.json:
        print_value([_health_of(*row) for row in rows])
        return ExitCode.DONE
    table = Table(
        "source", "status", "listed", "pages", "articles", "findings", box=None, pad_edge=False
    )
    for source, _, values, status, found in rows:
        figures = read_figures(json.loads(values))
        counts = (str(count) for count in (figures.listed, figures.pages, figures.articles))
        said = "; ".join(f"{one['kind']}: {one['message']}" for one in json.loads(found))
        table.add_row(_shown(source), status, *counts, _shown(said))
    Console(soft_wrap=True).print(table)
    return ExitCode.DONE


def _health_of(source: str, _: object, values: str, status: str, found: str) -> dict[str, Any]:
    figures = read_figures(json.loads(values)).report()
    return {"source": source, "status": status, "findings": json.loads(found), **figures}


def _run_documents(options: argparse.Namespace) -> ExitCode:
    """Print when each document is looked at again with ``due=only``."""
    with _opened(options, readonly=True) as store:
        watched = read_revisits(make_settings(options), store).overview()
    table = Table(
        "source", "kind", "looked", "due", "brought", "asked", "URL", box=None, pad_edge=False
    )
    now = time.time()
    for each in watched:
        document, due_s = each.document, each.due_at - now
        if options.json:
            print_each(_document_of(each))
            continue
        due = f"in {_span(due_s)}" if due_s > 0 else "now"
        figures = (f"{_span(now - document.looked)} ago", due, str(document.news), _WAYS[each.way])
        table.add_row(_shown(document.source), document.kind, *figures, _shown(document.url))
    if not options.json:
        console = Console(soft_wrap=True)
        # URLs that are cut cannot be copied; a pipe counts as 80 columns for rich.
        console.width = max(console.width, 160)
        console.print(table)
    return ExitCode.DONE


def _document_of(watched: DueDocument) -> dict[str, Any]:
    document = watched.document
    return {
        "source": document.source,
        "kind": document.kind,
        "url": document.url,
        "looked": _moment(document.looked),
        "due": _moment(watched.due_at),
        "brought": document.news,
        "asked": _WAYS[watched.way],
    }


def _moment(seconds: float) -> str:
    return format_utc(datetime.fromtimestamp(seconds, UTC))


def _span(seconds: float) -> str:
    for unit, size in (("d", 86_400), ("h", 3_600), ("min", 60)):
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {unit}"
    return f"{max(seconds, 0):.0f} s"


def _run_archive(options: argparse.Namespace) -> ExitCode:
    """Put URLs away, or forget them."""
    if options.forget:
        with _opened(options, readonly=False) as store:
            count = forget_until(store, options.forget)
        _say(options, "forgotten", count, f"{count} URLs forgotten")
        return ExitCode.DONE
    folder = Path(make_settings(options)["OUTPUT_DIR"]) / "archive"
    file = folder / f"urls-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.jsonl.gz"
    with _opened(options, readonly=False) as store:
        count = archive(store, file, time.time() - options.older * 86_400)
    _say(options, "archived", count, f"{count} URLs put away" + (f", in {file}" if count else ""))
    return ExitCode.DONE


def run_check(options: argparse.Namespace) -> ExitCode:
    """Check the file.

    Raises:
        StateDamagedError: If it is damaged.
    """
    name = shown_state(state_url(make_settings(options)))
    with _opened(options, readonly=True) as store:
        # On SQLite quick_check: it does not compare indexes with tables, and is faster.
        damage = store.check()
    if damage:
        raise StateDamagedError(f"{name}: damaged: {'; '.join(damage[:5])}")
    print_value({"file": name, "whole": True}) if options.json else print(f"{name}: whole")
    return ExitCode.DONE


def _run_copy(options: argparse.Namespace) -> ExitCode:
    """Copy the state into a database.

    Raises:
        ConfigError: If the target is no empty PostgreSQL database, or the state is not ready to be
            copied.
    """
    if not is_server(options.to):
        raise ConfigError(f"--to: expected postgresql://user@host/database, got {options.to!r}")
    with _opened(options, readonly=False) as source, closing(PostgresStore(options.to)) as target:
        count = target.atomically(lambda: copy_state(source, target, _tell))
    said = f"{count} rows copied to {shown_state(options.to)}; crawl on with -s STATE_URL=…"
    print_value({"rows": count}) if options.json else print(said)
    return ExitCode.DONE


def _tell(table: str, count: int) -> None:
    print(f"{table}: {count}", file=sys.stderr)
