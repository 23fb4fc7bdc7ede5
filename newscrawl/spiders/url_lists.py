"""The argument ``urls``: URLs in it, or in the file it names.

A list may come through a pipe whose other end takes its time. Waiting for it would stop the whole
crawl, the signals that want it to end among them; so where nothing has come yet, the list
yields an empty entry.
"""

import os
import re
import select
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from urllib.parse import urlsplit

from newscrawl.discover.outlines import Outline, read_outlines
from newscrawl.errors import ConfigError
from newscrawl.web.urls import WEB_SCHEMES

_BETWEEN = re.compile(r"\s*,\s*(?=[A-Za-z][A-Za-z0-9+.-]*://)|\s+")
"""A comma between URLs, or white space; a comma inside a URL has no scheme after it."""

_WITH_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_AS_LIST = "a file with one a line is named @{name}"
_HINTS = {
    (".warc", ".warc.gz", ".warc.zst"): "pages of an archive are read by newscrawl extract",
    (".toml",): "a file of sources is named by --sources {name}",
    (".txt", ".lst", ".csv", ".tsv", ".opml"): _AS_LIST,
}
"""How a file is named, by its ending."""
_SHOWN_PROBLEMS = 20
_CHUNK = 1 << 16
_MAX_LINE_BYTES = 16 * 1024**2
"""A longer line is none of a list, and is not held."""


@dataclass(frozen=True, slots=True)
class ListedUrl:
    """One entry of a list: a URL, or else why it is not one; neither where nothing has come yet."""

    url: str = ""
    problem: str = ""


def read_urls(arguments: Iterable[str]) -> Iterator[ListedUrl]:
    """Read *arguments*, each ``URL``, ``URL,URL``, ``@file`` or ``@-`` for standard input.

    The list is read at once up to its first URL, or as far as it has come; and on as its entries
    are asked for: one of millions is never held in memory.

    Raises:
        ConfigError: If a file cannot be read, or no entry of all is a URL.
    """
    texts = map(str.strip, arguments)
    entries = _judge(chain.from_iterable(map(_entries, texts)))
    first: list[ListedUrl] = []
    for entry in entries:
        # Up to the first URL: a list of nonsense fails at start, and a good one is not held.
        first.append(entry)
        if not entry.problem:
            # Bad lines before the first URL are reported as well.
            return chain(first, entries)
    problems = "\n".join(entry.problem for entry in first[:_SHOWN_PROBLEMS]) or "no URL is given"
    raise ConfigError(f"{problems}\nexpected https://…, several separated by commas, or @list.txt")


def read_names(argument: str) -> tuple[str, ...]:
    """Read hosts or URLs, each once: separated by commas or white space, or one a line of ``@file``.

    Raises:
        ConfigError: If the file cannot be read.
    """
    return tuple(read_places(argument))


def read_places(argument: str) -> dict[str, str]:
    """Read hosts or URLs as ``read_names`` does; return where each is said, for messages.

    The file may be a list of feeds (OPML), as readers of feeds export it: each entry gives the
    front page of its site, and its feed where that is on the same host.

    Raises:
        ConfigError: If the file cannot be read.
    """
    argument = argument.strip()
    if not argument.startswith("@"):
        return dict.fromkeys(_names_of(argument.replace(",", " ")), "site")
    file = argument[1:]
    lines = [_bare(line or "") for line in _lines(file, waits=True)]
    whole = "\n".join(lines)
    if whole.lstrip().startswith("<"):
        return _listed_feeds(file, whole)
    places: dict[str, str] = {}
    for number, line in enumerate(lines, 1):
        for name in _names_of(line):
            places.setdefault(name, f"{file}, line {number}")
    return places


def _bare(line: str) -> str:
    """Return *line* without the white space around it, and the mark that some editors begin files with."""
    return line.strip().removeprefix("\ufeff")


def _names_of(line: str) -> list[str]:
    """Return the names in a line; none in a remark."""
    text = _bare(line)
    return [] if text.startswith("#") else text.split()


def _listed_feeds(file: str, text: str) -> dict[str, str]:
    """Return the entrances of the sites in a list of feeds, and where each is said."""
    outlines = read_outlines(text.encode(), "")
    if not outlines:
        raise ConfigError(
            f"{file}: expected one host or URL a line, or a list of feeds (OPML); got markup that"
            f" names no feed: {text.strip()[:60]!r}"
        )
    places: dict[str, str] = {}
    for outline in outlines:
        place = f"{file}, {outline.title or outline.feed}"
        places |= dict.fromkeys(_entrances(outline), place)
    return places


