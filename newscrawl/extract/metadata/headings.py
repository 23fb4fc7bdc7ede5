"""The headings that a page shows, and the names on its logo: the candidates for the headline."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import chain, dropwhile, filterfalse, islice
from operator import attrgetter
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from lxml import etree
from lxml.html import HtmlElement

from newscrawl.extract.strings import clean_text, clean_texts, element_text
from newscrawl.extract.tags import BLOCKS, NO_ELEMENTS

MAX_H1S: Final = 12
MAX_HEADS: Final = 8
MAX_TRIED: Final = 200
MAX_LINKS: Final = 150
"""Links that are looked through for the one to the front page; it is at the top."""
MAX_LOGO_CHARS: Final = 60
_HOST_ALONE: Final = re.compile(r"(?:https?:)?//([^/]*+)/*")
"""A URL without a path; a deeper one is of a section or an article."""
MAX_RUNS: Final = 24
MAX_PIECES: Final = 500
_BREAKS: Final = BLOCKS | {"br"}
_MARKS: Final = " :：|｜·•–—/"
_UNREAD: Final = NO_ELEMENTS.union(("style", "script", "rt", "rp"))
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
    h1s = list(_first_h1s(tree, host))
    own = list(filterfalse(_is_of_logo, h1s))
    texts = tuple(map(_text_of, own or h1s))
    # The parts of the first heading, or of one after it with the same text.
    shown = dropwhile(_is_of_logo, h1s)
    first = (_parts(each.element) for each in shown if each.text == texts[0])
    heads = list(_heads(tree))
    parts = chain(next(filter(None, first), ()), *map(_parts, map(_element_of, heads)))
    return Headings(
        h1s=texts,
        heads=tuple(map(_text_of, heads)),
        logos=tuple(dict.fromkeys(_home_names(tree, host))),
        parts=tuple(parts),
    )


class _Heading(NamedTuple):
    """A heading that has text; *is_logo* tells whether it is a link to the front page."""

    element: HtmlElement
    text: str
    is_logo: bool = False


_element_of: Final = attrgetter("element")
_text_of: Final = attrgetter("text")
_is_of_logo: Final = attrgetter("is_logo")


def _first_h1s(tree: HtmlElement, host: str) -> Iterator[_Heading]:
    """Yield the ``h1`` that have text, as far as the last of ``MAX_H1S`` that are no logos."""
    left = MAX_H1S
    for element, text, _ in _told(tree.iter("h1")):
        is_logo = _is_logo(element, host)
        yield _Heading(element, text, is_logo)
        left -= not is_logo
        # Some pages make an ``h1`` of each teaser.
        if left == 0:
            return


def _heads(tree: HtmlElement) -> Iterator[_Heading]:
    """Return the first headings of lower rank that are none of other stories."""
    candidates = islice(tree.iter("h2", "h3"), MAX_TRIED)
    return islice(_told(filterfalse(_is_elsewhere, candidates)), MAX_HEADS)


def _told(elements: Iterable[HtmlElement]) -> Iterator[_Heading]:
    """Yield those of *elements* that have text."""
    for element in elements:
        text = _text(element)
        if text:
            yield _Heading(element, text)


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
        elif each.tag in _UNREAD:
            # Readings of characters (``rt``) would stand between the characters that they are for.
            walk.skip_subtree()
        else:
            yield each.text or ""


def _parts(heading: HtmlElement) -> tuple[str, ...]:
    """Return the texts before and after each element in *heading*; none where it is text alone."""
    if not len(heading):
        return ()
    # Each cut between two runs: the number of parts is quadratic in their lengths, hence few runs.
    runs = list(islice(_runs(heading), MAX_RUNS))
    texts: list[str] = []
    for place in range(1, len(runs)):
        texts += ("".join(runs[:place]), "".join(runs[place:]))
    # A mark between a kicker and the headline belongs to neither.
    parts = (text.strip(_MARKS) for text in clean_texts(texts, max_chars=600))
    return tuple(dict.fromkeys(filter(None, parts)))


def _is_logo(h1: HtmlElement, host: str) -> bool:
    """Return whether *h1* is a link to the front page of *host*, or holds one."""
    inner, around = h1.iterfind(".//a[@href]"), h1.iterancestors("a")
    return any(_leads_home(host, link) for link in islice(chain(inner, around), 1))


def _home_names(tree: HtmlElement, host: str) -> Iterator[str]:
    """Return the names of the links to the front page, but for long ones, which are no logos."""
    links = islice(tree.iter("a"), MAX_LINKS)
    homes = filter(partial(_leads_home, host), links)
    names = chain.from_iterable(map(_names_on, homes))
    return (name for name in names if len(name) <= MAX_LOGO_CHARS)


def _names_on(link: HtmlElement) -> Iterator[str]:
    """Return the text of *link*, its title, and the names of the pictures in it."""
    # Logos are mostly pictures: their name is in ``alt``.
    pictures = (image.get("alt") for image in link.iter("img"))
    names = (element_text(link, max_chars=200), link.get("title"), *pictures)
    return clean_texts(names, max_chars=200)


def _leads_home(host: str, link: HtmlElement) -> bool:
    """Return whether *link* leads to the front page of *host*; empty: the page is that itself."""
    href = link.get("href", "")
    # On the front page itself each link may be to it: then no link tells a logo.
    if not host:
        return False
    found = _HOST_ALONE.fullmatch(href)
    # Without a host it is a path from the root: only the bare root is the front page.
    if found is None:
        return bool(href == "/")
    return _bare_host(found[1].lower()) == host


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
