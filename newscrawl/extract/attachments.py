"""Links, pictures and media of a page whose text is known already.

All is found by the blocks that stay: a link where its words are in a block, a picture within the
box of the text, so that nothing around the article gets into the record this way.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain, islice, takewhile
from operator import attrgetter, is_not
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from newscrawl.extract.body.captions import line_of, marked_credit, split_credit
from newscrawl.extract.metadata.jsonld import Node, as_list, types
from newscrawl.extract.segmentation.segments import Segment
from newscrawl.model.items import Block
from newscrawl.model.more import Image, Link, Media
from newscrawl.web.urls import WEB_SCHEMES

MAX_LINKS = 2_000
MAX_PICTURES = 200
MIN_PIXELS = 80
"""A picture that says that it is smaller is a sign, a face or a counter."""
AROUND = frozenset({"aside", "nav", "footer", "form", "button"})
"""Elements whose content is no part of the article."""
SOURCES = (
    "data-src",
    "data-original",
    "data-lazy-src",
    "data-full-src",
    "data-srcset",
    "srcset",
    "src",
)
"""Attributes that hold the URL of a picture; pages that load them late keep it in the first ones."""
PLAYERS = re.compile(
    r"youtube(?:-nocookie)?\.com/embed|youtu\.be/|player\.vimeo\.com|dailymotion\.com/embed|facebook\.com/plugins/video"
    r"|brightcove|jwplayer|kaltura|twitch\.tv|rumble\.com/embed|tiktok\.com/embed|rutube\.ru/play|bilibili\.com",
    re.IGNORECASE,
)
SOUNDS = re.compile(
    r"soundcloud\.com/player|open\.spotify\.com/embed|podcasts\.apple\.com|podigee|omny\.fm|acast\.com|megaphone\.fm"
    r"|buzzsprout|libsyn|anchor\.fm|audioboom",
    re.IGNORECASE,
)
WIDTH = re.compile(r"\d{1,6}")


PICTURE_FILE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif)$", re.IGNORECASE)
SIZE = re.compile(r"\d{1,6}(?:\.\d{1,3})?[wx]")
MEDIA_NAMES = (
    ("video", PLAYERS),
    ("audio", SOUNDS),
    ("video", re.compile(r"\.(?:mp4|m4v|webm|mov|m3u8)(?:$|[?#])", re.IGNORECASE)),
    ("audio", re.compile(r"\.(?:mp3|m4a|ogg|oga|wav|aac|opus)(?:$|[?#])", re.IGNORECASE)),
)
_TAG = attrgetter("tag")
MEDIA_TYPES = {"VideoObject": "video", "AudioObject": "audio"}


@dataclass(frozen=True, slots=True)
class Placed:
    """A video or a recording, and the element that it is in; ``None``: it is of the page as a whole."""

    media: Media
    within: HtmlElement | None


def base_of(tree: HtmlElement, url: str) -> str:
    """Return the URL that the links of *tree* are relative to."""
    # A first one may have a target alone; the first with a URL counts (HTML Standard 4.2.3).
    base = tree.find(".//base[@href]")
    return url if base is None else _absolute(base.get("href", ""), url) or url


def _absolute(href: str, base: str) -> str:
    """Return *href* as an absolute URL of http or https; empty where it is not one."""
    try:
        url = urljoin(base, href.strip())
        parts = urlsplit(url)
    except ValueError:
        return ""
    is_of_web = parts.scheme in WEB_SCHEMES and parts.netloc != ""
    return url if is_of_web else ""


# ------------------------------------------------------------------ links


def links_of(blocks: Sequence[Block], segments: Sequence[Segment], base: str) -> Iterator[Link]:
    """Return the links of *blocks*, which were made of *segments*, in order."""
    for index, (block, segment) in enumerate(zip(blocks, segments, strict=True)):
        for start, words, anchor in _placed_anchors(block.text, segment):
            if url := _target_of(anchor, base):
                yield Link(index, start, words, url)


def _placed_anchors(text: str, segment: Segment) -> Iterator[tuple[int, str, HtmlElement]]:
    """Yield the links of a segment with their words, and with the place of these in its *text*."""
    position = 0
    for anchor in _anchors(segment):
        # Links are found by their words in the final text, which has no markup left.
        words = line_of(anchor)
        start = text.find(words, position)
        is_found = start >= 0 and words != ""
        if is_found:
            # Two links with the same words are two places.
            position = start + len(words)
            yield start, words, anchor


def _target_of(anchor: HtmlElement, base: str) -> str:
    """Return where a link leads; empty where that is its own page, or no page."""
    href = anchor.get("href", "").strip()
    return "" if href[:1] in {"", "#"} else _absolute(href, base)


def _anchors(segment: Segment) -> Iterator[HtmlElement]:
    """Return the links that a segment has a part in, in document order."""
    # A card is a link around blocks: each of its blocks is link text.
    around = segment.element.iterancestors("a")
    inside = segment.element.iter("a")
    wanted = frozenset(segment.hrefs)
    for anchor in chain(around, inside):
        if anchor.get("href") in wanted:
            yield anchor


# ------------------------------------------------------------------ pictures


def images_of(box: HtmlElement | None, base: str, lead: str | None) -> tuple[Image, ...]:
    """Return the pictures within *box*, each once, the *lead* image of the page before them."""
    read = _images_in(box, base)
    found = {image.url: image for image in islice(read, MAX_PICTURES)}
    first = _absolute(lead or "", base)
    # The lead image is often the first picture of the article in another size.
    if first and _name_of(first) not in map(_name_of, found):
        found = {first: Image(first, "", "", ""), **found}
    return tuple(found.values())


def _images_in(box: HtmlElement | None, base: str) -> Iterator[Image]:
    """Yield the pictures within *box*; lazy loading repeats each in ``noscript``: a URL counts once."""
    if box is None:
        return
    seen: set[str] = set()
    for element in box.iter("img", "amp-img"):
        image = _read_image(element, box, base)
        if image is not None and image.url not in seen:
            seen.add(image.url)
            yield image


def _name_of(url: str) -> str:
    """Return the name of the file at *url*: sizes of one picture differ elsewhere."""
    return urlsplit(url).path.rpartition("/")[2] or url


def _read_image(element: HtmlElement, box: HtmlElement, base: str) -> Image | None:
    """Return the picture that *element* shows, if it is one of the article."""
    around = list(takewhile(partial(is_not, box), element.iterancestors()))
    is_beside = not AROUND.isdisjoint(map(_TAG, around))
    if is_beside or _is_small(element):
        return None
    caption = _caption_of(around)
    # Linked pictures without a caption are teasers; with one they are the article's own.
    is_teaser = caption is None and any(map(_leads_to_page, around))
    url = "" if is_teaser else _url_of(element, base)
    if not url:
        return None
    text, credit = _words_of(caption)
    return Image(url, text, credit, " ".join(element.get("alt", "").split()))


def _caption_of(around: Sequence[HtmlElement]) -> HtmlElement | None:
    """Return the caption in the innermost figure of *around*, the elements around a picture."""
    figures = (each for each in around if each.tag == "figure")
    captions = (next(figure.iter("figcaption"), None) for figure in figures)
    return next(captions, None)


def _words_of(caption: HtmlElement | None) -> tuple[str, str]:
    """Return the text of a caption, and its credit; both are empty where there is none."""
    if caption is None:
        return "", ""
    return split_credit(line_of(caption), marked_credit(caption))


def _leads_to_page(element: HtmlElement) -> bool:
    """Return whether *element* is a link to something else than a larger picture."""
    path = _urlsplit_path(element.get("href", "")) if element.tag == "a" else ""
    return bool(path) and not PICTURE_FILE.search(path)


def _urlsplit_path(href: str) -> str:
    """Return the path of a URL; empty where it has none."""
    try:
        return urlsplit(href.strip()).path
    except ValueError:
        return ""


def _is_small(element: HtmlElement) -> bool:
    """Return whether a picture says that it is small."""
    sizes = (element.get("width", ""), element.get("height", ""))
    return any(map(_says_small, sizes))


def _says_small(size: str) -> bool:
    """Return whether a width or a height is that of a small picture."""
    pixels = WIDTH.match(size)
    return pixels is not None and int(pixels[0]) < MIN_PIXELS


def _url_of(element: HtmlElement, base: str) -> str:
    """Return the URL of a picture: the first that is one, of its attributes in their order."""
    urls = map(partial(_source_of, element, base), SOURCES)
    return next(filter(None, urls), "")


def _source_of(element: HtmlElement, base: str, name: str) -> str:
    """Return the URL that the attribute *name* of a picture holds; empty where it holds none."""
    value = element.get(name, "").strip()
    # Pictures within the page have no URL of their own. Source: RFC 2397.
    is_inline = value.startswith("data:")
    if is_inline or not value:
        return ""
    url = largest(value) if name.endswith("srcset") else value
    return _absolute(url, base)


def largest(srcset: str) -> str:
    """Return the URL of the largest picture of a ``srcset``.

    >>> largest("/a.jpg 480w, /b.jpg 960w")
    '/b.jpg'
    """
    # With white space after the comma: URLs may hold commas.
    # Source: HTML Standard, section 4.8.4.2.1.
    entries = filter(None, map(str.split, re.split(r",\s+", srcset)))
    sized = ((_size_of(entry), entry[0]) for entry in entries)
    return max(sized, default=(0.0, ""))[1]


def _size_of(entry: Sequence[str]) -> float:
    """Return the width or the density that an entry of a ``srcset`` tells; 0 where it tells none."""
    if len(entry) == 1 or not SIZE.fullmatch(entry[1]):
        return 0.0
    return float(entry[1][:-1])


# ------------------------------------------------------------------ media


def media_of(placed: Iterable[Placed], box: HtmlElement | None) -> tuple[Media, ...]:
    """Return the media in *box*, and those of the page as a whole, each URL once."""
    found: dict[str, Media] = {}
    for each in filter(partial(_is_own, box), placed):
        found.setdefault(each.media.url, each.media)
    return tuple(found.values())[:MAX_PICTURES]


def _is_own(box: HtmlElement | None, placed: Placed) -> bool:
    """Return whether a video or a recording is in *box*, or of the page as a whole."""
    # What JSON-LD describes has no place in the page, and is its own by being stated.
    return placed.within is None or _is_in(placed.within, box)


def _is_in(element: HtmlElement, box: HtmlElement | None) -> bool:
    """Return whether *element* is *box* or is in it, and in nothing that surrounds the article."""
    for each in (element, *element.iterancestors()):
        if each is box:
            return True
        if each.tag in AROUND:
            return False
    return False


def find_media(tree: HtmlElement, nodes: Sequence[Node], base: str) -> tuple[Placed, ...]:
    """Return the videos and recordings of a page, before ``clean_tree`` takes them out of its tree."""
    elements = tree.iter("video", "audio", "iframe")
    shown = chain.from_iterable(map(partial(_players, base=base), elements))
    # Media within an article's node have no node of their own.
    inner = chain.from_iterable(map(_inner_media, nodes))
    described = chain.from_iterable(map(partial(_described, base=base), chain(nodes, inner)))
    return (
        *shown,
        *(Placed(media, within=None) for media in described),
    )


def _inner_media(node: Node) -> list[Node]:
    """Return the videos and recordings in *node* that are nodes themselves."""
    inner = as_list(node.get("video")) + as_list(node.get("audio"))
    return [each for each in inner if isinstance(each, dict)]


def _players(element: HtmlElement, base: str) -> Iterator[Placed]:
    """Yield the media of a player."""
    is_frame = element.tag == "iframe"
    sources = () if is_frame else element.iter("source")
    texts = (
        element.get("src", ""),
        element.get("data-src", ""),
        *(source.get("src", "") for source in sources),
    )
    given = filter(str.strip, texts)
    urls = filter(None, map(partial(_absolute, base=base), given))
    for url in urls:
        kind = _kind_of(url) if is_frame else str(element.tag)
        if kind:
            yield Placed(Media(kind, url), element.getparent())


def _kind_of(url: str) -> str:
    """Return the kind of the media at *url*; empty where it is not known."""
    for kind, names in MEDIA_NAMES:
        if names.search(url):
            return kind
    return ""


def _described(node: Node, base: str) -> Iterator[Media]:
    """Return the videos and recordings that JSON-LD describes."""
    known = filter(types(node).__contains__, MEDIA_TYPES)
    kind = MEDIA_TYPES.get(next(known, ""))
    if kind is None:
        return
    values = as_list(node.get("contentUrl")) + as_list(node.get("embedUrl"))
    urls = (_absolute(value, base) for value in values if isinstance(value, str))
    if url := next(filter(None, urls), ""):
        yield Media(kind, url)
