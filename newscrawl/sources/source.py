"""Sources: the sites that are crawled, with the settings of each.

The file is TOML, one table for each source; its keys are the fields of ``Source``, with ``site``
for the seeds. Whatever is wrong in it is said with its line before anything is fetched.
"""

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, filterfalse
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from newscrawl.boilerplate.pins import read_pins
from newscrawl.config.kinds import nearest, read_seconds
from newscrawl.errors import ConfigError, RuleError, UrlError
from newscrawl.extract.metadata.field_table import FieldError, read_fields
from newscrawl.model.fields import Field
from newscrawl.model.items import NO_PINS, Page, Pins
from newscrawl.sources.place import Given, KeyPlace
from newscrawl.sources.schedule import Schedule, read_schedule
from newscrawl.system.given import read_list
from newscrawl.text.language import CODES, language_code
from newscrawl.web.urls import host_of

_HOUR_S = 3600


@dataclass(frozen=True, slots=True)
class Source:
    """One site.

    Attributes:
        name: What it is called in the log and in figures.
        seeds: URLs of its front page, or of the sections that are wanted.
        hosts: Hosts that belong to it, with all their subdomains.
        feeds, sitemaps: URLs to begin with, besides those that it declares.
        allow, deny: Regular expressions on the URL of an article; with *allow*, one of them must
            match.
        delay_s: Least time between two requests to it; 0: the delay that ``AutoThrottle`` finds.
        headers: Sent with each request.
        language: ISO 639-1 code of all its articles; empty: each page is asked.
        schedule: When it is due; ``None``: whenever a crawl is started.
        pins: Elements of its pages that are removed, or stay, whatever all rules say.
        fields: Fields of its records that selectors fill.
        render: Whether the scripts of its pages are run, in a browser, before they are read.
        pages_max, requests_max, time_max_s: Its budget for one run; 0: that of the settings.
    """

    name: str
    seeds: tuple[str, ...]
    hosts: tuple[str, ...]
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    allow: tuple[str, ...] = ()
    deny: tuple[str, ...] = ()
    delay_s: float = 0.0
    headers: Mapping[str, str] = field(default_factory=dict)
    language: str = ""
    schedule: Schedule | None = None
    pins: Pins = NO_PINS
    fields: tuple[Field, ...] = ()
    render: bool = False
    pages_max: int = 0
    requests_max: int = 0
    time_max_s: float = 0.0

    def owns(self, url: str) -> bool:
        """Return whether *url* is on one of the hosts, or below one."""
        try:
            host = host_of(url)
        except UrlError:
            return False
        # With the dot: "mynews.example" is not below "news.example".
        return any(host == own or host.endswith(f".{own}") for own in self.hosts)


def with_source(page: Page, sources: Iterable[Source]) -> Page:
    """Return *page* with the pins, fields and language of the one of *sources* that owns its URL."""
    source = next((each for each in sources if each.owns(page.url)), None)
    if source is None:
        return page
    # The language that comes with the page outweighs the one in the file of sources.
    language = page.language or source.language
    return replace(page, pins=source.pins, fields=source.fields, language=language)


def source_of(site: str, hosts: Iterable[str] = ()) -> Source:
    """Make the source of *site*, a host or a URL; its hosts are *hosts*, or its own without ``www.``.

    >>> source_of("www.news.example").hosts
    ('news.example',)

    Raises:
        ConfigError: If *site* is neither.
    """
    seed = site if "://" in site else f"https://{site}/"
    try:
        host = host_of(seed)
    except UrlError as error:
        raise ConfigError(f"{site!r}: expected a host (example.com) or a URL; {error}") from error
    if not _is_host(host):
        raise ConfigError(f"{site!r}: expected a host with its domain, e.g. {host}.com")
    # Without ``www.``, so that the other hosts of the site (``m.``, ``amp.``) belong to it.
    own = tuple(dict.fromkeys(map(own_host, hosts))) or (host.removeprefix("www."),)
    parts = urlsplit(seed)
    if not parts.path:
        seed = f"{seed}/"
    return Source(parts.netloc, (seed,), own)


