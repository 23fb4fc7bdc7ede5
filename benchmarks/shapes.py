"""Pages with their shape changed in what must not matter: names, tags, data, menus, markup.

Each function of ``SHAPES`` gives a page that a reader sees as the same article. Training uses some
of them, so that the weights lean on no single kind of evidence; ``benchmarks/robustness.py``
measures all of them.
"""

import re
import zlib
from collections.abc import Callable

from lxml import etree
from lxml import html as lxml_html
from lxml.html import HtmlElement

WORDS = (
    "tree lake stone river cloud field house light north green paper wheel sugar clock chair bread"
).split()
CONSENT = (
    "We and our partners store or access information on devices, such as cookies, and process personal data.",
    "This may be used for personalised advertising, measurement and research of audiences.",
    "You can change your mind at any time by the link at the foot of every page.",
    "Some of our 812 partners process your data without asking for your consent, by legitimate interest.",
    "Precise geolocation data and identification through scanning of your device may be used for it.",
)
COMMENT = (
    "<div><h4>{0}</h4><p>I have read this twice now and I still think that nobody asked the people who live"
    " there {1}.</p></div>"
)
NAMING = frozenset("class id for aria-labelledby aria-describedby aria-controls".split())
"""Attributes that hold names of elements."""
SELECTOR = re.compile(r"([.#])(-?[A-Za-z_][\w-]*)(?=[^{}]*\{)")
"""A name in the selectors of a style sheet."""


def parse(page: str) -> HtmlElement:
    """Parse a page."""
    parser = lxml_html.HTMLParser(encoding="utf-8", huge_tree=True)
    return lxml_html.document_fromstring(page.encode("utf-8", "replace"), parser=parser)


def text_of(tree: HtmlElement) -> str:
    """Return a tree as a page."""
    return "<!DOCTYPE html>" + etree.tostring(tree, method="html", encoding="unicode")


def renamed(page: str) -> str:
    """Rename all classes and ids, each name to the same other one, also where style and links name them."""
    tree = parse(page)
    for element in tree.iter(etree.Element):
        for name in NAMING.intersection(element.keys()):
            element.set(name, " ".join(map(other_name, element.get(name, "").split())))
        if element.get("href", "").startswith("#") and element.get("href") != "#":
            element.set("href", f"#{other_name(element.get('href', '')[1:])}")
        if element.tag == "style" and element.text:
            element.text = SELECTOR.sub(
                lambda found: f"{found[1]}{other_name(found[2])}", element.text
            )
    return text_of(tree)


def other_name(name: str) -> str:
    """Return another name for a name, always the same."""
    number = zlib.crc32(name.encode("utf-8", "replace"))
    return f"{WORDS[number % len(WORDS)]}{WORDS[number // 64 % len(WORDS)]}x{number % 9973}"


def boxed(page: str) -> str:
    """Turn ``article``, ``main``, ``section`` and ``header`` into ``div``."""
    return re.sub(r"(?i)<(/?)(?:article|main|section|header)(?=[\s>/])", r"<\1div", page)


def without_data(page: str) -> str:
    """Take JSON-LD and OpenGraph out."""
    page = re.sub(r"(?is)<script[^>]+ld\+json.*?</script\s*>", "", page)
    return re.sub(
        r"(?is)<meta\s[^>]*(?:property|name)\s*=\s*[\"']?(?:og|twitter|article):[^>]*>", "", page
    )


def with_breaks(page: str) -> str:
    """Turn rows of plain paragraphs into text that double line breaks part."""
    tree = parse(page)
    for first in list(tree.iter("p")):
        parent = first.getparent()
        before = first.getprevious()
        if parent is None or (before is not None and before.tag == "p"):
            continue
        row = [first]
        while row[-1].getnext() is not None and row[-1].getnext().tag == "p":
            row.append(row[-1].getnext())
        if len(row) < 3:
            continue
        box = first.makeelement("div")
        parent.insert(parent.index(first), box)
        for paragraph in row:
            tail, paragraph.tail = paragraph.tail, None
            parts = [paragraph.text or ""]
            add_text(box, parts[0])
            for child in list(paragraph):
                box.append(child)
            box.append(box.makeelement("br"))
            box.append(box.makeelement("br"))
            parent.remove(paragraph)
            if tail and tail.strip():
                add_text(box, tail)
    return text_of(tree)


def add_text(box: HtmlElement, text: str) -> None:
    """Add text at the end of an element."""
    if len(box):
        box[-1].tail = (box[-1].tail or "") + text
    else:
        box.text = (box.text or "") + text


def after_body(page: str, added: str) -> str:
    """Put markup at the beginning of the body."""
    return re.sub(r"(?is)(<body\b[^>]*>)", lambda found: found[1] + added, page, count=1)


def before_end(page: str, added: str) -> str:
    """Put markup at the end of the body."""
    at = page.lower().rfind("</body")
    return page + added if at < 0 else page[:at] + added + page[at:]


def with_menu(page: str) -> str:
    """Put a menu of 500 links in front."""
    links = "".join(
        f'<li><a href="/{WORDS[at % 16]}/{at}">{WORDS[at % 16].title()} {WORDS[at * 7 % 16]} {at}</a></li>'
        for at in range(500)
    )
    return after_body(page, f"<div><ul>{links}</ul></div>")


def with_comments(page: str) -> str:
    """Put a thread of 10 to 40 comments behind."""
    count = 10 + zlib.crc32(page[:2_000].encode("utf-8", "replace")) % 31
    thread = "".join(
        COMMENT.format(WORDS[at % 16].title(), " ".join(WORDS[at * 5 % 16 :][: 1 + at % 7]))
        for at in range(count)
    )
    return before_end(
        page, f'<div class="comments" id="comments"><h3>{count} comments</h3>{thread}</div>'
    )


def with_dialog(page: str) -> str:
    """Put a consent dialog in front, longer or shorter by the page."""
    size = 1 + zlib.crc32(page[:2_000].encode("utf-8", "replace")) % 4
    paragraphs = "".join(
        f"<p>{' '.join(CONSENT[at : at + 1 + (at + size) % 3])}</p>" for at in range(size)
    )
    return after_body(
        page,
        f'<div role="dialog" aria-modal="true"><h2>We value your privacy</h2>{paragraphs}'
        "<button>Accept all</button><button>Reject</button></div>",
    )


def twice(page: str) -> str:
    """Show the whole body twice, as a page for phones and desks."""
    tree = parse(page)
    body = tree.find("body")
    if body is None:
        return page
    inner = (body.text or "") + "".join(
        etree.tostring(child, method="html", encoding="unicode") for child in body
    )
    return after_body(text_of(tree), f"<div>{inner}</div>")


def minified(page: str) -> str:
    """Take out the white space between tags, and comments."""
    page = re.sub(r"(?s)<!--.*?-->", "", page)
    return re.sub(
        r">\s+<(?=/?(?:div|p|ul|li|section|article|h[1-6]|table|tr|td|header|footer|nav|aside|main)\b)",
        "><",
        page,
    )


def unclosed(page: str) -> str:
    """Leave out the end tags of paragraphs and list items."""
    return re.sub(r"(?i)</(?:p|li)\s*>", "", page)


SHAPES: dict[str, Callable[[str], str]] = {
    "renamed": renamed,
    "boxed": boxed,
    "without_data": without_data,
    "with_breaks": with_breaks,
    "with_menu": with_menu,
    "with_comments": with_comments,
    "with_dialog": with_dialog,
    "twice": twice,
    "minified": minified,
    "unclosed": unclosed,
}
