"""The labelled documents of `fixtures/appeals`, as data, as text and as pages.

`as_html` renders one document the way ten different kinds of site would: the
banners sit inside the article's container, between its paragraphs.
"""

import json
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby
from pathlib import Path
from types import MappingProxyType

FOLDER = Path(__file__).parents[1] / "fixtures" / "appeals"
STAYS = frozenset({"keep", "optional"})
STRIPPED = frozenset(
    {"donation", "subscription", "newsletter", "app", "advertisement", "cookie", "share", "related"}
    | {"comments", "audio", "licence", "credit", "bio", "event", "other"}
)
MADE_AT = "2026-03-14T09:20:00+00:00"


@dataclass(frozen=True, slots=True)
class LabelledBlock:
    """One block of a document with what should become of it."""

    text: str
    label: str

    @property
    def stays(self) -> bool:
        return self.label in STAYS


@dataclass(frozen=True, slots=True)
class LabelledDocument:
    """A short news document, block by block."""

    id: str
    lang: str
    title: str
    site_name: str
    hard_negative: bool
    blocks: tuple[LabelledBlock, ...]

    @property
    def titled(self) -> bool:
        """Whether the first block is the title."""
        return bool(self.blocks) and self.blocks[0].text == self.title


def languages(half: str) -> tuple[str, ...]:
    """The languages a half (`tune` or `held`) is written in."""
    return tuple(sorted(path.stem for path in (FOLDER / half).glob("*.jsonl")))


def read_corpus(folder: Path, lang: str) -> tuple[LabelledDocument, ...]:
    """The documents of one language in one half, in the order of the file.

    Raises:
        ValueError: for a line that is no such document; it names the place.
    """
    path = folder / f"{lang}.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines()
    return tuple(_document(line, f"{path}:{number}") for number, line in enumerate(lines, 1))


def _document(line: str, place: str) -> LabelledDocument:
    try:
        row = json.loads(line)
        blocks = tuple(LabelledBlock(**block) for block in row.pop("blocks"))
        document = LabelledDocument(blocks=blocks, **row)
    except (ValueError, TypeError, KeyError) as error:
        raise ValueError(f"{place}: no labelled document: {error}") from error
    unknown = {block.label for block in blocks} - STAYS - STRIPPED
    if unknown:
        raise ValueError(f"{place}: unknown label: {', '.join(sorted(unknown))}")
    return document


def as_text(document: LabelledDocument, separator: str = "\n\n") -> str:
    """All blocks, boilerplate too, as the text of a page would carry them."""
    return separator.join(block.text for block in document.blocks)


@dataclass(frozen=True, slots=True)
class Template:
    """How one kind of site writes a page.

    `page` is the frame with `{head}`, `{title}`, `{body}`, `{nav}`, `{related}`
    and `{site}`; the banners take turns in `wrappers`, each with `{inner}`.
    """

    page: str
    paragraph: str
    wrappers: tuple[str, ...]
    line: str = "<p>{text}</p>"
    button: str = '<a href="/support" class="button">{text}</a>'
    json_ld: bool = False
    metas: bool = True
    emphasis: str = ""
    """For one paragraph of the article in ten, in place of `paragraph`."""


_FRAME = '<!DOCTYPE html>\n<html lang="{lang}"><head><meta charset="utf-8">{head}</head>\n<body>'
_FOOTER = '<footer><p>{site}</p><ul><li><a href="/about">{site}</a></li><li><a href="/rss">RSS</a></li></ul></footer>'
_TAIL = _FOOTER + "</body></html>\n"

