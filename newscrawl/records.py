"""Draft to Article to one line of JSON: the record, its schema and its bytes."""

import json
import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime
from functools import cache
from typing import Any, Literal, cast, get_args, get_origin, get_type_hints

from itemadapter import ItemAdapter

from newscrawl.model.article import SCHEMA_VERSION, Article, ArticleMetadata, Extras, Rights
from newscrawl.model.items import Draft, Page, Timestamp, Update
from newscrawl.model.moments import format_utc, one_form, worded
from newscrawl.model.more import More
from newscrawl.model.signals import NO_SIGNALS
from newscrawl.web.rights import reservations, tdm_policy
from newscrawl.web.urls import article_id, host_of

_UNSAFE = re.compile("[\x7f-\x9f\u2028\u2029]")
"""Characters that JSON allows, but ``str.splitlines`` and others split lines at, or a terminal obeys."""

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")

_ACCESS = {True: "free", False: "paid", None: "unknown"}


def make_article(draft: Draft) -> Article:
    """Turn *draft* into the record that is written; ``draft.page`` says how it was fetched."""
    page = draft.page or Page(draft.url, b"")
    facts = draft.metadata
    return Article(
        id=article_id(draft.url),
        text=draft.text,
        source=f"newscrawl/{host_of(draft.url)}",
        added=page.fetched_at,
        created=utc_millis(facts.published),
        url=draft.url,
        title=facts.title or "",
        # ISO 639-2: "und" is the code for an undetermined language.
        language=facts.language or "und",
        authors=list(facts.authors),
        metadata=_make_metadata(draft, page),
    )


def _make_metadata(draft: Draft, page: Page) -> ArticleMetadata:
    facts = draft.metadata
    return ArticleMetadata(
        schema=SCHEMA_VERSION,
        kinds=[block.kind for block in draft.blocks],
        standfirst=draft.standfirst or "",
        byline=draft.byline or "",
        dateline=worded(draft.dateline or ""),
        captions=list(draft.captions),
        credits=list(draft.credits),
        updates=[_with_form(update) for update in draft.updates],
        published=one_form(facts.published.iso) if facts.published else "",
        published_written=_written(facts.published),
        published_source=facts.published.source if facts.published else "",
        modified=one_form(facts.modified.iso) if facts.modified else "",
        modified_written=_written(facts.modified),
        modified_source=facts.modified.source if facts.modified else "",
        section=facts.section or "",
        tags=list(facts.tags),
        description=facts.description or "",
        site_name=facts.site_name or "",
        image=facts.image or "",
        canonical_url=facts.canonical_url or "",
        access=_ACCESS[facts.free],
        page_type=facts.page_type or "",
        requested_url=page.requested_url or page.url,
        status=page.status,
        # Each once, in the order in which it came: the fetch says something first, then the page.
        flags=list(dict.fromkeys((*page.flags, *draft.flags))),
        body_source=draft.body_source,
        rights=make_rights(draft),
        more=_make_extras(draft.more),
        signals=draft.signals or NO_SIGNALS,
        warc=page.warc,
        revision=1,
        previous_id="",
        duplicate_of="",
        removed=list(draft.removed),
        extra=dict(draft.extra),
    )


def _make_extras(more: More) -> Extras:
    return Extras(
        list(more.links), list(more.markdown), list(more.images), list(more.media), more.html
    )


def _with_form(update: Update) -> Update:
    return replace(update, published=one_form(update.published) or worded(update.published))


def _written(moment: Timestamp | None) -> str:
    return worded(moment.written or moment.iso) if moment else ""


def make_rights(draft: Draft) -> Rights:
    """Return what headers, robots.txt and meta elements say of the use of *draft*'s text."""
    said = tuple(dict.fromkeys((*(draft.page.notices if draft.page else ()), *draft.notices)))
    return Rights(list(reservations(said, draft.url)), tdm_policy(said), list(said))


