"""A hostile site: a named route per trap, beside good articles with a sentence that each has alone.

``CASES`` is the table. A case that a browser would show as an article has ``shows``: its sentence must be in
the text of exactly one record. All others must give no record that counts as this page, and must not hold
the crawl up. ``FORBIDDEN`` paths are closed by robots.txt; nothing may ask for them.
"""

import asyncio
import gzip
import json
import sys
import zlib
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

import brotli

from tests.support.raw_server import RESET, Answer, http

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

PLAIN = "text/html"


@dataclass(frozen=True, slots=True)
class Case:
    """One route: what it answers, and the sentence that must come out, if any.

    ``hides`` must not be in the text of its record.
    """

    answer: Answer
    shows: str = ""
    hides: str = ""


def sentence(name: str, word: str = "") -> str:
    """Give the sentence that the article *name* has alone."""
    return f"The {name} lighthouse {word or 'keeper'} said on Monday that the lamp had not gone out in winter."


def page(
    name: str,
    *,
    head: str = "",
    before: str = "",
    after: str = "",
    inside: str = "",
    word: str = "",
    attributes: str = "",
) -> str:
    """Give an article page around the sentence of *name*."""
    return (
        f'<!DOCTYPE html><html lang="en"><head><title>Lighthouse {name}</title>{head}</head><body {attributes}>'
        f"{before}<main><article><h1>Lighthouse {name}</h1><p>{sentence(name, word)}</p>{inside}"
        f"<p>Ships that pass {name} at night had asked for it since the old lamp was taken down, and the harbour"
        f" office agreed to pay for the oil until the spring of next year.</p>"
        f"<p>The council of {name} will vote on a new lamp in April, its speaker added, once the"
        f" cost of the work is known.</p></article></main>{after}</body></html>"
    )


def shown(
    name: str, answer: Answer | None = None, *, word: str = "", hides: str = "", **parts: str
) -> tuple[str, Case]:
    """A case whose article must come out."""
    body = page(name, word=word, **parts).encode()
    return name, Case(http(body) if answer is None else answer, sentence(name, word), hides)


def trap(name: str, answer: Answer) -> tuple[str, Case]:
    """A case of which nothing may come, but that the crawl goes on."""
    return name, Case(answer)


def coded(
    name: str, charset: str, *, header: str = "", meta: str = "", word: str, mark: bytes = b""
) -> tuple[str, Case]:
    """An article in *charset*, said by a header, a meta element, a byte-order mark or nothing."""
    head = f'<meta charset="{meta}">' if meta else ""
    body = mark + page(name, head=head, word=word).encode(charset)
    kind = f"text/html; charset={header}" if header else PLAIN
    return name, Case(http(body, kind=kind), sentence(name, word))


def chunked(body: bytes, *, size: int = 1000, last: bool = True, extension: bytes = b"") -> bytes:
    """Give *body* in chunks."""
    pieces = (body[at : at + size] for at in range(0, len(body), size))
    chunks = b"".join(b"%x%s\r\n%s\r\n" % (len(piece), extension, piece) for piece in pieces)
    return (
        http(b"", "Transfer-Encoding: chunked", length=None)
        + chunks
        + (b"0\r\n\r\n" if last else b"")
    )


def raw_deflate(body: bytes) -> bytes:
    """Compress without the zlib frame."""
    return zlib.compress(body)[2:-4]


def redirect(to: str, status: str = "302 Found") -> bytes:
    """Give a redirect."""
    return http(b"", f"Location: {to}", status=status)


def repeated(head: bytes, piece: bytes, pause_s: float = 0.0) -> Answer:
    """Send *head*, then *piece* for ever."""

    async def pieces() -> AsyncIterator[bytes]:
        yield head
        while True:
            yield piece
            await asyncio.sleep(pause_s)

    return pieces


def after_pause(pause_s: float, answer: bytes) -> Answer:
    """Send *answer* late."""

    async def pieces() -> AsyncIterator[bytes]:
        await asyncio.sleep(pause_s)
        yield answer

    return pieces


