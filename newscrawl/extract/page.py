"""The way of one page from bytes to Draft: the recipe, and the entry point of the workers."""

from newscrawl.boilerplate.strip import strip_blocks
from newscrawl.extract.body import body_blocks
from newscrawl.extract.html import parse_html
from newscrawl.extract.metadata import read_metadata
from newscrawl.items import Draft, Facts, Page


def extract_page(page: Page) -> Draft:
    """Turn *page* into a Draft.

    Raises:
        ExtractError: If the page gives no article; its ``reason`` is counted.
    """
    tree = parse_html(page.body, page.content_type)
    metadata = read_metadata(tree, page.url)
    blocks = body_blocks(tree, page.url)
    facts = Facts(page.url, metadata.language, metadata.title, metadata.site_name, metadata.authors)
    stripped = strip_blocks(blocks, facts)
    return Draft(url=page.url, blocks=stripped.kept, removed=stripped.removed, metadata=metadata)
