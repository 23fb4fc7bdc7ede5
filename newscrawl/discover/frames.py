"""Pages that are only a frame around another page: bytes to the URLs of what they show.

A set of frames, or a page with nothing on it but one inline frame, is what some old systems, and
covers of domains that moved, put around each page.

Source: HTML 4.01 section 16 (frames); HTML Standard 4.8.5 (``iframe``).
"""

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape

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
    tags = [(match[1], match[2].lower(), match[3]) for match in _TAG.finditer(text)]
    names = {name for _, name, _ in tags}
    found = list(_set_of_frames(tags) if "frameset" in names else _inline(text, tags, names))
    ranked = sorted(found[:MAX_FRAMES], key=lambda frame: frame.share, reverse=True)
    urls = [inner for frame in ranked if (inner := absolute(url, frame.src)) and inner != url]
    return tuple(dict.fromkeys(inner for inner in urls if _same_host(inner, url)))


def _inline(text: str, tags: Iterable[tuple[str, str, str]], names: set[str]) -> Iterator[_Frame]:
    """Return the inline frame of a page that has nothing else."""
    frames = [attributes for end, name, attributes in tags if name == "iframe" and not end]
    shown = " ".join(unescape(_TAG.sub(" ", text)).split())
    if len(frames) == 1 and len(shown) <= MAX_TEXT and not names & _SHOWING:
        yield _Frame(_read(frames[0]).get("src", ""), 1.0)


def _set_of_frames(tags: Iterable[tuple[str, str, str]]) -> Iterator[_Frame]:
    """Return the frames of sets, each with its share (0-1) of the window."""
    # Of each open set: its own share, and the shares that its children will have.
    open_sets: list[tuple[float, list[float]]] = []
    for end, name, attributes in tags:
        if name == "frameset" and end:
            del open_sets[-1:]
        elif name == "frameset":
            told = _read(attributes)
            open_sets.append((_next(open_sets), _shares(told)))
        elif name == "frame" and not end and (src := _read(attributes).get("src")):
            yield _Frame(src, _next(open_sets))


def _next(open_sets: list[tuple[float, list[float]]]) -> float:
    """Return the share of the next child of the innermost set, and take it off."""
    if not open_sets:
        return 1.0
    own, shares = open_sets[-1]
    return own * (shares.pop(0) if shares else 0.0)


def _shares(told: dict[str, str]) -> list[float]:
    """Return the shares of the cells that ``rows`` and ``cols`` make, row by row."""
    rows, columns = (_lengths(told.get(name, "")) for name in ("rows", "cols"))
    return [row * column for row in rows for column in columns]


_PIXELS = 1_000.0
"""Width and height of a window, for lengths in pixels."""


def _lengths(text: str) -> list[float]:
    """Return the shares of a list of lengths: percentages, pixels, and ``*`` for a part of the rest.

    >>> _lengths("120,*"), _lengths("25%,3*,*"), _lengths("")
    ([0.12, 0.88], [0.25, 0.5625, 0.1875], [1.0])
    """
    parts = [part.strip() for part in text.split(",")[:MAX_FRAMES]] if text.strip() else ["*"]
    stars = [_number(part[:-1], 1.0) if part.endswith("*") else 0.0 for part in parts]
    fixed = [_fixed(part) for part in parts]
    rest = max(1.0 - sum(fixed), 0.0)
    return [
        share + (rest * star / sum(stars) if star else 0.0)
        for share, star in zip(fixed, stars, strict=True)
    ]


def _fixed(part: str) -> float:
    if part.endswith("*"):
        return 0.0
    return _number(part[:-1], 0.0) / 100 if part.endswith("%") else _number(part, 0.0) / _PIXELS


def _number(text: str, default: float) -> float:
    try:
        number = float(text[:10])
    except ValueError:
        return default
    # "nan" and "inf" are numbers to Python.
    return min(max(number, 0.0), _PIXELS) if math.isfinite(number) else default


def _read(attributes: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, double, single, bare in _ATTRIBUTE.findall(attributes):
        found.setdefault(name.lower(), unescape(double or single or bare))
    return found


def _same_host(url: str, other: str) -> bool:
    try:
        hosts = {host_of(each).removeprefix("www.") for each in (url, other)}
    except UrlError:
        return False
    return len(hosts) == 1
