"""The kind of page that a URL alone promises: article, listing, unknown, or not worth a request.

The words are those that content systems put into paths, in the languages that newscrawl knows. A
URL is a hint and never a judgement: what looks like neither is ``unknown``, and the page decides.
"""

import re
from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

from newscrawl.web.urldates import url_date

MAX_SEGMENTS = 12
"""More path segments than this are a trap, or nothing that a reader is led to."""
MAX_REPEATS = 2
"""The same segment more often than this is a relative link that feeds on itself."""


class UrlKind(StrEnum):
    """The likely kind of the page at a URL."""

    ARTICLE = "article"
    LISTING = "listing"
    UNKNOWN = "unknown"
    JUNK = "junk"


MAY_BE_ARTICLE = frozenset({UrlKind.ARTICLE, UrlKind.UNKNOWN})

_FILES = re.compile(
    r"(?i)\.(?:jpe?g|png|gif|webp|avif|svg|ico|bmp|tiff?|pdf|docx?|xlsx?|pptx?|odt|epub|zip|gz|tgz|rar|7z|"
    r"mp[34]|m4[av]|avi|mov|webm|og[gv]|wav|css|m?js|json|xml|rss|atom|rdf|ics|txt|csv|woff2?|ttf|apk|exe|dmg)$"
)
_JUNK = frozenset(
    """
    login signin sign-in log-in logout signup sign-up register anmelden registrieren connexion
    inscription acceso registro account my-account konto profile password cart checkout basket
    warenkorb panier carrito shop store wp-admin wp-login.php wp-json wp-content cgi-bin cdn-cgi
    xmlrpc.php search suche recherche buscar busca zoeken cerca szukaj subscribe subscription
    subscriptions abo abonnement newsletter newsletters print share comment-page-1 feed rss calendar
    """.split()
)
_LISTINGS = frozenset(
    """
    tag tags topic topics thema themen schlagwort schlagworte sujet sujets theme themes etiqueta
    etiquetas tema temas temi argomenti tagi onderwerp category categories kategorie kategorien
    categorie categoria categorias rubrik rubriken rubrique kategoria section sections ressort
    channel author authors autor autoren auteur auteurs autore autori autores people person staff
    journalist archive archives archiv archivo archivio arquivo archiwum page seite pagina index
    latest all overview search series collection collections
    """.split()
)
_SINGLES = frozenset(
    """
    about about-us contact contact-us impressum datenschutz privacy privacy-policy terms
    terms-of-use terms-of-service imprint advertise careers jobs faq help sitemap cookies
    cookie-policy accessibility mentions-legales contacto kontakt legal masthead
    """.split()
)
_IDS = frozenset(
    """
    id p aid nid sid article articleid article_id artid story storyid story_id news_id newsid idnews
    no idxno docid artnr oid idx seq news article_no artno postid post
    """.split()
)
_PAGES = frozenset(
    """
    page paged p pg seite offset start from pagina pageno s month year m date d cal
    """.split()
)
_FURTHER = frozenset("page paged p pg seite pagina pageno offset start from".split())
_NOISE = frozenset("replytocom share print action format amp login redirect sort order".split())
_PATH_MONTH = re.compile(r"/((?:19|20)\d\d)[/-](0?[1-9]|1[0-2])(?=[/-]|$)")
_DATE_PARTS = re.compile(r"(?:(?:19|20)\d\d|0?[1-9]|[12]\d|3[01])(?:-\d\d(?:-\d\d)?)?")
_YEAR = re.compile(r"(?:19|20)\d\d(?:-\d\d(?:-\d\d)?)?")
_PAGE_PART = re.compile(r"(?:page|seite|pagina|p)-?\d+", re.IGNORECASE)
_PAGE_NUMBER = re.compile(r"\d{1,3}")
"""Shorter than a year."""
_LONG_ID = re.compile(r"\d{4,}|[0-9a-f]{8}-[0-9a-f]{4}-|(?=[a-z]*\d)[0-9a-f]{10,}", re.IGNORECASE)
_ENDING = re.compile(r"\.(?:s?html?|php\d?|aspx?|jsp|do|cms|ece|story|amp)$", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
_YEAR_OR_MONTH = r"(?:19|20)\d\d(?:0[1-9]|1[0-2])?"
_ONLY_LISTINGS = frozenset({"tag", "tags", "author", "authors"})
"""Folders below which no site files its articles."""
_TITLE_WORDS = 4
_LONG_CHARS = 25
"""Characters of a part of a path that may be a title in a script that is not Latin."""
_SLUG_WORDS = 5
"""Words of the last part of a path that is an article's, below a folder of listings."""


def url_kind(url: str) -> UrlKind:
    """Return the kind of page that *url* likely leads to.

    >>> url_kind("https://news.example/2026/11/24/bridge-opens-after-ten-years.html").value
    'article'
    >>> url_kind("https://news.example/tag/bridge").value
    'listing'
    """
    page = _place_of(url)
    return next((kind for kind, holds in _RULES if holds(page)), UrlKind.UNKNOWN)


class _Place(NamedTuple):
    """The parts of a URL that tell its kind.

    Attributes:
        segments: Parts of its path, unescaped, without empty ones.
        lower: The same in lower case.
        first: The first of them, in lower case; empty where there are none.
        before: The last but one, in lower case; empty where there is only one.
        last: The last one, without the ending of a file.
        names: Names of its parameters, lower case.
        query: All of its query.
    """

    segments: Sequence[str]
    lower: Sequence[str]
    first: str
    before: str
    last: str
    names: frozenset[str]
    query: str


def _place_of(url: str) -> _Place:
    parts = urlsplit(url)
    segments = list(map(unquote, filter(None, parts.path.split("/"))))
    names = frozenset(name.lower() for name, _ in parse_qsl(parts.query, keep_blank_values=True))
    lower = [segment.lower() for segment in segments]
    return _Place(
        segments=segments,
        lower=lower,
        first="".join(lower[:1]),
        before="".join(lower[-2:-1]),
        last=_ENDING.sub("", "".join(segments[-1:])),
        names=names,
        query=parts.query,
    )


def url_month(url: str) -> str | None:
    """Return the month that the path of an archive page names, ``YYYY-MM``; ``None`` where it names none.

    >>> url_month("https://news.example/archive/2025/07")
    '2025-07'
    """
    match = _PATH_MONTH.search(urlsplit(url).path)
    return f"{match[1]}-{int(match[2]):02}" if match else None


def is_front(url: str) -> bool:
    """Return whether *url* is that of a front page: no path, and no query."""
    parts = urlsplit(url)
    return parts.path in {"", "/"} and not parts.query


def is_further_page(url: str) -> bool:
    """Return whether *url* is a later page of a listing.

    >>> is_further_page("https://news.example/?page=2"), is_further_page("https://news.example/news/page/3/")
    (True, True)
    >>> is_further_page("https://news.example/news/")
    False
    """
    parts = urlsplit(url)
    names = {name.lower() for name, _ in parse_qsl(parts.query)}
    if not names.isdisjoint(_FURTHER):
        return True
    # Two in front, so that each path has a last segment and one before it.
    *_, before, last = ["", "", *filter(None, parts.path.lower().split("/"))]
    is_numbered = before in _FURTHER and _PAGE_NUMBER.fullmatch(last) is not None
    return is_numbered or _is_page_part(last)


def _is_page_part(segment: str) -> bool:
    """Return whether *segment* counts the pages of a listing: ``page-2``."""
    return _PAGE_PART.fullmatch(segment) is not None


def is_file(url: str) -> bool:
    """Return whether the path of *url* ends as that of a picture, a document, a feed or another file does.

    >>> is_file("https://news.example/report.pdf"), is_file("https://news.example/report.html")
    (True, False)
    """
    return _FILES.search(unquote(urlsplit(url).path.rstrip("/"))) is not None


def _has_junk_parameter(page: _Place) -> bool:
    return not page.names.isdisjoint(_NOISE)


def _has_junk_segment(page: _Place) -> bool:
    return not _JUNK.isdisjoint(page.lower)


def _is_deep(page: _Place) -> bool:
    return len(page.lower) > MAX_SEGMENTS


def _goes_in_circles(page: _Place) -> bool:
    return max(map(page.lower.count, page.lower), default=0) > MAX_REPEATS


def _is_service(page: _Place) -> bool:
    """Return whether the path ends in a file, or in the name of a page about the site."""
    # Only the last segment: sections are called "about" or "help", too.
    last = "".join(page.lower[-1:])
    return last in _SINGLES or _FILES.search(last) is not None


def _is_article(page: _Place) -> bool:
    """Return whether the path is that of an article, whatever parameters follow it."""
    if _is_listing(page):
        return False
    return _names_article(page.last) or _has_slug_of_day(page)


def _has_id(page: _Place) -> bool:
    """Return whether the query tells the number of an article."""
    # ``p`` is a page number on some systems and the post on WordPress: with a number it is tried.
    if page.names.isdisjoint(_IDS) or page.names <= _PAGES - {"p"}:
        return False
    return re.search(r"=\d+", page.query) is not None


def _has_parameters(page: _Place) -> bool:
    return page.names != frozenset()


def _has_other_parameters(page: _Place) -> bool:
    """Return whether a parameter does not choose a part of a listing."""
    return not page.names <= _PAGES


def _is_front(page: _Place) -> bool:
    return not page.segments


def _is_section(page: _Place) -> bool:
    # One plain word at the top is a section ("/politics"); one with an ending is a page.
    return list(page.segments) == [page.last] and page.last.isalpha()


def _has_slug_of_day(page: _Place) -> bool:
    """Return whether the path names a day, and ends with words, as that of an article does."""
    path = "/".join(("", *page.segments))
    return url_date(path) is not None and _WORD.search(page.last) is not None


def _is_listing(page: _Place) -> bool:
    if _is_numeric_permalink(page.lower):
        return False
    if not _LISTINGS.isdisjoint((page.first, page.before)):
        # "/news/archive/a-long-slug-of-an-article": sites file their articles below such folders.
        return page.first in _ONLY_LISTINGS or _words(page.last) < _SLUG_WORDS
    return _ends_as_listing(page)


def _ends_as_listing(page: _Place) -> bool:
    """Return whether the last segment names a listing, a page of one, or a time."""
    is_named = page.last.lower() in _LISTINGS
    return is_named or _is_page_part(page.last) or _is_archive(page)


def _is_archive(page: _Place) -> bool:
    """Return whether the path ends with a day, a month or a year: articles have a slug after it."""
    if _YEAR.fullmatch(page.last):
        return True
    is_part = _DATE_PARTS.fullmatch(page.last) is not None
    return is_part and any(map(_YEAR.fullmatch, page.segments))


_PERMALINK = re.compile(rf"archives?/(?!{_YEAR_OR_MONTH}$)\d+")


def _is_numeric_permalink(lower: Sequence[str]) -> bool:
    """Return whether it is ``/archives/123``, as WordPress writes it: neither a year nor a month."""
    return _PERMALINK.fullmatch("/".join(lower)) is not None


def _names_article(last: str) -> bool:
    words = _words(last)
    # In scripts without spaces, length stands for the number of words.
    least = _TITLE_WORDS if last.isascii() or len(last) < _LONG_CHARS else 2
    return words >= least or _LONG_ID.search(last) is not None


def _words(text: str) -> int:
    return len(re.findall(r"[^\W_]+", text))


_RULES = (
    (UrlKind.JUNK, _has_junk_parameter),
    (UrlKind.JUNK, _has_junk_segment),
    (UrlKind.JUNK, _is_deep),
    (UrlKind.JUNK, _goes_in_circles),
    (UrlKind.JUNK, _is_service),
    (UrlKind.ARTICLE, _is_article),
    (UrlKind.ARTICLE, _has_id),
    (UrlKind.UNKNOWN, _has_other_parameters),
    (UrlKind.LISTING, _has_parameters),
    (UrlKind.LISTING, _is_front),
    (UrlKind.LISTING, _is_listing),
    (UrlKind.LISTING, _is_section),
)
"""Kinds and the rules that tell them; the first that holds counts."""
