"""robots.txt: bytes in, the rules for this crawler out.

Theory of operation. The file is read once, for one product token; groups of others are skipped but
for those of known robots of AI, which say what a site reserves. So a file of 500 KiB costs one
pass. Matching is linear in the URL for each rule: a pattern is split at its ``*`` and the pieces
are sought from left to right, which for ``*`` needs no going back.

Where RFC 9309 leaves room, the reading of Google's open-source parser is followed, since that is
what sites are written against: keys are matched by their beginning and with frequent typos, a
missing colon is forgiven, ``index.html`` stands for its folder in an ``Allow`` line, only ``Allow``
and ``Disallow`` close a list of user agents. Where the two differ on percent-encoding, the stricter
reading wins.

Source: RFC 9309; https://github.com/google/robotstxt; docs/politeness.md.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import time
from functools import cached_property

from newscrawl.web.airobots import AI_TOKENS
from newscrawl.web.content_coding import CodingError, coding_of, decode_body
from newscrawl.web.urls import without_dots

MAX_BYTES = 500 * 1024
"""RFC 9309 §2.5: at least 500 KiB are parsed; no more are read."""

TOKEN = "newscrawl"  # noqa: S105 - the product token of the user agent

_KEYS = {
    "user-agent": ("user-agent", "useragent", "user agent"),
    "allow": ("allow",),
    "disallow": ("disallow", "dissallow", "dissalow", "disalow", "diasllow", "disallaw"),
    "sitemap": ("sitemap", "site-map"),
    "crawl-delay": ("crawl-delay", "crawl delay", "crawldelay"),
    "request-rate": ("request-rate",),
    "visit-time": ("visit-time",),
    "content-signal": ("content-signal", "content-usage"),
    "license": ("license",),
}
_ANY_AGENT = re.compile(r"[A-Za-z0-9_-]+")
_MAX_LINE = 2083 * 8
_BLANKS = " \t\f\v"
"""White space around a value; bytes beyond ASCII are none, or half of a letter went with it."""
_AGENT = re.compile(r"[A-Za-z_-]+")
_COMPATIBLE = re.compile(r"\(\s*compatible\s*;\s*([A-Za-z_-]+)", re.IGNORECASE)
_ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_BEFORE_PATH = re.compile(r"^(?:[^/?;]*://|//)?[^/?;]*")
_RATE = re.compile(
    r"(\d{1,9})\s*/\s*(\d{1,9})([smhd]?)(?:\s+(\d{4})\s*-\s*(\d{4}))?", re.IGNORECASE
)
_SPAN = re.compile(r"(\d{4})\s*[-\s]\s*(\d{4})")
_UNITS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86_400}


@dataclass(frozen=True, slots=True)
class VisitTime:
    """A time of day, UTC, in which visits are welcome; it may run over midnight."""

    start: time
    end: time

    def covers(self, moment: time) -> bool:
        """Return whether *moment* lies within, both ends included."""
        if self.start <= self.end:
            return self.start <= moment <= self.end
        return moment >= self.start or moment <= self.end


@dataclass(frozen=True, slots=True)
class RequestRate:
    """At most one request in ``delay_s`` seconds; ``span`` is ``None`` where it holds all day."""

    delay_s: float
    span: VisitTime | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One ``Allow`` or ``Disallow`` line: pieces between the ``*``, and whether the end is anchored."""

    allow: bool
    pieces: tuple[str, ...]
    anchored: bool
    weight: int
    """Octets of the pattern: the longest match decides (RFC 9309 §2.2.2)."""

    def matches(self, path: str) -> bool:
        """Return whether the pattern matches *path* from its beginning; linear in *path*."""
        first, *rest = self.pieces
        if not path.startswith(first):
            return False
        if not rest:
            return not self.anchored or len(path) == len(first)
        return self._rest_matches(path, len(first), rest)

    def _rest_matches(self, path: str, position: int, rest: list[str]) -> bool:
        *middle, last = rest
        for piece in middle:
            found = path.find(piece, position)
            if found < 0:
                return False
            position = found + len(piece)
        if self.anchored:
            return len(path) - len(last) >= position and path.endswith(last)
        return path.find(last, position) >= 0


