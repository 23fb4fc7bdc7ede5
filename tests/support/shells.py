"""Pages around a construct: six kinds of sites, each in the words of nineteen languages.

A case is a piece of markup and the text that a reader sees of it. ``<P1>`` to ``<P6>`` are paragraphs of the language's story,
``{1}`` to ``{6}`` their text alone. Both stand in the markup and in the text alike.
"""

import json
import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[1] / "fixtures" / "reports"
WORDS: dict[str, dict[str, Any]] = tomllib.loads((FOLDER / "words.toml").read_text("utf-8"))
RTL = frozenset({"ar", "he"})
URL = "https://quay.example/2024/03/12/story-1842.html"


@dataclass(frozen=True, slots=True)
class Report:
    """A construct that an extractor was reported to read wrongly.

    Attributes:
        name: Kind and name.
        source: Where such a fault was reported.
        lang: The language of the page.
        shell: The kind of site.
        html: The markup in the place of the body, or a whole page.
        texts: The right texts; any of them will do.
        absent: What must not be in the text.
    """

    name: str
    source: str
    lang: str
    shell: str
    html: str
    texts: tuple[str, ...]
    absent: tuple[str, ...] = ()

    def page(self) -> str:
        """Return the page as it is sent."""
        return SHELLS[self.shell](WORDS[self.lang], self.lang, filled(self.html, self.lang))


def filled(text: str, lang: str) -> str:
    """Return *text* with the words of the language in it."""
    words = WORDS[lang]
    text = re.sub(r"<P(\d)>", lambda found: f"<p>{{{found[1]}}}</p>", text)
    for number, paragraph in enumerate(words["p"], 1):
        text = text.replace(f"{{{number}}}", paragraph)
    for name in ("title", "teaser", "share", "news", "legal", "byline", "date", "also", "ad"):
        text = text.replace(f"{{{name}}}", words[name])
    for name in ("nav", "related", "comments"):
        for number, value in enumerate(words[name], 1):
            text = text.replace(f"{{{name}{number}}}", value)
    return text


def reports(*, shells: tuple[str, ...] = (), with_open: bool = False) -> Iterator[Report]:
    """Return the cases of all files, each on one site; with *shells* on each of these, too.

    *with_open* adds those that are known to come out wrong.
    """
    for path in sorted(FOLDER.glob("*.toml")):
        if path.name == "words.toml":
            continue
        table = tomllib.loads(path.read_text("utf-8"))
        for number, case in enumerate(table["case"]):
            if "open" in case and not with_open:
                continue
            own = case.get("shell") or tuple(SHELLS)[number % (len(SHELLS) - 1)]
            texts = [case["text"], *case.get("or", [])]
            for shell in {own} if own == "none" or "shell" in case else {own, *shells}:
                yield Report(
                    f"{path.stem}/{case['id']}@{shell}",
                    case.get("source", ""),
                    case["lang"],
                    shell,
                    case["html"],
                    tuple(filled(text, case["lang"]) for text in texts),
                    tuple(filled(text, case["lang"]) for text in case.get("absent", [])),
                )


def _links(names: list[str]) -> str:
    return "".join(
        f'<li><a href="/s/{number}">{name}</a></li>' for number, name in enumerate(names)
    )


def _modern(words: dict[str, Any], lang: str, body: str) -> str:
    data = {
        "@context": "https://schema.org", "@type": "NewsArticle", "headline": words["title"],
        "datePublished": "2024-03-12T08:30:00+01:00", "author": {"@type": "Person", "name": "Martha Quill"},
    }  # fmt: skip
    cards = "".join(
        f'<article class="card"><a href="/a/{number}"><img src="/i/{number}.jpg" alt=""><h3>{name}</h3></a></article>'
        for number, name in enumerate(words["related"])
    )
    return f"""<!doctype html>
<html lang="{lang}"{' dir="rtl"' if lang in RTL else ""}><head><meta charset="utf-8"><title>{words["title"]}</title>
<meta property="og:type" content="article"><meta property="og:title" content="{words["title"]}">
<script type="application/ld+json">{json.dumps(data)}</script></head>
<body><header class="site-header"><a href="/" class="logo">{words["nav"][0]}</a><nav><ul>{_links(words["nav"])}</ul></nav></header>
<main><article class="story"><header><p class="kicker">{words["nav"][1]}</p><h1>{words["title"]}</h1>
<p class="byline">{words["byline"]}</p><time datetime="2024-03-12T08:30:00+01:00">{words["date"]}</time>
<ul class="share-bar"><li><a href="https://social.example/share">{words["share"]}</a></li></ul></header>
<div class="article-body">{body}</div></article>
<aside class="related"><h2>{words["also"]}</h2>{cards}</aside></main>
<section class="newsletter"><p>{words["news"]}</p><form><input type="email"><button>OK</button></form></section>
<footer><ul>{_links(words["nav"][1:])}</ul><p>{words["legal"]}</p></footer></body></html>"""