TEMPLATES: Mapping[str, Template] = MappingProxyType(
    {
        "semantic": Template(
            page=_FRAME
            + '<header><nav>{nav}</nav></header><main><article class="article"><h1>{title}</h1>\n{body}\n</article></main>'
            '<aside class="related-stories">{related}</aside>' + _TAIL,
            paragraph="<p>{text}</p>",
            wrappers=(
                '<aside class="support-banner">{inner}</aside>',
                '<section class="reader-revenue" aria-label="message">{inner}</section>',
            ),
            json_ld=True,
        ),
        "wordpress": Template(
            page=_FRAME
            + '<div id="page" class="site"><nav class="main-navigation">{nav}</nav><div id="primary"><div class="hentry post">'
            '<h1 class="entry-title">{title}</h1><div class="entry-content">\n{body}\n</div></div></div>'
            '<div id="secondary" class="widget-area">{related}</div></div>' + _TAIL,
            paragraph="<p>{text}</p>",
            wrappers=(
                '<div class="wp-block-group has-background">{inner}</div>',
                '<div class="inject-post-12 promo">{inner}</div>',
                '<div class="wp-block-columns"><div class="wp-block-column">{inner}</div></div>',
            ),
            button='<div class="wp-block-button"><a class="wp-block-button__link" href="/join">{text}</a></div>',
        ),
        "bem": Template(
            page=_FRAME
            + '<div class="l-header"><ul class="c-nav">{nav}</ul></div><div class="l-article"><div class="c-headline">'
            '<h1 class="c-headline__text">{title}</h1></div><div class="c-article__body">\n{body}\n</div></div>'
            '<div class="c-teasers">{related}</div>' + _TAIL,
            paragraph='<p class="c-article__paragraph">{text}</p>',
            wrappers=(
                '<section class="c-promo c-promo--inline">{inner}</section>',
                '<div class="c-box c-box--service" data-nosnippet>{inner}</div>',
            ),
            line='<p class="c-promo__text">{text}</p>',
            button='<button class="c-promo__action" type="button">{text}</button>',
            json_ld=True,
        ),
        "utility": Template(
            page=_FRAME
            + '<div class="flex justify-between px-4">{nav}</div><div class="mx-auto max-w-2xl"><h1 class="text-4xl font-bold">{title}</h1>'
            '<div class="mt-6 space-y-4 text-lg">\n{body}\n</div></div><div class="grid grid-cols-3 gap-4">{related}</div>'
            + _TAIL,
            paragraph='<p class="leading-7">{text}</p>',
            wrappers=(
                '<div class="rounded-xl bg-amber-50 p-6">{inner}</div>',
                '<div class="my-8 border-y py-4">{inner}</div>',
            ),
            line='<p class="text-sm text-gray-700">{text}</p>',
            button='<button class="rounded bg-black px-3 py-2 text-white">{text}</button>',
            json_ld=True,
        ),
        "hashed": Template(
            page=_FRAME
            + '<div class="sc-a1x9"><div class="sc-b0q2">{nav}</div><div class="sc-k7f3"><h1 class="sc-h11z">{title}</h1>'
            '<div class="sc-p4w8">\n{body}\n</div></div><div class="sc-r5t1">{related}</div></div>'
            + _TAIL,
            paragraph='<p class="sc-t6m0">{text}</p>',
            wrappers=('<div class="sc-v2n5">{inner}</div>',),
            line='<p class="sc-t6m0">{text}</p>',
            button='<div role="button" tabindex="0" class="sc-y8c4">{text}</div>',
        ),
        "bare": Template(
            page="<html><head>{head}</head><body><table><tr><td>{nav}</td></tr><tr><td>\n<h1>{title}</h1>\n{body}\n</td>"
            "<td>{related}</td></tr></table><p>{site}</p></body></html>\n",
            paragraph="<p>{text}</p>",
            wrappers=("{inner}", "<hr>{inner}<hr>"),
            button='<p><a href="support.html"><b>{text}</b></a></p>',
            metas=False,
        ),
        "form": Template(
            page=_FRAME
            + '<div id="root"><div data-testid="nav">{nav}</div><main data-testid="story"><article><h1 data-testid="headline">{title}</h1>'
            '<section data-testid="story-body">\n{body}\n</section></article></main><div data-testid="rail">{related}</div></div>'
            + _TAIL,
            paragraph='<p data-testid="paragraph">{text}</p>',
            wrappers=(
                '<form action="/subscribe" method="post">{inner}<input type="email" name="email" placeholder="name@mail.example"></form>',
                '<aside data-testid="inline-message">{inner}</aside>',
            ),
            button='<button type="submit">{text}</button>',
            json_ld=True,
        ),
        "microdata": Template(
            page=_FRAME
            + '<div class="region region-header">{nav}</div><div class="node node--type-article" itemscope itemtype="https://schema.org/NewsArticle">'
            '<h1 itemprop="headline">{title}</h1><div class="field field--name-body field__item" itemprop="articleBody">\n{body}\n</div></div>'
            '<div class="view view-related">{related}</div>' + _TAIL,
            paragraph="<p>{text}</p>",
            wrappers=(
                '<div class="block block-block-content block-campaign">{inner}</div>',
                '<section class="paragraph paragraph--type--call-to-action">{inner}</section>',
            ),
        ),
        "divs": Template(
            page=_FRAME
            + '<div class="top">{nav}</div><div class="wrap"><div class="h">{title}</div><div class="text">\n{body}\n</div></div>'
            '<div class="side">{related}</div>' + _TAIL,
            paragraph='<div class="par">{text}</div>',
            wrappers=('<div class="par">{inner}</div>', '<div class="insert">{inner}</div>'),
            line="<div>{text}</div>",
            button='<div><a href="javascript:void(0)" onclick="go(\'give\')">{text}</a></div>',
            metas=False,
        ),
        "letter": Template(
            page=_FRAME
            + '<div class="main-menu">{nav}</div><article class="newsletter-post post"><h1 class="post-title">{title}</h1>'
            '<div class="available-content"><div class="body markup">\n{body}\n</div></div></article><div class="more-posts">{related}</div>'
            + _TAIL,
            paragraph="<p><span>{text}</span></p>",
            wrappers=(
                '<div class="subscription-widget-wrap"><div class="preamble">{inner}</div></div>',
                "<blockquote>{inner}</blockquote>",
                '<div class="captioned-button-wrap">{inner}</div>',
            ),
            line="<p><em>{text}</em></p>",
            button='<p class="button-wrapper"><a class="button primary" href="/subscribe"><span>{text}</span></a></p>',
            json_ld=True,
        ),
        "lines": Template(
            page=_FRAME
            + '<div class="site-nav">{nav}</div><article class="story"><h1 class="story__title">{title}</h1><div class="story__content">\n{body}\n'
            '</div></article><div class="story-list">{related}</div>' + _TAIL,
            paragraph='<div class="story__block"><p>{text}</p></div>',
            wrappers=(
                "<p>{inner}</p>",
                '<div class="story__block"><p>{inner}</p></div>',
                '<div class="story__block story__block--text"><p><small>{inner}</small></p></div>',
                '<section class="story__extra"><p>{inner}</p></section>',
                "<hr /><p><em>{inner}</em></p>",
            ),
            line="{text}<br>",
            button='<a href="/go/{number}">{text}</a>',
            emphasis='<div class="story__block"><p><strong>{text}</strong></p></div>',
            json_ld=True,
        ),
        "breaks": Template(
            page='<html><head>{head}</head><body><table><tr><td>{nav}</td><td class="main">\n<h1>{title}</h1><div id="text">\n{body}\n'
            "</div></td></tr></table><p>{related}{site}</p></body></html>\n",
            paragraph="{text}<br>\n<br>\n",
            wrappers=(
                "{inner}<br>\n",
                "<i>{inner}</i><br>\n",
                "<small>{inner}</small><br>\n",
                "<center>{inner}</center>",
            ),
            line="{text}<br>\n",
            button='<a href="/go/{number}">{text}</a><br>\n',
            emphasis="<b>{text}</b><br>\n<br>\n",
            metas=False,
        ),
        "styled": Template(
            page=_FRAME
            + '<div class="menu">{nav}</div><div class="post"><h1 class="post__title">{title}</h1><div class="post__content">\n{body}\n</div></div>'
            '<div class="more">{related}</div>' + _TAIL,
            paragraph="<p>{text}</p>",
            wrappers=(
                "{inner}",
                "<hr />{inner}",
                '<div class="paragraph paragraph--text">{inner}</div>',
            ),
            line="<p><small>{text}</small></p>",
            button='<p><small><a href="/go/{number}">{text}</a></small></p>',
            emphasis="<p><em>{text}</em></p>",
        ),
        "naked": Template(
            page=_FRAME
            + '<div class="menu">{nav}</div><main id="main"><article><h1>{title}</h1>\n{body}\n</article></main><div>{related}</div>'
            + _TAIL,
            paragraph="<p>{text}</p>",
            wrappers=("{inner}", '<div class="inner">{inner}</div>'),
            line="<p>{text}</p>",
            button='<p><strong><a href="/go/{number}">{text}</a></strong></p>',
            emphasis="<p><strong>{text}</strong></p>",
        ),
    }
)


