"""``newscrawl doctor``: faults of the environment that make a crawl lose pages, slow or impolite."""

import argparse
import json
import os
import resource
import shutil
import sys
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import TYPE_CHECKING

from packaging.requirements import Requirement
from scrapy.settings import Settings

from newscrawl import __version__
from newscrawl.cli.alive import print_alive
from newscrawl.cli.crawl import make_settings
from newscrawl.download.browser import NAMES
from newscrawl.errors import ConfigError, NewscrawlError
from newscrawl.exits import ExitCode
from newscrawl.sources.source import load_sources
from newscrawl.state.store import has_state, opened_store, shown_state, state_url
from newscrawl.system.terminal import printable
from newscrawl.web.robots import product_token

if TYPE_CHECKING:
    from collections.abc import Callable

_FREE_BYTES = 2 * 1000**3
_FILES = 1024


@dataclass(frozen=True, slots=True)
class Check:
    """One finding: its subject, its status (``ok``, ``warning`` or ``wrong``), and words with the way out."""

    name: str
    status: str
    said: str


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``doctor`` to the sub-commands."""
    parser = commands.add_parser(
        "doctor",
        help="check the environment, and say what to mend",
        epilog=(
            "It sends no request, and changes nothing. Exit code 2: something is"
            " wrong.\n\nexamples:\n  newscrawl doctor                 the environment, before a"
            " first crawl\n  newscrawl doctor --alive         a health check: exit code 1 where the"
            " crawl here is silent\n"
        ),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "-o", "--output", metavar="DIR", help="folder of the output (setting OUTPUT_DIR)"
    )
    parser.add_argument("-s", "--set", action="append", default=[], metavar="NAME=VALUE")
    parser.add_argument(
        "-f", "--sources", type=Path, metavar="FILE", help="else sources.toml, if it is here"
    )
    parser.add_argument("--json", action="store_true", help="the findings as JSON")
    parser.add_argument(
        "--alive",
        action="store_true",
        help="only whether the crawl that runs here gives signs of life",
    )
    parser.set_defaults(run=run, verbose=False)


def run(options: argparse.Namespace) -> ExitCode:
    """Print each finding."""
    settings = make_settings(options)
    if options.alive:
        return print_alive(Path(settings["OUTPUT_DIR"]))
    findings = _examine(settings, options.sources or Path("sources.toml"))
    if options.json:
        print(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False, indent=2))
    else:
        for finding in findings:
            print(f"{finding.status:8} {finding.name:12} {printable(finding.said)}")
    is_wrong = any(finding.status == "wrong" for finding in findings)
    # Warnings leave 0: a script that installs newscrawl is not to stop at a small disk.
    return ExitCode.USAGE if is_wrong else ExitCode.DONE


def _examine(settings: Settings, sources: Path) -> list[Check]:
    """Return the findings, in the order of the checks."""
    looks: tuple[Callable[[], Check], ...] = (
        _python,
        _packages,
        lambda: _disk(Path(settings["OUTPUT_DIR"])),
        _open_files,
        lambda: _user_agent(settings["USER_AGENT"]),
        lambda: _robots(settings),
        lambda: _database(settings),
        lambda: _sources(sources),
        _browser,
    )
    return [look() for look in looks]


def _python() -> Check:
    return Check(
        "python", "ok", f"{sys.version.split()[0]}, newscrawl {__version__}, {sys.executable}"
    )


def _packages() -> Check:
    wrong, seen = [], 0
    for line in requires("newscrawl") or ():
        need = Requirement(line)
        # Extras are marked `extra == "…"`: they are optional, and missing is no fault.
        if need.marker is not None and not need.marker.evaluate({"extra": ""}):
            continue
        seen += 1
        try:
            have = version(need.name)
        except PackageNotFoundError:
            wrong.append(f"{need.name} is missing")
            continue
        # packaging leaves out pre-releases by default; one that is installed was chosen.
        if not need.specifier.contains(have, prereleases=True):
            wrong.append(f"{need.name} {have}, expected {need.specifier}")
    if wrong:
        return Check(
            "packages",
            "wrong",
            f"{'; '.join(wrong)}: install newscrawl into an environment of its own",
        )
    return Check("packages", "ok", f"{seen} of {seen} as required")


def _disk(folder: Path) -> Check:
    place = folder.absolute()
    # The first crawl makes the folder: until then its disk is that of the nearest parent.
    while not place.exists():
        place = place.parent
    if not os.access(place, os.W_OK):
        return Check("disk", "wrong", f"{place} cannot be written: name another folder by --output")
    free = shutil.disk_usage(place).free
    said = f"{free / 1e9:,.1f} GB free for {folder}"
    if free < _FREE_BYTES:
        return Check(
            "disk", "warning", f"{said}: 100,000 articles take about 1 GB; OUTPUT_COMPRESSION=zstd"
        )
    return Check("disk", "ok", said)


def _open_files() -> Check:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    # The hard limit counts: a crawl raises the soft one to it by itself.
    if hard != resource.RLIM_INFINITY and hard < _FILES:
        return Check(
            "open files", "warning", f"{hard} at most: slow with many hosts; `ulimit -n 4096`"
        )
    return Check(
        "open files",
        "ok",
        f"{soft} now, {'any number' if hard == resource.RLIM_INFINITY else hard} at most",
    )


def _user_agent(agent: str) -> Check:
    # The default names example.org, where no webmaster reaches anybody.
    if "example." in agent or "+http" not in agent:
        way = 'USER_AGENT="yourbot/1.0 (+https://your.site/bot)"'
        return Check(
            "user agent", "warning", f"{agent}: names no address where you are reached; {way}"
        )
    return Check("user agent", "ok", agent)


def _robots(settings: Settings) -> Check:
    if not settings.getbool("ROBOTSTXT_OBEY"):
        return Check("robots.txt", "warning", "is not obeyed (ROBOTSTXT_OBEY is off)")
    token = product_token(settings["ROBOTSTXT_USER_AGENT"] or settings["USER_AGENT"] or "")
    return Check("robots.txt", "ok", f"obeyed; its files know the crawler as {token}")


def _database(settings: Settings) -> Check:
    url = state_url(settings)
    name = shown_state(url)
    # Opening would make one, and a check is to change nothing.
    if not has_state(url):
        return Check("database", "ok", f"{name}: none yet, the first crawl makes it")
    try:
        with opened_store(url, readonly=True) as store:
            damage = store.check()
    # A state that cannot be read is a finding like others, not the end of the check.
    except NewscrawlError as error:
        return Check("database", "wrong", str(error))
    if damage:
        return Check("database", "wrong", f"{name}: damaged: {damage[0]}; see docs/state.md")
    return Check("database", "ok", f"{name}: whole")


def _sources(file: Path) -> Check:
    if not file.exists():
        return Check(
            "sources", "ok", f"{file}: none here; newscrawl sources add news.example makes it"
        )
    try:
        count = len(load_sources(file, may_be_empty=True))
        way = "" if count else "; newscrawl sources add news.example adds one"
        return Check("sources", "ok", f"{file}: {count} sources{way}")
    except ConfigError as error:
        # Only a warning: newscrawl crawl and site do without a sources file.
        return Check("sources", "warning", str(error))


def _browser() -> Check:
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    try:
        version("playwright")
    except PackageNotFoundError:
        return Check(
            "browser", "ok", "not needed without render = true; for it: pip install playwright"
        )
    if found is None:
        return Check(
            "browser",
            "warning",
            "no Chromium: pages with render = true fail; apt-get install chromium",
        )
    return Check("browser", "ok", found)
