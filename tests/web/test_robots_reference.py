"""The verdicts of the open-source parser that sites are written against, on files of our own.

Its public tests make 140 assertions. Those on groups, matching, precedence, escapes, line length and paths
stand here as a table: each row gives the rules, and what they leave open and close. Where we differ on
purpose, the row says so.

Source: https://github.com/google/robotstxt (robots_test.cc); docs/politeness.md, "Rules".
"""

from collections.abc import Callable

import pytest

from newscrawl.web.robots import Robots, parse_robots
from newscrawl.web.robotsrules import path_of

SITE = "https://news.example"
ALL_CLOSED = "disallow: /\n"
LINE_MAX = 2083 * 8

TWO_GROUPS = """
allow: /early/bird/

user-agent: newscrawl
disallow: /
allow: /sea/
user-agent: otherbot
disallow: /
allow: /hill/


allow: /lake/
user-agent: thirdbot

user-agent: newscrawl
allow: /port/
disallow: /
"""
STAR_AND_OTHER = "user-agent: *\nallow: /\nuser-agent: {name}\ndisallow: /\n"


def read(text: str, token: str = "newscrawl") -> Robots:  # noqa: S107 - a product token
    """Read *text* for the crawler *token*."""
    return parse_robots(text.encode(), token)


@pytest.mark.parametrize(
    ("text", "token", "is_open", "closed"),
    [
        pytest.param("", "newscrawl", ["", "/", "/x"], [], id="an empty file"),
        pytest.param(
            "user-agent: newscrawl\ndisallow: /", "newscrawl", [], ["", "/"], id="no path is /"
        ),
        pytest.param(
            "user-agent: newscrawl\ndisallow: /", "otherbot", ["", "/"], [], id="another crawler"
        ),
        pytest.param(
            "foo: newscrawl\nbar: /", "newscrawl", ["/x/y"], [], id="keys that nobody knows"
        ),
        pytest.param("user-agent newscrawl\ndisallow /", "newscrawl", [], ["/x/y"], id="no colons"),
        pytest.param(
            TWO_GROUPS,
            "newscrawl",
            ["/sea/b", "/port/d"],
            ["/hill/c", "/early/bird/"],
            id="groups are merged",
        ),
        pytest.param(
            TWO_GROUPS,
            "otherbot",
            ["/hill/c", "/lake/a"],
            ["/port/d", "/early/bird/"],
            id="a group goes on",
        ),
        pytest.param(
            TWO_GROUPS, "thirdbot", ["/port/d"], ["/early/bird/"], id="two names, blank between"
        ),
        pytest.param(
            "user-agent: *\ndisallow: /\nuser-agent: News Crawl\nallow: /x/\ndisallow: /",
            "news",
            ["/x/y"],
            ["/y"],
            id="a name ends at the space",
        ),
        pytest.param(
            STAR_AND_OTHER.format(name="newscrawl"), "newscrawl", [], ["/x/y"], id="own group wins"
        ),
        pytest.param(
            STAR_AND_OTHER.format(name="otherbot"), "newscrawl", ["/x/y"], [], id="else the star's"
        ),
        pytest.param(
            "user-agent: a\nallow: /\nuser-agent: b\ndisallow: /\nuser-agent: c\ndisallow: /",
            "newscrawl",
            ["/x/y"],
            [],
            id="no group at all",
        ),
    ],
)
def test_groups(text: str, token: str, is_open: list[str], closed: list[str]) -> None:
    """Which group holds, and where one ends."""
    robots = read(text, token)
    assert [path for path in is_open if not robots.allows(SITE + path)] == []
    assert [path for path in closed if robots.allows(SITE + path)] == []


@pytest.mark.parametrize(
    "spell", [str.upper, str.lower, str.title], ids=["UPPER", "lower", "Title"]
)
@pytest.mark.parametrize("token", ["newscrawl", "NewsCrawl"])
def test_keys_and_names_mind_no_case(spell: Callable[[str], str], token: str) -> None:
    """Paths do, and are left as they are here."""
    text = f"{spell('user-agent: newscrawl')}\n{spell('allow:')} /x/\n{spell('disallow:')} /\n"
    robots = read(text, token)
    assert robots.allows(f"{SITE}/x/y")
    assert not robots.allows(f"{SITE}/a/b")


ESCAPED = "/foo/bar/%E3%83%84"


