"""Trafilatura's first step on the box of the article alone, where that gives what the whole page gives.

That step copies, prunes and converts the whole page, then looks for the box of the article and reads
what is in there; most of a page is outside. Here the box is looked for first, by the same
expressions, and only its copy is prepared. Wherever the rest of the page has a say the answer is
"not this way": the box would be pruned, it holds too little, a form in it may be the page's own.
"""

from collections.abc import Callable, Iterator
from copy import copy
from functools import cache, partial
from types import ModuleType
from typing import Any

from lxml import etree
from lxml.html import HtmlElement
from trafilatura.htmlprocessing import convert_tags, prune_unwanted_nodes, tree_cleaning
from trafilatura.settings import MANUALLY_CLEANED, Extractor

from newscrawl.extract.body.named_paths import NamedPath

MARK = "data-newscrawl-box"
"""The attribute by which the box is found again in the copy."""
IN_BOX = etree.XPath(f".//*[@{MARK}]")
PARAGRAPHS = 3
"""Times the least size of a text that paragraphs must hold: with less, trafilatura reads bare text too."""
MAX_FORM_SHARE = 1 / 3
"""Share (0–1) of the text of the box in a form; with more, it may be the form around a whole page."""

Read = tuple[etree._Element, str]
Paths = list[etree.XPath | NamedPath]


class NotThisWay(Exception):  # noqa: N818 - an answer, no error
    """The rest of the page has a say in what is read."""


def read_box(
    tree: HtmlElement, reader: ModuleType, pruned: Paths, options: Extractor
) -> Read | None:
    """Return what trafilatura's first step reads of *tree*, and its text; ``None``: not this way.

    *reader* is ``boxed_reader(…)``, *pruned* has the expressions by which the page is pruned first.
    """
    box = next((found[0] for path in reader.PAGE_XPATH if (found := path(tree))), None)
    if box is None or not _has_paragraphs(box, options) or not _stays(box, pruned):
        return None
    if _holds_form(box):
        return None
    page = _copied(box)
    # Held, each element is made into an object of Python once, not by each of a dozen walks.
    elements = tuple(page.iter())
    prune_unwanted_nodes(page, pruned)  # type: ignore[arg-type] # they answer alike
    try:
        read: Read = reader.extract_content(
            convert_tags(tree_cleaning(page, options), options), options
        )
    except NotThisWay:
        return None
    finally:
        del elements
    return read


def _stays(box: HtmlElement, pruned: Paths) -> bool:
    """Return whether neither *box* nor an element around it is taken out before the box is looked for."""
    around = (box, *box.iterancestors())
    # Other expressions tell nothing of a single element.
    named = [path for path in pruned if isinstance(path, NamedPath)]
    return len(named) == len(pruned) and not any(
        each.tag in MANUALLY_CLEANED or any(path.matches(each) for path in named) for each in around
    )


def _holds_form(box: HtmlElement) -> bool:
    """Return whether *box* holds a form with a fair share of its text."""
    forms = [len(form.text_content()) for form in box.iter("form")]
    return bool(forms) and max(forms) > MAX_FORM_SHARE * len(box.text_content())


def _copied(box: HtmlElement) -> HtmlElement:
    """Return a copy of *box* within elements like those around it, which hold nothing else."""
    inner: HtmlElement = copy(box)
    inner.set(MARK, "")
    for element in box.iterancestors():
        outer = element.makeelement(element.tag)
        outer.append(inner)
        inner = outer
    return inner


@cache
def boxed_reader(load: Callable[[], ModuleType]) -> ModuleType:
    """Return the ``main_extractor`` that *load* gives, made to read one box or to say "not this way"."""
    reader: Any = load()
    reader.PAGE_XPATH = reader.BODY_XPATH
    # A second box is looked for where the first holds too little.
    reader.BODY_XPATH = [IN_BOX, _refused]
    reader.recover_wild_text = _refused
    reader.prune_unwanted_sections = partial(_with_paragraphs, reader.prune_unwanted_sections)
    reader.delete_by_link_density = partial(_delete_by_links, reader.delete_by_link_density)
    return reader  # type: ignore[no-any-return] # it came as a module


def _refused(*_: object) -> None:
    """Say that a box alone does not do."""
    raise NotThisWay


def _with_paragraphs(
    prune: Callable[..., HtmlElement], tree: HtmlElement, tags: set[str], options: Extractor
) -> HtmlElement:
    """Return *tree*, a box, pruned; it must have so much text in paragraphs as would do for a page."""
    left = prune(tree, tags, options)
    if not _has_paragraphs(left.getroottree().getroot(), options):
        raise NotThisWay
    return left


def _has_paragraphs(tree: HtmlElement, options: Extractor) -> bool:
    """Return whether *tree* has so much text in paragraphs that trafilatura reads no bare text."""
    size, enough = 0, PARAGRAPHS * options.min_extracted_size
    for paragraph in tree.iter("p"):
        # Paragraphs in paragraphs are made by broken markup; their text is that of the outermost.
        if next(paragraph.iterancestors("p"), None) is None:
            size += sum(map(len, paragraph.itertext()))
        if size >= enough:
            return True
    return False


def _delete_by_links(
    delete: Callable[..., HtmlElement], tree: HtmlElement, tag: str, **options: bool
) -> HtmlElement:
    """Do what trafilatura's ``delete_by_link_density`` does; it is asked where there are links alone."""
    held = {each for link in tree.iter("ref") for each in link.iterancestors(tag)}
    if held:
        delete(_Holding(tree, held), tag, **options)
    return tree


class _Holding:
    """A tree that has only the elements *held* to offer."""

    def __init__(self, tree: HtmlElement, held: set[HtmlElement]) -> None:
        self._tree, self._held = tree, held

    def iter(self, tag: str) -> Iterator[HtmlElement]:
        """Yield the elements of *tag*, in document order."""
        return (each for each in self._tree.iter(tag) if each in self._held)
