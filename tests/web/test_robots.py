"""robots.txt as RFC 9309 says, and where it leaves room, as sites expect it."""

import gzip
from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.web.robots import DISALLOW_ALL, MAX_BYTES, Robots, parse_robots
from tests.support.growth import assert_linear_in_length

SITE = "https://news.example"


def allowed(text: str | bytes, path: str, token: str = "newscrawl") -> bool:  # noqa: S107
    body = text if isinstance(text, bytes) else text.encode()
    return parse_robots(body, token).allows(SITE + path)


@pytest.mark.parametrize(
    ("text", "path", "expected"),
    [
        pytest.param("", "/a", True, id="empty file"),
        pytest.param("User-agent: *\nDisallow: /", "/a", False, id="everybody out"),
        pytest.param("User-agent: *\nDisallow:", "/a", True, id="empty disallow is no rule"),
        pytest.param(
            "User-agent: *\nAllow:\nDisallow: /", "/a", False, id="empty allow is no rule"
        ),
        pytest.param("User-agent: newscrawl\nDisallow: /", "/a", False, id="by name"),
        pytest.param("User-agent: NEWSCRAWL\nDisallow: /", "/a", False, id="by name, upper case"),
        pytest.param(
            "User-agent: newscrawl/2.0\nDisallow: /", "/a", False, id="version after the token"
        ),
        pytest.param("User-agent: newscrawl Bot\nDisallow: /", "/a", False, id="cut at the space"),
        pytest.param("User-agent: news\nDisallow: /", "/a", True, id="a shorter name is not ours"),
        pytest.param(
            "User-agent: newscrawler\nDisallow: /", "/a", True, id="a longer name is not ours"
        ),
        pytest.param(
            "User-agent: newscrawl-images\nDisallow: /",
            "/a",
            True,
            id="a name with suffix is not ours",
        ),
        pytest.param(
            "User-agent: crawl\nDisallow: /", "/a", True, id="a part of the name is not ours"
        ),
        pytest.param("User-agent: news*\nDisallow: /", "/a", True, id="no wildcards in names"),
        pytest.param(
            "User-agent: * bot\nDisallow: /", "/a", False, id="star and more words is everybody"
        ),
        pytest.param(
            "User-agent: *bot\nDisallow: /", "/a", True, id="star glued to a word is nobody"
        ),
        pytest.param(
            "Disallow: /\nUser-agent: x\nDisallow: /", "/a", True, id="rule before any group"
        ),
        pytest.param(
            "User-agent: *\nDisallow: /\nUser-agent: newscrawl\nDisallow: /b",
            "/a",
            True,
            id="own group wins",
        ),
        pytest.param(
            "User-agent: newscrawl\nUser-agent: *\nDisallow: /",
            "/a",
            False,
            id="two names, one group",
        ),
        pytest.param(
            "User-agent: newscrawl\nDisallow: /b\nUser-agent: *\nDisallow: /",
            "/a",
            True,
            id="next group is not ours",
        ),
        pytest.param(
            "User-agent: newscrawl\nDisallow: /a\nUser-agent: x\nDisallow: /\n"
            "User-agent: newscrawl\nDisallow: /b",
            "/b",
            False,
            id="groups of one name are merged",
        ),
        pytest.param(
            "User-agent: newscrawl\nColour: blue\nUser-agent: x\nDisallow: /",
            "/a",
            False,
            id="unknown line inside",
        ),
        pytest.param(
            "User-agent: newscrawl\nSitemap: https://x.example/s.xml\nUser-agent: x\nDisallow: /",
            "/a",
            False,
            id="sitemap line inside",
        ),
        pytest.param(
            "User-agent: newscrawl\nCrawl-delay: 2\nUser-agent: x\nDisallow: /",
            "/a",
            False,
            id="delay line inside",
        ),
        pytest.param(
            "User-agent: newscrawl\n\nDisallow: /", "/a", False, id="blank line does not close"
        ),
        pytest.param(
            "User-agent: *\nDisallow: /\nUser-agent: newscrawl",
            "/a",
            True,
            id="own group without rules allows",
        ),
    ],
)
def test_groups(text: str, path: str, expected: bool) -> None:
    """The group that names the token exactly holds; without one, the group ``*``."""
    assert allowed(text, path) is expected


