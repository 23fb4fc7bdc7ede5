"""The way of one page from bytes to Draft: the recipe, and the entry point of the workers."""

import gc
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import islice

from lxml.html import HtmlElement

from newscrawl.boilerplate.learn import learn
from newscrawl.boilerplate.profile import to_json
from newscrawl.boilerplate.selector_rules import load_rules
from newscrawl.boilerplate.strip import strip_blocks
from newscrawl.errors import ExtractError
from newscrawl.extract.attachments import (
    MAX_LINKS,
    Placed,
    base_of,
    find_media,
    images_of,
    links_of,
    media_of,
)
from newscrawl.extract.body.assemble import Reading, kept_blocks, merge_removals, read_page
from newscrawl.extract.body.clues import PageFacts
from newscrawl.extract.body.extractor import warm_body
from newscrawl.extract.body.live import read_updates
from newscrawl.extract.body.profile import may_change, packed_sketch, read_profile
from newscrawl.extract.characters import join_lines
from newscrawl.extract.markdown import markdown_of
from newscrawl.extract.metadata.habits import is_usual, shows_all, source_habit
from newscrawl.extract.metadata.jsonld import read_evidence, read_jsonld
from newscrawl.extract.metadata.notices import read_notices
from newscrawl.extract.metadata.read import read_metadata
from newscrawl.extract.metadata.read import warm as warm_metadata
from newscrawl.extract.metadata.selected import extra_of, is_filled, select, settle
from newscrawl.extract.metadata.title_keys import title_keys
from newscrawl.extract.page_features import read_signs
from newscrawl.extract.pagedata.embedded import Embedded
from newscrawl.extract.pagedata.find import find_embedded
from newscrawl.extract.pagedata.identity import PageIdentity
from newscrawl.extract.parse.charset import decode
from newscrawl.extract.parse.cleanup import clean_tree
from newscrawl.extract.parse.dialogs import drop_dialogs
from newscrawl.extract.parse.hidden import Hidden, drop_ruled
from newscrawl.extract.parse.html import Limits, parse_html
from newscrawl.extract.parse.removals import hidden_removals
from newscrawl.extract.parse.streamed import place_pieces
from newscrawl.extract.parse.stylesheet import page_css
from newscrawl.extract.segmentation.segments import key_of
from newscrawl.extract.signals import UNKNOWN, agreement, signals_of
from newscrawl.model.fields import Match
from newscrawl.model.items import (
    NOWHERE,
    Block,
    Context,
    Draft,
    Facts,
    Metadata,
    Notice,
    Page,
    PageFeatures,
    Stripped,
)
from newscrawl.model.more import NOTHING, More
from newscrawl.model.page_sketch import TrainingSet
from newscrawl.text.language import settle_language, warm_language
from newscrawl.text.length import letters_of

DEFAULT_LIMITS = Limits()
LONG_CHARS = 80
SCRIPTED = "if a script fills it in: --render, or render = true for its source"
SHOWN_CHARS = 600
"""A page that shows so much text in long blocks shows its article; its data is not looked at."""
HIDDEN_SHOWN_CHARS = 200
"""Characters that a page counts as showing if its long blocks are not those of its article."""
MIN_INSIDE_SHARE = 0.5
"""Share of the characters that the page shows below which its data is not believed: some of it is code."""
MIN_GARBAGE = 20_000
"""New objects at which the garbage collector looks for cycles. A page makes some ten thousand, nearly
all in no cycle; with Python's own 700 looking for them takes a twentieth of the time."""
WARM_PAGE = """
<html lang="en"><head><title>A bridge for the town</title></head><body><article><h1>A bridge</h1>
<p>The council voted on Tuesday to rebuild the bridge that the flood of last spring had carried away.</p>
<p>It will be paid for from the reserves of the town. Work will begin in autumn.</p></article></body></html>
"""


@dataclass(frozen=True, slots=True)
class ParsedPage:
    """A page after the first half of its way: read, not yet judged by what its blocks say."""

    page: Page
    flags: tuple[str, ...]
    notices: tuple[Notice, ...]
    signs: PageFeatures
    clues: PageFacts
    reading: Reading
    body_source: str = "page"
    hidden: tuple[Hidden, ...] = ()
    base: str = ""
    placed: tuple[Placed, ...] = ()
    matches: tuple[Match, ...] = ()


