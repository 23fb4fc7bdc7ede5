"""Rights that a page reserves: what headers, meta elements and robots.txt lines say, read into one list.

Everything that was said is kept as it was written; reservations that are understood are listed under one
name each, so that a record can be chosen or left out by it. Statements that name another crawler are not
ours.

Source: https://developers.google.com/search/docs/crawling-indexing/robots-meta-tag
    (``X-Robots-Tag``); W3C TDM Reservation Protocol (``tdm-reservation``);
    https://contentsignals.org (``Content-Signal``); IETF draft-ietf-aipref-attach
    (``Content-Usage``); https://rslstandard.org (RSL 1.0); ``noai`` and ``noimageai`` as DeviantArt
    defined them.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, starmap
from urllib.parse import urlsplit

from newscrawl.model.items import Notice

RESERVATIONS = (
    "noindex",
    "nosnippet",
    "noarchive",
    "noai",
    "noimageai",
    "tdm-reservation",
    "search",
    "ai-input",
    "ai-train",
    "ai-robots",
    "rsl",
    "c2pa",
)
"""Names under which reservations are listed.

``search``, ``ai-input`` and ``ai-train`` are uses that a content signal or a licence says no to;
``ai-robots``: robots.txt forbids the page to a robot of AI by its name; ``rsl``: terms of a licence
hold; ``c2pa``: the text carries a manifest of its origin, which reserves nothing by itself.
"""
NO_RESERVATION = frozenset({"c2pa"})
"""Those that are no reservation: only their own name obeys them, not ``all``."""

HEADERS = (
    "x-robots-tag",
    "tdm-reservation",
    "tdm-policy",
    "content-signal",
    "content-usage",
    "link",
)
METAS = ("robots", "newscrawl", "tdm-reservation", "tdm-policy", "content-signal", "content-usage")
_KNOWN = {
    "header": HEADERS,
    "meta": METAS,
    "robots.txt": ("content-signal", "ai-robots", "license"),
    "tdmrep.json": ("tdm-reservation", "tdm-policy"),
    "link": ("license",),
    "script": ("rsl",),
    "feed": ("license",),
}
"""The names that are known of each source."""
MAX_NOTICES = 20
MAX_CHARS = 500

_DIRECTIVES = {
    "noindex": ("noindex",),
    "nosnippet": ("nosnippet",),
    "max-snippet:0": ("nosnippet",),
    "noarchive": ("noarchive",),
    "nocache": ("noarchive",),
    "noai": ("noai",),
    "noimageai": ("noimageai",),
    "none": ("noindex",),
}
_USES = {
    "search": "search",
    "ai-input": "ai-input",
    "ai-train": "ai-train",
    "train-ai": "ai-train",
    "bots": "tdm-reservation",  # draft-ietf-aipref-vocab: automated processing as a whole
}
_RSL_LINK = re.compile(r"(?=.*\brel\s*=\s*[\"']?license\b).*application/rsl\+xml", re.IGNORECASE)
_RSL_USES = {
    "all": ("search", "ai-input", "ai-train"),
    "ai-all": ("ai-input", "ai-train"),
    "ai-train": ("ai-train",),
    "train-ai": ("ai-train",),
    "ai-input": ("ai-input",),
    "search": ("search",),
}
_VALUED = {"max-snippet", "max-image-preview", "max-video-preview", "unavailable_after"}
_REFUSAL = re.compile(r"([a-z-]+)\s*=\s*no?\b")
"""A use that a signal says no to: content signals write "no", draft-ietf-aipref-attach writes "n"."""


def notice(source: str, name: str, value: str) -> Notice | None:
    """Return the notice that *name* of *source* (``header``, ``meta``, ``robots.txt`` …) is, or ``None``."""
    folded_name = name.lower()
    if folded_name not in _KNOWN.get(source, ()):
        return None
    # A header can be folded into lines, and be as long as a server likes.
    text = " ".join(value.split())[:MAX_CHARS]
    if not text:
        return None
    # ``Link`` carries feeds, style sheets and more: only the one of a licence is a notice.
    if folded_name == "link" and not _RSL_LINK.search(text):
        return None
    return Notice(f"{source}:{folded_name}", text)


def notices_from(
    headers: Iterable[tuple[str, str]], of_site: Iterable[Sequence[str]]
) -> tuple[Notice, ...]:
    """Return the notices of headers (names in lower case) and files *of_site* (source, name, value)."""
    # In the order of ``HEADERS``, so that one page gives one record whatever the server's order is.
    known = [("header", name, value) for name, value in headers if name in HEADERS]
    known.sort(key=lambda said: HEADERS.index(said[1]))
    found = filter(None, starmap(notice, (*known, *of_site)))
    return tuple(dict.fromkeys(found))[:MAX_NOTICES]


def reservations(notices: Iterable[Notice], url: str = "") -> tuple[str, ...]:
    """Return the reservations of *notices* for the page at *url*, each once, in order of ``RESERVATIONS``.

    >>> reservations([Notice("meta:robots", "index, noai"), Notice("header:tdm-reservation", "1")])
    ('noai', 'tdm-reservation')
    """
    # What one source reserves stays reserved, whatever another one allows: the stricter reading.
    found = frozenset(chain.from_iterable(_reserved(each, url) for each in notices))
    return tuple(filter(found.__contains__, RESERVATIONS))


def tdm_policy(notices: Iterable[Notice]) -> str:
    """Return the URL of the policy under which text and data mining may be licensed; empty: none."""
    policies = (each.value for each in notices if each.source.endswith(":tdm-policy"))
    return next(policies, "")


def _reserved(each: Notice, url: str) -> Iterator[str]:
    """Yield the reservations that one notice makes for the page at *url*."""
    value = each.value.lower()
    match each.source.partition(":")[2]:
        case "robots" | "x-robots-tag" | "newscrawl":
            yield from _directives(value)
        # TDMRep knows 1 and 0; any other value is an error, and reserves nothing.
        case "tdm-reservation" if value.strip("\"' ") == "1":
            yield "tdm-reservation"
        case "content-signal" | "content-usage":
            yield from _signals(value, url)
        case "ai-robots" | "c2pa" as name:
            yield name
        case "license" | "link" | "rsl":
            yield "rsl"
            yield from _prohibited(value)


def _prohibited(value: str) -> Iterator[str]:
    """Return the uses that the terms of a licence (RSL) rule out."""
    words = re.split(r"[,;\s]+", value.partition("prohibits:")[2])
    return chain.from_iterable(_RSL_USES.get(word, ()) for word in words)


def _directives(value: str) -> Iterator[str]:
    """Read a list of directives; one after ``name:`` holds for that crawler, as do those that follow it."""
    is_ours = True
    for part in value.split(","):
        words = part.strip()
        agent, colon, rest = words.partition(":")
        # "max-snippet: 0" has a colon as well, but names no crawler.
        if colon and agent.strip() not in _VALUED:
            is_ours = agent.strip() in {"newscrawl", "*"}
            words = rest.strip()
        if is_ours:
            yield from _DIRECTIVES.get(words.replace(" ", ""), ())


def _signals(value: str, url: str) -> Iterator[str]:
    """Read the signals; a value that begins with a path holds for that part of the site alone."""
    if value.startswith("/") and not _holds_for(value.split(maxsplit=1)[0], url):
        return
    yield from filter(None, map(_USES.get, _REFUSAL.findall(value)))


def _holds_for(part_of_site: str, url: str) -> bool:
    path = urlsplit(url).path or "/"
    return path.lower().startswith(part_of_site)
