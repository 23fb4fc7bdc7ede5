"""What a page itself says of its use: meta elements that reserve rights, a manifest in its text."""

from lxml.html import HtmlElement

from newscrawl.extract.characters import has_manifest
from newscrawl.extract.fold import clean_string
from newscrawl.items import Notice
from newscrawl.rights import MAX_NOTICES, notice

MANIFEST = Notice("text:c2pa", "manifest")
"""The text carries a C2PA manifest, which is taken out of it; whose it is, is not looked at."""


def read_notices(tree: HtmlElement, source: str = "") -> tuple[Notice, ...]:
    """Give the notices of *tree* in document order, each once; *tree* is not changed.

    *source* is the markup that the tree was made of, which is looked through for a manifest.
    """
    found: dict[Notice, None] = {MANIFEST: None} if has_manifest(source) else {}
    for meta in tree.iter("meta"):
        name = (meta.get("name") or meta.get("http-equiv") or "").strip()
        source = "meta" if meta.get("name") else "header"
        each = notice(source, name, clean_string((meta.get("content") or "")[:2000]))
        if each is not None:
            found[each] = None
        if len(found) >= MAX_NOTICES:
            break
    return tuple(found)