@dataclass(frozen=True, slots=True)
class Ready:
    """A page that is parsed and tidied, with its own claims.

    Attributes:
        tree: Without scripts, drawings and hidden text.
        text: The markup it was made of, mended.
        clues: The facts that are not in the tree.
        base: The URL that its links are relative to, where they are asked for.
        placed: Its videos and recordings, where they are.
        matches: The matches of its source's selectors.
        elements: As those of ``Parsed``, held as long as the page is read.
    """

    tree: HtmlElement
    text: str
    clues: PageFacts
    flags: tuple[str, ...]
    notices: tuple[Notice, ...]
    signs: PageFeatures
    hidden: tuple[Hidden, ...]
    base: str = ""
    placed: tuple[Placed, ...] = ()
    matches: tuple[Match, ...] = ()
    elements: tuple[HtmlElement, ...] = ()


def extract_page(
    page: Page,
    limits: Limits = DEFAULT_LIMITS,
    *,
    with_standfirst: bool = True,
    with_updates: bool = True,
) -> Draft:
    """Turn *page* into a Draft, by the profile of its site if it carries one.

    *with_standfirst* makes the standfirst the first block where the extracted text lacks it;
    without *with_updates* the updates of a live blog are a field alone.

    Raises:
        ExtractError: If the page gives no article; its ``reason`` is counted.
    """
    return make_draft(
        parse_page(page, limits, with_standfirst=with_standfirst, with_updates=with_updates)
    )


def parse_page(
    page: Page,
    limits: Limits = DEFAULT_LIMITS,
    *,
    with_standfirst: bool = True,
    with_updates: bool = True,
) -> ParsedPage:
    """Parse and read *page*.

    Raises:
        ExtractError: If it is no page.
    """
    ready = prepare(page, limits)
    reading = read_page(
        ready.tree, ready.clues, with_standfirst=with_standfirst, with_updates=with_updates
    )
    hidden = ready.hidden
    # Only what came into the text is looked at under the page's own style rules.
    if ruled := drop_ruled(reading.box, reading.text, page_css(ready.text)):
        hidden = (*hidden, *ruled)  # and read again: the text holds less now
        reading = read_page(
            ready.tree, ready.clues, with_standfirst=with_standfirst, with_updates=with_updates
        )
    flags = (*page.flags, *ready.flags)
    look = ParsedPage(
        page,
        flags,
        ready.notices,
        ready.signs,
        ready.clues,
        reading,
        hidden=hidden,
        base=ready.base,
        placed=ready.placed,
        matches=ready.matches,
    )
    # Last: a page that shows its article is read as shown, its data is often cut short.
    embedded = None if shows_all(ready.clues.habits) else _read_embedded(look, limits)
    if embedded is None:
        return look
    inside = _parse_embedded(look, embedded)
    return inside if len(inside.reading.text) >= MIN_INSIDE_SHARE * len(look.reading.text) else look


def prepare(page: Page, limits: Limits = DEFAULT_LIMITS) -> Ready:
    """Parse *page*, read its own claims, and tidy its tree.

    Raises:
        ExtractError: If it is no page.
    """
    parsed = parse_html(page.body, page.content_type, limits)
    place_pieces(parsed.tree, parsed.text)  # first: all readers see the page as shown
    nodes = read_jsonld(parsed.tree)  # before the scripts are removed
    profile = read_profile(page.profile) if page.profile else None
    by_habit = profile is not None and page.is_usual and not page.wants_sketch
    habits = profile.habits if profile and by_habit else frozenset[str]()
    metadata = read_metadata(parsed.tree, page.url, nodes, habits)
    # A person's selectors go before what the page states.
    metadata, matches = settle(metadata, select(parsed.tree, page.fields), page.url)
    signs = read_signs(parsed.tree, nodes)
    titles = title_keys(parsed.tree, metadata)
    notices = read_notices(parsed.tree, parsed.text)
    base = base_of(parsed.tree, page.url) if page.more else ""
    placed = find_media(parsed.tree, nodes, base) if "media" in page.more else ()  # removed below
    hidden = (*clean_tree(parsed.tree), *drop_dialogs(parsed.tree, titles, page.pins))
    if parsed.is_wide:
        join_lines(parsed.tree)
    clues = PageFacts(
        url=page.url,
        metadata=metadata,
        evidence=read_evidence(nodes),
        titles=titles,
        updates=read_updates(nodes),
        profile=profile,
        habits=habits,
        sketched=page.profile is not None,
        brief=not page.wants_sketch,
        outright=page.is_trusted and not page.wants_sketch,
        pins=page.pins,
    )
    told = (clues, parsed.flags, notices, signs, hidden, base, placed, matches)
    return Ready(parsed.tree, parsed.text, *told, parsed.elements)