def as_html(
    document: LabelledDocument, template: str, neighbours: Sequence[LabelledDocument] = ()
) -> str:
    """The document as a page of one kind of site, a name of `TEMPLATES`.

    `neighbours` are other documents of the site; their titles are the links
    beside the article.
    """
    kind = TEMPLATES[template]
    parts = {
        "lang": document.lang,
        "head": _head(document, kind),
        "title": escape(document.title),
        "body": "\n".join(_body(document, kind)),
        "nav": _links((document.site_name, "A–Z", "RSS")),
        "related": _links(neighbour.title for neighbour in neighbours),
        "site": escape(document.site_name),
    }
    return kind.page.format_map(parts)


def _head(document: LabelledDocument, kind: Template) -> str:
    title, site = escape(document.title), escape(document.site_name)
    head = [f"<title>{title} | {site}</title>"]
    if kind.metas:
        head.append(
            f'<meta property="og:title" content="{title}"><meta property="og:type" content="article">'
        )
        head.append(
            f'<meta property="og:site_name" content="{site}"><meta property="article:published_time" content="{MADE_AT}">'
        )
    if kind.json_ld:
        head.append(f'<script type="application/ld+json">{_json_ld(document)}</script>')
    return "".join(head)


def _json_ld(document: LabelledDocument) -> str:
    node = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": document.title,
        "datePublished": MADE_AT,
        "inLanguage": document.lang,
        "publisher": {"@type": "Organization", "name": document.site_name},
    }
    return json.dumps(node, ensure_ascii=False).replace("<", "\\u003c")