@pytest.mark.parametrize(
    ("rules", "path", "expected"),
    [
        pytest.param("Disallow: /p", "/page", False, id="prefix"),
        pytest.param("Disallow: /page/", "/page", True, id="folder is not the file"),
        pytest.param("Disallow: /Page", "/page", True, id="paths mind the case"),
        pytest.param("Disallow: page", "/page", True, id="no slash in front, no match"),
        pytest.param("Allow: /p\nDisallow: /", "/page", True, id="longest wins, allow"),
        pytest.param("Disallow: /\nAllow: /p", "/page", True, id="order does not matter"),
        pytest.param(
            "Allow: /folder\nDisallow: /folder/page",
            "/folder/page",
            False,
            id="longest wins, disallow",
        ),
        pytest.param("Allow: /page\nDisallow: /page", "/page", True, id="allow wins a tie"),
        pytest.param(
            "Disallow: /page\nAllow: /page", "/page", True, id="allow wins a tie, other order"
        ),
        pytest.param(
            "Allow: /page\nDisallow: /*.html", "/page.html", False, id="star counts its length"
        ),
        pytest.param("Allow: /$\nDisallow: /", "/", True, id="end anchor, home"),
        pytest.param("Allow: /$\nDisallow: /", "/page", False, id="end anchor, page"),
        pytest.param("Disallow: /*.php$", "/a.php", False, id="star and end"),
        pytest.param("Disallow: /*.php$", "/a.php?x=1", True, id="star and end, query after"),
        pytest.param("Disallow: /*.php$", "/a.php5", True, id="star and end, more after"),
        pytest.param("Disallow: /*.php$", "/a.php.php", False, id="star takes as much as it needs"),
        pytest.param("Disallow: /a*b*c", "/aXbYc/d", False, id="two stars"),
        pytest.param("Disallow: /a*b*c", "/aXcYb", True, id="two stars, wrong order"),
        pytest.param("Disallow: /a**b", "/aXb", False, id="two stars in a row"),
        pytest.param("Disallow: /ab*b$", "/ab", True, id="pieces do not overlap"),
        pytest.param("Disallow: *.gif$", "/x/y.gif", False, id="star in front"),
        pytest.param("Disallow: /fish*", "/fishheads", False, id="star at the end is idle"),
        pytest.param("Disallow: /a$b", "/a$b", False, id="dollar inside is a plain character"),
        pytest.param("Disallow: /a$b", "/a", True, id="dollar inside anchors nothing"),
        pytest.param("Disallow: /a%24", "/a$", False, id="escaped dollar is a plain one"),
        pytest.param("Disallow: /a%2A", "/a*", False, id="escaped star is a plain one"),
        pytest.param("Disallow: /a%2A", "/abc", True, id="escaped star is no wildcard"),
        pytest.param("Disallow: /?s=", "/?s=x", False, id="query is part of the path"),
        pytest.param("Disallow: /robots.txt", "/robots.txt", True, id="robots.txt itself"),
        pytest.param(
            "Disallow: /robots.txt", "/robots.txt.html", False, id="only robots.txt itself"
        ),
        pytest.param("Disallow: /a%3cd", "/a%3Cd", False, id="escapes in either case"),
        pytest.param("Disallow: /a%3Cd", "/a%3cd", False, id="escapes in either case, other way"),
        pytest.param("Disallow: /%7Ejoe/", "/~joe/x", False, id="escaped letter in the rule"),
        pytest.param("Disallow: /~joe/", "/%7ejoe/x", False, id="escaped letter in the URL"),
        pytest.param("Disallow: /a%2fb", "/a/b", True, id="an escaped slash is no slash"),
        pytest.param(
            "Disallow: /\nAllow: /~joe", "/%7Ejoe", True, id="allow, escaped letter in the URL"
        ),
        pytest.param("Disallow: /\nAllow: /%62ar", "/%62ar", True, id="allow, both escaped"),
        pytest.param(
            "Disallow: /\nAllow: /%62ar",
            "/bar",
            False,
            id="allow, escaped letter in the rule: strict",
        ),
        pytest.param(
            "Disallow: /новости",
            "/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D0%B8",
            False,
            id="rule in UTF-8",
        ),
        pytest.param("Disallow: /%E3%83%84", "/ツ", False, id="URL in characters"),
        pytest.param("Disallow: /café", "/caf%C3%A9", False, id="Latin letters in UTF-8"),
        pytest.param(
            "Allow: /x/index.html\nDisallow: /x/",
            "/x/",
            True,
            id="index.html stands for its folder",
        ),
        pytest.param(
            "Allow: /x/index.html\nDisallow: /x/", "/x/y", False, id="but for nothing else in it"
        ),
        pytest.param("Disallow: /x/index.html", "/x/", True, id="not in a disallow line"),
        pytest.param("Disallow: $", "/", True, id="a lone dollar"),
        pytest.param("Disallow: *", "/a", False, id="a lone star"),
        pytest.param("Disallow: /a%zz", "/a%zz", False, id="a broken escape"),
    ],
)
def test_rules(rules: str, path: str, expected: bool) -> None:
    """The longest matching pattern decides; octets are compared after percent-encoding."""
    assert allowed(f"User-agent: *\n{rules}", path) is expected


