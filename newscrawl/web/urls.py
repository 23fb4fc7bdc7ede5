"""Canonical URLs: one name per page, and what follows from it (host, site, record id).

Two URLs get the same canonical form only where they lead to the same page by a standard or by the
meaning of a parameter's name that the whole web shares. Path case and double slashes are kept, and
so is the order of parameters: sites exist that tell them apart. Source: WHATWG URL Standard
(parsing), RFC 3986 section 6.2.2 (percent-encoding), docs/state.md, "Canonical URLs".
"""

import re
from functools import cache, lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import ada_url

from newscrawl.errors import UrlError

if TYPE_CHECKING:
    from tldextract import TLDExtract

MAX_CHARS = 8000
"""Longest URL that is accepted: RFC 9110 section 4.1 asks for 8,000 octets at least."""
WEB_SCHEMES = frozenset({"http", "https"})

_TRACKING = re.compile(
    r"""(?xi)
      (?: utm | mtm | piwik | matomo | hsa | itm | guce | gad | vero | oly | fb_action | _branch ) _\w+
    | __h (?: stc | ssc | sfp )
    | at_ (?: medium | campaign | format | link_\w+ | ptr_name | bbc_team | custom\d | creation | variant )
    | ga_ (?: source | medium | campaign | term | content | place )
    | ns_ (?: campaign | mchannel | source | linkname | fee )
    | pk_ (?: campaign | kwd | keyword | source | medium | content | cid | vid )
    | wt (?: _zmc | \.mc_id | \.tsrc | \.zmc )
    | (?: fb | g | d | y | ys | ym | tt | tw ) clid | (?: ms | ir | rb_ ) cl (?: ic )? kid
    | gclsrc | [gw]braid | li_fat_id | dicbo | epik | srsltid | mibextid | sfnsn | igsh (?: id )?
    | fb_ (?: source | ref | comment_id ) | soc_ (?: src | trk ) | ref_ (?: src | url ) | __twitter_impression
    | mc_ [ce] id | mkt_tok | _hs (?: enc | mi ) | hsctatracking | wickedid | _g (?: a | l | ac ) | _openstat
    | s_ (?: kw )? cid | ocid | ncid | icid | intcid | cmpid | cmp | xtor | sm (?: id | typ ) | spm | scm
    | trk (?: campaign )? | ftag | guccounter | rss_id | __s
    """
)
"""Parameter names that measure where a visitor came from. ``ref``, ``id``, ``cid``, ``sid`` and ``source``
are no part of it: on some sites they name the article."""

_SESSION = re.compile(r"(?i)[jp]?(?:hp)?sess(?:ion)?_?id|aspsessionid\w*|cfid|cftoken|zenid|oscsid")
"""Parameter names of server sessions."""

_SESSION_IN_PATH = re.compile(
    r";jsessionid=[^/?#;]*|/\([ASF]\([A-Za-z0-9_-]+\)+\)(?=/)", re.IGNORECASE
)
_DOTS = re.compile(r"^[^?#]*/(?:\.|%2e){1,2}(?:[/?#]|$)", re.IGNORECASE)
"""A segment of one or two dots."""
_LONE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_ENCODED = re.compile(r"%([0-9A-Fa-f]{2})")
UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
"""Characters that mean the same escaped or not (RFC 3986 section 2.3)."""


