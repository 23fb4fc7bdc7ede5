"""Links of a page: ordinary ones, the feeds that it declares, the next page of its listing."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from operator import attrgetter

from lxml.html import HtmlElement

from newscrawl.discover.found import absolute, short_title
from newscrawl.discover.itemlists import listed_items

MAX_LINKS = 5_000
_OWN_TYPES = frozenset(
    {
        "application/rss+xml",
        "application/atom+xml",
        "application/rdf+xml",
        "application/feed+json",
    }
)
"""Types of feeds."""
_VAGUE = frozenset({"application/json", "application/xml", "text/xml"})
"""Types that are declared for feeds by some, and for the page as data by others: the URL tells."""
_FEED_WORD = re.compile(r"feed|rss|atom|rdf", re.IGNORECASE)
# The word has to be a whole part of the path: "/feedback" and "/atomkraft" are pages.
_FEED_HREF = re.compile(
    r"(?:/|\.|=|^)(?:rss|atom|feed)s?(?:2|\.xml|\.rdf|\.json|/)?(?:$|[?#])|\.(?:rss|rdf|atom)(?:$|[?#])",
    re.IGNORECASE,
)
_WIDE = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_WORDS = re.compile(r"[^\W\d_]{2,}")
# fmt: off
_NEXT_WORDS = frozenset((
    "next", "older", "weiter", "nächste", "älter", "suivant", "suivante", "siguiente", "successivo",
    "próxima", "volgende", "następna", "další", "következő", "sonraki", "التالي", "下一页", "次へ",
    "다음", "अगला", "дальше", "вперёд", "далі",
))
# fmt: on
_TEASER_WORDS = 5
"""Words of a link at which it is the title of an article …"""
_HEADING_WORDS = 3
"""… and of one that is a heading."""
_WIDE_WORD = 3
"""Characters that stand for a word in scripts that write none apart."""
_NOT_FOLLOWED = frozenset({"nofollow", "sponsored"})
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_MAX_BOXES = 42
"""Elements around a link that are looked at."""
_BOXES = {
    "nav": "nav",
    "header": "nav",
    "footer": "footer",
    "aside": "aside",
    "main": "main",
    "article": "main",
}


_FEED_SCHEME = re.compile(r"^\s*feed:(?=//[^/]|https?:)", re.IGNORECASE)
"""Scheme of links that open a reader of feeds, in the place of http or before it."""
_HEADER_CHARS = 16_384
_HEADER_LINK = re.compile(r"""<([^<>]{1,2000})>((?:\s*;\s*[\w*]+\s*=\s*(?:"[^"]*"|[^\s",;]+))*)""")
_PARAMETER = re.compile(r"""([\w*]+)\s*=\s*(?:"([^"]*)"|([^\s",;]+))""")
_Heads = dict[str, dict[str, None]]
"""URLs that a page declares as its own, by their kind: ``feed``, ``next``, ``sitemap``."""


@dataclass(frozen=True, slots=True)
class PageLink:
    """One link of a page.

    Attributes:
        url: Absolute http(s) URL, without fragment.
        text: The link's text, white space folded; empty for a bare picture.
        area: ``main``, ``nav``, ``aside``, ``footer`` or ``other``: the box the link is in.
        heading: The link is, or is in, a heading.
        nofollow: ``rel=nofollow`` or ``sponsored``.
    """

    url: str
    text: str
    area: str = "other"
    heading: bool = False
    nofollow: bool = False


@dataclass(frozen=True, slots=True)
class Links:
    """All that a page links to; each URL once per kind, in document order.

    Attributes:
        links: Ordinary links.
        feeds: Declared (``link rel=alternate``, in the page or the head of its answer) and linked
            feeds.
        declared: Those of them that the page declares as its own.
        next_pages: Where a listing goes on: ``rel=next``, "next" links.
        sitemaps: Declared sitemaps (``link rel=sitemap``).
        truncated: The page had more than the limit.
    """

    links: tuple[PageLink, ...] = ()
    feeds: tuple[str, ...] = ()
    declared: tuple[str, ...] = ()
    next_pages: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    truncated: bool = False


def is_teaser(link: PageLink) -> bool:
    """Return whether *link* shows an article: its text reads as a title, and it is in the page's own part.

    >>> is_teaser(PageLink("https://news.example/store/x", "Market square opens its biggest store", "main"))
    True
    >>> is_teaser(PageLink("https://news.example/jobs", "Jobs"))
    False
    """
    # Menus have links as long as titles; ``sponsored`` ones are advertisements.
    if link.nofollow or link.area in {"nav", "footer"}:
        return False
    return _title_words(link.text) >= (_HEADING_WORDS if link.heading else _TEASER_WORDS)


def _title_words(text: str) -> int:
    """Return the number of words of *text*; in scripts that write no spaces, of as many characters."""
    wide = len(_WIDE.findall(text))
    return wide // _WIDE_WORD + len(_WORDS.findall(_WIDE.sub(" ", text)))


def read_links(tree: HtmlElement, url: str, max_links: int = MAX_LINKS) -> Links:
    """Read the links of the page at *url*; at most *max_links* of each kind; *tree* is not changed.

    ``<base href>`` counts, as in a browser, for how a link is resolved.
    """
    base = _base(tree, url)
    links: dict[str, PageLink] = {}
    feeds: dict[str, None] = {}
    heads: _Heads = {"feed": {}, "next": {}, "sitemap": {}}
    truncated = False
    for element, target in _targets(tree, base):
        # In the head, where the limit of links in the body does not count.
        if element.tag == "link":
            _declared(element, target, heads)
            continue
        if len(links) >= max_links:
            truncated = True
            break
        # A feed that is only linked, as on a page of feeds, is found by its URL.
        if _FEED_HREF.search(target):
            feeds.setdefault(target)
        elif _is_next(element):
            heads["next"].setdefault(target)
        _keep_best(links, _link(element, target))
    # After the markup: where both name a URL, its place in the page tells more.
    listed = () if truncated else listed_items(tree, base)
    for target, title in listed:
        _keep_best(links, PageLink(target.partition("#")[0], title, "main"))
    own, next_pages, maps = map(tuple, heads.values())
    return Links(
        links=tuple(links.values()),
        feeds=tuple({**heads["feed"], **feeds})[:max_links],
        declared=own[:max_links],
        next_pages=next_pages,
        sitemaps=maps[:max_links],
        truncated=truncated,
    )


def _base(tree: HtmlElement, url: str) -> str:
    # The first ``base`` with an ``href`` counts (HTML Standard 4.2.3).
    own = tree.xpath("string((//base/@href)[1])")
    return absolute(url, own) or url


def _targets(tree: HtmlElement, base: str) -> Iterator[tuple[HtmlElement, str]]:
    for element in tree.iter("a", "area", "link"):
        target = absolute(base, _FEED_SCHEME.sub("", element.get("href", "")))
        if target is not None:
            yield element, target.partition("#")[0]


def _declared(element: HtmlElement, target: str, heads: _Heads) -> None:
    """Note the *target* by the kind that a ``link`` element declares for it."""
    rel = _relations(element)
    kind = element.get("type", "").partition(";")[0].strip().lower()
    names = {"feed"} if _is_feed(rel, kind, target, element.get("title", "")) else set(rel)
    _note(heads, names, target)


def _note(heads: _Heads, names: Iterable[str], target: str) -> None:
    """Note that *target* is declared as one of *names*."""
    for name in heads.keys() & names:
        heads[name].setdefault(target)


def _relations(element: HtmlElement) -> list[str]:
    """Return the relations that a link states, lower case."""
    return element.get("rel", "").lower().split()


def _is_feed(rel: Sequence[str], kind: str, url: str, title: str = "") -> bool:
    """Return whether a link of these relations, of this media type, is to a feed.

    >>> _is_feed(["alternate"], "text/xml", "https://news.example/rss.php")
    True
    >>> _is_feed(["alternate"], "", "https://news.example/atomkraft")
    False
    """
    if "feed" in rel:
        return True
    # ``rel="alternate stylesheet"`` is a style sheet (HTML Standard 4.6.7.1).
    if "alternate" not in rel or "stylesheet" in rel:
        return False
    return _TYPES.get(kind, _never)(url, title)


def _never(_url: str, _title: str) -> bool:
    return False


def _always(_url: str, _title: str) -> bool:
    return True


def _is_named_as_feed(url: str, title: str) -> bool:
    return _FEED_WORD.search(f"{url} {title}") is not None


def _has_feed_path(url: str, _title: str) -> bool:
    return _FEED_HREF.search(url) is not None


_TYPES = {
    **dict.fromkeys(_OWN_TYPES, _always),
    **dict.fromkeys(_VAGUE, _is_named_as_feed),
    # Without a type the URL has to tell: translations of a page are alternates, too.
    "": _has_feed_path,
}
"""Media types of an alternate, and what tells whether it is a feed."""


def read_link_headers(values: Iterable[str], url: str) -> Links:
    """Read the feeds and sitemaps that the ``Link`` headers of an answer from *url* declare (RFC 8288).

    >>> read_link_headers(['</f.xml>; rel="alternate"; type="application/rss+xml"'], "https://a.example/").feeds
    ('https://a.example/f.xml',)
    """
    heads: _Heads = {"feed": {}, "sitemap": {}}
    # Joined with commas: RFC 9110 section 5.3 lets a server send one header or several.
    for match in _HEADER_LINK.finditer(", ".join(values)[:_HEADER_CHARS]):
        target = absolute(url, _FEED_SCHEME.sub("", match[1]))
        if target is not None:
            _note(heads, _kinds_by_header(match[2], target), target)
    feeds, maps = map(tuple, heads.values())
    return Links(feeds=feeds, declared=feeds, sitemaps=maps)


def _kinds_by_header(parameters: str, target: str) -> set[str]:
    """Return the kinds of *target* by the *parameters* of its link in a header."""
    told = {name.lower(): "".join(values) for name, *values in _PARAMETER.findall(parameters)}
    rel, kind = told.get("rel", "").lower().split(), told.get("type", "").lower()
    return {"feed"} if _is_feed(rel, kind, target, told.get("title", "")) else set(rel)


def joined(links: Links, told: Links) -> Links:
    """Return *links* with the feeds and sitemaps that *told* has besides."""
    feeds, declared, maps = (
        tuple(dict.fromkeys((*getattr(links, name), *getattr(told, name))))
        for name in ("feeds", "declared", "sitemaps")
    )
    return replace(links, feeds=feeds, declared=declared, sitemaps=maps)


def _link(element: HtmlElement, target: str) -> PageLink:
    area, heading = _place(element)
    # A picture without text is named by the ``title`` of its link, if at all.
    text = short_title("".join(element.itertext())) or short_title(element.get("title"))
    nofollow = not _NOT_FOLLOWED.isdisjoint(_relations(element))
    return PageLink(target, text or "", area, heading, nofollow)


def _place(element: HtmlElement) -> tuple[str, bool]:
    """Return the nearest telling box around *element*, and whether a heading is around or in it."""
    # Themes put the heading around the link or into it.
    heading = not _HEADINGS.isdisjoint(map(attrgetter("tag"), element))
    # Broken pages nest thousands deep, and each of their links would walk all of it.
    for box in islice(element.iterancestors(), _MAX_BOXES):
        heading = heading or box.tag in _HEADINGS
        if box.tag in _BOXES:
            return _BOXES[box.tag], heading
    return "other", heading


def _is_next(element: HtmlElement) -> bool:
    # An arrow has its name for those who cannot see it.
    names = (short_title(element.text_content()), element.get("aria-label"))
    name = next(filter(None, names), "")
    return "next" in _relations(element) or _says_next(name)


def _says_next(text: str) -> bool:
    """Return whether a link of this *text* is to the next page."""
    # One or two words: "Next week's weather" is an article.
    found = re.findall(r"[^\W\d_]+", text.lower()[:40])
    return len(found) in {1, 2} and found[0] in _NEXT_WORDS


def _keep_best(links: dict[str, PageLink], link: PageLink) -> None:
    """Of several links to one URL keep the longest text, and that any of them was a heading."""
    known = links.get(link.url)
    if known is None:
        links[link.url] = link
        return
    # The picture, the title and "read more" of a teaser lead to one URL: the title is longest.
    best = max(known, link, key=_chars)
    links[link.url] = replace(
        best,
        heading=known.heading or link.heading,
        nofollow=known.nofollow and link.nofollow,
    )


def _chars(link: PageLink) -> int:
    return len(link.text)