def cut(answer: bytes) -> Answer:
    """Send *answer*, then reset the connection."""

    async def pieces() -> AsyncIterator[bytes]:
        yield answer
        yield RESET

    return pieces


def slowly(body: bytes) -> Answer:
    """Send a whole answer in a hundred pieces, within its time."""

    async def pieces() -> AsyncIterator[bytes]:
        step = len(body) // 100 + 1
        for at in range(0, len(body), step):
            yield body[at : at + step]
            await asyncio.sleep(0.002)

    return pieces


def with_head(*lines: str, name: str) -> tuple[str, Case]:
    """An article with these header lines in front of the usual ones."""
    body = page(name).encode()
    head = "\r\n".join(["HTTP/1.1 200 OK", "Connection: close", *lines, "", ""])
    return name, Case(head.encode("latin-1") + body, sentence(name))


def _json_ld(value: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(value)}</script>'


def _deep(depth: int) -> str:
    return '{"a":' * depth + "1" + "}" * depth


def _charsets() -> Iterator[tuple[str, Case]]:
    russian, japanese, chinese = "сторож", "灯台守は", "守塔人"
    yield coded("utf-8-header", "utf-8", header="utf-8", word=russian)
    yield coded("utf-8-silent", "utf-8", word=russian)
    yield coded("utf-8-mark", "utf-8", word=russian, mark=b"\xef\xbb\xbf")
    yield coded(
        "utf-8-mark-against-header",
        "utf-8",
        header="windows-1251",
        word=russian,
        mark=b"\xef\xbb\xbf",
    )
    yield coded("utf-16-le-mark", "utf-16-le", word=russian, mark=b"\xff\xfe")
    yield coded("utf-16-be-mark", "utf-16-be", word=russian, mark=b"\xfe\xff")
    yield coded("cp1251-header", "cp1251", header="windows-1251", word=russian)
    yield coded("cp1251-meta", "cp1251", meta="windows-1251", word=russian)
    yield coded("cp1251-silent", "cp1251", word="сторож маяка сообщил журналистам утром")
    yield coded(
        "cp1251-said-latin-1",
        "cp1251",
        header="iso-8859-1",
        word="сторож маяка сообщил журналистам города утром что лампа горела всю зиму",
    )
    yield coded("koi8-r-header", "koi8-r", header="koi8-r", word=russian)
    yield coded("koi8-r-meta", "koi8-r", meta="koi8-r", word=russian)
    yield coded("utf-16-said-utf-8", "utf-16-le", header="utf-8", word=russian, mark=b"\xff\xfe")
    yield coded("utf-16-silent", "utf-16-be", word=russian)
    yield coded("shift-jis-meta", "shift_jis", meta="Shift_JIS", word=japanese)
    yield coded("shift-jis-header", "shift_jis", header="x-sjis", word=japanese)
    yield coded("gb18030-header", "gb18030", header="GB18030", word=chinese)
    yield coded("euc-jp-header", "euc_jp", header="EUC-JP", word=japanese)
    yield coded("gb18030-meta", "gb18030", meta="gb2312", word=chinese)
    yield coded("big5-header", "big5", header="Big5", word="燈塔")
    yield coded("euc-kr-header", "euc_kr", header="euc-kr", word="등대지기")
    yield coded("latin-1-header", "latin-1", header="iso-8859-1", word="gardé")
    yield coded("latin-1-silent", "latin-1", word="gardé à")
    yield coded("cp1252-said-latin-1", "cp1252", header="iso-8859-1", word="“keeper”")
    yield coded("utf-8-said-latin-1", "utf-8", header="iso-8859-1", word="gardé")
    yield coded("latin-1-said-utf-8", "latin-1", header="utf-8", word="gardé à")
    yield coded("unknown-charset", "utf-8", header="x-none-such", word=russian)
    yield coded("quoted-charset", "cp1251", header='"windows-1251"', word=russian)


