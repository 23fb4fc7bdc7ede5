"""A source as an entry of the sources file."""

import json
from collections.abc import Iterable

from newscrawl.sources.source import Source


def write_source(source: Source) -> str:
    """Return *source* as a table of the file, with a line feed at the end."""
    lines = [
        f"[{_quoted(source.name)}]",
        f"site = {_listed(source.seeds)}",
        f"hosts = {_listed(source.hosts)}",
    ]
    entrances = {"feeds": source.feeds, "sitemaps": source.sitemaps}
    lines.extend(f"{key} = {_listed(urls)}" for key, urls in entrances.items() if urls)
    return "\n".join(lines) + "\n"


def _listed(values: Iterable[str]) -> str:
    entries = [_quoted(value) for value in values]
    if len(entries) < 2:
        return f"[{', '.join(entries)}]"
    lines = [f"    {entry},\n" for entry in entries]
    return "".join(("[\n", *lines, "]"))


def _quoted(text: str) -> str:
    """Write *text* as a string of TOML, which is one of JSON but for the character DEL."""
    # The standard library reads TOML and does not write it.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
