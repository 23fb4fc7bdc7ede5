"""Take out of a tree what a reader of the page does not see: scripts, drawings, hidden text."""

from lxml import etree
from lxml.html import HtmlElement

from newscrawl.extract.hidden import Hidden, drop_hidden

BULK = "script style noscript svg iframe object embed canvas audio video map head".split()


def tidy(tree: HtmlElement) -> tuple[Hidden, ...]:
    """Take scripts, drawings, the head and hidden text out of *tree*, in place; give the hidden text."""
    etree.strip_elements(tree, *BULK, with_tail=False)
    for template in list(tree.iter("template")):
        if template.get("shadowrootmode") is None:
            template.drop_tree()
        else:  # its content is shown in the place of the element around it
            template.tag = "div"
    return drop_hidden(tree)
