"""Inputs of ``newscrawl extract``: files and folders, found one by one, and HTML files as pages."""

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape
from itertools import islice
from pathlib import Path
from urllib.parse import quote, urlsplit

from newscrawl.errors import ConfigError, UrlError
from newscrawl.model.items import Page
from newscrawl.model.moments import format_utc
from newscrawl.warc.pages import Problem, WantedPages
from newscrawl.web.urls import host_of

ARCHIVES = (".warc", ".warc.gz", ".warc.zst")
HTML = (".html", ".htm", ".xhtml")
FILES_EACH = 32
"""HTML files of a folder that are read at once."""
_LOOKED_AT = 1 << 18
_SAVED_FROM = re.compile(rb"<!--\s*saved from url=\(\d+\)(https?://[^\s>]+)", re.IGNORECASE)
_LINK = re.compile(rb"<link\b[^>]*>", re.IGNORECASE)
_META = re.compile(rb"<meta\b[^>]*>", re.IGNORECASE)
_CANONICAL = re.compile(rb"""\brel\s*=\s*["']?canonical\b""", re.IGNORECASE)
_OG_URL = re.compile(rb"""\bproperty\s*=\s*["']?og:url\b""", re.IGNORECASE)
_TARGET = re.compile(
    rb"""\b(?:href|content)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+))""", re.IGNORECASE
)
_HOST = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}(?::\d+)?|localhost|\d+(?:\.\d+){3}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Input:
    """One thing to read: a WARC file, or HTML files below *root*."""

    root: str
    files: tuple[str, ...]
    is_archive: bool


def find_inputs(names: Iterable[str]) -> Iterator[Input]:
    """Return the inputs that *names* lead to, one by one, those of a folder in the order of their names.

    Raises:
        ConfigError: If one is not there, or of no kind that is read.
    """
    for name in names:
        path = Path(name)
        if path.is_dir():
            yield from _of_folder(path)
        elif is_archive(name):
            yield Input(str(path.parent), (name,), is_archive=True)
        else:
            yield Input(str(path.parent), (name,), is_archive=False)


def check_inputs(names: Sequence[str]) -> None:
    """Refuse names that cannot be read.

    Raises:
        ConfigError: If no name is given, one is not there, or is of no kind that is read.
    """
    if not names:
        raise ConfigError(
            "nothing to read: expected files (.warc, .warc.gz, .warc.zst, .html) or folders"
        )
    for name in names:
        path = Path(name)
        if not path.exists():
            raise ConfigError(f"{name}: there is no such file or folder")
        if path.is_dir():
            _refuse_empty(path)
        elif not (is_archive(name) or _is_html(name)):
            raise ConfigError(
                f"{name}: expected a WARC file ({', '.join(ARCHIVES)}), an HTML file "
                f"({', '.join(HTML)}) or a folder"
            )


def _refuse_empty(folder: Path) -> None:
    # Only as far as the first: a folder may hold millions.
    if next(_of_folder(folder), None) is None:
        raise ConfigError(
            f"{folder}: holds nothing that is read: expected files that end in"
            f" {', '.join((*ARCHIVES, *HTML))}"
        )


def is_archive(name: str) -> bool:
    """Return whether *name* is that of a WARC file."""
    return name.lower().endswith(ARCHIVES)


def _is_html(name: str) -> bool:
    """Return whether *name* is that of a page."""
    return name.lower().endswith(HTML)


def _of_folder(folder: Path) -> Iterator[Input]:
    for place, folders, names in os.walk(folder):
        # os.walk goes by the disk's order; sorted in place, it goes by name on every machine.
        folders.sort()
        paths = [os.path.join(place, name) for name in sorted(names)]  # noqa: PTH118 - millions of names
        for path in filter(is_archive, paths):
            yield Input(str(folder), (path,), is_archive=True)
        pages = filter(_is_html, paths)
        while some := tuple(islice(pages, FILES_EACH)):
            yield Input(str(folder), some, is_archive=False)


def page_of_file(name: str, root: str, base: str, wanted: WantedPages) -> Page | Problem | None:
    """Return the page that the HTML file *name* below *root* holds; ``None``: it is not wanted.

    Its URL is *base* with the rest of its path; else the one that the file names: where a browser
    says that it saved it from, its canonical URL, ``og:url``; else its path below *root*, where
    that begins with the name of a host, as in the copy of a site that wget or HTTrack makes.
    """
    try:
        with Path(name).open("rb") as file:
            changed = os.fstat(file.fileno()).st_mtime
            # One byte more than allowed tells a page that is too long, without reading all of it.
            body = file.read(wanted.max_bytes + 1)
    except OSError as error:
        return Problem("unreadable", f"{name}: cannot be read: {error.strerror}")
    if len(body) > wanted.max_bytes:
        return Problem("too_large", f"{name}: more than {wanted.max_bytes} bytes")
    url = address_of(name, root, base, body)
    if url is None:
        return Problem(
            "no_address",
            f"{name}: names no URL of its own; say --base https://host/path (spider argument base)"
            " for the files of its folder",
        )
    date = format_utc(datetime.fromtimestamp(changed, UTC))
    if not wanted.matches(url, date):
        return None
    return Page(url, body, "text/html", fetched_at=date, requested_url=url)


def address_of(name: str, root: str, base: str, body: bytes) -> str | None:
    """Return the URL of a page that lies in the file *name*; ``None``: nothing names one."""
    below = Path(os.path.relpath(name, root)).as_posix()
    if base:
        return _checked(base.rstrip("/") + "/" + _quoted(below))
    return next(filter(None, map(_checked, _named(body[:_LOOKED_AT], below))), None)


def _targets(begin: bytes, tags: re.Pattern[bytes], marked: re.Pattern[bytes]) -> Iterator[str]:
    """Yield the targets of those *tags* in *begin* that are *marked*."""
    for tag in tags.findall(begin):
        if not marked.search(tag):
            continue
        if target := _TARGET.search(tag):
            quoted = next(filter(None, target.groups()), b"")
            yield unescape(quoted.decode("utf-8", "replace"))


def _named(begin: bytes, below: str) -> Iterator[str]:
    # The browser's own note comes first: a canonical link may name another site.
    if saved := _SAVED_FROM.search(begin):
        yield saved[1].decode("latin-1")
    yield from _targets(begin, _LINK, _CANONICAL)
    yield from _targets(begin, _META, _OG_URL)
    host, slash, _ = below.partition("/")
    # Copies made by wget and HTTrack have a folder for each host; the scheme is not kept.
    if slash and _HOST.fullmatch(host):
        yield f"https://{_quoted(below, safe='/:')}"


def _quoted(path: str, safe: str = "/") -> str:
    """Return *path* as a part of a URL; a file name may hold bytes that are no text."""
    return quote(os.fsencode(path), safe=safe)


def _checked(url: str) -> str | None:
    try:
        # A canonical link may be relative, or no URL at all: the next name is tried.
        return url if urlsplit(url).scheme and host_of(url) else None
    except (UrlError, ValueError):
        return None