def utc_millis(moment: Timestamp | None) -> str | None:
    """Return *moment* in UTC as ``YYYY-MM-DDTHH:MM:SS.mmmZ``; a time with no zone is taken as UTC.

    ``None`` where it is unknown or no date of this calendar.

    >>> utc_millis(Timestamp("2026-11-24T07:41:00+01:00", "meta"))
    '2026-11-24T06:41:00.000Z'
    """
    if moment is None:
        return None
    try:
        time = datetime.fromisoformat(moment.moment or moment.iso)
        # A time without a zone is read as UTC: the site's own zone is not known.
        return format_utc(time.replace(tzinfo=time.tzinfo or UTC))
    # Year 0 or 10000, or a zone that leads beyond these: Python's calendar ends there.
    except (ValueError, OverflowError):
        return None


def json_line(article: Article) -> bytes:
    """Write *article* as one line, as ``dump_line`` does.

    ``created`` is left out where it is unknown: dolma rejects null there; ``metadata.extra`` where
    nobody has fields of his own: readers that guess types have none for an object without keys.

    Raises:
        ValueError: If a number is NaN or infinite.
    """
    record, metadata = _fields_of(article), _fields_of(article.metadata)
    if record["created"] is None:
        del record["created"]
    if not metadata["extra"]:
        del metadata["extra"]
    return dump_line(record | {"metadata": metadata})


def _fields_of(value: Any) -> dict[str, Any]:
    """Return the fields of *value*, a dataclass, as they are: the encoder asks for those within them."""
    return {name: getattr(value, name) for name in _names_of(cast("Any", type(value)))}


@cache
def _names_of(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


# Strict JSON (RFC 8259): NaN and Infinity are Python's own, and other parsers refuse these.
_ENCODER = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=_fields_of
)


def dump_line(record: Mapping[str, Any]) -> bytes:
    """Write *record* as one line of strict JSON in UTF-8, with its line feed.

    U+2028, U+2029 and all control characters are escaped, a lone surrogate becomes U+FFFD.

    Raises:
        ValueError: If a number is NaN or infinite.
    """
    line = _ENCODER.encode(record)
    line = _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", line) + "\n"
    try:
        return line.encode()
    # Rare, so the search is not made for each record.
    except UnicodeEncodeError:
        return _LONE_SURROGATE.sub("\ufffd", line).encode()


def read_article(line: str | bytes) -> Article:
    """Return the record that *line* holds.

    What a record of an earlier version lacks is empty; what a later one has more is passed over.

    Raises:
        ValueError: If it is not one.
    """
    values = json.loads(line)
    # A line of another program may be valid JSON, and no record.
    if not isinstance(values, dict) or not {"id", "text", "url"} <= values.keys():
        raise ValueError("expected a JSON object with id, text and url")
    article: Article = _built(Article, values)
    return article


def _built(kind: Any, value: Any) -> Any:
    """Make *kind*, a dataclass, a list of them or a plain type, of what JSON has; ``None``: an empty one."""
    if is_dataclass(kind) and isinstance(kind, type):
        given = value if isinstance(value, dict) else {}
        hints = get_type_hints(kind)
        return kind(**{name: _built(hint, given.get(name)) for name, hint in hints.items()})
    if get_origin(kind) in {list, tuple}:
        inner = get_args(kind)[0]
        return [_built(inner, each) for each in value or ()]
    if get_origin(kind) is dict:
        return dict(value) if isinstance(value, dict) else {}
    if value is not None:
        return value
    if kind in {str, int, float, bool}:
        return kind()
    return "" if get_origin(kind) is Literal else None


def record_schema() -> dict[str, Any]:
    """Return the JSON Schema of one line, made from ``Article``."""
    schema = ItemAdapter.get_json_schema(Article)
    names = [field.name for field in fields(Article)]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "newscrawl article",
        **schema,
        "required": [name for name in names if name != "created"],
    }