@pytest.mark.parametrize(
    ("rules", "is_open", "closed"),
    [
        pytest.param("disallow: /x/", [], ["/x/y"], id="same case"),
        pytest.param("disallow: /X/", ["/x/y"], [], id="other case"),
        pytest.param(
            "disallow: /x/page.html\nallow: /x/", [], ["/x/page.html"], id="the longer closes"
        ),
        pytest.param(
            "allow: /x/page.html\ndisallow: /x/", ["/x/page.html"], ["/x/"], id="the longer opens"
        ),
        pytest.param("disallow: \nallow: ", ["/x/page.html"], [], id="both empty"),
        pytest.param("disallow: /\nallow: /", ["/x/page.html"], [], id="a tie opens"),
        pytest.param("disallow: /x\nallow: /x/", ["/x/"], ["/x"], id="one slash longer"),
        pytest.param(
            "disallow: /x/page.html\nallow: /x/page.html", ["/x/page.html"], [], id="a long tie"
        ),
        pytest.param(
            "allow: /page\ndisallow: /*.html", ["/page"], ["/page.html"], id="the star counts"
        ),
        pytest.param(
            "allow: /x/page.\ndisallow: /*.html", ["/x/page.html"], ["/x/y.html"], id="by one octet"
        ),
        pytest.param(
            f"{ALL_CLOSED}allow: /a/b?q=t&z=http://a.example?c&d",
            ["/a/b?q=t&z=http://a.example?c&d"],
            ["/a/b?q=t"],
            id="an address in a query",
        ),
        pytest.param(
            f"{ALL_CLOSED}allow: /foo/bar/ツ", [ESCAPED], ["/foo/bar/ツ"], id="rule in characters"
        ),
        pytest.param(
            f"{ALL_CLOSED}allow: {ESCAPED}", [ESCAPED], ["/foo/bar/ツ"], id="rule in escapes"
        ),
        pytest.param(
            f"{ALL_CLOSED}allow: /foo/%62%61%7A",
            ["/foo/%62%61%7A"],
            ["/foo/baz"],
            id="escaped letters",
        ),
        pytest.param(
            "disallow: /a/b/quz\nallow: /a/*/qux",
            ["/a/quz", "/a//quz", "/a/c/quz"],
            ["/a/b/quz"],
            id="star",
        ),
        pytest.param(
            "disallow: /a/b$\nallow: /a/b/qux",
            ["/a/b/qux", "/a/b/", "/a/b/baz"],
            ["/a/b"],
            id="end anchor",
        ),
        pytest.param(
            "# disallow: /\ndisallow: /a/quz#qux\nallow: /", ["/a/b"], ["/a/quz"], id="comments"
        ),
        pytest.param(
            f"{ALL_CLOSED}allow: /in/index.html",
            ["/in/", "/in/index.html"],
            ["/in/index.htm", "/other"],
            id="index.html is its folder",
        ),
        pytest.param(
            f"{ALL_CLOSED}allow: /fish",
            [
                "/fish",
                "/fish.html",
                "/fish/cod.html",
                "/fishheads",
                "/fishheads/a.html",
                "/fish.html?id=a",
            ],
            ["/bar", "/Fish.asp", "/catfish", "/?id=fish"],
            id="prefix",
        ),
        pytest.param(
            f"{ALL_CLOSED}allow: /fish*",
            [
                "/fish",
                "/fish.html",
                "/fish/cod.html",
                "/fishheads",
                "/fishheads/a.html",
                "/fish.html?id=a",
            ],
            ["/bar", "/Fish.bar", "/catfish", "/?id=fish"],
            id="prefix with an idle star",
        ),
        pytest.param(
            f"{ALL_CLOSED}allow: /fish/",
            ["/fish/", "/fish/cod", "/fish/?cod", "/fish/cod.html", "/fish/?id=a"],
            ["/bar", "/fish", "/fish.html", "/Fish/Cod.html"],
            id="folder",
        ),
        pytest.param(
            f"{ALL_CLOSED}allow: /*.php",
            [
                "/a.php",
                "/f/a.php",
                "/f/a.php?x",
                "//f/any.php.file.html",
                "/a.php/",
                "/index?f=a.php/",
            ],
            ["/bar", "/php/", "/index?php", "/windows.PHP"],
            id="star and ending",
        ),
        pytest.param(
            f"{ALL_CLOSED}allow: /*.php$",
            ["/a.php", "/f/a.php"],
            [
                "/bar",
                "/a.php?x",
                "/a.php/",
                "/a.php5",
                "/php/",
                "/a?php",
                "/aaaphpaaa",
                "//windows.PHP",
            ],
            id="star, ending, end anchor",
        ),
        pytest.param(
            f"{ALL_CLOSED}allow: /fish*.php",
            ["/fish.php", "/fishheads/catfish.php?x"],
            ["/bar", "/Fish.PHP"],
            id="prefix, star, ending",
        ),
        pytest.param(f"allow: /p\n{ALL_CLOSED}", ["/page"], ["/x"], id="longest, documented"),
        pytest.param(
            "allow: /folder\ndisallow: /folder", ["/folder/page"], [], id="tie, documented"
        ),
        pytest.param("allow: /page\ndisallow: /*.htm", [], ["/page.htm"], id="star, documented"),
        pytest.param(
            f"allow: /$\n{ALL_CLOSED}", ["/"], ["/page.html"], id="home alone, documented"
        ),
    ],
)
def test_rules(rules: str, is_open: list[str], closed: list[str]) -> None:
    """What a file of one group opens and closes."""
    robots = read(f"user-agent: newscrawl\n{rules}\n")
    assert [path for path in is_open if not robots.allows(SITE + path)] == []
    assert [path for path in closed if robots.allows(SITE + path)] == []