def _read_embedded(look: ParsedPage, limits: Limits) -> Embedded | None:
    """Return the article in the data of a page that shows no article."""
    blocks = kept_blocks(look.reading.pieces)
    long = [block.text for block in blocks if letters_of(block.text) >= LONG_CHARS]
    hidden = _hides(look.clues.evidence.body, long)
    if look.clues.updates or (sum(map(letters_of, long)) >= SHOWN_CHARS and not hidden):
        return None  # a live blog may show little beside its updates
    shown = HIDDEN_SHOWN_CHARS if hidden else sum(letters_of(block.text) for block in blocks)
    tree = parse_html(look.page.body, look.page.content_type, limits).tree  # with the scripts
    return find_embedded(tree, PageIdentity(look.clues.titles, look.page.url), shown, limits)


def _hides(told: str | None, long: Sequence[str]) -> bool:
    """Return whether the *long* blocks of a page have nothing of what its JSON-LD calls the article."""
    if told is None or letters_of(told) < SHOWN_CHARS:
        return False
    key = key_of(told)
    return not any(key_of(text)[:LONG_CHARS] in key for text in long)


def _parse_embedded(look: ParsedPage, embedded: Embedded) -> ParsedPage:
    """Read the article from the data of a page: all of it is body, where no rule says that it is not."""
    signs = read_signs(embedded.tree, ())
    told = {name: getattr(look.signs, name) for name in ("types", "og_type", "title", "headline")}
    clean_tree(embedded.tree)
    reading = read_page(
        embedded.tree, replace(look.clues, whole=embedded.whole, profile=None, sketched=False)
    )
    clues = replace(look.clues, metadata=_with_embedded(look.clues.metadata, embedded))
    if embedded.headline:
        told["headline"] = embedded.headline
    return replace(
        look,
        signs=replace(signs, **told),
        clues=clues,
        reading=reading,
        body_source=embedded.source,
    )


def _with_embedded(metadata: Metadata, embedded: Embedded) -> Metadata:
    """Return *metadata* with the values of the data where the page states none, or only seems to."""
    if embedded.headline:
        metadata = replace(metadata, title=embedded.headline)
    guessed = metadata.published is None or metadata.published.source.startswith("page:")
    return (
        replace(metadata, published=embedded.published)
        if guessed and embedded.published
        else metadata
    )


def make_draft(look: ParsedPage) -> Draft:
    """Judge the blocks of a page by their words, and make its draft.

    Raises:
        ExtractError: If nothing is left, or links alone: a menu.
    """
    page, reading, metadata, profile = (
        look.page,
        look.reading,
        look.clues.metadata,
        look.clues.profile,
    )
    own = (*metadata.habits, source_habit(look.body_source))
    blocks = kept_blocks(reading.pieces)
    if all(block.context.link_share >= 1 for block in blocks):
        raise ExtractError("no_text", f"no article text found in the page; {SCRIPTED}")
    text = "\n".join(block.text for block in blocks)
    claim = metadata.language
    # Its data outweighs the page, but no selector.
    if look.body_source != "page":
        metadata, _ = settle(metadata, look.matches, page.url)
    told = page.language or (metadata.language if is_filled("language", look.matches) else "")
    metadata = replace(metadata, language=told or settle_language(metadata.language, text))
    known = (metadata.language, metadata.title, metadata.site_name, metadata.authors)
    facts = Facts(page.url, *known, told=look.clues.evidence.body)
    stripped = strip_blocks(blocks, facts)
    hidden = hidden_removals(look.hidden, reading.box, len(reading.pieces))
    removed = (*merge_removals(reading.pieces, stripped), *hidden)
    signals = signals_of(stripped.kept, removed, claim)
    return Draft(
        url=page.url,
        blocks=stripped.kept,
        removed=removed,
        metadata=metadata,
        standfirst=reading.standfirst,
        byline=reading.fields.byline,
        dateline=reading.fields.dateline,
        captions=reading.fields.captions,
        credits=reading.fields.credits,
        updates=reading.updates,
        flags=look.flags,
        notices=look.notices,
        signs=look.signs,
        sketch=packed_sketch(reading.sketch, own) if page.wants_sketch else None,
        profiled=reading.profiled,
        foretold=reading.foretold,
        exact=reading.exact,
        usual=is_usual(own, profile.habits) if profile else None,
        body_source=look.body_source,
        signals=replace(signals, agreement=_agreement_of(reading, stripped)),
        more=_more_of(look, stripped) if page.more else NOTHING,
        extra=extra_of(look.matches),
        matches=look.matches,
    )