def _entrances(outline: Outline) -> tuple[str, ...]:
    """Return the URLs by which the site of *outline* is entered."""
    if not outline.site:
        return (outline.feed,)
    # On the host of a service the feed would stand for a site of its own; the front declares it.
    if _bare_host(outline.site) != _bare_host(outline.feed):
        return (outline.site,)
    return (outline.site, outline.feed)


def _bare_host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")


def _entries(argument: str) -> Iterator[tuple[str, str | None]]:
    """Return (place, text) of each entry; no text where none has come yet."""
    if not argument.startswith("@"):
        for text in _BETWEEN.split(argument):
            yield "urls", text.strip()
        return
    name = argument[1:]
    place = "standard input" if name == "-" else name
    number = 0
    for line in _lines(name):
        number += line is not None
        yield f"{place}, line {number}", line and _bare(line)


def _lines(name: str, *, waits: bool = False) -> Iterator[str | None]:
    """Return the lines of a file; ``None`` where the next has not come yet, unless it *waits* for it."""
    try:
        # Without a buffer: a buffered read would wait for a whole block of a slow pipe.
        with open(0 if name == "-" else name, "rb", 0, closefd=name != "-") as file:
            yield from _split(file.fileno(), name, waits=waits)
    except OSError as error:
        raise ConfigError(f"{name}: the list of URLs cannot be read: {error.strerror}") from error


def _split(descriptor: int, name: str, *, waits: bool) -> Iterator[str | None]:
    begun: list[bytes] = []  # pieces of a line that has not come to its end
    size = 0
    for chunk in _chunks(descriptor, waits=waits):
        if chunk is None:
            yield None
            continue
        begun.append(chunk)
        size += len(chunk)
        if b"\n" in chunk:
            *lines, rest = b"".join(begun).split(b"\n")
            begun, size = [rest], len(rest)
            yield from map(_decoded, lines)
        elif size > _MAX_LINE_BYTES:
            raise ConfigError(
                f"{name}: expected a URL a line, got a line of more than {_MAX_LINE_BYTES} bytes;"
                " name a list"
            )
    if rest := b"".join(begun):
        yield _decoded(rest)


def _decoded(line: bytes) -> str:
    return line.decode("utf-8", "replace")


def _chunks(descriptor: int, *, waits: bool) -> Iterator[bytes | None]:
    """Return the bytes of a file up to its end; ``None`` where nothing has come yet, unless it *waits*."""
    # ``poll`` and not ``select``: that fails on descriptors above 1,023, which a crawl may hold.
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    timeout = None if waits else 0

    def read() -> bytes | None:
        # A file is always ready; only pipes and terminals make one wait.
        return os.read(descriptor, _CHUNK) if poll.poll(timeout) else None

    return iter(read, b"")


def _judge(entries: Iterable[tuple[str, str | None]]) -> Iterator[ListedUrl]:
    for place, text in entries:
        if text is None:
            yield ListedUrl()
        # Blank lines and remarks are no bad lines.
        elif text and not text.startswith("#"):
            yield _judged(place, text)


def _judged(place: str, text: str) -> ListedUrl:
    problem = _problem(text)
    if not problem:
        return ListedUrl(text)
    return ListedUrl(problem=f"{place}: {text[:200]!r}: {problem}")


def hint_of_file(name: str, expected: str = "a URL") -> str:
    """Return how a file is named, where *name* looks like one, or is one; empty: it does not."""
    if "://" in name:
        return ""
    hints = (hint for endings, hint in _HINTS.items() if name.endswith(endings))
    hint = next(hints, _AS_LIST if _is_list(name, expected) else "")
    return f"expected {expected}; {hint.format(name=name)}" if hint else ""


def _is_list(name: str, expected: str) -> bool:
    """Return whether *name* is that of a file; a host may have the name of a file in this folder, too."""
    if not name or ("/" not in name and expected != "a URL"):
        return False
    return Path(name).is_file()


_LIKE_A_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)+(?:[/:?#]|$)")


def _problem(url: str) -> str:
    """Return why *url* is no URL that can be fetched; empty: it is one."""
    if re.search(r"\s", url):
        return "expected one URL, got white space inside it"
    try:
        parts = urlsplit(url)
        # A wrong port raises only when it is asked for.
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        return f"expected a URL, but {error}"
    if not _WITH_SCHEME.match(url):
        example = f"https://{url}" if _LIKE_A_HOST.match(url) else "https://news.example/story"
        return hint_of_file(url) or f"expected a URL with its scheme, e.g. {example}"
    if parts.scheme.lower() not in WEB_SCHEMES:
        return f"expected http or https, got {parts.scheme}"
    return "" if host else "expected a URL with a host"
