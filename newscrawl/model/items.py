"""The stages of one page, as values: Page → Draft → Article.

``Page`` is what was downloaded, ``Draft`` what extraction made of it, ``Article`` (module
``article``) the record that is written. ``Draft.blocks`` and ``Draft.removed`` together are the
page's text as extracted: a block is in exactly one of them, and nothing disappears without a
``Removal``.
"""

from dataclasses import dataclass, field
from typing import Literal, get_args

from newscrawl.model.fields import Extra, Field, Match
from newscrawl.model.more import NOTHING, More
from newscrawl.model.page_sketch import Note
from newscrawl.model.signals import Signals
from newscrawl.model.warc_place import NO_PLACE, WarcPlace

BlockKind = Literal["paragraph", "heading", "list_item", "quote", "table_row", "code"]

Category = Literal[
    "donation",
    "subscription",
    "newsletter",
    "app",
    "advertisement",
    "cookie",
    "share",
    "related",
    "comments",
    "audio",
    "licence",
    "credit",
    "bio",
    "event",
    "hidden",
    "field",
    "other",
]
"""The kind of a removed block. ``field``: it is kept as a field of its own (headline, byline, caption …)."""


@dataclass(frozen=True, slots=True)
class Context:
    """Where a block is in its page; empty for a block of plain text.

    Attributes:
        selectors: Ancestors and the block's own element, outermost first, each as ``tag``,
            ``tag.class`` (one entry per class) or ``tag#id``, e.g. ``("article", "div.story-body",
            "p")``.
        hrefs: Link targets inside the block, as written in the page.
        link_share: Share (0–1) of the block's characters that are link text.
        controls: Number of buttons and form fields in the block's own element and its nearest box.
        repeats: On how many other known pages of the site it is nearly alike, wherever.
        compared: Number of known pages of the site that it was compared with.
        pinned: A person pinned that it stays.
        style: The inline element around all of its text: ``em``, ``strong``, ``small``, ``mark`` or
            none.
        place: Number of the paragraph of the page that it is or is a line of; ``None`` if not
            known.
    """

    selectors: tuple[str, ...] = ()
    hrefs: tuple[str, ...] = ()
    link_share: float = 0.0
    controls: int = 0
    repeats: int = 0
    compared: int = 0
    pinned: bool = False
    style: str = ""
    place: int | None = None


# Shared as a default by all blocks; it is frozen, so none can change another's.
NOWHERE = Context()


@dataclass(frozen=True, slots=True)
class Block:
    """One block of text: never empty, no blank line inside, white space folded except in code."""

    text: str
    kind: BlockKind = "paragraph"
    context: Context = NOWHERE


@dataclass(frozen=True, slots=True)
class Removal:
    """One block that was taken out, and why.

    Attributes:
        text: The block's text as extracted.
        category: What it was.
        rule_id: The rule or component that took it, e.g. ``en.donate-monthly`` or ``appeals.run``.
        reason: One sentence for a person.
        position: Index (from 0) of the block among all blocks of the page, kept and removed.
    """

    text: str
    category: Category = field(
        metadata={"json_schema_extra": {"type": "string", "enum": list(get_args(Category))}}
    )
    rule_id: str
    reason: str
    position: int


@dataclass(frozen=True, slots=True)
class Facts:
    """Facts on a page besides its blocks; every field may be unknown.

    Attributes:
        url: URL of the page.
        language: ISO 639-1 code, lower case.
        title: Headline.
        site_name: Name of the outlet.
        authors: Names.
        told: What the page's data gives as the article's text (``articleBody``).
    """

    url: str | None = None
    language: str | None = None
    title: str | None = None
    site_name: str | None = None
    authors: tuple[str, ...] = ()
    told: str | None = None


@dataclass(frozen=True, slots=True)
class Stripped:
    """Blocks split into kept and removed; order is kept, every block is in exactly one of them."""

    kept: tuple[Block, ...]
    removed: tuple[Removal, ...]

    @property
    def text(self) -> str:
        """The kept blocks, joined by blank lines."""
        return "\n\n".join(block.text for block in self.kept)


