"""A page's own notices about its use: meta elements that reserve rights, licences, a manifest in its text."""

import re

from lxml.html import HtmlElement

from newscrawl.extract.characters import has_manifest
from newscrawl.extract.strings import clean_string
from newscrawl.model.items import Notice
from newscrawl.web.rights import MAX_NOTICES, notice

MANIFEST = Notice("text:c2pa", "manifest")
"""The text carries a C2PA manifest, which is taken out of it; whose it is, is not looked at."""


RSL = "application/rsl+xml"
"""Type of a licence (Really Simple Licensing); source: https://rslstandard.org/rsl."""
RULE = re.compile(
    r"""<(permits|prohibits)\s+type\s*=\s*["']usage["']\s*>([\w\s,-]*)<""", re.IGNORECASE
)
MAX_LICENCE = 20_000
MAX_VALUE = 2_000
"""Characters of an attribute that are looked at."""


def read_notices(tree: HtmlElement, source: str = "") -> tuple[Notice, ...]:
    """Return the notices of *tree* in document order, each once; *tree* is not changed.

    *source* is the markup that the tree was made of, which is looked through for a manifest.
    """
    # A dictionary as an ordered set: the same notice is often in the head and in a script.
    found: dict[Notice, None] = {MANIFEST: None} if has_manifest(source) else {}
    read = map(_read_notice, tree.iter("meta", "link", "script"))
    for each in filter(None, read):
        found[each] = None
        if len(found) >= MAX_NOTICES:
            break
    return tuple(found)


def _read_notice(element: HtmlElement) -> Notice | None:
    """Return the notice that an element is: a meta element, a link to a licence, or the licence itself."""
    if element.tag == "meta":
        return _of_meta(element)
    if element.get("type", "").strip().lower() != RSL:
        return None
    if element.tag != "link":
        return notice("script", "rsl", _licence_terms(element.text or ""))
    # Of links of that type only those that are licences: others may list them.
    if "license" not in element.get("rel", "").lower().split():
        return None
    return notice("link", "license", _clean_attribute(element, "href"))


def _of_meta(meta: HtmlElement) -> Notice | None:
    """Return the notice that a ``meta`` element is."""
    content = _clean_attribute(meta, "content")
    name = meta.get("name")
    if name:
        return notice("meta", name.strip(), content)
    # ``http-equiv`` states what a header would. Source: HTML Standard, section 4.2.5.3.
    return notice("header", meta.get("http-equiv", "").strip(), content)


def _clean_attribute(element: HtmlElement, name: str) -> str:
    return clean_string(element.get(name, "")[:MAX_VALUE])


def _licence_terms(text: str) -> str:
    """Return the terms of an RSL licence in a page: the uses that it permits, and those that it prohibits."""
    terms = (
        f"{kind}: {', '.join(sorted({*' '.join(uses).split()}))}"
        for kind, uses in _usages(text).items()
        if uses
    )
    # A licence whose rules are not read is still a licence.
    return "; ".join(terms) or "terms"


def _usages(text: str) -> dict[str, list[str]]:
    """Return the uses of each kind of rule, as they are written."""
    found: dict[str, list[str]] = {"permits": [], "prohibits": []}
    for match in RULE.finditer(text[:MAX_LICENCE]):
        found[match[1].lower()].append(match[2].replace(",", " "))
    return found
