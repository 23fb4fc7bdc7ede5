"""The tags of HTML as a reader sees them: blocks, parts of a sentence, or nothing that is read.

Source: HTML Standard, section 15.3 (rendering): ``display`` of each element. A tag that is in none
    of these sets is unknown: ``boxes`` tells from its place whether it is a block.
"""

from collections.abc import Hashable
from typing import Final

from lxml import etree

from newscrawl.model.items import BlockKind

NO_ELEMENTS: Final[frozenset[Hashable]] = frozenset(
    {etree.Comment, etree.ProcessingInstruction, etree.Entity}
)
"""What stands in the place of a tag in nodes of a tree that are no elements: a function each."""
SKIPPED: Final = frozenset(
    """
    script style noscript template svg iframe button select textarea input head object embed canvas math
    audio video map datalist title rt rp rtc
    """.split()
)
"""Elements whose content is no text of the page; those of ``CONTROLS`` and ``math`` are looked at apart."""
BLOCKS: Final = frozenset(
    """
    html body address article aside blockquote center dd details dialog dir div dl dt fieldset figcaption
    figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr li listing main menu nav ol p pre search section
    summary table tbody thead tfoot tr td th caption ul picture xmp
    """.split()
)
INLINE: Final = frozenset(
    """
    a abbr acronym applet area b base basefont bdi bdo bgsound big blink cite code col data del dfn em font i
    img ins kbd label link mark meta meter nobr output param progress q rb ruby s samp small source span
    strike strong sub sup time track tt u var wbr
    """.split()
)
PREFORMATTED: Final = frozenset("pre listing xmp".split())
CONTROLS: Final = ("button", "input", "select", "textarea")
HEADINGS: Final = frozenset("h1 h2 h3 h4 h5 h6".split())
KINDS: Final[dict[str, BlockKind]] = {
    "li": "list_item",
    "dt": "list_item",
    "dd": "list_item",
    "blockquote": "quote",
    **dict.fromkeys(HEADINGS, "heading"),
}
"""The kind of the text in an element, unless an element inside of it says more."""

BESIDE = frozenset("figure figcaption aside nav footer form table".split())
"""Elements in which no standfirst is, and no lost paragraph of the text."""
LISTS: Final = frozenset({"ul", "ol", "menu"})
"""Tags of lists of items; those of definitions are built another way."""
