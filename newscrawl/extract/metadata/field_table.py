"""The table ``fields`` of a source: which selectors fill which fields of its records."""

import re
from collections.abc import Mapping
from dataclasses import fields as names_of

from newscrawl.errors import ConfigError, RuleError
from newscrawl.model.article import Article, ArticleMetadata
from newscrawl.model.fields import ONE, SEVERAL, Field

MAX_FIELDS = 50
"""Of one source."""
MAX_CHARS = 500
"""Of one selector."""
_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")
# Fields that selectors may fill are taken out: they are keys of the record on purpose.
_TAKEN = {each.name for kind in (Article, ArticleMetadata) for each in names_of(kind)} - {
    *ONE,
    *SEVERAL,
}
_EXAMPLE = (
    'expected a selector, e.g. "h1.headline", a list of them, or { select = "…", all = true }'
)


class FieldError(ConfigError):
    """Say what is wrong with the field *field*."""

    def __init__(self, field: str, said: str) -> None:
        super().__init__(f"'fields.{field}': {said}" if field else f"'fields': {said}")
        self.field = field


def read_fields(value: object) -> tuple[Field, ...]:
    """Read the table *value*: name of a field → a selector, several of them, or a table with both keys.

    Raises:
        FieldError: If something in it is wrong.
    """
    if not isinstance(value, Mapping):
        raise FieldError(
            "", f'must be a table, e.g. fields = {{ kicker = "p.kicker" }}, got {value!r}'
        )
    if len(value) > MAX_FIELDS:
        raise FieldError("", f"{len(value)} fields, a source has at most {MAX_FIELDS}")
    return tuple(_read_field(name, told) for name, told in value.items())


def _read_field(name: str, told: object) -> Field:
    if not _NAME.fullmatch(name):
        raise FieldError(name, "a name has small letters, digits and _, and begins with a letter")
    if name in _TAKEN:
        raise FieldError(
            name,
            f"{name} is a key of the record that no selector fills; expected one of "
            f"{', '.join((*ONE, *SEVERAL))}, or a name of your own",
        )
    every = False
    if isinstance(told, Mapping):
        unknown = sorted(told.keys() - {"select", "all"})
        if unknown:
            raise FieldError(name, f"unknown key {unknown[0]!r}; {_EXAMPLE}")
        every, told = told.get("all", False), told.get("select")
    if not isinstance(every, bool):
        raise FieldError(name, f"'all' must be true or false, got {every!r}")
    return Field(name, _read_selectors(name, told), every)


def _read_selectors(name: str, told: object) -> tuple[str, ...]:
    listed = told if isinstance(told, list) else [told]
    selectors = [each for each in listed if isinstance(each, str) and each != ""]
    # An empty text is no selector, nor is anything that is no text.
    if not selectors or selectors != listed:
        raise FieldError(name, f"{_EXAMPLE}, got {told!r}")
    for selector in selectors:
        _check_selector(name, selector)
    return tuple(selectors)


def _check_selector(name: str, selector: str) -> None:
    if len(selector) > MAX_CHARS:
        raise FieldError(
            name, f"a selector of {len(selector)} characters, at most {MAX_CHARS} are taken"
        )
    try:
        # Read now, so that a mistake ends the start and not the first page.
        from newscrawl.extract.metadata.selected import read_selector  # noqa: PLC0415 - a crawl without any is spared it

        read_selector(selector)
    except RuleError as error:
        raise FieldError(name, str(error)) from error
