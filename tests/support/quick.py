"""An extraction that starts and works at once, for tests of everything around it."""

import re
import time

from newscrawl.model.items import Block, Draft, Metadata, Page


def extract_page(page: Page) -> Draft:
    """Take the paragraphs of *page* as its blocks."""
    source = page.body.decode("utf-8", "replace")
    if "X-Slow-Extraction" in source:
        time.sleep(300)
    blocks = tuple(Block(text) for text in re.findall(r"<p>(.*?)</p>", source))
    title = "".join(re.findall(r"<h1>(.*?)</h1>", source))
    return Draft(page.url, blocks, metadata=Metadata(title=title))
