"""The arguments of the ``site`` spider, read and judged."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from scrapy.settings import BaseSettings

from newscrawl.config.kinds import nearest
from newscrawl.errors import ConfigError
from newscrawl.sources.schedule import read_schedule
from newscrawl.sources.source import Source, load_sources, own_host, source_of
from newscrawl.spiders.site_progress import Budgets
from newscrawl.spiders.url_lists import hint_of_file, read_names, read_places
from newscrawl.text.language import CODES, language_code
from newscrawl.web.urls import host_of

SITE = "a host or the URL of a site"
"""Description of a value of the argument ``site``."""
_SWITCH = {"": False, "0": False, "false": False, "1": True, "true": True}


def read_sources(arguments: Mapping[str, str]) -> list[Source]:
    """Return the sources that the arguments of the spider name.

    Raises:
        ConfigError: If they name none, or one is wrong.
    """
    # First: a file that is read in vain hides the real mistake.
    _check_company(arguments)
    file = arguments.get("sources")
    if file:
        chosen = _choose(load_sources(Path(file)), read_names(arguments.get("only", "")))
        return _scheduled(chosen, arguments.get("schedule", ""))
    hosts = [_own_host(name) for name in arguments.get("hosts", "").replace(",", " ").split()]
    names = read_places(arguments.get("site", ""))
    if not names:
        raise ConfigError(
            "no site is given\nexpected -a site=example.com, several separated by commas,"
            " @list.txt, or -a sources=sources.toml"
        )
    return _merge_sources(_sources_of(names, hosts))


def _sources_of(names: Mapping[str, str], hosts: Sequence[str]) -> Iterator[Source]:
    for name, place in names.items():
        hint = hint_of_file(name, SITE)
        if hint:
            raise ConfigError(f"{place}: {name!r}: {hint}")
        try:
            yield source_of(name, hosts)
        except ConfigError as error:
            raise ConfigError(f"{place}: {error}") from error


def _check_company(arguments: Mapping[str, str]) -> None:
    """Refuse arguments that would be ignored in silence together with the others, or without them.

    Raises:
        ConfigError: If there are any.
    """
    given = {name for name, value in arguments.items() if value}
    has_sources = "sources" in given
    wrong = sorted(given & ({"site", "hosts"} if has_sources else {"only", "schedule"}))
    if not wrong:
        return
    said = f"{wrong[0]}={arguments[wrong[0]]}"
    if has_sources:
        raise ConfigError(
            f"{said}: not beside sources=, which says both; "
            "leave one of them out, or choose among the sources by -a only=NAME"
        )
    raise ConfigError(f"{said}: chooses among those of -a sources=FILE, which is missing")


def _own_host(name: str) -> str:
    try:
        return own_host(name)
    except ConfigError as error:
        raise ConfigError(f"hosts: {error}") from error


def _merge_sources(sources: Iterable[Source]) -> list[Source]:
    """Return *sources*, those at one host as one source with each URL as an entrance."""
    merged: dict[tuple[str, int | None], Source] = {}
    for source in sources:
        seed = source.seeds[0]
        # By port too: two servers of one machine are two sites.
        place = host_of(seed).removeprefix("www."), urlsplit(seed).port
        first = merged.setdefault(place, source)
        merged[place] = replace(first, seeds=tuple(dict.fromkeys((*first.seeds, *source.seeds))))
    return list(merged.values())


def _choose(sources: Iterable[Source], names: Sequence[str]) -> list[Source]:
    by_name = {source.name: source for source in sources}
    unknown = [name for name in names if name not in by_name]
    if unknown:
        meant = nearest(unknown[0], by_name)
        hint = f"did you mean {meant}? " if meant else ""
        raise ConfigError(
            f"only={','.join(unknown)}: no such source; {hint}There are {', '.join(by_name)}"
        )
    # In the order of the names, without any in that of the file.
    return [by_name[name] for name in names or by_name]


def _scheduled(sources: list[Source], text: str) -> list[Source]:
    """Return those of *sources* with the schedule *text*; ``default``: those without one; empty: all."""
    if not text:
        return sources
    try:
        wanted = None if text == "default" else read_schedule(text)
    except ConfigError as error:
        raise ConfigError(f"schedule={text}: {error}, or 'default'") from error
    due = [source for source in sources if source.schedule == wanted]
    # A timer whose schedule was renamed in the file would crawl nothing, and be well.
    if not due:
        raise ConfigError(f"schedule={text}: no source has this schedule; see newscrawl schedule")
    return due


def read_limit(text: str) -> int | None:
    """Return the most article pages; ``None``: no limit.

    Raises:
        ConfigError: If *text* is no number above 0.
    """
    if not text:
        return None
    if not text.isdigit() or int(text) < 1:
        raise ConfigError(f"limit={text}: expected a number above 0")
    return int(text)


def read_languages(text: str) -> frozenset[str]:
    """Return the codes of the languages that are kept; empty: all.

    Raises:
        ConfigError: If one is not a code of a language.
    """
    codes = set()
    # Names and tags too ("Deutsch", "de-AT"): pages are known by the code alone.
    for name in filter(None, map(str.strip, text.split(","))):
        code = language_code(name)
        if code not in CODES:
            raise ConfigError(
                f"languages={text}: {name!r} is not a language; expected codes such as de,fr,en"
            )
        codes.add(code)
    return frozenset(codes)


def read_switch(name: str, text: str) -> bool:
    """Return whether the argument *name* is on; it is off where it is not given.

    Raises:
        ConfigError: If *text* is neither.
    """
    found = _SWITCH.get(text.lower())
    if found is None:
        raise ConfigError(f"{name}={text}: expected 1 or 0")
    return found


def read_budgets(settings: BaseSettings) -> Budgets:
    """Return the budgets of a site from the settings."""
    return Budgets(
        settings.getint("SITE_FEEDS_MAX"),
        settings.getint("SITE_SITEMAPS_MAX"),
        settings.getint("SITE_SITEMAP_DEPTH_MAX"),
        settings.getint("SITE_LISTINGS_MAX"),
        settings.getint("SITE_PAGES_MAX"),
        settings.getint("SITE_REQUESTS_MAX"),
        settings.getfloat("SITE_TIME_MAX_S"),
    )