@dataclass(frozen=True, slots=True)
class Update:
    """One update of a live blog; parts that the page does not give are empty.

    Attributes:
        title: Its headline.
        text: Its text, white space folded.
        published: As the page gives it, mostly ISO 8601.
    """

    title: str
    text: str
    published: str


@dataclass(frozen=True, slots=True)
class Timestamp:
    """A point in time as a page gives it.

    Attributes:
        iso: ISO 8601, as exact as known: ``2026-11-24``, ``2026-11-24T07:41:00``, ``…+01:00``.
        source: Where it came from, e.g. ``json-ld:datePublished``, ``meta:article:published_time``.
        moment: The same in UTC, where ``iso`` is the day of the page's readers; else empty.
        written: The page's own words, white space folded; empty where none are known.
    """

    iso: str
    source: str
    moment: str = ""
    # One moment is the same in whatever words the page wrote it.
    written: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Metadata:
    """A page's own data on its article; ``None`` or empty where it has none."""

    title: str | None = None
    authors: tuple[str, ...] = ()
    published: Timestamp | None = None
    modified: Timestamp | None = None
    language: str | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    description: str | None = None
    site_name: str | None = None
    image: str | None = None
    canonical_url: str | None = None
    # Three values: a page that says nothing of a paywall is not a free one.
    free: bool | None = None
    """schema.org ``isAccessibleForFree``; ``None``: the page does not say."""
    page_type: str | None = None
    """schema.org or OpenGraph type, e.g. ``NewsArticle``."""
    habits: tuple[str, ...] = field(default=(), compare=False)
    """Where it was found, as ``field:source``; a field without a source is on no place of the page."""


@dataclass(frozen=True, slots=True)
class Notice:
    """A statement of a server or page on the use of its text, as it is written.

    Attributes:
        source: ``header:``, ``meta:`` or ``robots.txt:`` and a name in lower case, e.g.
            ``meta:robots``.
        value: What it says, white space folded.
    """

    source: str
    value: str


@dataclass(frozen=True, slots=True)
class PageFeatures:
    """Features of a page's structure that tell its kind; counts and shares of the page as it came.

    Attributes:
        types: Types that its JSON-LD and microdata name, lower case, each once, in order.
        og_type: ``og:type``, lower case, or empty.
        chars: Characters of visible text; ``link_chars``: of those, inside links.
        paragraphs: Elements ``p`` with at least 80 characters outside of links;
            ``paragraph_chars``: in them.
        headings: ``h1`` to ``h4``; ``linked_headings``: of those, with a link in or around them.
        articles: Elements ``article`` that are in no other.
        links: Links with text.
        videos: Players: ``video`` elements and frames of players.
        inputs: Visible form fields; ``passwords``: those for a password.
        prices: Amounts of money with their sign.
        times: Elements ``time``.
        headline: Text of the first ``h1``, or empty; ``title``: of the ``title`` element.
    """

    types: tuple[str, ...] = ()
    og_type: str = ""
    chars: int = 0
    link_chars: int = 0
    paragraphs: int = 0
    paragraph_chars: int = 0
    headings: int = 0
    linked_headings: int = 0
    articles: int = 0
    links: int = 0
    videos: int = 0
    inputs: int = 0
    passwords: int = 0
    prices: int = 0
    times: int = 0
    headline: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Pins:
    """CSS selectors that a person pinned for the pages of a source: what is always removed, or kept."""

    prune: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()