def _body(document: LabelledDocument, kind: Template) -> Iterator[str]:
    """The article's blocks, each run of boilerplate in a wrapper of its own."""
    turn = zlib.crc32(document.id.encode())
    for stays, run in groupby(document.blocks[document.titled :], key=lambda block: block.stays):
        if stays:
            yield from (
                _paragraph(block.text, kind).format(text=escape(block.text)) for block in run
            )
        else:
            yield kind.wrappers[turn % len(kind.wrappers)].format(inner=_banner(run, kind))
            turn += 1


def _paragraph(text: str, kind: Template) -> str:
    return kind.emphasis if kind.emphasis and not zlib.crc32(text.encode()) % 10 else kind.paragraph


def _banner(run: Iterable[LabelledBlock], kind: Template) -> str:
    return "".join(_line(block.text, kind) for block in run)


def _line(text: str, kind: Template) -> str:
    shape = kind.button if _is_button(text) else kind.line
    return shape.format(text=escape(text), number=len(text))


def _is_button(text: str) -> bool:
    return len(text) <= 28 and text[-1] not in ".?!…:।。"


def _links(titles: Iterable[str]) -> str:
    return "".join(
        f'<li><a href="/{number}">{escape(title)}</a></li>'
        for number, title in enumerate(titles, 1)
    )
