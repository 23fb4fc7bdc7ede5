"""The claims of a page's meta and link elements, read in one pass."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from newscrawl.extract.strings import clean_text, clean_texts, element_text
from newscrawl.web.urls import WEB_SCHEMES

MAX_VALUES = 30
MAX_TAGS = 2000
MAX_URL_CHARS = 2000
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_CITED = frozenset({"citation", "comment", "review", "mentions", "isbasedon"})
"""Properties of an article that are texts of others."""
KEY_ATTRIBUTES = ("property", "name", "itemprop", "http-equiv")


@dataclass(frozen=True, slots=True)
class Head:
    """Meta values by key (lower case), in document order, and the first link of each kind.

    Attributes:
        metas: Every ``meta`` by each of its keys; values as written.
        canonical: ``href`` of ``link rel=canonical``, as written.
        title: Text of the ``title`` element, folded.
        lang: ``lang`` of the root element.
        base_url: The URL that relative ones are resolved against.
    """

    base_url: str
    metas: Mapping[str, Sequence[str]] = field(default_factory=dict)
    canonical: str | None = None
    title: str | None = None
    lang: str | None = None

    def values(self, *keys: str) -> Iterator[str]:
        """Return the folded values of *keys*, in the order of the keys, then of the page."""
        for key in keys:
            yield from clean_texts(self.metas.get(key, ()), max_chars=5000)

    def first(self, *keys: str) -> str | None:
        """Return the first value of *keys*."""
        return next(self.values(*keys), None)

    def claims(self, *keys: str) -> Iterator[tuple[str, object]]:
        """Return (source, value) for each value of *keys*."""
        for key in keys:
            for value in self.metas.get(key, ()):
                yield f"meta:{key}", value


def read_head(tree: HtmlElement, url: str) -> Head:
    """Read the meta, link and title elements of *tree*; *tree* is not changed."""
    title = tree.find(".//head/title")
    # Broken pages have it in the body, where libxml2 leaves it.
    if title is None:
        title = tree.find(".//title")
    return Head(
        base_url=_base_url(tree, url),
        metas=_metas(tree),
        canonical=_canonical(tree),
        title=None if title is None else element_text(title, max_chars=2000),
        lang=tree.get("lang") or tree.get("xml:lang") or tree.get(_XML_LANG),
    )


def _base_url(tree: HtmlElement, url: str) -> str:
    """Return the URL that those of the page at *url* are relative to."""
    # Only the head's first that has a URL. Source: HTML Standard, section 4.2.3.
    base = tree.find(".//head/base[@href]")
    if base is None:
        return url
    # A base that is no web URL is passed over, as browsers do it.
    return web_url(base.get("href"), url) or url


def _canonical(tree: HtmlElement) -> str | None:
    """Return the main URL that the page names, as it is written."""
    link = next(filter(_is_canonical, tree.iter("link")), None)
    return None if link is None else link.get("href")


def _metas(tree: HtmlElement) -> dict[str, list[str]]:
    metas: dict[str, list[str]] = {}
    for meta in islice(tree.iter("meta"), MAX_TAGS):
        # ``value`` is not in the standard; some systems write it all the same.
        content = meta.get("content") or meta.get("value")
        if not content or _is_of_cited_work(meta):
            continue
        for key in _keys_of(meta):
            values = metas.setdefault(key, [])
            if len(values) < MAX_VALUES:
                values.append(content)
    return metas


def _keys_of(meta: HtmlElement) -> set[str]:
    """Return the names of *meta*; a set, since ``name`` and ``property`` are often the same."""
    named = filter(None, map(meta.get, KEY_ATTRIBUTES))
    return set(map(str.lower, map(str.strip, named))) - {""}


def _is_of_cited_work(meta: HtmlElement) -> bool:
    """Return whether *meta* is microdata of another text: an entry of references, a comment, a review."""
    if meta.get("itemprop") is None:
        return False
    items = filter(None, (box.get("itemprop") for box in meta.iterancestors()))
    return not _CITED.isdisjoint(map(str.lower, items))


def _is_canonical(link: HtmlElement) -> bool:
    # ``rel`` is a set of words in any case. Source: HTML Standard, section 4.6.7.
    return "canonical" in link.get("rel", "").lower().split() and bool(link.get("href"))


def web_url(value: object, base: str) -> str | None:
    """Return *value* as an absolute http or https URL, resolved against *base*; else ``None``."""
    written = _written_url(value)
    if not written:
        return None
    try:
        url = urljoin(base, written)
        parts = urlsplit(url)
    # ``urljoin`` refuses what looks like a broken IPv6 host.
    except ValueError:
        return None
    is_of_web = parts.scheme in WEB_SCHEMES and bool(parts.hostname)
    # A user in a URL is a trick of links, never a picture or a canonical URL.
    if not is_of_web or parts.username is not None:
        return None
    return clean_text(url.replace(" ", "%20"), max_chars=MAX_URL_CHARS)


def _written_url(value: object) -> str:
    """Return *value* if it may be a URL, else nothing; space around it means line breaks in it, too."""
    if not isinstance(value, str) or len(value) > MAX_URL_CHARS:
        return ""
    has_space_around = value != value.strip()
    return "".join(value.split()) if has_space_around else value
