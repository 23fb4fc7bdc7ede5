"""The record of one article, as it is written: its fields are the keys of a line of output, in order."""

from dataclasses import dataclass, field
from typing import Literal, get_args

from newscrawl.model.fields import Extra
from newscrawl.model.items import Notice, Removal, Update
from newscrawl.model.more import Image, Link, Media
from newscrawl.model.signals import Signals
from newscrawl.model.warc_place import WarcPlace

SCHEMA_VERSION = 2
"""Of the record. 1: records without ``metadata.schema``, up to newscrawl 0.1; see docs/schema.md."""

Access = Literal["free", "paid", "unknown"]
"""What schema.org ``isAccessibleForFree`` says of the page."""


@dataclass(slots=True)
class Rights:
    """What server and page say of the use of the text; empty where they say nothing."""

    reserved: list[str]
    """What is reserved, in the words of docs/politeness.md, e.g. noindex, noai, tdm-reservation, ai-train."""
    tdm_policy: str
    """URL of the policy under which text and data mining may be licensed."""
    notices: list[Notice]
    """Each statement as it is written, with ``source`` (e.g. meta:robots) and ``value``."""


@dataclass(slots=True)
class Extras:
    """More of the page, where ``EXTRACT_MORE`` asks for it; empty otherwise."""

    links: list[Link]
    """Links in the text, in order: index of the block, where its words begin in it, words, URL."""
    markdown: list[str]
    """Each block of the text in Markdown, in order: heading levels, lists, quotes, links."""
    images: list[Image]
    """Pictures of the article: URL, caption, credit, alternative text."""
    media: list[Media]
    """Videos and recordings of the article: kind (video or audio) and URL."""
    html: str
    """The page's markup, decoded."""


@dataclass(slots=True)
class ArticleMetadata:
    """Everything else about an article. Every key is in every record, with one type: unknown is empty."""

    schema: int
    """Version of the record's schema, see docs/schema.md, "Versions"."""
    kinds: list[str]
    """Kind of each block of ``text``, in order: paragraph, heading, list_item, quote, table_row, code."""
    standfirst: str
    """The lead-in under the headline."""
    byline: str
    """The byline as the page shows it."""
    dateline: str
    """The date line as the page shows it."""
    captions: list[str]
    """Captions of the article's images."""
    credits: list[str]
    """Credits of the article's images."""
    updates: list[Update]
    """Live updates that the page's data lists, if it is a live blog; they are in ``text`` too."""
    published: str
    """When it was published, on the page's clock: ``YYYY-MM-DDTHH:MM:SS.mmm+HH:MM``; empty where unknown."""
    published_written: str
    """What the page wrote of that, in its words."""
    published_source: str
    """Where ``published`` came from, e.g. ``json-ld:datePublished``."""
    modified: str
    """When it was changed last, in the same form."""
    modified_written: str
    """What the page wrote of that."""
    modified_source: str
    """Where ``modified`` came from."""
    section: str
    """The outlet's section, e.g. Politics."""
    tags: list[str]
    """Keywords of the page."""
    description: str
    """The page's own summary."""
    site_name: str
    """Name of the outlet."""
    image: str
    """URL of the lead image."""
    canonical_url: str
    """The URL that the page calls its own."""
    access: str = field(metadata={"json_schema_extra": {"enum": list(get_args(Access))}})
    """What the page says of its paywall: free, paid or unknown."""
    page_type: str
    """schema.org or OpenGraph type, e.g. NewsArticle."""
    requested_url: str
    """The URL that was asked for, before redirects."""
    status: int
    """HTTP status."""
    flags: list[str]
    """What was odd about the page, e.g. truncated."""
    revision: int
    """Number of this text of the article, from 1; a later one is written when the text has changed."""
    previous_id: str
    """Id of the record of the text before; empty for the first."""
    duplicate_of: str
    """Id of the record that has (nearly) the same text, from another URL; empty where none is known."""
    body_source: str
    """Where the text comes from: ``page``, or, where a script fills it in, the place in the data."""
    rights: Rights
    """What server and page say of the use of the text."""
    more: Extras
    """Links, Markdown, pictures, media and markup, where ``EXTRACT_MORE`` asks for them; empty otherwise."""
    signals: Signals
    """What filters of a corpus go by: language as detected, lengths, shares, agreement of two readings."""
    warc: WarcPlace
    """Where the page's bytes are kept: file, offset, length, record id, digest; empty where they are not."""
    removed: list[Removal]
    """Every block that was taken out of the text as extracted, with category, rule and reason."""
    extra: Extra = field(default_factory=dict)
    """Own fields, of hooks and of the selectors of a source; the key is absent where there are none."""


@dataclass(slots=True)
class Article:
    """The record of one article, one JSON object per line; the order of the fields is that of the file."""

    id: str
    """``nc-`` and 32 hexadecimal digits, a hash of the canonical URL."""
    text: str
    """The body's blocks, joined by blank lines."""
    source: str
    """``newscrawl/`` and the host."""
    added: str
    """When it was crawled, ``YYYY-MM-DDTHH:MM:SS.mmmZ``."""
    # Never null in a file: the key is absent there, so the schema knows text only.
    created: str | None = field(metadata={"json_schema_extra": {"type": "string"}})
    """When it was published, in the same form; the key is absent where it is unknown."""
    url: str
    """URL of the article."""
    title: str
    """Headline; empty where unknown."""
    language: str
    """ISO 639-1 code; ``und`` where unknown."""
    authors: list[str]
    """Names of the authors."""
    metadata: ArticleMetadata
    """Everything else."""
