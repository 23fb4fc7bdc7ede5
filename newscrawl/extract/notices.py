"""The meta elements of a page that reserve rights."""

from lxml.html import HtmlElement

from newscrawl.extract.fold import clean_string
from newscrawl.items import Notice
from newscrawl.rights import MAX_NOTICES, notice


def read_notices(tree: HtmlElement) -> tuple[Notice, ...]:
    """Give the notices of *tree* in document order, each once; *tree* is not changed."""
    found: dict[Notice, None] = {}
    for meta in tree.iter("meta"):
        name = (meta.get("name") or meta.get("http-equiv") or "").strip()
        source = "meta" if meta.get("name") else "header"
        each = notice(source, name, clean_string((meta.get("content") or "")[:2000]))
        if each is not None:
            found[each] = None
        if len(found) >= MAX_NOTICES:
            break
    return tuple(found)