@pytest.mark.parametrize(
    ("body", "path", "expected"),
    [
        pytest.param(b"User-agent: *\r\nDisallow: /a\r\n", "/a", False, id="CRLF"),
        pytest.param(b"User-agent: *\rDisallow: /a\r", "/a", False, id="CR"),
        pytest.param(b"\xef\xbb\xbfUser-agent: *\nDisallow: /a", "/a", False, id="byte-order mark"),
        pytest.param(
            b"\xef\xbbUser-agent: *\nDisallow: /a", "/a", False, id="half a byte-order mark"
        ),
        pytest.param(
            "User-agent: *\nDisallow: /a".encode("utf-16"), "/a", False, id="UTF-16 with mark"
        ),
        pytest.param(
            "User-agent: *\nDisallow: /a".encode("utf-16-be"), "/a", False, id="UTF-16 without mark"
        ),
        pytest.param(b"User-agent: *\nDis\0allow: /a\0", "/a", False, id="NULs"),
        pytest.param(
            b"User-agent: *\nDisallow: /caf\xe9\nDisallow: /a",
            "/a",
            False,
            id="Latin-1 beside ASCII",
        ),
        pytest.param(
            "User-agent: *\nDisallow: /б".encode("cp1251"),
            "/%E1",
            False,
            id="rule in cp1251, octet matches",
        ),
        pytest.param(
            b"user-AGENT : *\n  disallow:/a  # why", "/a", False, id="spaces, case, comment"
        ),
        pytest.param(b"User-agent *\nDisallow /a", "/a", False, id="missing colons"),
        pytest.param(
            b"User-agent: *\nDisallow all of /a", "/a", True, id="missing colon, more words"
        ),
        pytest.param(b"User agent: *\nDissallow: /a", "/a", False, id="typos"),
        pytest.param(
            b"User-agent: *\nDisallow: /a#b", "/a", False, id="comment glued to the value"
        ),
        pytest.param(
            b"<!doctype html><p>User-agent: *<p>Disallow: /a", "/a", True, id="HTML in one line"
        ),
        pytest.param(
            b"<html>\n<body>\nUser-agent: *\nDisallow: /a\n</body>",
            "/a",
            False,
            id="rules inside HTML",
        ),
        pytest.param(b"\xff" * 1000, "/a", True, id="noise"),
        pytest.param(
            b"User-agent: *\nDisallow: /" + b"x" * 40_000 + b"\nDisallow: /a",
            "/a",
            False,
            id="a very long line",
        ),
        pytest.param(
            b"User-agent: *\n" + b"#" * MAX_BYTES + b"\nDisallow: /a",
            "/a",
            True,
            id="beyond 500 KiB nothing counts",
        ),
        pytest.param(
            (b"User-agent: *\nDisallow: /a\n" + b"#" * MAX_BYTES)[: MAX_BYTES - 12]
            + b"\nDisallow: /private-things",
            "/pub",
            True,
            id="a line cut at 500 KiB is no shorter rule",
        ),
    ],
)
def test_bytes_as_they_come(body: bytes, path: str, expected: bool) -> None:
    """Marks, line ends, charsets and junk do not hide a rule, nor make one."""
    assert allowed(body, path) is expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        pytest.param("Crawl-delay: 2.5", 2.5, id="seconds"),
        pytest.param("crawl-delay:10", 10, id="lower case"),
        pytest.param("Crawl-delay: 3s", 3, id="with unit"),
        pytest.param("Crawl-delay: 0", 0, id="none at all"),
        pytest.param("Crawl-delay: -1", None, id="negative"),
        pytest.param("Crawl-delay: nan", None, id="not a number"),
        pytest.param("Crawl-delay: inf", None, id="infinite"),
        pytest.param("Crawl-delay: 5\nCrawl-delay: soon", 5, id="a bad one changes nothing"),
    ],
)
def test_crawl_delay(line: str, expected: float | None) -> None:
    """A delay is read from the group that holds."""
    assert parse_robots(f"User-agent: *\n{line}".encode()).crawl_delay_s == expected
    assert parse_robots(f"User-agent: other\n{line}".encode()).crawl_delay_s is None


