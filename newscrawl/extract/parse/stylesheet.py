"""Style sheets inside a page: the classes and ids that one of their rules hides, and none other shows.

No style sheet is interpreted. A rule counts where it is by itself (in no ``@media``, ``@supports``
or other block, so that neither print nor a narrow screen hides anything) and names one class or id
alone (``.modal``, ``div#login``). A name that another rule shows again, wherever that is, is what
scripts or media queries open and close: it does not count. Source: CSS 2.2, section 9.2.4;
docs/extraction.md, "Hidden".
"""

import re
from collections.abc import Iterator
from itertools import chain, islice

MAX_HTML_CHARS = 150_000
MAX_CSS_CHARS = 200_000
MAX_SHEETS = 200
MAX_TAG_CHARS = 1_000
MAX_HITS = 1_000
"""Rules that hide, and places of one name, that are looked at."""
REACH = 5_000
"""Characters of one rule, or before a place, that are looked at."""

MEDIA = re.compile(r"\bmedia\s*=\s*[\"']?\s*([^\"'>]*?)\s*(?:[\"'>]|$)", re.IGNORECASE)
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
HIDES = tuple(
    map(re.compile, (r"display\s*:\s*none", r"visibility\s*:\s*hidden", r"left\s*:\s*-\d{4}"))
)
"""One expression each: with a word at their beginning they are found ten times as fast."""
SHOWS = re.compile(
    r"display\s*:\s*+(?!none)|visibility\s*:\s*+visible|(?:^|[;{\s])(?:left|top)\s*:\s*+(?!-)"
)
ESCAPED = re.compile(r"[^\w-]")
"""Characters of a class name that are after a backslash in a selector."""
SIMPLE = re.compile(r"[a-z0-9]*([.#][A-Za-z_][\w-]*)")


def page_css(html: str) -> str:
    """Return the style sheets in *html* that hold on every screen where scripts run, without comments.

    They are looked for in the first ``MAX_HTML_CHARS`` of the page: the head, as a rule.
    """
    css = "\n".join(islice(_sheets(html), MAX_SHEETS))[:MAX_CSS_CHARS]
    # A space: names on both sides of a comment must not become one.
    return COMMENT.sub(" ", css) if "/*" in css else css


def _sheets(html: str) -> Iterator[str]:
    """Yield the style sheets near the beginning of *html* that hold on every screen."""
    # By ``str.find`` and not in the tree: the head was taken out of it long before.
    at = html.find("<style", 0, MAX_HTML_CHARS)
    while at >= 0:
        start = html.find(">", at, at + MAX_TAG_CHARS) + 1
        end = html.find("</style", start)
        if not start or end < 0:
            return
        # Rules for print or for browsers without scripts hide what readers see.
        if _is_for_screen(html[at:start]) and not _is_without_scripts(html, at):
            yield html[start:end]
        at = html.find("<style", end, MAX_HTML_CHARS)


def _is_for_screen(tag: str) -> bool:
    """Return whether the style element that *tag* opens holds on every screen."""
    media = MEDIA.search(tag)
    return media is None or media[1].lower() in {"all", "screen"}


def _is_without_scripts(html: str, at: int) -> bool:
    """Return whether the element at *at* is for browsers without scripts; ``noscript`` begins near it."""
    near = max(0, at - REACH)
    return html.rfind("<noscript", near, at) > html.rfind("</noscript", near, at)


class Sheet:
    """The style sheets of a page, as one text."""

    def __init__(self, css: str) -> None:
        self._css = css
        self._shown: dict[str, bool] = {}

    def hidden_names(self) -> frozenset[str]:
        """Return the classes (``.name``) and ids (``#name``) that rules hide by themselves.

        >>> sorted(Sheet(".modal, p#tip {display:none} .menu .open {display:none}").hidden_names())
        ['#tip', '.modal']
        """
        return frozenset(chain.from_iterable(map(_simple_names, self._hiding())))

    def _hiding(self) -> Iterator[str]:
        """Return the selectors of the rules that hide and are in no block."""
        css = self._css
        seen = depth = 0
        # From the declaration back to its rule: parsing the
        # whole sheet would cost more than the page.
        hits = sorted(hit.start() for each in HIDES for hit in islice(each.finditer(css), MAX_HITS))
        for hit in hits:
            opening = css.rfind("{", max(0, hit - REACH), hit)
            if opening < seen:  # a second declaration of one rule, or no rule at all
                continue
            start = 1 + max(css.rfind(mark, max(seen, opening - REACH), opening) for mark in "{};")
            start = max(start, seen)
            # Open braces before the rule: it is within ``@media`` or another block.
            depth += css.count("{", seen, start) - css.count("}", seen, start)
            seen = start
            # Inside of one it may hide on some screens only.
            if not depth:
                yield css[start:opening]

    def shows(self, name: str) -> bool:
        """Return whether a rule with *name* in its selector shows something, wherever it is."""
        if name not in self._shown:
            self._shown[name] = self._finds_showing(name)
        return self._shown[name]

    def _finds_showing(self, name: str) -> bool:
        # Tailwind's "md:flex" is ".md\:flex" in a selector. Source: CSS 2.2, section 4.1.3.
        css, written = self._css, name[0] + ESCAPED.sub(r"\\\g<0>", name[1:])
        at = css.find(written)
        for _ in range(MAX_HITS):
            if at < 0:
                return False
            opening = css.find("{", at, at + REACH)
            closing = css.find("}", opening, opening + REACH) if opening >= 0 else -1
            # Anything that may show it counts, wherever it is: in doubt the element stays.
            if closing >= 0 and SHOWS.search(css, opening, closing):
                return True
            at = css.find(written, at + len(written))
        return True


def _simple_names(selector: str) -> Iterator[str]:
    """Return the names of those parts of *selector* that name one class or id alone."""
    parts = map(str.strip, selector.split(","))
    found = filter(None, map(SIMPLE.fullmatch, parts))
    return (match[1] for match in found)
