"""Tree to the lines of the article's body, as keys; the only module that imports trafilatura."""

from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from functools import cache
from importlib import resources
from importlib.util import find_spec, module_from_spec
from itertools import accumulate, chain
from types import ModuleType

import justext
from lxml import etree
from lxml import html as lxml_html
from lxml.html import HtmlElement
from trafilatura.core import ESCALATION_ACCEPT_RATIO, ESCALATION_MAX_LENGTH, ESCALATION_PAGE_SHARE
from trafilatura.htmlprocessing import convert_tags, prune_unwanted_nodes, tree_cleaning
from trafilatura.settings import Extractor

from newscrawl.extract.body.named_paths import named_path
from newscrawl.extract.body.paragraphs import with_paragraphs
from newscrawl.extract.characters import clean_line
from newscrawl.extract.segmentation.segments import key_of
from newscrawl.model.items import BlockKind

KINDS: Mapping[str, BlockKind] = {
    # trafilatura's names of its result's elements, not those of HTML.
    "head": "heading",
    "item": "list_item",
    "quote": "quote",
    "row": "table_row",
    "code": "code",
}
BREAKING = frozenset(
    {"p", "head", "list", "item", "quote", "table", "row", "code", "lb", "body", "div", "main"}
)
FOLDED = frozenset({"item", "row"})
"""Inside these, paragraphs are no lines of their own …"""
FOLDED_KINDS = frozenset({"list_item", "table_row"})
"""… nor in blocks of these kinds …"""
OWN_LINES = frozenset({"list", "item", "table", "row"})
"""… but these are."""
MAX_FALLBACK_BLOCKS = 5_000
"""Blocks of a page at which trafilatura's fallback is left out: justext takes quadratic time in them."""
MIN_CHARS = 250
"""A shorter text is doubted."""
MIN_SHARE = 0.4
"""So is a text with less than this share (0–1) of the page's running text."""
COUNTED = ("p", "li", "td", "th", "dd", "h1", "h2", "h3", "div", "br")


def body_keys(tree: HtmlElement, url: str, running: int = 0) -> tuple[str, ...]:
    """Return the keys of what trafilatura takes for the article's body, line by line; *tree* is not changed.

    *running* is how many characters the page has in long paragraphs. Trafilatura compares its
    result with two further extractors, which costs a third of its time and changes nothing on most
    pages: they are asked only where its own result is short, or short of *running*.
    """
    tree = with_paragraphs(tree)
    body = quick_body(tree, url)
    size = 0 if body is None else sum(map(len, body.itertext()))
    # The comparison is quadratic in the blocks of a page, so crowded pages do without it.
    if size < max(MIN_CHARS, MIN_SHARE * running) and not _is_crowded(tree):
        _provide_stop_words()
        body = extract_body(tree, url, fast=False)
    if body is None:
        return ()
    # The tree and not its text output: only the tree tells where a block ends.
    reader = LineReader()
    reader.read(body, "paragraph")
    reader.end("paragraph")
    return tuple(reader.keys)


def quick_body(tree: HtmlElement, url: str) -> etree._Element | None:
    """Return trafilatura's result tree, if it has one, without the comparison with further extractors.

    These are the steps of ``trafilatura.core.trafilatura_sequence`` with ``fast``, of the versions
    that pyproject.toml allows. Called whole, it copies the tree four times, for later steps that
    most pages do not need, and makes a text of the page to compare the result's length with: a
    quarter of its time.
    """
    options = _quick_options()
    pruned, _held = _pruned(tree)
    try:
        cleaned = convert_tags(tree_cleaning(pruned, options), options)
        body: etree._Element
        body, text = own_trafilatura().extract_content(cleaned, options)
    except (TypeError, ValueError):  # what ``bare_extraction`` takes for a page without text
        return None
    if len(text) >= options.min_extracted_size and not _may_be_short(text, tree):
        return body
    pruned, _held = _pruned(tree)
    return _rescued(pruned, url, body, text)