def _kept_places(reading: Reading, stripped: Stripped) -> list[int]:
    """Return the indexes of the segments that the blocks which stay were made of."""
    gone = {each.position for each in stripped.removed}
    places = [piece.place for piece in reading.pieces if piece.verdict is None]
    return [place for position, place in enumerate(places) if position not in gone]


def _more_of(look: ParsedPage, stripped: Stripped) -> More:
    """Return the parts of the page that are asked for besides its text."""
    asked, reading, page = look.page.more, look.reading, look.page
    segments = [reading.sight.segments[place] for place in _kept_places(reading, stripped)]
    needs_links = "links" in asked or "markdown" in asked
    links = (
        tuple(islice(links_of(stripped.kept, segments, look.base), MAX_LINKS))
        if needs_links
        else ()
    )
    lead = look.clues.metadata.image
    return More(
        links if "links" in asked else (),
        tuple(markdown_of(stripped.kept, segments, links)) if "markdown" in asked else (),
        images_of(reading.box, look.base, lead) if "images" in asked else (),
        media_of(look.placed, reading.box) if "media" in asked else (),
        decode(page.body, page.content_type)[0] if "html" in asked else "",
    )


def _agreement_of(reading: Reading, stripped: Stripped) -> float:
    """Return how far the blocks of a page that stay are those that trafilatura takes.

    -1: it was not asked.
    """
    if not reading.asked:
        return UNKNOWN
    sizes = [len(segment.text) for segment in reading.sight.segments]
    return agreement(sizes, _kept_places(reading, stripped), reading.sight.taken)


def work(task: Page | TrainingSet) -> Draft | str | None:
    """Do a task of the crawl: a page becomes a Draft, a lesson the profile of a site as JSON.

    ``None``: the page was read before, and the profile that is known now has no say in its text.

    Raises:
        ExtractError: As in ``extract_page``.
    """
    if isinstance(task, TrainingSet):
        return to_json(learn(task.sketches))
    if task.earlier is not None and not may_change(task.profile, task.earlier):
        return None
    draft = extract_page(task, with_updates=task.with_updates)
    # Contexts are large, and nobody outside of the worker asks for them.
    return replace(draft, blocks=tuple(map(_drop_context, draft.blocks)))


def _drop_context(block: Block) -> Block:
    """Return *block* with the part of its place in the page that is asked for outside of a worker."""
    share = block.context.link_share
    return replace(block, context=Context(link_share=share) if share else NOWHERE)


def warm() -> None:
    """Pay the costs of the first page once: rules, stop lists, patterns. Call it when a worker starts.

    The objects that it leaves live as long as the process: the garbage collector need not look at
    them again.
    """
    # Most of it is to unpack the model, which needs no lock of Python's.
    with ThreadPoolExecutor(1) as apart:
        language = apart.submit(warm_language)
        load_rules()
        warm_body()
        warm_metadata()
        language.result()
    extract_page(Page("https://warm.example/", WARM_PAGE.encode()))
    gc.collect()
    gc.freeze()
    gc.set_threshold(MIN_GARBAGE, *gc.get_threshold()[1:])
