"""One line of a corpus as blocks, and back again without those that are removed.

Our own records keep their blocks apart by blank lines and list the kind of each; in any other text
a line is a block. Kept blocks are written as they were, white space too.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, cast, get_args

from newscrawl.errors import NewscrawlError, UrlError
from newscrawl.model.items import Block, BlockKind, Facts, Removal
from newscrawl.records import dump_line
from newscrawl.web.urls import host_of

_LANGUAGE = re.compile(r"[A-Za-z]{2}")
_KINDS = frozenset(get_args(BlockKind))
_LINE = re.compile(r"\S(?:[^\n]*\S)?")
_BOM = b"\xef\xbb\xbf"


class EntryError(NewscrawlError):
    """A line of a corpus cannot be cleaned."""


@dataclass(frozen=True, slots=True)
class CorpusEntry:
    """One record of a corpus.

    Attributes:
        value: The JSON object.
        host: Of its URL.
        blocks: Its text.
        gaps: White space before the first block, between blocks, and after the last.
        facts: What else is known of it.
    """

    value: Mapping[str, Any]
    host: str
    blocks: tuple[Block, ...]
    gaps: tuple[str, ...]
    facts: Facts


def read_entry(line: bytes) -> CorpusEntry:
    """Read one line.

    Raises:
        EntryError: If it is no object of JSON with the texts ``text`` and ``url``.
    """
    try:
        # Python takes NaN and Infinity, which RFC 8259 does not know and other readers refuse.
        value = json.loads(line.removeprefix(_BOM), parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise EntryError(
            f"expected one JSON object, got {type(error).__name__}: {str(error)[:200]}"
        ) from error
    if not isinstance(value, dict):
        raise EntryError(f"expected one JSON object, got {type(value).__name__}")
    for key in ("text", "url"):
        if not isinstance(value.get(key), str):
            raise EntryError(f"{key!r}: expected a text, got {type(value.get(key)).__name__}")
    metadata = value.get("metadata", {})
    if not isinstance(metadata, dict) or not isinstance(metadata.get("removed", []), list):
        raise EntryError("'metadata': expected an object, 'removed' in it a list")
    try:
        host = host_of(value["url"])
    except UrlError as error:
        raise EntryError(f"'url': {error}") from error
    blocks, gaps = _split(value["text"], metadata.get("kinds"))
    return CorpusEntry(value, host, blocks, gaps, _facts(value, metadata))


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def _split(text: str, kinds: object) -> tuple[tuple[Block, ...], tuple[str, ...]]:
    """Split a text into blocks and the white space between them."""
    parts = text.split("\n\n") if text else []
    # Kinds that do not fit the text belong to a record that another tool has changed.
    if isinstance(kinds, list) and len(kinds) == len(parts) and all(map(str.strip, parts)):
        known = [kind if kind in _KINDS else "paragraph" for kind in map(str, kinds)]
        blocks = [
            Block(part, cast("BlockKind", kind)) for part, kind in zip(parts, known, strict=True)
        ]
        return tuple(blocks), ("", *["\n\n"] * (len(parts) - 1), "") if parts else ("",)
    found = list(_LINE.finditer(text))
    ends = [0, *(match.end() for match in found)]
    starts = [*(match.start() for match in found), len(text)]
    gaps = tuple(text[end:start] for end, start in zip(ends, starts, strict=True))
    return tuple(Block(match[0]) for match in found), gaps


def _facts(value: Mapping[str, Any], metadata: Mapping[str, Any]) -> Facts:
    def text(source: Mapping[str, Any], key: str) -> str | None:
        found = source.get(key)
        return found if isinstance(found, str) and found else None

    language = text(value, "language")
    authors = value.get("authors")
    return Facts(
        value["url"],
        language.lower() if language and _LANGUAGE.fullmatch(language) else None,
        text(value, "title"),
        text(metadata, "site_name"),
        tuple(name for name in authors if isinstance(name, str))
        if isinstance(authors, list)
        else (),
    )


def write_entry(entry: CorpusEntry, removals: Sequence[Removal]) -> bytes:
    """Return the line of *entry* without *removals* (positions among its blocks), which it records.

    Raises:
        EntryError: If the rest of it cannot be written as JSON.
    """
    gone = {removal.position for removal in removals}
    value, metadata = dict(entry.value), dict(entry.value.get("metadata", {}))
    value["text"] = _text(entry, gone)
    kinds = metadata.get("kinds")
    if isinstance(kinds, list) and len(kinds) == len(entry.blocks):
        metadata["kinds"] = [kind for index, kind in enumerate(kinds) if index not in gone]
    if isinstance(more := metadata.get("more"), dict):
        metadata["more"] = more | _cut(more, gone, len(entry.blocks))
    metadata["removed"] = _merged(metadata.get("removed", []), removals, len(entry.blocks))
    value["metadata"] = metadata
    try:
        return dump_line(value)
    except (ValueError, RecursionError) as error:
        raise EntryError(f"cannot be written as JSON: {error}") from error


def _cut(more: Mapping[str, Any], gone: set[int], count: int) -> dict[str, Any]:
    """Return links and Markdown of a record without those of the blocks *gone*."""
    cut: dict[str, Any] = {}
    markdown, links = more.get("markdown"), more.get("links")
    if isinstance(markdown, list) and len(markdown) == count:
        cut["markdown"] = [block for index, block in enumerate(markdown) if index not in gone]
    if isinstance(links, list) and all(
        isinstance(link, dict) and isinstance(link.get("block"), int) for link in links
    ):
        kept = [link for link in links if link["block"] not in gone]
        cut["links"] = [
            # Blocks after a removed one move up, and so must the numbers in their links.
            link | {"block": link["block"] - sum(index < link["block"] for index in gone)}
            for link in kept
        ]
    return cut


def _text(entry: CorpusEntry, gone: set[int]) -> str:
    """Return the text without the blocks *gone*, each with the white space after it."""
    kept = [index for index in range(len(entry.blocks)) if index not in gone]
    if not kept:
        return ""
    parts = [entry.gaps[0]]
    for index in kept[:-1]:
        parts += (entry.blocks[index].text, entry.gaps[index + 1])
    return "".join((*parts, entry.blocks[kept[-1]].text, entry.gaps[-1]))


def _merged(before: Sequence[Any], removals: Sequence[Removal], count: int) -> list[Any]:
    """Put *removals* among those *before*: positions count all blocks of the page, kept and removed."""
    # Blocks that were removed before have places of their own, which ours must not take again.
    taken = {
        place
        for each in before
        if isinstance(each, dict) and isinstance(place := each.get("position"), int) and place >= 0
    }
    free = (place for place in range(count + len(taken)) if place not in taken)
    places = [place for place, _ in zip(free, range(count), strict=False)]
    merged = [
        *before,
        *(asdict(replace(each, position=places[each.position])) for each in removals),
    ]
    return sorted(merged, key=_position)


def _position(removal: Any) -> int:
    place = removal.get("position") if isinstance(removal, dict) else None
    # Removals without a place, of other tools, come first.
    return place if isinstance(place, int) else -1
