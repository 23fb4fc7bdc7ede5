"""robots.txt: bytes in, the rules for this crawler out.

Theory of operation. The file is read once, for one product token; groups of others are skipped but
for those of known robots of AI, which say what a site reserves. So a file of 500 KiB costs one
pass. How a pattern is read and matched: see ``robotsrules``.

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
from newscrawl.web.robotsrules import (
    Rule,
    allow_rules,
    decoded,
    disallow_rules,
    escaped,
    path_of,
)
from newscrawl.web.visits import RequestRate, VisitTime, read_delay, read_rate, read_span

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
_MARKS = re.compile(rb"\A(?:\xef\xbb\xbf)?(?:\xef\xbb)?\xef?")
"""Also a mark that was cut short, as Google's parser passes over it."""
_ANY_AGENT = re.compile(r"[A-Za-z0-9_-]+")
_MAX_LINE = 2083 * 8
_BLANKS = " \t\f\v"
"""White space around a value; bytes beyond ASCII are none, or half of a letter went with it."""
_AGENT = re.compile(r"[A-Za-z_-]+")
_COMPATIBLE = re.compile(r"\(\s*compatible\s*;\s*([A-Za-z_-]+)", re.IGNORECASE)


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
        strict = decoded(escaped(path.encode("utf-8", "replace").decode("latin-1")))
        # Most URLs match no rule at all: one look at the beginnings spares a look at each.
        if not strict.startswith(self._beginnings):
            return True
        sent = escaped(path)
        # By the answer that a rule gives.
        forms = {True: {sent, decoded(sent)}, False: {strict}}
        for rule in self.rules:
            if any(map(rule.matches, forms[rule.allow])):
                return rule.allow
        return True

    def delay_s(self, moment: time) -> float:
        """Return the seconds between two requests that hold at *moment* (UTC); 0 where none are asked for."""
        delay_s = self.crawl_delay_s or 0.0
        rate = self.request_rate
        if rate is None or not rate.holds(moment):
            return delay_s
        return max(delay_s, rate.delay_s)

    @cached_property
    def _beginnings(self) -> tuple[str, ...]:
        return tuple({rule.pieces[0] for rule in self.rules})


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
        _LINES[key](self, value)

    def _allow(self, value: str) -> None:
        self.rules.extend(allow_rules(value))

    def _disallow(self, value: str) -> None:
        self.rules.extend(disallow_rules(value))

    def _delay(self, value: str) -> None:
        # 0 is a delay, too.
        delay_s = read_delay(value)
        self.delay_s = self.delay_s if delay_s is None else delay_s

    def _rate(self, value: str) -> None:
        self.rate = read_rate(value) or self.rate

    def _visit(self, value: str) -> None:
        self.visit = read_span(value) or self.visit

    def _signal(self, value: str) -> None:
        self.signals.append(value)


_LINES = {
    "allow": _Group._allow,
    "disallow": _Group._disallow,
    "crawl-delay": _Group._delay,
    "request-rate": _Group._rate,
    "visit-time": _Group._visit,
    "content-signal": _Group._signal,
}
"""How a group takes in a line, by its key."""


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
        self._seen_named |= _agent(agent) == self._token
        self._now.extend(self._named_by(agent))

    def _named_by(self, agent: str) -> Iterator[_Group]:
        """Yield the groups that the value of a ``User-agent`` line names."""
        if _is_everybody(agent):
            yield self._everybody
        if _agent(agent) == self._token:
            yield self._named
        robot = AI_TOKENS.get(_beginning(_ANY_AGENT, agent).lower())
        if robot is not None:
            yield self.ai_robots.setdefault(robot, _Group())

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
    named = _COMPATIBLE.search(user_agent)
    if named:
        return named[1]
    name = _beginning(_AGENT, user_agent.strip())
    return TOKEN if name.lower() in {"", "mozilla"} else name


def _robots(group: _Group, sitemaps: tuple[str, ...]) -> Robots:
    unique = dict.fromkeys(group.rules)
    rules = tuple(sorted(unique, key=lambda rule: (-rule.weight, not rule.allow)))
    return Robots(rules, group.delay_s, group.rate, group.visit, sitemaps, tuple(group.signals))


def _text(body: bytes) -> str:
    """Decode: UTF-16 by its mark, else every byte as one character, since rules match octets."""
    cut = _first_lines(_plain(body))
    if cut[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        cut = cut.decode("utf-16", "replace").encode("utf-8", "replace")
    return _MARKS.sub(b"", cut, count=1).replace(b"\0", b"").decode("latin-1")


def _plain(body: bytes) -> bytes:
    """Return *body* unpacked, as far as is read; some servers pack the file itself."""
    if coding_of(body) == "gzip":
        with suppress(CodingError):
            return decode_body(body, ("gzip",), max_bytes=MAX_BYTES + 1, cut=True)
    return body


def _first_lines(body: bytes) -> bytes:
    """Return the whole lines in the bytes that are read."""
    cut = body[:MAX_BYTES]
    if len(body) <= MAX_BYTES:
        return cut
    # "Disallow: /pri…" cut to "/" would close the site; a cut ``Allow`` could open too much.
    return cut[: max(cut.rfind(b"\n"), cut.rfind(b"\r")) + 1]


def _lines(text: str) -> Iterator[tuple[str, str]]:
    """Return (known key, value) of each line; comments, unknown keys and nonsense are passed over."""
    for line in re.split(r"[\r\n]+", text):
        written, value = _pair(line[:_MAX_LINE].partition("#")[0].strip(_BLANKS))
        key = _known_key(written.strip().lower())
        if key is not None:
            yield key, value.strip(_BLANKS)


def _addresses(value: str) -> Iterator[str]:
    """Return the URLs that a line names: as characters, and without what some put around them."""
    text = value.encode("latin-1").decode("utf-8", "replace")
    parts = re.split(r"[\s,]+(?=https?:)", text)
    return filter(None, (part.strip(" \t\u00a0\ufeff\"'<>") for part in parts))


def _pair(line: str) -> tuple[str, str]:
    """Split a line at its colon, or at white space where it has exactly two words; others are no key."""
    key, colon, value = line.partition(":")
    if colon:
        return key, value
    words = line.split()
    return (words[0], words[1]) if len(words) == 2 else ("", "")


def _known_key(key: str) -> str | None:
    names = (name for name, spellings in _KEYS.items() if key.startswith(spellings))
    return next(names, None)


def _is_everybody(value: str) -> bool:
    return value.startswith("*") and not value[1:2].strip()


def _agent(value: str) -> str:
    # ``FOO BAR`` and ``FOO/1.0`` are ``foo``.
    return _beginning(_AGENT, value).lower()


def _beginning(pattern: re.Pattern[str], text: str) -> str:
    """Return the part of *text*, from its first character on, that *pattern* matches; empty: none."""
    match = pattern.match(text)
    return match[0] if match else ""