@pytest.mark.parametrize(
    ("value", "delay_s"),
    [
        pytest.param("1/5", 5, id="seconds without unit"),
        pytest.param("1/2m", 120, id="minutes"),
        pytest.param("30/1m 0600-0845", 2, id="with a span"),
        pytest.param("0/5", None, id="no request at all is nonsense"),
        pytest.param("fast", None, id="words"),
    ],
)
def test_request_rate(value: str, delay_s: float | None) -> None:
    """A rate is a delay, perhaps for a time of day."""
    rate = parse_robots(f"User-agent: *\nRequest-rate: {value}".encode()).request_rate
    assert (rate.delay_s if rate else None) == delay_s


@pytest.mark.parametrize(
    ("value", "moment", "expected"),
    [
        pytest.param("0600-0845", time(7, 0), True, id="inside"),
        pytest.param("0600-0845", time(9, 0), False, id="outside"),
        pytest.param("2200-0400", time(23, 0), True, id="over midnight, before"),
        pytest.param("2200-0400", time(3, 0), True, id="over midnight, after"),
        pytest.param("2200-0400", time(12, 0), False, id="over midnight, outside"),
        pytest.param("0000-2400", time(23, 59), True, id="the whole day"),
        pytest.param("0600 0845", time(7, 0), True, id="space between"),
    ],
)
def test_visit_time(value: str, moment: time, expected: bool) -> None:
    """A visit time is a span of the day in UTC."""
    span = parse_robots(f"User-agent: *\nVisit-time: {value}".encode()).visit_time
    assert span is not None
    assert span.covers(moment) is expected


@pytest.mark.parametrize("value", ["2500-0100", "0600-0861", "noon", "6-8"])
def test_a_visit_time_that_cannot_be_read_is_none(value: str) -> None:
    """Nonsense closes no site."""
    assert parse_robots(f"User-agent: *\nVisit-time: {value}".encode()).visit_time is None


@pytest.mark.parametrize(
    "line",
    [
        'Sitemap: "https://news.example/map.xml"',
        "Sitemap: <https://news.example/map.xml>",
        "Sitemap:\u00a0https://news.example/map.xml\u00a0",
    ],
)
def test_what_stands_around_an_address_is_no_part_of_it(line: str) -> None:
    """Quotes, brackets, blanks that do not break."""
    assert parse_robots(line.encode()).sitemaps == ("https://news.example/map.xml",)


def test_addresses_are_characters_and_may_share_a_line() -> None:
    """They come as UTF-8."""
    said = parse_robots("Sitemap: https://a.example/карта.xml, https://a.example/b.xml".encode())
    assert said.sitemaps == ("https://a.example/карта.xml", "https://a.example/b.xml")


@pytest.mark.parametrize("path", ["/à", "/Å"])
def test_a_letter_whose_last_byte_looks_like_a_blank(path: str) -> None:
    """In UTF-8 these end with bytes that are white space in other charsets."""
    rules = parse_robots(f"User-agent: *\nDisallow: {path}".encode())
    assert not rules.allows(f"https://news.example{path}/x")
    assert rules.allows("https://news.example/%C3/x")