NO_PINS = Pins()


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it was downloaded.

    Attributes:
        url: URL it came from, after redirects.
        body: Bytes, content encoding undone.
        content_type: The ``Content-Type`` header, or empty.
        status: HTTP status.
        fetched_at: UTC, ``YYYY-MM-DDTHH:MM:SS.mmmZ``.
        requested_url: URL that was asked for.
        flags: What was odd about the download, e.g. ``truncated``.
        notices: What headers and robots.txt say of the page's use.
        named: Whether a feed or a news sitemap of the site names it as an article.
        asked: Whether the user named it, so that nobody asks whether it is an article.
        profile: The site's profile as JSON; empty: none is known yet; ``None``: profiles are off.
        language: What the user says its language is (ISO 639-1); empty: nothing.
        pins: What is pinned for its source.
        fields: Fields that its source names selectors for.
        wants_sketch: Whether its sketch is wanted, to learn of.
        earlier: Its sketch of when it was read before, without a profile: it need not be read
            again where the profile has no say in its text. ``None``: it was not read before.
        is_trusted: What the profile foretells of it may be taken for its text without being weighed.
        is_usual: What no page of its site had need not be looked for.
        with_updates: Whether the updates of a live blog are wanted in the text.
        row: Its row in the frontier; 0: it has none.
        more: What is wanted besides its text, some of ``more.KINDS``.
        warc: Where its bytes are kept.
    """

    url: str
    body: bytes
    content_type: str = ""
    status: int = 200
    fetched_at: str = ""
    requested_url: str = ""
    flags: tuple[str, ...] = ()
    notices: tuple[Notice, ...] = ()
    named: bool = False
    profile: str | None = None
    language: str = ""
    pins: Pins = NO_PINS
    fields: tuple[Field, ...] = ()
    wants_sketch: bool = True
    earlier: bytes | None = None
    is_trusted: bool = False
    is_usual: bool = False
    with_updates: bool = True
    row: int = 0
    asked: bool = False
    more: tuple[str, ...] = ()
    warc: WarcPlace = NO_PLACE


@dataclass(frozen=True, slots=True)
class Miss:
    """A page that could not be fetched.

    Attributes:
        url: URL that was asked for.
        reason: snake_case name of the reason, e.g. ``http_404``, ``timeout``,
            ``connection_refused``.
        message: One sentence for a person.
        status: HTTP status; 0 where there was no answer.
        dead: The crawl found the URL by itself, and a miss like this one is nothing to repair.
    """

    url: str
    reason: str
    message: str
    status: int = 0
    dead: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """The result of extraction of a page.

    Attributes:
        url: URL of the page.
        blocks: The article's body, in document order.
        removed: What was taken out of the text as extracted, in document order.
        metadata: What the page says of the article.
        standfirst, byline, dateline, captions, credits: Parts that are fields, not body.
        updates: Live updates, if the page is a live blog.
        flags: What was odd about the page, e.g. ``truncated``, ``reparsed``.
        notices: What the page's meta elements say of its use.
        page: The page it was made of, without its body; set by the crawl.
        signs: What the structure of the page tells of its kind; ``None`` where nobody looked.
        sketch: The page as learning sees it, packed, where the site's profile is asked for.
        profiled: Whether the site's profile had a say.
        foretold: How far (0–1) it foretold the text of a page read in full; ``None``: nothing.
        exact: Whether the profile alone gives the text of a page read in full; ``None``: gives none.
        usual: Whether a page read in full has nothing that no other page of its site had; ``None``:
            nobody knows.
        notes: What became of each block of the page, where that was asked for.
        body_source: Where the blocks come from: ``page``, or the place in the page's data.
        signals: What filters go by; ``None`` where nobody measured.
        more: What the page's ``more`` asked for.
        view: The page as harmless HTML, its blocks marked, where that was asked for.
        extra: Fields of the user's own; ``matches``: what the selectors of its source gave.
    """

    url: str
    blocks: tuple[Block, ...]
    removed: tuple[Removal, ...] = ()
    metadata: Metadata = Metadata()
    standfirst: str | None = None
    byline: str | None = None
    dateline: str | None = None
    captions: tuple[str, ...] = ()
    credits: tuple[str, ...] = ()
    updates: tuple[Update, ...] = ()
    flags: tuple[str, ...] = ()
    notices: tuple[Notice, ...] = ()
    page: Page | None = None
    signs: PageFeatures | None = None
    sketch: bytes | None = None
    profiled: bool = False
    foretold: float | None = None
    exact: bool | None = None
    usual: bool | None = None
    notes: tuple[Note, ...] = ()
    body_source: str = "page"
    signals: Signals | None = None
    more: More = NOTHING
    view: str = ""
    extra: Extra = field(default_factory=dict)
    matches: tuple[Match, ...] = ()

    @property
    def text(self) -> str:
        """The body's blocks, joined by blank lines."""
        return "\n\n".join(block.text for block in self.blocks)