def own_host(text: str) -> str:
    """Return the host that *text* names, as URLs have it: lower case, ASCII, without scheme and port.

    All hosts below it belong to it too, so that ``*.`` says nothing more.

    >>> own_host("https://WWW.Gazette.example./"), own_host("*.gazette.example"), own_host("münchen.example")
    ('www.gazette.example', 'gazette.example', 'xn--mnchen-3ya.example')

    Raises:
        ConfigError: If it names none, or a part of one.
    """
    name = text.strip()
    name = name if "://" in name else f"https://{name}"
    scheme, _, rest = name.partition("://")
    rest = rest.removeprefix("*.").removeprefix(".")
    try:
        parts = urlsplit(f"{scheme}://{rest}")
        host = host_of(f"{scheme}://{rest}")
    except (UrlError, ValueError) as error:
        raise ConfigError(f"{text!r}: expected a host such as gazette.example; {error}") from error
    # Said here, since a path would be dropped in silence, and the whole host crawled.
    if parts.path.strip("/") or parts.query or " " in rest or not _is_host(host):
        raise ConfigError(
            f"{text!r}: expected a host such as gazette.example, with which all below it goes"
            " along; what is wanted of one is said by 'allow' and 'deny'"
        )
    return host


def _is_host(host: str) -> bool:
    """Return whether *host* may be one of the web: a lone word is a mistyped argument."""
    # IPv6 addresses have colons, not dots. Names with "_" are none by RFC 952, and there are some.
    is_named = "." in host or ":" in host or host == "localhost"
    return is_named and re.fullmatch(r"[\w.:\[\]-]+", host, re.ASCII) is not None


def load_sources(path: Path, *, may_be_empty: bool = False) -> tuple[Source, ...]:
    """Read the sources of the TOML file at *path*, in its order.

    Raises:
        ConfigError: If it cannot be read, or something in it is wrong; the message names the line.
            Also if no source is in it, unless it *may_be_empty*, as ``newscrawl init`` writes it.
    """
    text = read_list(path, "the sources")
    try:
        tables = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ConfigError(f"{path}: no TOML: {error}") from error
    # A run without sources would end well, and nobody would notice.
    if not tables and not may_be_empty:
        raise ConfigError(
            f"{path}: no source in it; newscrawl sources add https://gazette.example/ adds one, or"
            ' write [gazette] with site = "gazette.example"'
        )
    return tuple(_read_source(name, table, KeyPlace(path, text)) for name, table in tables.items())


def _read_source(name: str, table: object, place: KeyPlace) -> Source:
    if not isinstance(table, dict):
        raise place.error(name, "", f"expected a table [{name}], got {type(table).__name__}")
    # An unknown key is mostly a misspelt one, whose setting would not hold.
    for key in filterfalse(_KEYS.__contains__, table):
        raise place.error(name, key, _unknown_key(key))
    given = (Given(name, key, value, place) for key, value in table.items())
    values = {each.key: _KEYS[each.key](each) for each in given}
    made = _entered(name, values.pop("site", ()), values.get("hosts", ()), place)
    hosts = chain.from_iterable(source.hosts for source in made)
    values["hosts"] = tuple(dict.fromkeys(hosts))
    # Two keys for a person, one value in the program.
    values["pins"] = Pins(values.pop("prune", ()), values.pop("keep", ()))
    seeds = tuple(chain.from_iterable(source.seeds for source in made))
    return Source(name, seeds, **values)


def _entered(
    name: str, sites: Sequence[str], hosts: Sequence[str], place: KeyPlace
) -> list[Source]:
    """Return a source for each of the *sites* by which the source *name* is entered."""
    if not sites:
        raise place.error(name, "site", "'site' is missing; expected the URL of its front page")
    try:
        return [source_of(site, hosts) for site in sites]
    except ConfigError as error:
        raise place.error(name, "site", str(error)) from error


def _unknown_key(key: str) -> str:
    """Return the sentence on a *key* that is not one of a source's, with the key that may be meant."""
    meant = nearest(key, _KEYS)
    hint = f"did you mean {meant!r}? " if meant else ""
    return f"unknown key {key!r}; {hint}Expected one of {', '.join(_KEYS)}"