def test_a_packed_file_is_unpacked() -> None:
    """Whatever its header says, its first bytes tell; a broken one forbids nothing."""
    rules = gzip.compress(b"User-agent: *\nDisallow: /private\n")
    assert not parse_robots(rules).allows("https://news.example/private")
    assert parse_robots(b"\x1f\x8b" + b"x" * 99).allows("https://news.example/private")


@pytest.mark.parametrize(
    "path", ["/public/../private/1", "/./private/1", "/public/%2e%2e/private/1"]
)
def test_dots_lead_around_no_rule(path: str) -> None:
    """A server resolves them, so they are resolved before a rule is looked for."""
    rules = parse_robots(b"User-agent: *\nDisallow: /private")
    assert not rules.allows(f"https://news.example{path}")


def test_sitemaps_and_signals() -> None:
    """Sitemaps hold for everybody, in order and once; signals for the group that holds."""
    robots = parse_robots(
        b"Sitemap: https://news.example/b.xml\nUser-agent: *\nContent-Signal: search=yes, ai-train=no\n"
        b"User-agent: x\nContent-Usage: train-ai=n\nDisallow: /\n"
        b"Site-map: https://news.example/a.xml\nSitemap: https://news.example/b.xml"
    )
    assert robots.sitemaps == ("https://news.example/b.xml", "https://news.example/a.xml")
    assert robots.signals == ("search=yes, ai-train=no", "train-ai=n")
    assert parse_robots(b"User-agent: x\nDisallow: /\nContent-Usage: train-ai=n").signals == ()


def test_the_two_constants() -> None:
    """Nothing said allows everything; unreachable forbids everything but robots.txt."""
    assert Robots().allows(SITE + "/a")
    assert not DISALLOW_ALL.allows(SITE + "/a")
    assert DISALLOW_ALL.allows(SITE + "/robots.txt")


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("Disallow: /" + "*a" * 4000, id="stars"),
        pytest.param("Disallow: /" + "a*" * 4000 + "$", id="stars, anchored"),
        pytest.param("Disallow: /*" + "a" * 8000 + "b", id="almost matching run"),
        pytest.param("Disallow: /%" + "%2" * 4000, id="broken escapes"),
    ],
)
def test_matching_is_linear(line: str) -> None:
    """A file of 500 KiB made to hurt is read, and asked about a long URL, in time linear in both."""
    body = ("User-agent: *\n" + (line + "\n") * (MAX_BYTES // len(line))).encode()
    assert_linear_in_length(lambda part: parse_robots(part).allows(SITE + "/" + "a" * 8000), body)
    robots = parse_robots(body)
    assert_linear_in_length(lambda path: robots.allows(SITE + path), "/" + "a" * 8000)


@given(st.binary(max_size=2000), st.text(max_size=200))
def test_any_bytes_and_any_url_give_a_verdict(body: bytes, path: str) -> None:
    """Parsing and matching never fail."""
    robots = parse_robots(b"User-agent: *\nDisallow: " + body)
    assert robots.allows(SITE + "/" + path) in {True, False}


@given(st.text(alphabet="ab*$/", min_size=1, max_size=8), st.text(alphabet="ab$/", max_size=10))
def test_matching_agrees_with_a_slow_reading(pattern: str, path: str) -> None:
    """The matcher gives what a search through all positions gives."""
    expected = _slow(_split("/" + pattern), "/" + path.replace("$", "%24"))
    assert allowed(f"User-agent: *\nDisallow: /{pattern}", "/" + path) is not expected


def _split(pattern: str) -> list[str]:
    anchored = pattern.endswith("$")
    return [
        *(pattern[:-1] if anchored else pattern).replace("$", "%24"),
        *(["end"] if anchored else []),
    ]


def _slow(tokens: list[str], rest: str) -> bool:
    if not tokens:
        return True
    if tokens[0] == "end":
        return not rest
    if tokens[0] == "*":
        return any(_slow(tokens[1:], rest[at:]) for at in range(len(rest) + 1))
    return rest.startswith(tokens[0]) and _slow(tokens[1:], rest[1:])