def _wordpress(words: dict[str, Any], lang: str, body: str) -> str:
    comments = "".join(
        f'<li class="comment"><div class="comment-author">Reader {number}</div><div class="comment-content"><p>{text}</p></div></li>'
        for number, text in enumerate(words["comments"])
    )
    return f"""<!doctype html>
<html lang="{lang}"{' dir="rtl"' if lang in RTL else ""}><head><meta charset="utf-8"><title>{words["title"]} | Harbour</title></head>
<body class="single single-post"><div id="page"><div id="masthead"><div class="menu-main-container"><ul class="menu">{_links(words["nav"])}</ul></div></div>
<div id="content"><div id="primary"><div class="post type-post hentry"><h1 class="entry-title">{words["title"]}</h1>
<div class="entry-meta"><span class="posted-on"><time datetime="2024-03-12">{words["date"]}</time></span> <span class="author vcard">{words["byline"]}</span></div>
<div class="entry-content">{body}</div>
<div class="sharedaddy"><h3>{words["share"]}</h3><ul><li><a href="https://social.example/">Social</a></li></ul></div></div>
<div id="comments"><h2>2</h2><ol class="comment-list">{comments}</ol></div></div>
<div id="secondary" class="widget-area"><h2 class="widget-title">{words["also"]}</h2><ul>{_links(words["related"])}</ul></div></div>
<div id="colophon"><p>{words["legal"]}</p></div></div></body></html>"""


def _tables(words: dict[str, Any], lang: str, body: str) -> str:
    menu = "<br>".join(
        f'<a href="s{number}.html">{name}</a>' for number, name in enumerate(words["nav"])
    )
    more = "<br>".join(
        f'<a href="a{number}.html">{name}</a>' for number, name in enumerate(words["related"])
    )
    return f"""<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"><title>{words["title"]}</title></head>
<body bgcolor="#ffffff"{' dir="rtl"' if lang in RTL else ""}><table width="760" border="0"><tr><td colspan="3"><img src="logo.gif"></td></tr>
<tr><td width="120" valign="top"><font size="2">{menu}</font></td>
<td valign="top"><h2>{words["title"]}</h2><font size="1">{words["date"]}</font>
<div>{body}</div></td>
<td width="140" valign="top"><font size="1"><b>{words["also"]}</b><br>{more}</font></td></tr>
<tr><td colspan="3" align="center"><font size="1">{words["legal"]}</font></td></tr></table></body></html>"""


def _bare(words: dict[str, Any], lang: str, body: str) -> str:
    return f"""<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>{words["title"]}</title></head>
<body><h1>{words["title"]}</h1>
{body}
</body></html>"""


def _hashed(words: dict[str, Any], lang: str, body: str) -> str:
    cards = "".join(
        f'<div class="css-9x2"><a href="/a/{number}" class="css-1ab"><div class="css-77">{name}</div><div class="css-78">{words["teaser"]}</div></a></div>'
        for number, name in enumerate(words["related"])
    )
    return f"""<!doctype html><html lang="{lang}"{' dir="rtl"' if lang in RTL else ""}><head><meta charset="utf-8"><title>{words["title"]}</title>
<meta property="og:title" content="{words["title"]}"><meta name="description" content="{escape(words["p"][0])}"></head>
<body><div id="root"><div class="css-1a"><div class="css-2b">{"".join(f'<a class="css-3" href="/s/{number}">{name}</a>' for number, name in enumerate(words["nav"]))}</div></div>
<div class="css-4c"><div class="css-5d"><h1 class="css-6e">{words["title"]}</h1><div class="css-7f"><span>{words["byline"]}</span><span>{words["date"]}</span></div>
<div class="css-8g">{body}</div></div>
<div class="css-9h"><div class="css-10">{words["also"]}</div>{cards}</div></div>
<div class="css-11"><div>{words["news"]}</div><div>{words["legal"]}</div></div></div></body></html>"""


def _amp(words: dict[str, Any], lang: str, body: str) -> str:
    return f"""<!doctype html><html amp lang="{lang}"{' dir="rtl"' if lang in RTL else ""}><head><meta charset="utf-8"><title>{words["title"]}</title>
<link rel="canonical" href="{URL}"><style amp-boilerplate>body{{visibility:hidden}}</style></head>
<body><amp-sidebar id="menu" layout="nodisplay"><ul>{_links(words["nav"])}</ul></amp-sidebar>
<header class="amp-header"><a href="/">{words["nav"][0]}</a></header>
<article class="amp-article"><header class="amp-article-header"><h1>{words["title"]}</h1><div class="amp-meta">{words["byline"]}</div></header>
<div class="amp-article-content">{body}</div></article>
<div class="amp-related"><h3>{words["also"]}</h3><ul>{_links(words["related"])}</ul></div>
<amp-social-share type="email"></amp-social-share><footer><p>{words["legal"]}</p></footer></body></html>"""


def _none(words: dict[str, Any], lang: str, body: str) -> str:
    return body


SHELLS: dict[str, Callable[[dict[str, Any], str, str], str]] = {
    "modern": _modern,
    "wordpress": _wordpress,
    "tables": _tables,
    "bare": _bare,
    "hashed": _hashed,
    "amp": _amp,
    "none": _none,
}
