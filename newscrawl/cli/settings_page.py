"""Makes docs/settings.md: ``python -m newscrawl.cli.settings_page > docs/settings.md``."""

from collections.abc import Iterator

from scrapy.settings import default_settings

from newscrawl import settings
from newscrawl.config.kinds import BYTES, SECONDS, SWITCH, Setting
from newscrawl.config.table import SECTIONS

_HEAD = """\
# Settings

Any [Scrapy setting](https://docs.scrapy.org/en/latest/topics/settings.html) works, by `--set NAME=VALUE`
or `scrapy crawl -s`. These are newscrawl's own, and those of Scrapy that matter most. Times are seconds,
or such as `30s`, `5m`, `2h`, `7d`; sizes are bytes, or such as `500MB`, `2GiB`. Each is checked at the
start: a name that is unknown, or a value of the wrong type or out of its range, ends the command with
exit code 2 before the first request.

This page is made of the table in `newscrawl/config/table.py`: `make docs`.
"""
_UNITS = ((1024**3, "GiB"), (1024**2, "MiB"), (1024, "KiB"))
_SPECIAL = {"USER_AGENT": "`newscrawl/<version> (+…)`", "DOWNLOAD_HANDLERS": "http, https"}
"""Defaults that say less than these words."""


def make_page() -> str:
    """Return the text of docs/settings.md."""
    return "\n".join([_HEAD, *(line for title in SECTIONS for line in _section(title))])


def _section(title: str) -> Iterator[str]:
    yield f"## {title}\n"
    yield "| setting | default | |\n|---|---|---|"
    for setting in SECTIONS[title]:
        yield f"| `{setting.name}` | {_default(setting)} | {setting.says} |"
    yield ""


def _default(setting: Setting) -> str:
    """Return the default as a person reads it."""
    value = getattr(settings, setting.name, getattr(default_settings, setting.name, None))
    if setting.kind is SWITCH:
        return "on" if value else "off"
    if setting.name in _SPECIAL:
        return _SPECIAL[setting.name]
    if value is None or value in ("", [], {}):
        return "empty"
    if isinstance(value, list):
        return f"`{', '.join(map(str, value))}`"
    if setting.kind is BYTES:
        return _bytes(value)
    return f"`{_number(value)}`" + (" s" if setting.kind is SECONDS else "")


def _number(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return f"{value:,}" if isinstance(value, int | float) else str(value)


def _bytes(value: int) -> str:
    for size, unit in _UNITS:
        if value and value % size == 0:
            return f"{value // size} {unit}"
    return f"{value:,}"


if __name__ == "__main__":
    print(make_page(), end="")
