"""The way of one page from bytes to Draft: the recipe, and the entry point of the workers."""

from newscrawl.boilerplate.prune import load_rules
from newscrawl.boilerplate.strip import strip_blocks
from newscrawl.errors import ExtractError
from newscrawl.extract.body import warm_body
from newscrawl.extract.html import Limits, parse_html
from newscrawl.extract.metadata import read_metadata
from newscrawl.extract.pieces import kept_blocks, merge_removals, read_pieces
from newscrawl.extract.tidy import tidy
from newscrawl.extract.titles import title_keys
from newscrawl.items import Draft, Facts, Page

DEFAULT_LIMITS = Limits()
WARM_PAGE = """
<html lang="en"><head><title>A bridge for the town</title></head><body><article><h1>A bridge</h1>
<p>The council voted on Tuesday to rebuild the bridge that the flood of last spring had carried away.</p>
<p>It will be paid for from the reserves of the town. Work will begin in autumn.</p></article></body></html>
"""


def extract_page(page: Page, limits: Limits = DEFAULT_LIMITS) -> Draft:
    """Turn *page* into a Draft.

    Raises:
        ExtractError: If the page gives no article; its ``reason`` is counted.
    """
    parsed = parse_html(page.body, page.content_type, limits)
    metadata = read_metadata(parsed.tree, page.url)
    titles = title_keys(parsed.tree, metadata)
    tidy(parsed.tree)
    pieces = read_pieces(parsed.tree, page.url, titles)
    if not pieces:
        raise ExtractError("no_text", "no article text found in the page")
    facts = Facts(page.url, metadata.language, metadata.title, metadata.site_name, metadata.authors)
    stripped = strip_blocks(kept_blocks(pieces), facts)
    return Draft(
        url=page.url,
        blocks=stripped.kept,
        removed=merge_removals(pieces, stripped),
        metadata=metadata,
        flags=(*page.flags, *parsed.flags),
    )


def warm() -> None:
    """Pay the costs of the first page once: rules, stop lists, patterns. Call it when a worker starts."""
    load_rules()
    warm_body()
    extract_page(Page("https://warm.example/", WARM_PAGE.encode()))