def _kinds() -> Iterator[tuple[str, Case]]:
    body = {
        name: page(name).encode()
        for name in ("kind-missing", "kind-upper", "kind-broken", "kind-xhtml", "kind-twice")
    }
    yield shown("kind-missing", http(body["kind-missing"], kind=None))
    yield shown("kind-upper", http(body["kind-upper"], kind="TEXT/HTML; CHARSET=UTF-8"))
    yield shown("kind-broken", http(body["kind-broken"], kind="text/html;;charset"))
    yield shown("kind-xhtml", http(body["kind-xhtml"], kind="application/xhtml+xml"))
    yield shown("kind-twice", http(body["kind-twice"], "Content-Type: text/html"))
    yield trap("png", http(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 99, kind="image/png"))
    yield trap("png-said-html", http(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 99))
    yield trap("pdf", http(b"%PDF-1.7\n" + b"1 0 obj <<>> endobj\n" * 99, kind="application/pdf"))
    yield trap("zip", http(b"PK\x03\x04" + bytes(5000), kind="application/zip"))
    yield trap("css", http(b"body { color: red }" * 99, kind="text/css"))
    yield trap("json", http(b'{"a": [1, 2, 3]}' * 99, kind="application/json"))
    yield trap("noise", http(bytes(range(256)) * 400))
    yield trap("empty", http(b""))
    yield trap("blank", http(b" \n\t" * 500))
    yield trap("nul-only", http(bytes(5000)))