@dataclass(frozen=True)
class Robots:
    """The rules of one robots.txt for this crawler.

    Attributes:
        rules: Longest pattern first, ``Allow`` before ``Disallow`` of the same length.
        crawl_delay_s: Seconds between requests; ``None`` where not given.
        request_rate, visit_time: As given; ``None`` where not.
        sitemaps: URLs as written, in order; relative ones too.
        signals: Values of ``Content-Signal`` and ``Content-Usage`` lines that hold for this
            crawler.
        licenses: URLs of ``License`` lines (RSL), which hold for all crawlers.
        ai_robots: What groups that name one of ``AI_ROBOTS`` say to it, by its name.
    """

    rules: tuple[Rule, ...] = ()
    crawl_delay_s: float | None = None
    request_rate: RequestRate | None = None
    visit_time: VisitTime | None = None
    sitemaps: tuple[str, ...] = ()
    signals: tuple[str, ...] = ()
    licenses: tuple[str, ...] = ()
    ai_robots: tuple[tuple[str, "Robots"], ...] = ()

    def forbidden_to(self, url: str) -> tuple[str, ...]:
        """Return the names of the ``AI_ROBOTS`` that may not fetch *url*, as a group that names them says."""
        return tuple(name for name, rules in self.ai_robots if not rules.allows(url))

    def allows(self, url: str) -> bool:
        """Return whether *url* may be fetched; ``/robots.txt`` always may (RFC 9309 §2.2.2).

        *url* is percent-encoded as a request carries it; in one that is not, only ``Disallow``
        lines match the characters beyond ASCII.
        """
        path = path_of(url)
        if path == "/robots.txt":
            return True
        sent = _escaped(path)
        strict = _decoded(_escaped(path.encode("utf-8", "replace").decode("latin-1")))
        # Most URLs match no rule at all: one look at the beginnings spares a look at each.
        if not strict.startswith(self._beginnings):
            return True
        for rule in self.rules:
            if (
                rule.matches(strict)
                if not rule.allow
                else rule.matches(sent) or rule.matches(_decoded(sent))
            ):
                return rule.allow
        return True

    def delay_s(self, moment: time) -> float:
        """Return the seconds between two requests that hold at *moment* (UTC); 0 where none are asked for."""
        rate = self.request_rate
        in_force = rate is not None and (rate.span is None or rate.span.covers(moment))
        return max(self.crawl_delay_s or 0.0, rate.delay_s if rate and in_force else 0.0)

    @cached_property
    def _beginnings(self) -> tuple[str, ...]:
        return tuple({rule.pieces[0] for rule in self.rules})


ALLOW_ALL = Robots()
DISALLOW_ALL = Robots(rules=(Rule(allow=False, pieces=("/",), anchored=False, weight=1),))


@dataclass(slots=True)
class _Group:
    """The lines that hold for one kind of group: ours by name, or everybody's."""

    rules: list[Rule] = field(default_factory=list)
    delay_s: float | None = None
    rate: RequestRate | None = None
    visit: VisitTime | None = None
    signals: list[str] = field(default_factory=list)

    def add(self, key: str, value: str) -> None:
        """Take in one line other than ``User-agent``; a value that cannot be read changes nothing."""
        if key in {"allow", "disallow"}:
            self.rules.extend(_rules(key == "allow", value))
        elif key == "crawl-delay":
            self.delay_s = _seconds(value) if _seconds(value) is not None else self.delay_s
        elif key == "request-rate":
            self.rate = _rate(value) or self.rate
        elif key == "visit-time":
            self.visit = _span(value) or self.visit
        elif key == "content-signal":
            self.signals.append(value)


class _Groups:
    """The groups of a file as it is read: ours, everybody's, and those of robots that are known by name."""

    def __init__(self, token: str) -> None:
        self._token = token
        self._named, self._everybody = _Group(), _Group()
        self._seen_named = self._closed = False
        self._now: list[_Group] = []
        self.ai_robots: dict[str, _Group] = {}

    def name(self, agent: str) -> None:
        """Take in a ``User-agent`` line; it begins a new list of them after a rule."""
        if self._closed:
            self._now, self._closed = [], False
        if _is_everybody(agent):
            self._now.append(self._everybody)
        if _agent(agent) == self._token:
            self._now.append(self._named)
            self._seen_named = True
        known = _ANY_AGENT.match(agent)
        if known and (robot := AI_TOKENS.get(known[0].lower())):
            self._now.append(self.ai_robots.setdefault(robot, _Group()))

    def add(self, key: str, value: str) -> None:
        """Take in any other line of the groups that are named now."""
        # Google's reading: other lines between two ``User-agent`` lines do not part a group.
        self._closed |= key in {"allow", "disallow"}
        for group in self._now:
            group.add(key, value)

    @property
    def ours(self) -> _Group:
        """The group that holds for us: by our name, else everybody's."""
        return self._named if self._seen_named else self._everybody


