"""Links, Markdown, pictures and media of a page whose text is known already.

All is found by the blocks that stay: a link where its words are in a block, a picture within the
box of the text, so that nothing around the article gets into the record this way.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from newscrawl.extract.body.captions import marked_credit, split_credit
from newscrawl.extract.metadata.jsonld import Node, as_list, types
from newscrawl.extract.segmentation.segments import Segment
from newscrawl.model.items import Block
from newscrawl.model.more import Image, Link, Media
from newscrawl.web.urls import WEB_SCHEMES

MAX_LINKS = 2_000
MAX_PICTURES = 200
MIN_PIXELS = 80
"""A picture that says that it is smaller is a sign, a face or a counter."""
LISTS = frozenset({"ul", "ol", "menu", "dl"})
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
FILES = {
    "video": re.compile(r"\.(?:mp4|m4v|webm|mov|m3u8)(?:$|[?#])"),
    "audio": re.compile(r"\.(?:mp3|m4a|ogg|oga|wav|aac|opus)(?:$|[?#])"),
}
SPECIAL = re.compile(r"([\\`*_\[\]<>])")
LEADING = re.compile(r"^(#{1,6}|[-+]|\d{1,9}[.)])(?=\s|$)")
WIDTH = re.compile(r"\d+")


_START_DIGITS = 6
"""A list that begins at a number of so many digits begins at one."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A video or a recording, and the element that it is in; ``None``: it is of the page as a whole."""

    media: Media
    within: HtmlElement | None


def base_of(tree: HtmlElement, url: str) -> str:
    """Return the URL that the links of *tree* are relative to."""
    # A first one may have a target alone; the first with a URL counts (HTML Standard 4.2.3).
    base = next((each.get("href", "") for each in tree.iter("base") if "href" in each.attrib), "")
    return _absolute(base, url) or url


def _absolute(href: str, base: str) -> str:
    """Return *href* as an absolute URL of http or https; empty where it is not one."""
    try:
        url = urljoin(base, href.strip())
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in WEB_SCHEMES and parts.netloc else ""


# ------------------------------------------------------------------ links


def links_of(blocks: Sequence[Block], segments: Sequence[Segment], base: str) -> Iterator[Link]:
    """Return the links of *blocks*, which were made of *segments*, in order."""
    for index, (block, segment) in enumerate(zip(blocks, segments, strict=True)):
        position = 0
        for anchor in _anchors(segment):
            # Links are found by their words in the final text, which has no markup left.
            words = " ".join(anchor.text_content().split())
            start = block.text.find(words, position) if words else -1
            if start < 0:
                continue
            # Two links with the same words are two places.
            position = start + len(words)
            if url := _target_of(anchor, base):
                yield Link(index, start, words, url)


def _target_of(anchor: HtmlElement, base: str) -> str:
    """Return where a link leads; empty where that is its own page, or no page."""
    href = (anchor.get("href") or "").strip()
    return "" if href[:1] in {"", "#"} else _absolute(href, base)


def _anchors(segment: Segment) -> Iterator[HtmlElement]:
    """Return the links that a segment has a part in, in document order."""
    if not segment.hrefs:
        return
    wanted = set(segment.hrefs)
    # A card is a link around blocks: each of its blocks is link text.
    around = (each for each in segment.element.iterancestors("a") if each.get("href") in wanted)
    yield from around
    yield from (each for each in segment.element.iter("a") if each.get("href") in wanted)


# ------------------------------------------------------------------ Markdown


def markdown_of(
    blocks: Sequence[Block], segments: Sequence[Segment], links: Sequence[Link]
) -> Iterator[str]:
    """Return each of *blocks* in Markdown, with its *links*."""
    numbers: dict[HtmlElement, int] = {}
    tables: set[HtmlElement] = set()
    for index, (block, segment) in enumerate(zip(blocks, segments, strict=True)):
        if block.kind == "code":
            yield f"```\n{block.text}\n```"
            continue
        text = _inline(block.text, [link for link in links if link.block == index])
        if block.kind == "heading":
            yield f"{'#' * _level_of(segment)} {text}"
        elif block.kind == "list_item":
            yield _item_mark(segment, numbers) + text
        elif block.kind == "quote":
            yield "\n".join(f"> {line}" for line in text.split("\n"))
        elif block.kind == "table_row":
            yield _row(text, segment, tables)
        else:
            # "1. May" at the beginning of a paragraph is no list.
            yield LEADING.sub(r"\\\1", text)