def test_a_line_is_cut_at_its_greatest_length() -> None:
    """What is left of it is a rule."""
    long = "/x/" + "a" * (LINE_MAX - len("/x/disallow: ") + 1)
    robots = read(f"user-agent: newscrawl\ndisallow: {long}/qux\n")
    assert robots.allows(f"{SITE}/fux")
    assert not robots.allows(f"{SITE}{long}/fux")
    first = "/x/" + "a" * (LINE_MAX - len("/x/allow: ") + 1)
    second = first.replace("a", "b")
    robots = read(f"user-agent: newscrawl\n{ALL_CLOSED}allow: {first}/qux\nallow: {second}/qux\n")
    assert not robots.allows(f"{SITE}/")
    assert robots.allows(f"{SITE}{first}/qux")
    assert robots.allows(f"{SITE}{second}/fux")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
@pytest.mark.parametrize("last", [True, False], ids=["closed", "open"])
def test_lines_end_in_any_way(end: str, last: bool) -> None:
    """All six lines are read, the last one too where nothing ends it."""
    lines = [
        "User-Agent: newscrawl",
        "Allow: /some/path",
        "User-Agent: otherbot",
        "",
        "",
        "Disallow: /",
    ]
    text = end.join(lines) + (end if last else "")
    assert read(text).allows(f"{SITE}/other")
    assert not read(text, "otherbot").allows(f"{SITE}/some/path")


@pytest.mark.parametrize(
    ("body", "is_open"),
    [
        pytest.param(b"\xef\xbb\xbfUser-Agent: newscrawl\nDisallow: /a", False, id="mark"),
        pytest.param(b"\xef\xbbUser-Agent: newscrawl\nDisallow: /a", False, id="two thirds of it"),
        pytest.param(b"\xefUser-Agent: newscrawl\nDisallow: /a", False, id="a third of it"),
        pytest.param(b"\xef\x11\xbfUser-Agent: newscrawl\nDisallow: /a", True, id="another mark"),
        pytest.param(b"User-Agent: newscrawl\n\xef\xbb\xbfDisallow: /a", True, id="in the middle"),
    ],
)
def test_byte_order_marks(body: bytes, is_open: bool) -> None:
    """One at the beginning is skipped, whole or cut; elsewhere it spoils its line."""
    assert parse_robots(body).allows(f"{SITE}/a") is is_open


@pytest.mark.parametrize("first", [True, False], ids=["before all groups", "in a group"])
def test_a_sitemap_line_stands_anywhere(first: bool) -> None:
    """It belongs to no group."""
    line, rest = (
        "Sitemap: http://news.example/s.xml\n",
        "User-Agent: x\nAllow: /p\nUser-Agent: y\n\n\n",
    )
    assert read(line + rest if first else rest + line).sitemaps == ("http://news.example/s.xml",)


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("", "/"),
        ("http://a.example", "/"),
        ("http://a.example/", "/"),
        ("http://a.example/a", "/a"),
        ("http://a.example/a/", "/a/"),
        ("http://a.example/a/b?c=http://d.e/", "/a/b?c=http://d.e/"),
        ("http://a.example/a/b?c=d&e=f#fragment", "/a/b?c=d&e=f"),
        ("a.example", "/"),
        ("a.example/", "/"),
        ("a.example/a", "/a"),
        ("a.example/a/", "/a/"),
        ("a.example/a/b?c=d&e=f#fragment", "/a/b?c=d&e=f"),
        ("a", "/"),
        ("a/", "/"),
        ("/a", "/a"),
        ("a/b", "/b"),
        ("a.example?a", "/?a"),
        ("a.example/a;b#c", "/a;b"),
        ("//a/b/c", "/b/c"),
    ],
)
def test_paths(url: str, path: str) -> None:
    """Path and query of any spelling of an address."""
    assert path_of(url) == path