def parse_robots(body: bytes, token: str = TOKEN) -> Robots:
    r"""Read *body* for the crawler named *token*; never fails.

    Only the first 500 KiB count; a line that is cut there is dropped, so that it cannot be read as a
    shorter rule. A group that names *token* replaces the group ``*``; groups of one name are merged.

    >>> parse_robots(b"User-agent: *\nDisallow: /private").allows("https://news.example/private/1")
    False
    """
    groups = _Groups(token.lower())
    free: dict[str, list[str]] = {"sitemap": [], "license": []}
    for key, value in _lines(_text(body)):
        if key in free:
            free[key].extend(_addresses(value))
        elif key == "user-agent":
            groups.name(value)
        else:
            groups.add(key, value)
    robots = _robots(groups.ours, tuple(dict.fromkeys(free["sitemap"])))
    others = tuple((name, _robots(group, ())) for name, group in sorted(groups.ai_robots.items()))
    return replace(robots, licenses=tuple(dict.fromkeys(free["license"])), ai_robots=others)


def product_token(user_agent: str) -> str:
    """Return the name by which robots.txt files know a crawler that calls itself *user_agent*.

    That is the product name it begins with (RFC 9309 §2.2.1), or the one after ``compatible;``
    where it begins as browsers do. One that names nobody is ``newscrawl``.

    >>> product_token("Gazette-Bot/2.1 (+https://gazette.example/bot)")
    'Gazette-Bot'
    >>> product_token("Mozilla/5.0 (compatible; GazetteBot/2.1; +https://gazette.example/bot)")
    'GazetteBot'
    >>> product_token("Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/140.0")
    'newscrawl'
    """
    if named := _COMPATIBLE.search(user_agent):
        return named[1]
    first = _AGENT.match(user_agent.strip())
    return first[0] if first and first[0].lower() != "mozilla" else TOKEN


def path_of(url: str) -> str:
    """Cut *url* down to path and query, which rules match; ``/`` where the URL has no path."""
    rest = _BEFORE_PATH.sub("", without_dots(url).partition("#")[0], count=1)
    if not rest:
        return "/"
    return rest if rest.startswith("/") else f"/{rest}"


def _robots(group: _Group, sitemaps: tuple[str, ...]) -> Robots:
    unique = dict.fromkeys(group.rules)
    rules = tuple(sorted(unique, key=lambda rule: (-rule.weight, not rule.allow)))
    return Robots(rules, group.delay_s, group.rate, group.visit, sitemaps, tuple(group.signals))


