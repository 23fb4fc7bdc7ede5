"""The entities that a feed or a sitemap declares in its own document type, expanded within a budget.

Only values that are written in the document itself count: nothing is fetched, and parameter
entities are not read. What would grow beyond the budget stays as it is written, so no row of
entities that name each other ("billion laughs") costs more than its own bytes.

Source: XML 1.0 section 4 (the first declaration of a name counts, 4.2).
"""

import html
import re
from html.entities import html5

MAX_ENTITIES = 500
"""Of a document; those of all HTML names are 253."""
MAX_VALUE = 2_000
"""Characters of one entity, expanded."""
MAX_EXPANDED = 2_000_000
"""Characters that the entities of one document may become in all."""
_NAME = r"[A-Za-z_:][\w:.-]{0,63}"
_DECLARATION = re.compile(
    rf"""<!ENTITY\s+({_NAME})\s+(?:"([^"]{{0,{MAX_VALUE}}})"|'([^']{{0,{MAX_VALUE}}})')\s*>"""
)
_COMMENT = re.compile(r"<!--[^-]*(?:-[^-]+)*-->")
_REFERENCE = re.compile(rf"&(?:#[0-9]{{1,8}}|#[xX][0-9a-fA-F]{{1,7}}|{_NAME});")


class Entities:
    """The entities of one document; HTML's names and numbers are known to all."""

    def __init__(self, head: str = "") -> None:
        self._written: dict[str, str] = {}
        self._left = MAX_EXPANDED
        if "<!ENTITY" in head:
            self._declare(_COMMENT.sub("", head))
        self._known: dict[str, str] = {}

    def _declare(self, head: str) -> None:
        for match in _DECLARATION.finditer(head):
            if len(self._written) >= MAX_ENTITIES:
                break
            # One group is that of double quotes, the other that of single ones.
            name, *values = match.groups(default="")
            self._written.setdefault(name, "".join(values))

    def resolved(self, text: str) -> str:
        """Return *text* with its references resolved; what looks like one and ends otherwise stays.

        >>> Entities().resolved("?id=1&lang=en&amp;x=&eacute;&#8217;")
        '?id=1&lang=en&x=é’'
        >>> Entities('<!DOCTYPE rss [<!ENTITY site "https://a.example">]>').resolved("&site;/1 &other;")
        'https://a.example/1 &other;'
        """
        return _REFERENCE.sub(self._replaced, text) if "&" in text else text

    def _replaced(self, match: re.Match[str]) -> str:
        name = match[0][1:-1]
        if name not in self._written:
            return _known_to_all(match[0])
        value = self._value(name)
        # Beyond the budget a reference stays as written, as one that nobody declared.
        if len(value) > self._left:
            return match[0]
        self._left -= len(value)
        return value

    def _value(self, name: str) -> str:
        """Return the expanded value of an entity; its reference where it is too long, or names itself."""
        if name not in self._known:
            # Known as its own reference while it is expanded: that ends circles.
            self._known[name] = f"&{name};"
            value = _REFERENCE.sub(self._inner, self._written[name])
            if len(value) <= MAX_VALUE:
                self._known[name] = value
        return self._known[name]

    def _inner(self, match: re.Match[str]) -> str:
        name = match[0][1:-1]
        return self._value(name) if name in self._written else _known_to_all(match[0])


def _known_to_all(reference: str) -> str:
    """Return the characters that *reference* stands for everywhere; itself where nobody knows it."""
    if reference[1] == "#":
        return html.unescape(reference)
    # Not ``unescape``: it takes "&notice;" for "¬ice;".
    return html5.get(reference[1:], reference)