def _pruned(tree: HtmlElement) -> tuple[HtmlElement, Sequence[HtmlElement]]:
    """Return a copy of *tree* without comments of readers and articles that follow, and its elements.

    Who holds these spares lxml to make objects for them at each of some thirty looks: 0.4 ms a page.
    """
    own = own_trafilatura()
    # A copy: pruning removes elements, and all later steps need the page as it was.
    page = copy(tree)
    elements = tuple(page.iter())
    paths = [*own.RAW_TREE_PRUNE_XPATH, *own.REMOVE_COMMENTS_AND_LISTS_XPATH]
    return prune_unwanted_nodes(page, paths), elements


def _may_be_short(text: str, tree: HtmlElement) -> bool:
    """Return whether *text* may be so little of the page *tree* that trafilatura looks for more."""
    if not 0 < len(text) < ESCALATION_MAX_LENGTH:
        return False
    return any(len(text) < ESCALATION_PAGE_SHARE * chars for chars in _chars_so_far(tree))


def _rescued(tree: HtmlElement, url: str, body: etree._Element, text: str) -> etree._Element | None:
    """Return the body of a page where trafilatura's first step found little: *text*, in *body*."""
    own, options = own_trafilatura(), _quick_options()
    if len(text) < options.min_extracted_size:
        other, other_text, size = own.baseline(tree)
        # ``baseline`` takes paragraphs wherever they are: only where the first step found less.
        if size > len(text):
            body, text = other, other_text
    # The cheap bound first: making a text of the page costs more than all else here.
    if _may_be_short(text, tree) and len(text) < ESCALATION_PAGE_SHARE * len(own.html2txt(tree)):
        # The options are shared by all pages: only a copy may be changed.
        wider = copy(options)
        wider.focus = "recall"
        try:
            found, found_text = own._recall_retry(tree, wider, url)
        except Exception:  # as trafilatura takes it: then there is no other text
            found_text = ""
        if len(found_text) >= options.min_extracted_size and (
            len(found_text) > ESCALATION_ACCEPT_RATIO * len(text)
        ):
            body, text = found, found_text
    return body if len(text) >= options.min_output_size else None


@cache
def own_trafilatura() -> ModuleType:
    """Return ``trafilatura.core`` loaded for us alone, with expressions that are answered faster.

    They answer the same. Other importers of trafilatura get it as it is.
    """
    core, *others = _own_modules()
    for module in (core, *others):
        _answer_faster(module)
    for module in others:
        # ``core`` imported these from the modules that everybody shares: ours take their place.
        shared = vars(module).keys() & vars(core).keys()
        own = (name for name in shared if _is_of(module, name))
        for name in own:
            setattr(core, name, getattr(module, name))
    return core


def _answer_faster(module: ModuleType) -> None:
    """Put faster expressions into the lists of a module that hold some."""
    for name, value in vars(module).items():
        if name.endswith("_XPATH") and isinstance(value, list):
            setattr(module, name, list(map(named_path, value)))


def _is_of(module: ModuleType, name: str) -> bool:
    """Return whether a module defines what it has under *name*."""
    return getattr(getattr(module, name), "__module__", "") == module.__name__


@cache
def _own_modules() -> tuple[ModuleType, ...]:
    """Return ``core``, ``main_extractor`` and ``external`` of trafilatura, loaded for us alone."""
    return tuple(map(_loaded, ("core", "main_extractor", "external")))


def _loaded(name: str) -> ModuleType:
    """Load a module of trafilatura once more, under its name, known to nobody else."""
    spec = find_spec(f"trafilatura.{name}")
    if spec is None or spec.loader is None:
        raise ImportError(
            f"trafilatura.{name} is not there: install trafilatura as pyproject.toml has it"
        )
    # Not put into ``sys.modules``: who imports trafilatura there gets the one without changes.
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _chars_so_far(tree: HtmlElement) -> Iterator[int]:
    """Yield how many characters ``trafilatura.html2txt`` finds in *tree* at most, text by text."""
    # One after the other: on most pages a few texts are enough to know that there is more.
    return accumulate(len(" ".join(text.split())) + 1 for text in tree.itertext())