def _text(body: bytes) -> str:
    """Decode: UTF-16 by its mark, else every byte as one character, since rules match octets."""
    if coding_of(body) == "gzip":
        with suppress(CodingError):
            body = decode_body(body, ("gzip",), max_bytes=MAX_BYTES + 1, cut=True)
    cut = body[:MAX_BYTES]
    if len(body) > MAX_BYTES:
        # "Disallow: /pri…" cut to "/" would close the site; a cut ``Allow`` could open too much.
        cut = cut[: max(cut.rfind(b"\n"), cut.rfind(b"\r")) + 1]
    if cut[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        cut = cut.decode("utf-16", "replace").encode("utf-8", "replace")
    # Also a mark that was cut short, as Google's parser passes over it.
    for mark in (b"\xef\xbb\xbf", b"\xef\xbb", b"\xef"):
        cut = cut.removeprefix(mark)
    return cut.replace(b"\0", b"").decode("latin-1")


def _lines(text: str) -> Iterator[tuple[str, str]]:
    """Return (known key, value) of each line; comments, unknown keys and nonsense are passed over."""
    for line in re.split(r"[\r\n]+", text):
        pair = _pair(line[:_MAX_LINE].partition("#")[0].strip(_BLANKS))
        if pair is not None:
            key = _known_key(pair[0].strip().lower())
            if key is not None:
                yield key, pair[1].strip(_BLANKS)


def _addresses(value: str) -> Iterator[str]:
    """Return the URLs that a line names: as characters, and without what some put around them."""
    text = value.encode("latin-1").decode("utf-8", "replace")
    for part in re.split(r"[\s,]+(?=https?:)", text):
        if address := part.strip(" \t\u00a0\ufeff\"'<>"):
            yield address


def _pair(line: str) -> tuple[str, str] | None:
    """Split a line at its colon, or at white space where it has exactly two words."""
    key, colon, value = line.partition(":")
    if colon:
        return key, value
    words = line.split()
    return (words[0], words[1]) if len(words) == 2 else None


def _known_key(key: str) -> str | None:
    return next((name for name, spellings in _KEYS.items() if key.startswith(spellings)), None)


def _is_everybody(value: str) -> bool:
    return value.startswith("*") and not value[1:2].strip()


def _agent(value: str) -> str:
    """Cut a user agent down to its product token: ``FOO BAR`` and ``FOO/1.0`` are ``foo``."""
    match = _AGENT.match(value)
    return match[0].lower() if match else ""


def _rules(allow: bool, value: str) -> Iterator[Rule]:
    """Return the rule of a line; none for an empty value, which stands for no rule at all."""
    if not value:
        return
    pattern = _pattern(value)
    yield _rule(allow, pattern)
    folder, slash, name = pattern.rpartition("/")
    if allow and slash and name.startswith("index.htm"):
        yield _rule(allow, f"{folder}/$")


def _rule(allow: bool, pattern: str) -> Rule:
    """Make a rule. ``Disallow`` is decoded as far as RFC 9309 goes, ``Allow`` stays as it is written."""
    anchored = pattern.endswith("$")
    body = pattern[:-1] if anchored else pattern
    body = re.sub(r"\*+", "*", body if allow else _decoded(body))
    return Rule(allow, tuple(body.split("*")), anchored, len(pattern))


def _pattern(value: str) -> str:
    """Escape a pattern's octets; ``$`` inside it is a plain character, ``*`` never is."""
    head, last = value[:-1], value[-1]
    stars = _escaped(head.replace("*", "\0"), keep="\0").replace("\0", "*")
    return stars + (last if last in "*$" else _escaped(last))


def _escaped(text: str, keep: str = "") -> str:
    """Percent-encode octets beyond ASCII, and ``*`` and ``$``, which patterns use; escapes in upper case."""
    upper = _ESCAPE.sub(lambda match: match[0].upper(), text)
    return "".join(
        f"%{ord(each):02X}"
        if each in "*$" or ord(each) > 0x7E or (each <= " " and each not in keep)
        else each
        for each in upper
    )


def _decoded(text: str) -> str:
    """Undo the escapes of unreserved characters (RFC 9309 §2.2.2, RFC 3986 §2.3)."""
    return _ESCAPE.sub(_unreserved, text) if "%" in text else text


def _unreserved(match: re.Match[str]) -> str:
    character = chr(int(match[0][1:], 16))
    return character if character in _UNRESERVED else match[0]


def _seconds(value: str) -> float | None:
    """Read a delay in seconds; ``None`` for anything but a finite number from 0 on."""
    match = re.match(r"\d{1,9}(?:[.,]\d{1,9})?", value)
    return float(match[0].replace(",", ".")) if match else None


def _rate(value: str) -> RequestRate | None:
    match = _RATE.fullmatch(value)
    if match is None or int(match[1]) == 0:
        return None
    seconds = int(match[2]) * _UNITS[match[3].lower()]
    return RequestRate(
        seconds / int(match[1]), _span(f"{match[4]}-{match[5]}") if match[4] else None
    )


def _span(value: str) -> VisitTime | None:
    match = _SPAN.fullmatch(value)
    if match is None:
        return None
    start, end = _clock(match[1]), _clock(match[2])
    return VisitTime(start, end) if start is not None and end is not None else None


def _clock(text: str) -> time | None:
    hours, minutes = int(text[:2]), int(text[2:])
    # ISO 8601 wrote midnight at the end of a day so; ``time`` has no 24.
    if (hours, minutes) == (24, 0):
        return time(23, 59, 59)
    return time(hours, minutes) if hours < 24 and minutes < 60 else None
