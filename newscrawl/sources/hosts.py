"""Hosts that belong to a source, as a user writes them."""

import re
from urllib.parse import urlsplit

from newscrawl.errors import ConfigError, UrlError
from newscrawl.web.urls import host_of


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
    if parts.path.strip("/") or parts.query or " " in rest or not is_host(host):
        raise ConfigError(
            f"{text!r}: expected a host such as gazette.example, with which all below it goes"
            " along; what is wanted of one is said by 'allow' and 'deny'"
        )
    return host


def is_host(host: str) -> bool:
    """Return whether *host* may be one of the web: a lone word is a mistyped argument."""
    # IPv6 addresses have colons, not dots. Names with "_" are none by RFC 952, and there are some.
    is_named = "." in host or ":" in host or host == "localhost"
    return is_named and re.fullmatch(r"[\w.:\[\]-]+", host, re.ASCII) is not None
