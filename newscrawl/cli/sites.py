"""``newscrawl sites``: learn, show, explain and forget the profile of each site."""

import argparse
import asyncio
import tempfile
import time
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings

from newscrawl.boilerplate.profile import describe, export_json, from_json, import_json, to_json
from newscrawl.cli.asjson import add_json, print_each
from newscrawl.cli.crawl import add_run_options, log_briefly, make_settings
from newscrawl.cli.fields import print_matches
from newscrawl.errors import ConfigError, ExtractError, UrlError
from newscrawl.exits import ExitCode
from newscrawl.extract.parse.html import Limits
from newscrawl.model.items import Draft, Page
from newscrawl.model.page_sketch import Note
from newscrawl.model.standing import Standing
from newscrawl.pipelines.extract import worker_pool
from newscrawl.pipelines.study import Study, study_pages
from newscrawl.sources.source import load_sources, with_source
from newscrawl.spiders.study import StudySpider
from newscrawl.state.overview import list_harvested
from newscrawl.state.profiles import Profiles
from newscrawl.state.store import Store, has_state, opened_store, state_url
from newscrawl.system.given import read_list, read_page
from newscrawl.system.terminal import printable
from newscrawl.warc.read import is_archive, read_archive
from newscrawl.web.urls import host_of

_AGAIN = 24
"""Harvested pages of a host that are fetched once more to learn it."""
_SIGNS = {"kept": ("+", ""), "removed": ("-", "strike"), "left out": (" ", "dim")}


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``sites`` and its own sub-commands."""
    parser = commands.add_parser(
        "sites", help="learn, show, explain and forget what is known of each site"
    )
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    learn = actions.add_parser(
        "learn", help="learn sites from pages, an archive, or a profile by hand"
    )
    learn.add_argument(
        "targets",
        nargs="*",
        metavar="TARGET",
        help="a URL, @list.txt, FILE.warc[.gz], or a host whose harvested pages are fetched again",
    )
    learn.add_argument(
        "--from",
        dest="file",
        type=Path,
        metavar="FILE",
        help="take over a profile as show --json gives it",
    )
    show = actions.add_parser("show", help="say in words what is known; without a host, list all")
    show.add_argument("host", nargs="?")
    show.add_argument(
        "--json", action="store_true", help="the profile itself, to be read and edited"
    )
    explain = actions.add_parser(
        "explain", help="say for each block of a page why it was kept or removed"
    )
    explain.add_argument("page", metavar="URL|FILE", help="a URL, or a file of HTML")
    explain.add_argument("--url", help="URL of the page in the file: its host, and so its profile")
    explain.add_argument(
        "-f", "--sources", type=Path, metavar="FILE", help="pins of the page's source"
    )
    add_json(explain, "the blocks as JSON, one a line, with rule, reason and place")
    explain.add_argument("--all", action="store_true", help="what the extractor left out, too")
    forget = actions.add_parser("forget", help="forget what was learned of a host")
    forget.add_argument("host")
    for action, run in (
        (learn, _run_learn),
        (show, run_show),
        (explain, _run_explain),
        (forget, run_forget),
    ):
        add_run_options(action)
        action.set_defaults(run=run)


# ------------------------------------------------------------------ the state


def _opened(settings: Settings, *, readonly: bool) -> AbstractContextManager[Store]:
    return opened_store(state_url(settings), readonly=readonly)


def known_profile(settings: Settings, host: str) -> str | None:
    """Return the profile of *host*, if there is one."""
    # Opened in any case, a state would be made by a command that only looks.
    if not has_state(state_url(settings)):
        return None
    with _opened(settings, readonly=True) as store:
        return Profiles(store).get(host)


def _get(settings: Settings, host: str) -> str:
    """Return the profile of *host*.

    Raises:
        ConfigError: If none is known.
    """
    profile = known_profile(settings, host)
    if profile is None:
        raise ConfigError(
            f"{host}: no profile is known; `newscrawl sites show` lists those that are"
        )
    return profile


def _keep(settings: Settings, learned: dict[str, str]) -> None:
    with _opened(settings, readonly=False) as store:
        for host, profile in learned.items():
            pages = from_json(profile, host).pages
            Profiles(store).put(host, profile, pages, Standing(time.time()))


# ------------------------------------------------------------------ learn


def _run_learn(options: argparse.Namespace) -> ExitCode:
    """Learn sites, and keep their profiles in the state.

    Raises:
        ConfigError: If there is nothing to learn from.
    """
    settings = make_settings(options)
    if options.file:
        return _take_over(settings, options.file, options.targets)
    archives = [target for target in options.targets if is_archive(target)]
    # All URLs are fetched in one crawl: a reactor runs once in a process.
    urls = [
        url
        for target in options.targets
        if not is_archive(target)
        for url in _addresses(settings, target)
    ]
    if not (urls or archives):
        raise ConfigError(
            "nothing to learn from: expected URLs, @list.txt, FILE.warc[.gz], a host, or --from"
        )
    with _opened(settings, readonly=False):
        pass  # a state that cannot be written is said before any page is fetched
    study = Study()
    for archive in archives:
        _read_archive(Path(archive), study, settings)
    if urls:
        fetch_pages(urls, study, settings)
    if study.learned:
        _keep(settings, study.learned)
    if not study.pages and not study.missed:
        study.missed.append(
            f"nothing was learned: no page was found in {', '.join(options.targets)}"
        )
    for host, profile in study.learned.items():
        print(f"{host}: learned from {from_json(profile, host).pages} of {study.pages[host]} pages")
    return ending(study)


def _addresses(settings: Settings, target: str) -> list[str]:
    """Return the URLs that *target* names: itself, or harvested pages of a host.

    Raises:
        ConfigError: If the state has none of the host.
    """
    if target.startswith("@") or "://" in target:
        return [target]
    if has_state(state_url(settings)):
        with _opened(settings, readonly=True) as store:
            found = list_harvested(store, target, _AGAIN)
        if found:
            return found
    raise ConfigError(
        f"{target}: no page of this host was harvested with this state, and pages themselves are"
        " not kept; name URLs of its articles, or an archive (.warc, .warc.gz)"
    )


def _take_over(settings: Settings, file: Path, hosts: list[str]) -> ExitCode:
    text = read_list(file, "the profile")
    # A profile is of one host: its selectors would remove the wrong parts of another.
    if len(hosts) > 1:
        raise ConfigError(f"--from {file}: expected one host at most, got {', '.join(hosts)}")
    host, profile = import_json(text, str(file), hosts[0] if hosts else None)
    # Written by newscrawl again, so that the state holds the form that its version reads.
    _keep(settings, {host: to_json(profile)})
    print(f"{host}: imported; it is learned again only if pages stop matching it")
    return ExitCode.DONE


def _read_archive(path: Path, study: Study, settings: Settings) -> None:
    log_briefly(settings)
    try:
        asyncio.run(study_pages(read_archive(path), study, worker_pool(settings)))
    except ConfigError as error:
        # What was read before the archive broke off is kept; the exit code tells of the rest.
        if not study.learned:
            raise
        study.missed.append(str(error))


def fetch_pages(urls: list[str], study: Study, settings: Settings, sources: str = "") -> None:
    """Fetch pages as a crawl does, with a temporary state and output."""
    with tempfile.TemporaryDirectory() as folder:
        # A copy, because the caller keeps the profiles in the state of the settings themselves.
        own = settings.copy()
        own.setdict(
            {
                "OUTPUT_DIR": folder,
                # Its own: a crawl that holds the project's is not in the way.
                "STATE_URL": "sqlite:///{OUTPUT_DIR}/state.sqlite",
                "ITEM_PIPELINES": {"newscrawl.pipelines.study.StudyPipeline": 100},
                "EXTENSIONS": settings.getdict("EXTENSIONS")
                # The study says what became of each page, which a line of progress would cut up.
                | {"newscrawl.extensions.progress.ProgressExtension": None},
            },
            priority="cmdline",
        )
        log_briefly(own)
        process = AsyncCrawlerProcess(own)
        crawler = process.create_crawler(StudySpider)
        running: asyncio.Future[None] = process.crawl(
            crawler, urls=urls, study=study, sources=sources
        )
        process.start()
        # Scrapy keeps an error of the start in the future alone, and ends as if all were well.
        if error := running.exception():
            raise error


def ending(study: Study) -> ExitCode:
    """Print the pages that could not be read, and return the exit code."""
    console = Console(stderr=True, soft_wrap=True, highlight=False)
    for message in study.missed:
        # As Text: a bracket in a URL or a message is not markup.
        console.print(Text(f"newscrawl: {printable(message)}"))
    return ExitCode.MISSED if study.missed else ExitCode.DONE


# ------------------------------------------------------------------ show, forget


def run_show(options: argparse.Namespace) -> ExitCode:
    """Print the profile of one host, or a list of all profiles.

    Raises:
        ConfigError: If the host has no profile.
    """
    settings = make_settings(options)
    if options.host is None:
        return _list(settings, as_json=options.json)
    profile = from_json(_get(settings, options.host), options.host)
    if options.json:
        print(export_json(profile, options.host))
    else:
        for line in (f"{options.host}:", *describe(profile)):
            print(printable(line))
    return ExitCode.DONE


def _list(settings: Settings, *, as_json: bool) -> ExitCode:
    table = Table("host", "pages", "learned", "body", box=None, pad_edge=False)
    with _opened(settings, readonly=True) as store:
        profiles = Profiles(store)
        for host, pages, learned in profiles.overview():
            places = from_json(profiles.get(host) or "", host).places
            day = datetime.fromtimestamp(learned, UTC).date().isoformat()
            if as_json:
                print_each({"host": host, "pages": pages, "learned": day})
                continue
            table.add_row(
                host, str(pages), day, Text(printable(places[0].selector) if places else "")
            )
    if not as_json:
        Console(soft_wrap=True).print(table)
    return ExitCode.DONE


def run_forget(options: argparse.Namespace) -> ExitCode:
    """Forget the profile of a host.

    Raises:
        ConfigError: If it has none.
    """
    settings = make_settings(options)
    # Refuses an unknown host while the state is only read: a typing error locks nothing.
    _get(settings, options.host)
    with _opened(settings, readonly=False) as store:
        Profiles(store).forget(options.host)
    print(f"{options.host}: forgotten; the next crawl learns it again")
    return ExitCode.DONE


# ------------------------------------------------------------------ explain


def _run_explain(options: argparse.Namespace) -> ExitCode:
    """Print each block of a page, whether it was kept or removed, and why.

    Raises:
        ConfigError: If there is no such page.
    """
    settings = make_settings(options)
    settings.set("EXTRACT_FUNCTION", "newscrawl.extract.explain.work", priority="cmdline")
    is_address = "://" in options.page
    # RFC 2606 reserves .invalid: the profile of a real site is never taken for it.
    url = options.page if is_address else options.url or "https://page.invalid/"
    host = host_named(url)
    study = Study({host: known_profile(settings, host) or ""}, keeps_drafts=True)
    if is_address:
        fetch_pages([url], study, settings, str(options.sources or ""))
    else:
        page = pinned(Page(url, read_file(options.page), "text/html"), options.sources)
        asyncio.run(study_pages([page], study, worker_pool(settings)))
    for draft in study.drafts:
        if options.json:
            for note in _shown(draft, everything=options.all):
                print_each(note)
            continue
        _print_notes(draft, Console(highlight=False), everything=options.all)
    return ending(study)


def host_named(url: str) -> str:
    """Return the host of *url*.

    Raises:
        ConfigError: If it has none.
    """
    try:
        return host_of(url)
    except UrlError as error:
        raise ConfigError(f"{url}: expected the URL of a page: {error}") from error


def read_file(name: str) -> bytes:
    """Return the bytes of a file.

    Raises:
        ConfigError: If it cannot be read, or is longer than a page may be.
    """
    try:
        return read_page(name, Limits().max_bytes)
    except ExtractError as error:
        raise ConfigError(f"{name}: {error}") from error


def pinned(page: Page, file: Path | None) -> Page:
    """Return *page* with the pins, fields and language that the sources *file* gives for its host."""
    return with_source(page, load_sources(file) if file else ())


def _shown(draft: Draft, *, everything: bool) -> list[Note]:
    return [note for note in draft.notes if everything or note.outcome != "left out"]


def _print_notes(draft: Draft, console: Console, *, everything: bool) -> None:
    shown = _shown(draft, everything=everything)
    for note in shown:
        # A file or a pipe gets each block on one line, so that grep and diff work on it.
        console.print(_line(note), soft_wrap=not console.is_terminal)
    hidden = len(draft.notes) - len(shown)
    known = "the profile of the site fits" if draft.profiled else "no profile that fits is known"
    rest = f"; not shown of what was left out: {hidden} (--all)" if hidden else ""
    console.print(printable(f"{draft.url}: {known}{rest}"), soft_wrap=True, markup=False)
    print_matches(draft.matches, console)


def _line(note: Note) -> Text:
    sign, style = _SIGNS[note.outcome]
    return Text.assemble(
        (f"{sign} {note.outcome} ", "bold"),
        (printable(note.text), style),
        f"\n    {note.rule_id}: {printable(note.reason)}",
        (f"\n    {printable(note.place)}\n" if note.place else "\n", "dim"),
    )