@cache
def _quick_options() -> Extractor:
    """Return the options of ``quick_body``; without a body's text as Markdown, which nobody reads here."""
    return Extractor(output_format="txt", fast=True, comments=False)


def extract_body(tree: HtmlElement, url: str, *, fast: bool) -> etree._Element | None:
    """Return trafilatura's result tree, if it has one."""
    document = own_trafilatura().bare_extraction(  # it works on a copy of its own
        tree, url=url, include_comments=False, with_metadata=False, fast=fast
    )
    return None if document is None or isinstance(document, dict) else document.body


@cache
def _provide_stop_words() -> None:
    """Give trafilatura's fallback the words of all stop lists as a set that knows its hash.

    It makes a tuple of 154,000 words of its own, word by word (0.1 s), whose hash costs each page 6
    ms.
    """
    lists = resources.files(justext).joinpath("stoplists").iterdir()
    words = (
        each.read_text("utf-8").lower().splitlines() for each in lists if each.name.endswith(".txt")
    )
    *_, external = _own_modules()
    external.JT_STOPLIST = frozenset(chain.from_iterable(words))  # type: ignore[attr-defined] # asked "in" only


def _is_crowded(tree: HtmlElement) -> bool:
    """Return whether the page has so many blocks that the further extractors would take too long."""
    return sum(1 for _ in tree.iter(*COUNTED)) > MAX_FALLBACK_BLOCKS


class LineReader:
    """Reads trafilatura's result tree into the keys of its lines."""

    def __init__(self) -> None:
        self.keys: list[str] = []
        self.text: list[str] = []

    def read(self, element: etree._Element, kind: BlockKind) -> None:
        """Read *element*, whose text belongs to a block of *kind*; its tail is left to the caller."""
        folded = element.tag in FOLDED or kind in FOLDED_KINDS
        if element.text:
            self.text.append(element.text)
        for child in element:
            self.read_child(child, kind, folded)
            if child.tail:
                self.text.append(child.tail)

    def read_child(self, child: etree._Element, kind: BlockKind, folded: bool) -> None:
        """Read a child; a block ends the line before it and its own."""
        tag = str(child.tag)
        if tag == "cell":
            has_text = any(map(str.strip, self.text))
            self.text.append(" | " if has_text else "")
            self.read(child, "table_row")
        elif self.is_in_line(child, tag):
            self.read(child, kind)
        # A paragraph in an item or a row is part of its line, as it is one segment of the page.
        elif folded and tag not in OWN_LINES:
            self.text.append(" ")
            self.read(child, kind)
            self.text.append(" ")
        else:
            self.end(kind)
            inner = KINDS.get(tag, kind)
            self.read(child, inner)
            self.end(inner)

    def is_in_line(self, child: etree._Element, tag: str) -> bool:
        """Return whether a child is part of the line around it."""
        # A word in ``code`` is part of its sentence; only a block of code is a line.
        return tag not in BREAKING or (tag == "code" and self.is_inline(child))

    def is_inline(self, code: etree._Element) -> bool:
        """Return whether a ``code`` element is within a sentence."""
        parent = code.getparent()
        if parent is None or parent.tag in {"body", "div", "quote"}:
            return False
        return "\n" not in (code.text or "")

    def end(self, kind: BlockKind) -> None:
        """End the line."""
        text = "".join(self.text)
        self.text.clear()
        # Keys compare words alone, so lines match segments whatever their spaces and signs are.
        if key := key_of(text if kind == "code" or text.isascii() else clean_line(text)):
            self.keys.append(key)


def warm_body() -> None:
    """Pay trafilatura's first-call costs: its fallback's stop lists and its patterns."""
    _provide_stop_words()
    tree = lxml_html.document_fromstring("<html><body><div><p>Short.</p></div></body></html>")
    extract_body(tree, "https://warm.example/", fast=False)
