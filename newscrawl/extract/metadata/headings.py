"""The headings that a page shows, and the names on its logo: the candidates for the headline."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import filterfalse, islice
from operator import itemgetter
from typing import Final
from urllib.parse import urlsplit

from lxml import etree
from lxml.html import HtmlElement

from newscrawl.extract.strings import clean_text, clean_texts, element_text
from newscrawl.extract.tags import BLOCKS

MAX_H1S: Final = 12
MAX_HEADS: Final = 8
MAX_TRIED: Final = 200
MAX_LINKS: Final = 150
"""Links that are looked through for the one to the front page; it is at the top."""
MAX_LOGO_CHARS: Final = 60
_SCHEMES: Final = frozenset({"", "http:", "https:"})
MAX_RUNS: Final = 24
MAX_PIECES: Final = 500
_BREAKS: Final = BLOCKS | {"br"}
_MARKS: Final = " :：|｜·•–—/"
_UNREAD: Final = frozenset({"style", "script", "rt", "rp"})
_ELSEWHERE: Final = frozenset({"aside", "nav", "footer", "form"})


@dataclass(frozen=True, slots=True)
class Headings:
    """The headings of a page; every string is folded.

    Attributes:
        h1s: The first ``h1`` elements that have text; logos only where there are no others.
        heads: The first ``h2`` and ``h3`` that are neither links to other pages nor in a side
            column.
        logos: Texts of links to the front page of the site, and of pictures in them.
        parts: The texts before and after the elements inside the first ``h1`` and the *heads*: a
            kicker, a second line.
    """

    h1s: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()
    logos: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()


def read_headings(tree: HtmlElement, url: str) -> Headings:
    """Read the headings of the page at *url*; *tree* is not changed."""
    host = _host_of_article(url)
    own: list[str] = []
    logos: list[str] = []
    parts: list[str] = []
    for h1 in tree.iter("h1"):
        text = _text(h1)
        if not text:
            continue
        group = logos if _is_logo(h1, host) else own
        group.append(text)
        # The parts of the first heading, or of one with the same text.
        if not parts and len(h1) and own[:1] == [text]:
            parts += _parts(h1)
        # Some pages make an ``h1`` of each teaser.
        if len(own) >= MAX_H1S:
            break
    names = dict.fromkeys(_home_names(tree, host))
    heads = list(_heads(tree))
    for heading, _ in heads:
        if len(heading):
            parts += _parts(heading)
    texts = tuple(map(itemgetter(1), heads))
    return Headings(tuple(own or logos), texts, tuple(names), tuple(parts))


def _heads(tree: HtmlElement) -> Iterator[tuple[HtmlElement, str]]:
    """Yield the first headings of lower rank that are none of other stories, with their texts."""
    candidates = islice(tree.iter("h2", "h3"), MAX_TRIED)
    told = ((heading, _text(heading)) for heading in filterfalse(_is_elsewhere, candidates))
    return islice(((heading, text) for heading, text in told if text), MAX_HEADS)


def _is_elsewhere(heading: HtmlElement) -> bool:
    """Return whether *heading* is linked, as the title of another story is, or beside the article."""
    if heading.find(".//a[@href]") is not None:
        return True
    return next(heading.iterancestors("a", *_ELSEWHERE), None) is not None


def _text(heading: HtmlElement) -> str | None:
    """Return the text of *heading*, without style sheets, scripts and readings of characters in it.

    Lines that ``br`` or boxes part do not run together.
    """
    # Most headings are text alone, and need no walk.
    if not len(heading):
        return element_text(heading, max_chars=600)
    return clean_text("".join(islice(_runs(heading), MAX_PIECES)), max_chars=600)


def _runs(heading: HtmlElement) -> Iterator[str]:
    """Yield the texts in *heading*, and a space where a line ends."""
    walk = etree.iterwalk(heading, events=("start", "end"))
    for event, each in walk:
        is_inner = each is not heading
        if is_inner and each.tag in _BREAKS:
            yield " "
        if event == "end":
            yield (each.tail or "") if is_inner else ""
        elif each.tag in _UNREAD or not isinstance(each.tag, str):
            # Readings of characters (``rt``) would stand between the characters that they are for.
            walk.skip_subtree()
        else:
            yield each.text or ""


def _parts(heading: HtmlElement) -> Iterator[str]:
    """Yield the texts before and after each element in *heading*."""
    # Each cut between two runs: the number of parts is quadratic in their lengths, hence few runs.
    runs = list(islice(_runs(heading), MAX_RUNS))
    texts: list[str] = []
    for place in range(1, len(runs)):
        texts += ("".join(runs[:place]), "".join(runs[place:]))
    # A mark between a kicker and the headline belongs to neither.
    parts = (text.strip(_MARKS) for text in clean_texts(texts, max_chars=600))
    yield from dict.fromkeys(filter(None, parts))


def _is_logo(h1: HtmlElement, host: str) -> bool:
    """Return whether *h1* is a link to the front page of *host*, or holds one."""
    link = h1.find(".//a[@href]")
    if link is None:
        link = next(h1.iterancestors("a"), None)
    return link is not None and _is_home(link.get("href") or "", host)


def _home_names(tree: HtmlElement, host: str) -> Iterator[str]:
    """Yield the names of the links to the front page: their text, their title, those of pictures."""
    for link in islice(tree.iter("a"), MAX_LINKS):
        if not _is_home(link.get("href") or "", host):
            continue
        # Logos are mostly pictures: their name is in ``alt``.
        pictures = (image.get("alt") for image in link.iter("img"))
        names = (element_text(link, max_chars=200), link.get("title"), *pictures)
        for text in clean_texts(names, max_chars=200):
            if len(text) <= MAX_LOGO_CHARS:
                yield text


def _is_home(href: str, host: str) -> bool:
    """Return whether *href* leads to the front page of *host*; empty: the page is that itself."""
    # On the front page itself each link may be to it: then no link tells a logo.
    if not host:
        return False
    if href == "/":
        return True
    scheme, slashes, rest = href.partition("//")
    if not slashes or scheme not in _SCHEMES:
        return False
    target = rest.rstrip("/").lower()
    # A deeper path is a section or an article.
    return "/" not in target and _bare_host(target) == host


def _bare_host(host: str) -> str:
    return host.removeprefix("www.").removeprefix("m.")


def _host_of_article(url: str) -> str:
    """Return the host of *url*; nothing for the front page of a site, whose links may all lead there."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    # "www." and "m." are the same site to its readers.
    return _bare_host(parts.netloc.lower()) if parts.path not in {"", "/"} else ""
