"""Nesting of a page cut down in its text, before a parser that would drop what lies too deep sees it.

One pass from left to right, linear in the text whatever is in it: a tag, comment or script that
does not end takes the rest of the page with it, as it does in a browser, so that nothing is looked
for twice.
"""

import re
from collections import Counter

VOID = frozenset("area base br col embed hr img input link meta param".split())
"""Elements that the parser knows to be empty; it nests elements after ``source``, ``track`` and ``wbr``."""
RAW = ("script", "style", "textarea", "title")
CLOSE = {name: re.compile(rf"</{name}[\s/>]", re.IGNORECASE) for name in RAW}
MARK = re.compile(r"<(?:(!--)|(/?)([a-zA-Z][a-zA-Z0-9:-]*))")
REST_OF_TAG = re.compile(r"(?:[^>\"']++|\"[^\"]*+\"|'[^']*+')*+>")
PLACEHOLDER = "<br><br>"


def cut_nesting(text: str, depth: int, *, strictly: bool = False) -> str:
    """Leave out of *text* the tags that open below *depth* levels, and those that close them.

    Their content stays, between line breaks; comments are removed. An end tag closes the elements open
    inside its own. *strictly*, it counts only where it closes the innermost element, else it is left
    out: the result is then nested properly, so that no parser can find it deeper than *depth*.
    """
    cutter = _Cutter(text, depth, strictly)
    return cutter.cut()


class _Cutter:
    """One pass over a page's text; ``open`` holds the names of the elements that are open."""

    def __init__(self, text: str, depth: int, strictly: bool) -> None:
        self._text, self._depth, self._strictly = text, depth, strictly
        self._open: list[str] = []
        self._count: Counter[str] = Counter()
        self._endless: set[str] = set()
        self._parts: list[str] = []

    def cut(self) -> str:
        at = 0
        while (mark := MARK.search(self._text, at)) is not None:
            self._parts.append(self._text[at : mark.start()])
            at = self._skip_comment(mark.end()) if mark[1] else self._take_tag(mark)
        self._parts.append(self._text[at:])
        return "".join(self._parts)

    def _skip_comment(self, at: int) -> int:
        end = self._text.find("-->", max(at - 2, 0))
        return len(self._text) if end < 0 else end + 3

    def _take_tag(self, mark: re.Match[str]) -> int:
        """Write the tag at *mark*, or its placeholder; return the place after it."""
        # A ">" within quotes does not end a tag.
        rest = REST_OF_TAG.match(self._text, mark.end())
        if rest is None:  # it does not end: the rest of the page is its attributes
            return len(self._text)
        tag, name = self._text[mark.start() : rest.end()], mark[3].lower()
        if name in RAW and not mark[2]:
            return self._take_raw(name, mark.start(), rest.end())
        # Empty elements open no level, nor do tags that close themselves as in XHTML.
        if name in VOID or tag.endswith("/>"):
            self._parts.append(tag)
        else:
            self._parts.append(tag if self._keep(name, closing=bool(mark[2])) else PLACEHOLDER)
        return rest.end()

    def _take_raw(self, name: str, start: int, end: int) -> int:
        # Looked for in vain once is enough: else each opening tag would scan the rest of the page.
        close = None if name in self._endless else CLOSE[name].search(self._text, end)
        if close is None:
            self._endless.add(name)
            return len(self._text) if name in {"script", "style"} else end
        # The content is copied unseen: "<div>" in a script opens no level.
        self._parts.append(self._text[start : close.start()] + f"</{name}>")
        return self._text.find(">", close.start()) + 1 or len(self._text)

    def _keep(self, name: str, *, closing: bool) -> bool:
        """Follow a tag up or down; return whether it is kept."""
        if not closing:
            self._open.append(name)
            self._count[name] += 1
            return len(self._open) <= self._depth
        if self._strictly and (not self._open or self._open[-1] != name):
            return False
        kept = len(self._open) <= self._depth
        # The counter tells whether an end tag closes anything, without a look through the stack.
        while self._count[name]:
            last = self._open.pop()
            self._count[last] -= 1
            kept = len(self._open) < self._depth
            if last == name:
                break
        return kept
