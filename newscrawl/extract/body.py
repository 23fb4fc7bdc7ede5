"""Tree to blocks of the article's body; the only module that imports trafilatura."""

from lxml.html import HtmlElement
from trafilatura import bare_extraction

from newscrawl.items import Block


def body_blocks(tree: HtmlElement, url: str) -> tuple[Block, ...]:
    """Give the blocks of the body, in document order."""
    document = bare_extraction(tree, url=url, include_comments=False, with_metadata=False)
    if document is None or isinstance(document, dict):
        return ()
    lines: list[str] = (document.text or "").splitlines()
    return tuple(Block(line.strip()) for line in lines if line.strip())