def _texts(given: Given) -> tuple[str, ...]:
    # A source has one front page mostly, and it reads better without brackets.
    is_lone = given.key == "site" and isinstance(given.value, str)
    value = [given.value] if is_lone else given.value
    if not isinstance(value, list) or not all(map(_is_filled, value)):
        raise given.error(f"must be a list of texts, got {type(value).__name__}")
    return tuple(value)


def _is_filled(value: object) -> bool:
    """Return whether *value* is a text that is not empty."""
    return isinstance(value, str) and value != ""


def _hosts(given: Given) -> tuple[str, ...]:
    names = _texts(given)
    with given.placed(ConfigError):
        return tuple(map(own_host, names))


def _urls(given: Given) -> tuple[str, ...]:
    urls = _texts(given)
    with given.placed(UrlError):
        # Asked for to be judged only: a wrong URL must fail at start.
        list(map(host_of, urls))
    return urls


def _patterns(given: Given) -> tuple[str, ...]:
    patterns = _texts(given)
    with given.placed(ConfigError):
        list(map(_check_pattern, patterns))
    return patterns


def _check_pattern(pattern: str) -> None:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ConfigError(f"{pattern!r} is no regular expression: {error}") from error


def _selectors(given: Given) -> tuple[str, ...]:
    selectors = _texts(given)
    with given.placed(RuleError):
        # Read here to be judged only: a wrong selector must fail at start, not at the first page.
        read_pins(Pins(selectors))
    return selectors


def _fields(given: Given) -> tuple[Field, ...]:
    try:
        return read_fields(given.value)
    except FieldError as error:
        raise given.place.field_error(given.name, error.field, str(error)) from error


def _delay(given: Given) -> float:
    value = given.value
    # By the type itself: ``bool`` is an ``int``, and "delay_s = true" would be a second.
    is_delay = type(value) in {int, float} and 0 <= value <= _HOUR_S
    given.require(is_delay, f"a number of seconds from 0 to {_HOUR_S}")
    return float(value)


def _count(given: Given) -> int:
    value = given.value
    given.require(type(value) is int and value >= 1, "a whole number above 0")
    return int(value)


def _time(given: Given) -> float:
    try:
        seconds = read_seconds(given.value)
    except (ValueError, TypeError):
        seconds = 0.0
    # 0 is the default and is written by leaving the key out.
    given.require(seconds > 0, 'a number of seconds or such as "2h"')
    return seconds


_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
"""A token, RFC 9110 section 5.6.2."""
_OF_THE_CLIENT = frozenset({"host", "content-length", "transfer-encoding", "connection"})
"""Headers that follow from the request; another ``Host`` would ask for a page of somebody else."""


def _headers(given: Given) -> Mapping[str, str]:
    value = given.value
    is_table = isinstance(value, dict) and set(map(type, value.values())) <= {str}
    given.require(is_table, "a table of texts")
    for name, text in value.items():
        may_be_sent = _HEADER_NAME.fullmatch(name) and name.lower() not in _OF_THE_CLIENT
        given.require(bool(may_be_sent), f"a table of headers; {name!r} is none that can be set")
        given.require(text.isprintable(), f"a table of texts on one line; {name!r} is none")
    return dict(value)


def _language(given: Given) -> str:
    # Only the code: a name or a tag with a region would be understood here, and not in the records.
    is_code = isinstance(given.value, str) and len(given.value) == len("de")
    code = language_code(given.value) if is_code else None
    given.require(code in CODES, 'a code of two letters, e.g. "de"')
    return str(code)


def _schedule(given: Given) -> Schedule:
    given.require(isinstance(given.value, str), 'a text, e.g. "daily 03:00"')
    with given.placed(ConfigError):
        return read_schedule(given.value)


def _flag(given: Given) -> bool:
    given.require(isinstance(given.value, bool), "true or false")
    return bool(given.value)


_KEYS: Mapping[str, Callable[[Given], Any]] = {
    "site": _texts,
    "hosts": _hosts,
    "feeds": _urls,
    "sitemaps": _urls,
    "allow": _patterns,
    "deny": _patterns,
    "delay_s": _delay,
    "headers": _headers,
    "language": _language,
    "schedule": _schedule,
    "prune": _selectors,
    "keep": _selectors,
    "fields": _fields,
    "render": _flag,
    "pages_max": _count,
    "requests_max": _count,
    "time_max_s": _time,
}