def _framing() -> Iterator[tuple[str, Case]]:
    for name in (
        "too-long-length",
        "no-length",
        "http-1-0",
        "lf-only",
        "continue-first",
        "hints-first",
    ):
        body = page(name).encode()
        answer: Answer = {
            "too-long-length": http(body, length=len(body) + 100),
            "no-length": http(body, length=None),
            "http-1-0": http(body, length=None).replace(b"HTTP/1.1", b"HTTP/1.0", 1),
            "lf-only": http(body).replace(b"\r\n", b"\n"),
            "continue-first": b"HTTP/1.1 100 Continue\r\n\r\n" + http(body),
            "hints-first": b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n" + http(body),
        }[name]
        yield shown(name, answer)
    yield shown("chunks", chunked(page("chunks").encode()))
    yield shown("small-chunks", chunked(page("small-chunks").encode(), size=1))
    yield shown("chunk-extensions", chunked(page("chunk-extensions").encode(), extension=b";a=b"))
    yield shown("no-last-chunk", chunked(page("no-last-chunk").encode(), last=False))
    yield shown("slow-but-whole", slowly(http(page("slow-but-whole").encode())))
    yield shown("late-but-whole", after_pause(1.0, http(page("late-but-whole").encode())))
    yield shown(
        "text-behind",
        http(page("text-behind").encode(), length=len(page("text-behind").encode())) + b"<p>x",
    )
    body = page("length-too-low").encode()
    yield shown("length-too-low", http(body, length=len(body) - 40))
    yield with_head("Content-Type: text/html", "no colon here", name="header-no-colon")
    yield with_head(
        "Content-Type: text/html", "X-Umlaut: gr\u00fc\u00dfe", ": no name", name="header-no-name"
    )
    yield with_head(
        "Content-Type: text/html", "X Odd (1): x", "\u00fcmlaut: y", name="header-odd-name"
    )
    yield with_head("Content-Type : text/html", name="header-space-before-colon")
    yield shown(
        "status-no-words", http(page("status-no-words").encode()).replace(b"200 OK", b"200", 1)
    )
    yield with_head("Content-Type: text/html", "X-Odd: caf\xe9\x01", name="header-odd-bytes")
    yield with_head("Content-Type: text/html", "X-Folded: one", "\ttwo", name="header-folded")
    yield with_head("Content-Type: text/html", f"X-Long: {'a' * 40_000}", name="header-long")
    yield with_head(
        *(f"X-{n}: {'b' * 50}" for n in range(300)), "Content-Type: text/html", name="headers-many"
    )
    yield with_head("content-type:text/html", name="header-no-space")
    yield with_head("Content-Type: text/html", "Set-Cookie: a=b; Domain=.example", name="cookie")
    yield trap("no-http", b"SSH-2.0-OpenSSH_9.6\r\n")
    yield trap("tls-bytes", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" * 30)
    yield trap("closed-at-once", b"")
    yield trap("half-a-head", b"HTTP/1.1 200 OK\r\nContent-Type: text/h")
    yield trap("reset-in-head", cut(b"HTTP/1.1 200 OK\r\nContent-"))
    yield trap(
        "length-negative",
        http(b"<p>x</p>", length=None).replace(b"\r\n\r\n", b"\r\nContent-Length: -5\r\n\r\n"),
    )
    yield trap(
        "length-words",
        http(b"<p>x</p>", length=None).replace(b"\r\n\r\n", b"\r\nContent-Length: many\r\n\r\n"),
    )
    yield trap("length-huge", http(b"<p>x</p>", length=10**15))
    yield trap("bad-chunk", http(b"", "Transfer-Encoding: chunked", length=None) + b"zz\r\nabc")


def _codings() -> Iterator[tuple[str, Case]]:
    body = {
        n: page(n).encode()
        for n in ("gzip", "deflate", "deflate-raw", "br", "x-gzip", "two-layers", "gzip-plain")
    }
    yield shown("gzip", http(gzip.compress(body["gzip"]), "Content-Encoding: gzip"))
    yield shown("deflate", http(zlib.compress(body["deflate"]), "Content-Encoding: deflate"))
    yield shown("deflate-raw", http(raw_deflate(body["deflate-raw"]), "Content-Encoding: deflate"))
    yield shown("br", http(brotli.compress(body["br"]), "Content-Encoding: br"))
    yield shown("x-gzip", http(gzip.compress(body["x-gzip"]), "Content-Encoding: x-gzip"))
    two = brotli.compress(gzip.compress(body["two-layers"]))
    yield shown("two-layers", http(two, "Content-Encoding: gzip, br"))
    yield shown("zstd", http(zstd.compress(page("zstd").encode()), "Content-Encoding: zstd"))
    yield shown("br-plain", http(page("br-plain").encode(), "Content-Encoding: br"))
    yield shown("deflate-plain", http(page("deflate-plain").encode(), "Content-Encoding: deflate"))
    yield shown(
        "coding-upper", http(gzip.compress(page("coding-upper").encode()), "content-encoding: GZIP")
    )
    yield shown("gzip-plain", http(body["gzip-plain"], "Content-Encoding: gzip"))
    yield shown(
        "gzip-padded",
        http(gzip.compress(page("gzip-padded").encode()) + bytes(99), "Content-Encoding: gzip"),
    )
    long = page("gzip-cut", after="<!-- " + "".join(map(str, range(9000))) + " -->").encode()
    yield shown("gzip-cut", http(gzip.compress(long)[:-2000], "Content-Encoding: gzip"))
    yield shown("identity", http(page("identity").encode(), "Content-Encoding: identity"))
    yield trap("gzip-members", http(gzip.compress(b"") * 100_000, "Content-Encoding: gzip"))
    bomb = bytes(40_000_000)
    yield trap("gzip-bomb", http(gzip.compress(bomb), "Content-Encoding: gzip"))
    yield trap("deflate-bomb", http(zlib.compress(bomb), "Content-Encoding: deflate"))
    yield trap("br-bomb", http(brotli.compress(bomb, quality=1), "Content-Encoding: br"))
    yield trap(
        "nested-bomb", http(gzip.compress(gzip.compress(bomb)), "Content-Encoding: gzip, gzip")
    )
    layers = body["gzip"]
    for _ in range(5):
        layers = gzip.compress(layers)
    yield trap("many-layers", http(layers, "Content-Encoding: " + ", ".join(["gzip"] * 5)))
    yield trap("unknown-coding", http(b"<p>x", "Content-Encoding: snappy"))


def _pages() -> Iterator[tuple[str, Case]]:
    yield shown("nuls", http(page("nuls").replace("<p>", "<p>\0").encode()))
    yield shown("form-feeds", http(page("form-feeds").replace("<p>", "<p>\f&#12;").encode()))
    yield shown(
        "control-references",
        inside="<p>A line with &#1; &#x1b;[31m and &#xD800; in it, as old systems send them.</p>",
    )
    yield shown("deep-boxes", before="<div>" * 5000)
    yield shown("deep-inside", inside="<b>" * 3000 + "deep down" + "</b>" * 3000)
    yield shown("deep-stray-ends", before="<div></b>" * 5000)
    yield shown("deep-crossed-ends", before="<b><div></b>" * 3000)
    yield shown("open-tag-behind", before="<div>" * 400, after="<a '" * 100_000)
    yield shown("open-comments-behind", before="<div>" * 400, after="<!--" * 200_000)
    yield shown("open-scripts-behind", before="<div>" * 400, after="<script " * 100_000)
    yield shown("same-line-often", inside="<p>" + "the lamp was lit<br><br>" * 5_000 + "</p>")
    yield shown("many-unknown-inline", inside="<p>" + "<x-oil>oil </x-oil>" * 50_000 + "</p>")
    yield shown(
        "unclosed", http(page("unclosed").replace("</p>", "").replace("</article>", "").encode())
    )
    yield shown("many-inline", inside="<p>" + "<span>oil </span>" * 100_000 + "</p>")
    yield shown(
        "many-links", after="<ul>" + '<li><a href="/nowhere/x">More lamps</a></li>' * 5000 + "</ul>"
    )
    yield shown("long-comment", before=f"<!-- {'x' * 2_000_000} -->")
    yield shown("open-comment", after="<!-- never closed " + "x" * 1000)
    yield shown("long-attribute", attributes=f'data-x="{"y" * 1_000_000}"')
    attributes = " ".join(f"a{number}=1" for number in range(50_000))
    yield shown("many-attributes", attributes=attributes)
    classes = f"class='{attributes}'"
    yield shown("many-classes", attributes=classes, inside="<p>More lamps.</p>" * 300)
    yield shown("many-short-items", after="<ul>" + "<li>lamps are lit" * 12_000)
    yield shown("long-title", head=f"<meta property='og:title' content='{'t' * 1_000_000}'>")
    yield shown("long-title-element", head=f"<title>{'t' * 1_000_000}</title>")
    yield shown("long-heading", inside=f"<h2>{'heading ' * 100_000}</h2>")
    yield shown("ld-long", head=_json_ld({"@type": "NewsArticle", "headline": "h" * 900_000}))
    yield shown(
        "ld-long-date", head=_json_ld({"@type": "NewsArticle", "datePublished": "2026-" * 200_000})
    )
    yield shown("long-time", inside=f"<time datetime='{'2026-' * 200_000}'>Tuesday</time>")
    yield shown(
        "long-date", head=f"<meta property='article:published_time' content='{'2026-' * 200_000}'>"
    )
    yield shown("long-script", before=f"<script>{'var a = 1; ' * 200_000}</script>")
    yield shown("tables-in-tables", after="<table><tr><td>" * 800)
    yield shown("base-elsewhere", head='<base href="http://elsewhere.test/">')
    yield shown("canonical-elsewhere", head='<link rel="canonical" href="http://elsewhere.test/a">')
    yield shown("refresh-late", head='<meta http-equiv="refresh" content="900">')
    yield shown(
        "ld-nan",
        head='<script type="application/ld+json">{"@type":"NewsArticle","wordCount":NaN}</script>',
    )
    yield shown(
        "ld-types",
        head=_json_ld(
            {"@type": ["NewsArticle", 7, None], "author": {"name": [1, {}]}, "headline": []}
        ),
    )
    yield shown("ld-deep", head=f'<script type="application/ld+json">{_deep(20_000)}</script>')
    yield shown("ld-huge", head=_json_ld({"@type": "NewsArticle", "keywords": ["lamp"] * 100_000}))
    yield shown(
        "ld-broken", head='<script type="application/ld+json">{"@type": "NewsArticle", </script>'
    )
    yield shown("svg", before="<svg><script>1</script><text>drawn words</text></svg>")
    yield shown("template", before="<template><p>unused</p></template>")
    hidden = "Hidden words that no reader of this page has ever seen at all."
    yield from _hidden(hidden)
    yield shown("hidden-style", inside=f'<p style="display:none">{hidden}</p>', hides=hidden)
    yield shown("hidden-attribute", inside=f"<p hidden>{hidden}</p>", hides=hidden)
    yield shown(
        "entities",
        head="",
        before="<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;'>]>",
    )
    yield shown(
        "xml-declaration", http(b'<?xml version="1.0"?>' + page("xml-declaration").encode())
    )
    yield shown("odd-tags", before="<a:b:c><1><!x><?php echo ?><\u2603>")
    yield shown("injection", before='"><script>alert(1)</script><img src=x onerror=alert(1)>')
    yield shown("two-bodies", after="</body></html><html><body><p>a second body</p>")
    yield from _many()
    yield trap("no-text", http(b"<html><body>" + b"<div></div>" * 2000))
    yield trap("too-many-elements", http(b"<html><body>" + b"<i>a" * 3_000_000))


def _many() -> Iterator[tuple[str, Case]]:
    lamp = "Lamp number {} was lit again on the coast road."
    many = "".join(f"<p>Lamp {n} was lit." for n in range(30_000))
    yield shown("many-paragraphs", inside=many)
    words = " ".join(f"<b>lamp {n}</b>" for n in range(999))
    yield shown("many-in-many", inside=f"<p>{words}</p>" * 20)
    for name, mark in (
        ("buttons", "<button>x</button>"),
        ("images", "<img src=a.png>"),
        ("breaks", "<wbr>"),
    ):
        yield shown(
            f"many-{name}",
            inside="<p>" + "".join(lamp.format(n) + mark for n in range(15_000)) + "</p>",
        )


def _hidden(text: str) -> Iterator[tuple[str, Case]]:
    for name, attributes in (
        ("visibility", "style='visibility:hidden'"),
        ("off-screen", "style='position:absolute; left:-9999px'"),
        ("class", "class=visually-hidden"),
    ):
        yield shown(f"hidden-{name}", inside=f"<p {attributes}>{text}</p>", hides=text)
    menu = f"<div aria-hidden=true><a href=/elsewhere>{text}</a></div>"
    yield shown("hidden-aria", inside=menu, hides=text)
    rule = "<style>.x, #y {display:none}</style>"
    yield shown(
        "hidden-rule", head=rule, inside=f"<p class='a x'>{text}</p><p id=y>{text}</p>", hides=text
    )
    for name, css in (
        ("print", "@media print {.x {display:none}}"),
        ("narrow", "@media (max-width: 600px) {.x {display:none}}"),
        ("no-js", ".no-js .x {display:none}"),
        ("opened", ".x {display:none} .x.open {display:block}"),
    ):
        body = page(f"shown-{name}", head=f"<style>{css}</style>").replace("<p>", "<p class=x>")
        yield shown(f"shown-{name}", http(body.encode()))


def _time() -> Iterator[tuple[str, Case]]:
    head = http(b"", kind="text/html", length=None)[:-2]
    yield trap("endless-headers", repeated(head, b"X-More: and more\r\n" * 500))
    yield trap("endless-line", repeated(head + b"X-More: ", b"x" * 8192))
    yield trap("endless-continue", repeated(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 100))
    yield trap("slow-headers", repeated(head, b"X-More: x\r\n", 0.2))
    yield trap("slow-body", repeated(http(b"<p>", length=None), b"x", 0.2))
    yield trap("endless-body", repeated(http(b"<p>", length=None), b"more and more " * 4000))
    chunk = b"5\r\nmore \r\n" * 4000
    yield trap(
        "endless-chunks", repeated(http(b"", "Transfer-Encoding: chunked", length=None), chunk)
    )
    chunk = b"1;" + b"x" * 900 + b"\r\nm\r\n"
    yield trap(
        "chunk-extension-flood",
        repeated(http(b"", "Transfer-Encoding: chunked", length=None), chunk * 64),
    )
    yield trap("silent", after_pause(60.0, b""))
    yield trap("reset-at-once", cut(b""))


def _ways(elsewhere: str) -> Iterator[tuple[str, Case]]:
    yield trap("loop", redirect("/case/loop"))
    yield trap("loop-by-query", redirect("/case/loop-by-query?again"))
    yield trap("to-other-site", redirect(f"{elsewhere}/secret"))
    yield trap("to-other-site-308", redirect(f"{elsewhere}/secret", "308 Permanent Redirect"))
    yield trap("to-other-site-slashes", redirect(f"//{elsewhere.removeprefix('http://')}/secret"))
    yield trap("to-metadata", redirect("http://169.254.169.254/latest/meta-data/"))
    yield trap("to-azure", redirect("http://168.63.129.16/"))
    yield trap("to-private", redirect("http://10.0.0.1/"))
    yield trap("to-localhost", redirect("http://localhost:1/"))
    yield trap("to-number", redirect("http://2130706433:1/"))
    yield trap("to-mapped", redirect("http://[::ffff:127.0.0.1]:1/"))
    yield trap("to-file", redirect("file:///etc/passwd"))
    yield trap("to-data", redirect("data:text/html,<p>hello"))
    yield trap("to-script", redirect("javascript:alert(1)"))
    yield trap("to-ftp", redirect("ftp://127.0.0.1/x"))
    yield trap("to-nowhere", redirect("http://"))
    yield trap("to-bad-port", redirect("http://127.0.0.1:99999/"))
    yield trap("to-forbidden", redirect("/forbidden/by-redirect"))
    yield trap("no-location", http(b"", status="302 Found"))
    yield trap(
        "refresh-to-other-site",
        http(f'<meta http-equiv="refresh" content="0;url={elsewhere}/secret">'.encode()),
    )
    yield trap(
        "refresh-to-forbidden",
        http(b'<meta http-equiv="refresh" content="0;url=/forbidden/by-refresh">'),
    )
    yield trap(
        "refresh-to-file", http(b'<meta http-equiv="refresh" content="0;url=file:///etc/passwd">')
    )
    yield shown("redirect-target")
    yield trap("status-204", http(b"", status="204 No Content", length=None))
    yield trap("status-304", http(b"", status="304 Not Modified", length=None))
    yield trap("status-404", http(b"<p>gone", status="404 Not Found"))
    yield trap("status-451", http(b"<p>gone", status="451 Legal"))
    yield trap("status-500", http(b"<p>oops", status="500 Oops"))
    yield trap("status-999", http(b"<p>oops", status="999 Denied"))
    yield trap("status-words", b"HTTP/1.1 OK 200\r\n\r\nhello")


def make_cases(elsewhere: str) -> dict[str, Case]:
    """Give the table; *elsewhere* is the root of a server of another site, which must not be asked."""
    pairs = [
        *_charsets(),
        *_kinds(),
        *_framing(),
        *_codings(),
        *_pages(),
        *_time(),
        *_ways(elsewhere),
        *(shown(f"good-{number}") for number in range(20)),
    ]
    cases = dict(pairs)
    if len(cases) != len(pairs):
        raise ValueError("two cases of one name")
    return cases


FORBIDDEN = tuple(f"/forbidden/{name}" for name in ("listed", "by-redirect", "by-refresh"))


def make_routes(cases: dict[str, Case]) -> dict[str, Answer]:
    """Give the routes of the site."""
    closed = dict.fromkeys(FORBIDDEN, http(page("forbidden").encode()))
    robots = http(b"User-agent: *\nDisallow: /forbidden/", kind="text/plain")
    return {
        "/robots.txt": robots,
        **closed,
        **{f"/case/{name}": case.answer for name, case in cases.items()},
    }
