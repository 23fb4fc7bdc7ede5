"""Sources: the sites that are crawled, and what is known of each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from newscrawl.errors import ConfigError, UrlError
from newscrawl.urls import host_of


@dataclass(frozen=True, slots=True)
class Source:
    """One site.

    Attributes:
        name: What it is called in the log and in figures.
        seeds: Addresses of its front page, or of the sections that are wanted.
        hosts: Hosts that belong to it, with all their subdomains.
        feeds, sitemaps: Addresses to begin with, beside those that it declares.
        allow, deny: Regular expressions on the address of an article; with *allow*, one of them must match.
        language: Of its articles, where they do not say; ISO 639-1, or empty.
        delay_s: Least time between two requests to it; 0: what ``AutoThrottle`` finds.
        headers: Sent with each request.
    """

    name: str
    seeds: tuple[str, ...]
    hosts: tuple[str, ...]
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    allow: tuple[str, ...] = ()
    deny: tuple[str, ...] = ()
    language: str = ""
    delay_s: float = 0.0
    headers: Mapping[str, str] = field(default_factory=dict)

    def owns(self, url: str) -> bool:
        """Say whether *url* is on one of the hosts, or below one."""
        try:
            host = host_of(url)
        except UrlError:
            return False
        return any(host == own or host.endswith(f".{own}") for own in self.hosts)


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
        raise ConfigError(f"{site!r}: expected a host (example.com) or an address; {error}") from error
    if "." not in host and ":" not in host and host != "localhost":
        raise ConfigError(f"{site!r}: expected a host with its domain, e.g. {host}.com")
    own = tuple(name.lower() for name in hosts) or (host.removeprefix("www."),)
    return Source(urlsplit(seed).netloc, (seed if urlsplit(seed).path else f"{seed}/",), own)