def origin_of(url: str) -> str:
    """Return scheme, host and port of *url*, for which one robots.txt holds (RFC 9309 §2.3).

    >>> origin_of("https://user@News.example:443/a?b")
    'https://news.example'
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    # ``hostname`` drops the brackets of an IPv6 address.
    if ":" in host:
        host = f"[{host}]"
    standard = {"http": 80, "https": 443}.get(parts.scheme)
    if parts.port in {None, standard}:
        return f"{parts.scheme}://{host}"
    return f"{parts.scheme}://{host}:{parts.port}"


def without_dots(url: str) -> str:
    """Return *url* with its dot segments resolved, as whoever asks for it does; all else as it is written.

    >>> without_dots("https://news.example/a/../b/./c"), without_dots("https://news.example/a b")
    ('https://news.example/b/c', 'https://news.example/a b')
    """
    # Parsing would escape and lower more than the dots; most URLs have none.
    if not _DOTS.search(url):
        return url
    try:
        return ada_url.URL(url).href
    except (ValueError, UnicodeEncodeError):
        return url


def canonical_url(url: str) -> str:
    """Return the one name of the page at *url*: absolute, ASCII, no fragment, no credentials.

    Tracking parameters, session ids, the default port and dot segments are removed;
    percent-encoding takes its normal form. Applying it twice changes nothing.

    >>> canonical_url("HTTPS://News.example:443/a/../b?utm_source=x&id=7#top")
    'https://news.example/b?id=7'

    Raises:
        UrlError: If it is no absolute http(s) URL with a host, or longer than ``MAX_CHARS``.
    """
    parsed = _parse(url)
    path = _normal_percent(parsed.pathname)
    query = _kept_query(_normal_percent(parsed.search.removeprefix("?")))
    # A final dot is the DNS root: the same host, by another name.
    host = parsed.host.replace(parsed.hostname, parsed.hostname.removesuffix("."), 1)
    root, bare = f"{parsed.protocol}//{host}", _SESSION_IN_PATH.sub("", path) or "/"
    canonical = f"{root}{bare}{query and '?' + query}"
    # A session id can hide a dot segment (`..;jsessionid=1`), so what is left is parsed once more.
    return canonical if bare == path else canonical_url(canonical)


def host_of(url: str) -> str:
    """Return the host of *url*: lower case, punycode, no port.

    Raises:
        UrlError: As ``canonical_url``.
    """
    return _parse(url).hostname.removesuffix(".")


def shown_host(url: str) -> str:
    """Return the host that *url* names, in lower case; empty where it names none, or is no URL.

    >>> shown_host("https://News.example:8080/a"), shown_host("/a"), shown_host("http://[")
    ('news.example', '', '')
    """
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def site_key(url: str) -> str:
    """Return the site that *url* belongs to: its registrable domain, or its host where it has none.

    ``www.news.example.co.uk`` and ``example.co.uk`` are one site, two blogs of one hosting service
    are two. Source: Public Suffix List, private part included; the snapshot in tldextract, never
    fetched.

    Raises:
        UrlError: As ``canonical_url``.
    """
    return site_of(host_of(url))


@lru_cache(4096)
def site_of(host: str) -> str:
    """Return the site of *host*, as ``site_key`` does; an IP address, without brackets, is its own site.

    >>> site_of("www.news.example.co.uk"), site_of("127.0.0.1"), site_of("::ffff:127.0.0.9"), site_of("")
    ('example.co.uk', '127.0.0.1', '::ffff:127.0.0.9', '')
    """
    # An address or a local name has no suffix to look for.
    if "." not in host or host[-1].isdigit():
        return host
    return _suffixes()(host).top_domain_under_public_suffix or host


def article_id(url: str) -> str:
    """Return the record id of the page at *url*: ``nc-`` and 32 hex digits of its canonical form.

    Raises:
        UrlError: As ``canonical_url``.
    """
    return id_of(url_key(canonical_url(url)))


def id_of(key: bytes) -> str:
    """Return the record id of the page whose canonical URL has the *key*, see ``url_key``."""
    return f"nc-{key.hex()}"


def url_key(canonical: str) -> bytes:
    """Return 16 bytes that stand for a URL already canonical.

    Two of 10^12 URLs collide with odds of 10^-15.
    """
    # Of ASCII text, so that no normal form of Unicode matters.
    return blake2b(canonical.encode(), digest_size=16).digest()


def _parse(url: str) -> ada_url.URL:
    if len(url) > MAX_CHARS:
        raise UrlError(
            f"URL of {len(url)} characters, at most {MAX_CHARS} are accepted: {url[:100]}…"
        )
    try:
        parsed = ada_url.URL(url)
    except (ValueError, UnicodeEncodeError) as error:
        raise UrlError(f"not an absolute URL (expected https://host/path): {url!r}") from error
    if parsed.protocol not in {"http:", "https:"}:
        raise UrlError(f"only http and https are crawled, got {parsed.protocol!r}: {url!r}")
    # The standard takes "http://./" for a URL; no resolver does.
    if not parsed.hostname.strip("."):
        raise UrlError(f"URL without a host: {url!r}")
    return parsed


def _normal_percent(text: str) -> str:
    """Decode what needs no encoding and upper-case the rest; text with a lone ``%`` stays as it is."""
    # Some servers read "%" as it is: decoding around it could change where a sequence begins.
    if "%" not in text or _LONE_PERCENT.search(text):
        return text
    return _ENCODED.sub(_normal_octet, text)


def _normal_octet(match: re.Match[str]) -> str:
    character = chr(int(match[1], 16))
    # RFC 3986 section 6.2.2.2: only unreserved characters mean the same in either form.
    return character if character in UNRESERVED else match[0].upper()


def _kept_query(query: str) -> str:
    # Not parsed and built again: "a" and "a=", "+" and "%20" differ to some servers.
    parts = filter(None, query.split("&"))
    return "&".join(part for part in parts if not _is_noise(part))


def _is_noise(parameter: str) -> bool:
    name = parameter.partition("=")[0]
    return bool(_TRACKING.fullmatch(name) or _SESSION.fullmatch(name))


@cache
def _suffixes() -> "TLDExtract":
    from tldextract import TLDExtract  # noqa: PLC0415 - it loads requests: 95 ms that `strip` of a text does not need

    # The snapshot only: a list fetched in between would give one site two names.
    return TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)