def _inline(text: str, links: Sequence[Link]) -> str:
    """Return *text* with its links, and with a backslash before what Markdown would read as a sign."""
    parts, position = [], 0
    for link in links:
        parts.append(_escaped(text[position : link.start]))
        # Brackets and spaces would end the target. Source: CommonMark 0.31, section 6.3.
        url = link.url.replace("(", "%28").replace(")", "%29").replace(" ", "%20")
        parts.append(f"[{_escaped(link.text)}]({url})")
        position = link.start + len(link.text)
    return "".join((*parts, _escaped(text[position:])))


def _escaped(text: str) -> str:
    """Return *text* so that Markdown shows it as it is, its line breaks too."""
    # Two spaces before a break keep it. Source: CommonMark 0.31, section 6.7.
    return SPECIAL.sub(r"\\\1", text).replace("\n", "  \n")


def _level_of(segment: Segment) -> int:
    """Return the level of a heading: of its tag, or the second."""
    tags = (segment.tag, *(level.tag for level in reversed(segment.path)))
    found = next((tag for tag in tags if re.fullmatch(r"h[1-6]", tag)), "h2")
    return int(found[1])


def _item_mark(segment: Segment, numbers: dict[HtmlElement, int]) -> str:
    """Return the mark of an item of a list: its indent, and a dash or its number; *numbers* counts."""
    lists = [
        each for each in (segment.element, *segment.element.iterancestors()) if each.tag in LISTS
    ]
    indent = "  " * max(0, len(lists) - 1)
    if not lists or lists[0].tag != "ol":
        return f"{indent}- "
    begin = lists[0].get("start") or "1"
    # A stranger's attribute: "start" may be any string.
    is_number = begin.isdigit() and len(begin) < _START_DIGITS
    number = numbers.get(lists[0], int(begin) - 1 if is_number else 0) + 1
    numbers[lists[0]] = number
    return f"{indent}{number}. "


def _row(text: str, segment: Segment, tables: set[HtmlElement]) -> str:
    """Return a row of a table; the first of each table has the line under it that makes it its head."""
    line = f"| {text} |"
    table = next(iter(segment.element.iterancestors("table")), None)
    if table is None or table in tables:
        return line
    # Markdown has no table without a head: the first row becomes it.
    tables.add(table)
    return f"{line}\n|{' --- |' * (text.count(' | ') + 1)}"


# ------------------------------------------------------------------ pictures


def images_of(box: HtmlElement | None, base: str, lead: str | None) -> tuple[Image, ...]:
    """Return the pictures within *box*, each once, the *lead* image of the page before them."""
    found: dict[str, Image] = {}
    for element in () if box is None else box.iter("img", "amp-img"):
        if len(found) < MAX_PICTURES and (image := _read_image(element, box, base)) is not None:
            # Lazy loading repeats each picture in ``noscript``: the same URL counts once.
            found.setdefault(image.url, image)
    first = _absolute(lead or "", base)
    # The lead image is often the first picture of the article in another size.
    if first and _name_of(first) not in map(_name_of, found):
        found = {first: Image(first, "", "", ""), **found}
    return tuple(found.values())


def _name_of(url: str) -> str:
    """Return the name of the file at *url*: sizes of one picture differ elsewhere."""
    return urlsplit(url).path.rpartition("/")[2] or url


def _read_image(element: HtmlElement, box: HtmlElement | None, base: str) -> Image | None:
    """Return the picture that *element* shows, if it is one of the article."""
    around = list(_ancestors_within(element, box))
    figure = next((each for each in around if each.tag == "figure"), None)
    caption = None if figure is None else next(iter(figure.iter("figcaption")), None)
    # Linked pictures without a caption are teasers; with one they are the article's own.
    leads_away = any(each.tag == "a" and _leads_to_page(each) for each in around)
    is_around = any(each.tag in AROUND for each in around)
    if is_around or _is_small(element) or (leads_away and caption is None):
        return None
    url = next(filter(None, (_absolute(text, base) for text in _addresses(element))), "")
    if not url:
        return None
    said = "" if caption is None else " ".join(caption.text_content().split())
    text, credit = split_credit(said, None if caption is None else marked_credit(caption))
    return Image(url, text, credit, " ".join((element.get("alt") or "").split()))


def _ancestors_within(element: HtmlElement, box: HtmlElement | None) -> Iterator[HtmlElement]:
    """Return the elements around *element* that are in *box*."""
    for each in element.iterancestors():
        if each is box:
            return
        yield each


def _leads_to_page(anchor: HtmlElement) -> bool:
    """Return whether a link leads to something else than a larger picture."""
    path = _urlsplit_path(anchor.get("href") or "")
    return bool(path) and not re.search(r"\.(?:jpe?g|png|gif|webp|avif)$", path, re.IGNORECASE)


