"""The way of one page from bytes to Draft: the recipe, and the entry point of the workers."""

from dataclasses import replace

from newscrawl.boilerplate.prune import load_rules
from newscrawl.boilerplate.strip import strip_blocks
from newscrawl.errors import ExtractError
from newscrawl.extract.body import warm_body
from newscrawl.extract.html import Limits, parse_html
from newscrawl.extract.jsonld import read_evidence, read_jsonld
from newscrawl.extract.metadata import read_metadata
from newscrawl.extract.metadata import warm as warm_metadata
from newscrawl.extract.notices import read_notices
from newscrawl.extract.pieces import Clues, kept_blocks, merge_removals, read_page
from newscrawl.extract.signs import read_signs
from newscrawl.extract.tidy import tidy
from newscrawl.extract.titles import title_keys
from newscrawl.items import Draft, Facts, Page
from newscrawl.language import settle_language

DEFAULT_LIMITS = Limits()
WARM_PAGE = """
<html lang="en"><head><title>A bridge for the town</title></head><body><article><h1>A bridge</h1>
<p>The council voted on Tuesday to rebuild the bridge that the flood of last spring had carried away.</p>
<p>It will be paid for from the reserves of the town. Work will begin in autumn.</p></article></body></html>
"""


def extract_page(page: Page, limits: Limits = DEFAULT_LIMITS, *, with_standfirst: bool = True) -> Draft:
    """Turn *page* into a Draft.

    *with_standfirst* makes the standfirst the first block where the extracted text lacks it.

    Raises:
        ExtractError: If the page gives no article; its ``reason`` is counted.
    """
    parsed = parse_html(page.body, page.content_type, limits)
    nodes = read_jsonld(parsed.tree)
    metadata = read_metadata(parsed.tree, page.url, nodes)
    signs = read_signs(parsed.tree, nodes)
    titles = title_keys(parsed.tree, metadata)
    notices = read_notices(parsed.tree)
    tidy(parsed.tree)
    clues = Clues(page.url, metadata, read_evidence(nodes), titles)
    reading = read_page(parsed.tree, clues, with_standfirst=with_standfirst)
    blocks = kept_blocks(reading.pieces)
    if not blocks:
        raise ExtractError("no_text", "no article text found in the page")
    text = "\n".join(block.text for block in blocks)
    metadata = replace(metadata, language=settle_language(metadata.language, text))
    facts = Facts(page.url, metadata.language, metadata.title, metadata.site_name, metadata.authors)
    stripped = strip_blocks(blocks, facts)
    return Draft(
        url=page.url,
        blocks=stripped.kept,
        removed=merge_removals(reading.pieces, stripped),
        metadata=metadata,
        standfirst=reading.standfirst,
        byline=reading.fields.byline,
        dateline=reading.fields.dateline,
        captions=reading.fields.captions,
        credits=reading.fields.credits,
        flags=(*page.flags, *parsed.flags),
        notices=notices,
        signs=signs,
    )


def warm() -> None:
    """Pay the costs of the first page once: rules, stop lists, patterns. Call it when a worker starts."""
    load_rules()
    warm_body()
    warm_metadata()
    extract_page(Page("https://warm.example/", WARM_PAGE.encode()))
