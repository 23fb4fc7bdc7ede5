"""Pages that are only a frame around another page: bytes to the URLs of what they show.

A set of frames, or a page with nothing on it but one inline frame, is what some old systems, and
covers of domains that moved, put around each page.

Source: HTML 4.01 section 16 (frames); HTML Standard 4.8.5 (``iframe``).
"""

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from itertools import islice, product, repeat
from operator import attrgetter

from newscrawl.discover.found import absolute
from newscrawl.errors import UrlError
from newscrawl.web.urls import host_of

MAX_BYTES = 65_536
"""A page that is larger shows more than frames."""
MAX_TEXT = 120
"""Characters beside an inline frame: a line that names the site, or a note for old browsers."""
MAX_FRAMES = 10
_HINT = re.compile(rb"<i?frame[\s/]", re.IGNORECASE)
_UNSEEN = re.compile(
    r"<!--.*?(?:-->|$)|<(script|style|noframes|noscript|template|title)\b.*?(?:</\1\s*>|$)",
    re.IGNORECASE | re.DOTALL,
)
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_SHOWING = frozenset("a article form img video audio object embed table ul ol".split())
"""Elements that a page has which shows something of its own."""


@dataclass(frozen=True, slots=True)
class _Tag:
    """A tag: its name, lower case, with the slash of an end tag, and its attributes as written."""

    name: str
    attributes: str

    @property
    def kind(self) -> str:
        """Name of its element."""
        return self.name.removeprefix("/")

    def told(self) -> Mapping[str, str]:
        """Return the attributes by their names, lower case; the first of each name counts."""
        found: dict[str, str] = {}
        # One of the values is that of the attribute, by its quotes; the others are empty.
        for name, *values in _ATTRIBUTE.findall(self.attributes):
            found.setdefault(name.lower(), unescape("".join(values)))
        return found


@dataclass(frozen=True, slots=True)
class _Frame:
    src: str
    share: float


def frames_of(body: bytes, url: str, charset: str = "utf-8") -> tuple[str, ...]:
    """Return the pages of the same host that the page at *url* is a frame around, the largest first.

    None where it shows something of its own.

    >>> frames_of(b"<frameset cols='20%,*'><frame src=menu><frame src=story></frameset>", "https://a.example/1/")
    ('https://a.example/1/story', 'https://a.example/1/menu')
    >>> frames_of(b"<p>A video of the fire:</p><p><a href=/>Home</a></p><iframe src=/v>", "https://a.example/")
    ()
    """
    # Each page comes through here, and nearly none of them has a frame.
    if len(body) > MAX_BYTES or _HINT.search(body) is None:
        return ()
    text = _UNSEEN.sub("", body.decode(charset, "replace"))
    tags = list(map(_tag_of, _TAG.finditer(text)))
    kinds = frozenset(map(attrgetter("kind"), tags))
    found = _set_of_frames(tags) if "frameset" in kinds else _inline(text, tags, kinds)
    ranked = sorted(islice(found, MAX_FRAMES), key=attrgetter("share"), reverse=True)
    return tuple(dict.fromkeys(_other_pages(ranked, url)))


def _other_pages(frames: Iterable[_Frame], url: str) -> Iterator[str]:
    """Yield the pages of the host of *url* that *frames* show; the page itself is not one."""
    host = _bare_host(url)
    for frame in frames:
        inner = absolute(url, frame.src)
        if inner is not None and inner != url and _bare_host(inner) == host != "":
            yield inner


def _tag_of(match: re.Match[str]) -> _Tag:
    return _Tag(f"{match[1]}{match[2].lower()}", match[3])


def _inline(text: str, tags: Iterable[_Tag], kinds: Iterable[str]) -> Iterator[_Frame]:
    """Return the inline frame of a page that has nothing else."""
    frames = [tag for tag in tags if tag.name == "iframe"]
    if len(frames) == 1 and not _shows_more(text, kinds):
        yield _Frame(frames[0].told().get("src", ""), 1.0)


def _shows_more(text: str, kinds: Iterable[str]) -> bool:
    """Return whether a page of elements of *kinds* shows something besides a frame."""
    shown = " ".join(unescape(_TAG.sub(" ", text)).split())
    return len(shown) > MAX_TEXT or not _SHOWING.isdisjoint(kinds)


def _set_of_frames(tags: Iterable[_Tag]) -> Iterator[_Frame]:
    """Return the frames of sets, each with its share (0-1) of the window."""
    # Of each open set, the shares that its children will have; without any, the whole window.
    open_sets: list[Iterator[float]] = [repeat(1.0)]
    for tag in tags:
        match tag.name:
            case "/frameset":
                open_sets[1:] = open_sets[1:-1]
            case "frameset":
                own = next(open_sets[-1], 0.0)
                open_sets.append(_shares(own, tag.told()))
            case "frame" if src := tag.told().get("src"):
                yield _Frame(src, next(open_sets[-1], 0.0))


def _shares(own: float, told: Mapping[str, str]) -> Iterator[float]:
    """Return the shares of the cells that ``rows`` and ``cols`` make of a set, row by row."""
    rows, columns = (_lengths(told.get(name, "")) for name in ("rows", "cols"))
    return (own * (row * column) for row, column in product(rows, columns))


_PIXELS = 1_000.0
"""Width and height of a window, for lengths in pixels."""


def _lengths(text: str) -> list[float]:
    """Return the shares of a list of lengths: percentages, pixels, and ``*`` for a part of the rest.

    >>> _lengths("120,*"), _lengths("25%,3*,*"), _lengths("")
    ([0.12, 0.88], [0.25, 0.5625, 0.1875], [1.0])
    """
    parts = list(map(str.strip, (text.strip() or "*").split(",")[:MAX_FRAMES]))
    fixed, stars = zip(*map(_length, parts), strict=True)
    rest = max(1.0 - sum(fixed), 0.0)
    # Without stars, nobody takes a part of the rest.
    whole = sum(stars) or 1.0
    return [share + rest * star / whole for share, star in zip(fixed, stars, strict=True)]


def _length(part: str) -> tuple[float, float]:
    """Return the share of the window that a length is, and how many parts of the rest."""
    number, unit = part[:-1], part[-1:]
    if unit == "*":
        return 0.0, _number(number, 1.0)
    if unit == "%":
        return _number(number, 0.0) / 100, 0.0
    return _number(part, 0.0) / _PIXELS, 0.0


def _number(text: str, default: float) -> float:
    try:
        number = float(text[:10])
    except ValueError:
        return default
    # "nan" and "inf" are numbers to Python.
    return min(max(number, 0.0), _PIXELS) if math.isfinite(number) else default


def _bare_host(url: str) -> str:
    """Return the host of *url* without ``www.``; empty where it has none."""
    try:
        return host_of(url).removeprefix("www.")
    except UrlError:
        return ""
