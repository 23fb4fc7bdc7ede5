"""Quotation marks that a browser puts around ``q``, by the language of the page.

Source: HTML Standard, section 15.3.10 (quotes), shortened to the languages whose marks differ.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from lxml.html import HtmlElement

from newscrawl.extract.segmentation.boxes import has_text

Marks = tuple[str, str]
ENGLISH = ("“", "”")
MARKS = {
    **dict.fromkeys(("de", "cs", "sk", "sl", "bg", "is", "lt", "et", "ka", "sq"), ("„", "“")),
    **dict.fromkeys(("pl", "hu", "ro", "hr", "sr", "nl"), ("„", "”")),
    **dict.fromkeys(
        ("fr", "es", "it", "pt", "ru", "uk", "be", "el", "no", "nb", "ca", "fa", "hy"), ("«", "»")
    ),
    **dict.fromkeys(("sv", "fi"), ("”", "”")),
    "da": ("»", "«"),
    "ja": ("「", "」"),
}
NO_MARKS = ("", "")
QUOTED = frozenset({"blockquote", "aside"})
ENDS = (".", "!", "?", "…", "。", "！", "？", "”", "»", "“", '"', "」")
GIVEN_MARKS = tuple("“”„\"«»‹›‘’‚'「」『』")
OPENING_MARKS = tuple('“„"«‹›‘‚「『')


def marks_of(element: HtmlElement, before: Sequence[str]) -> Marks:
    """Return the marks to put before and after the text of *element*, one of ``SET_APART``.

    *before* are the pieces of text before it.
    """
    give = _GIVERS[element.tag]
    return give(element, before)


def _marks_of_quote(quote: HtmlElement, before: Sequence[str]) -> Marks:
    """Return the quotation marks around *quote*; none where the page writes them itself."""
    # Sites whose style sheet sets no marks write them into the text.
    if _is_marked(quote, before):
        return NO_MARKS
    return MARKS.get(_language_of(quote), ENGLISH)


def _marks_of_source(cite: HtmlElement, before: Sequence[str]) -> Marks:
    """Return the space that sets the source of a quote apart from it; none around any other *cite*."""
    return (" ", "") if _is_source(cite, before) else NO_MARKS


_GIVERS: Final[Mapping[object, Callable[[HtmlElement, Sequence[str]], Marks]]] = {
    "q": _marks_of_quote,
    "cite": _marks_of_source,
}
"""What gives the marks of an element, by its tag."""
SET_APART: Final = frozenset(_GIVERS)
"""Elements that a browser or a style sheet sets apart from the text before them."""


def _is_marked(quote: HtmlElement, before: Sequence[str]) -> bool:
    """Return whether the page writes marks around *quote* itself, or it has no text to put them around."""
    text = "".join(quote.itertext()).strip()
    if not text or text.startswith(GIVEN_MARKS):
        return True
    return _end_of(before).rstrip().endswith(OPENING_MARKS)


def _is_source(cite: HtmlElement, before: Sequence[str]) -> bool:
    """Return whether *cite* is the source at the end of a quote: style sheets give it a line of its own."""
    quote = next(cite.iterancestors(), cite)
    if quote.tag not in QUOTED:
        return False
    is_last = cite.getnext() is None and not has_text(cite.tail)
    return is_last and _end_of(before).endswith(ENDS)


def _end_of(pieces: Sequence[str]) -> str:
    """Return the last of *pieces*: a few, since white space between elements is a piece of its own."""
    return "".join(pieces[-3:])


def _language_of(element: HtmlElement) -> str:
    """Return the language that *element* or its page is marked as: ``de`` for ``de-AT``."""
    page = element.getroottree().getroot()
    lang = element.get("lang") or page.get("lang") or ""
    return lang.strip().lower().partition("-")[0]