def _urlsplit_path(href: str) -> str:
    """Return the path of a URL; empty where it has none."""
    try:
        return urlsplit(href.strip()).path
    except ValueError:
        return ""


def _is_small(element: HtmlElement) -> bool:
    """Return whether a picture says that it is small."""
    sizes = [WIDTH.match(element.get(name) or "") for name in ("width", "height")]
    return any(size is not None and int(size[0][:6]) < MIN_PIXELS for size in sizes)


def _addresses(element: HtmlElement) -> Iterator[str]:
    """Yield the URLs of a picture, the best first; pictures within the page (``data:``) have none."""
    for name in SOURCES:
        value = (element.get(name) or "").strip()
        if value and not value.startswith("data:"):
            yield largest(value) if name.endswith("srcset") else value


def largest(srcset: str) -> str:
    """Return the URL of the largest picture of a ``srcset``.

    >>> largest("/a.jpg 480w, /b.jpg 960w")
    '/b.jpg'
    """
    # With white space after the comma: URLs may hold commas.
    # Source: HTML Standard, section 4.8.4.2.1.
    entries = [entry.split() for entry in re.split(r",\s+", srcset) if entry.split()]
    sized = [(float(size[1][:-1]) if _number_with_unit(size) else 0.0, size[0]) for size in entries]
    return max(sized, default=(0.0, ""))[1]


def _number_with_unit(entry: Sequence[str]) -> bool:
    """Return whether an entry of a ``srcset`` tells its width or its density."""
    return len(entry) > 1 and re.fullmatch(r"\d{1,6}(?:\.\d{1,3})?[wx]", entry[1]) is not None


# ------------------------------------------------------------------ media


def media_of(placed: Iterable[Placed], box: HtmlElement | None) -> tuple[Media, ...]:
    """Return the media in *box*, and those of the page as a whole, each URL once."""
    found: dict[str, Media] = {}
    for each in placed:
        # What JSON-LD describes has no place in the page, and is its own by being stated.
        if each.within is None or _is_in(each.within, box):
            found.setdefault(each.media.url, each.media)
    return tuple(found.values())[:MAX_PICTURES]


def _is_in(element: HtmlElement, box: HtmlElement | None) -> bool:
    """Return whether *element* is *box* or is in it, and in nothing that surrounds the article."""
    for each in (element, *element.iterancestors()):
        if each is box:
            return True
        if each.tag in AROUND:
            return False
    return False


def find_media(tree: HtmlElement, nodes: Sequence[Node], base: str) -> tuple[Placed, ...]:
    """Return the videos and recordings of a page, before ``tidy`` takes them out of its tree."""
    found = [
        placed
        for element in tree.iter("video", "audio", "iframe")
        for placed in _players(element, base)
    ]
    inner = [
        each for node in nodes for key in ("video", "audio") for each in as_list(node.get(key))
    ]
    # Media within an article's node have no node of their own.
    described_ = (*nodes, *(each for each in inner if isinstance(each, dict)))
    found += [Placed(media, None) for node in described_ for media in _described(node, base)]
    return tuple(found)


def _players(element: HtmlElement, base: str) -> Iterator[Placed]:
    """Yield the media of a player."""
    own = [element.get(name) or "" for name in ("src", "data-src")]
    inner = (
        [each.get("src") or "" for each in element.iter("source")]
        if element.tag != "iframe"
        else []
    )
    for url in filter(None, (_absolute(text, base) for text in (*own, *inner) if text.strip())):
        kind = str(element.tag) if element.tag != "iframe" else _kind_of(url)
        if kind:
            yield Placed(Media(kind, url), element.getparent())


def _kind_of(url: str) -> str:
    """Return the kind of the media at *url*; empty where it is not known."""
    if PLAYERS.search(url):
        return "video"
    if SOUNDS.search(url):
        return "audio"
    return next((kind for kind, names in FILES.items() if names.search(url.lower())), "")


def _described(node: Node, base: str) -> Iterator[Media]:
    """Return the videos and recordings that JSON-LD describes."""
    names: Collection[str] = types(node)
    kind = "video" if "VideoObject" in names else "audio" if "AudioObject" in names else ""
    if not kind:
        return
    values = (value for key in ("contentUrl", "embedUrl") for value in as_list(node.get(key)))
    urls = (_absolute(value, base) for value in values if isinstance(value, str))
    if url := next(filter(None, urls), ""):
        yield Media(kind, url)
