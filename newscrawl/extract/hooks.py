"""Hooks: functions of a user's own that see each page and its draft, in the worker that made it.

An error in a hook costs its page, as a defect of extraction does: the page is counted as failed,
and the hook named.
"""

import json
import sys
import traceback
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any, TypeAlias

from lxml.html import HtmlElement

from newscrawl.errors import ConfigError, ExtractError
from newscrawl.extract.parse.html import Limits, parse_html
from newscrawl.model.fields import Extra
from newscrawl.model.items import Draft, Page

Hook: TypeAlias = Callable[[Draft, HtmlElement], "Draft | Mapping[str, Any] | None"]
"""Gets the draft of a page and its tree, scripts included; gives own fields, another draft, or nothing."""

DEFAULT_LIMITS = Limits()
MAX_CHARS = 100_000
"""Of all own fields of a record, as JSON."""
FAILED = "hook_failed"


def load_hooks(names: Iterable[str]) -> tuple[Hook, ...]:
    """Import the functions *names*, each ``module.function``; the working directory is searched last.

    Raises:
        ConfigError: If one is not one.
    """
    return tuple(_load(name) for name in names)


def _load(name: str) -> Hook:
    path, _, function = name.rpartition(".")
    try:
        found = getattr(_import(path), function, None)
    # ``ValueError`` is an empty module name: no dot in the setting.
    except (ImportError, SyntaxError, ValueError) as error:
        raise ConfigError(
            f"EXTRACT_HOOKS: {name}: cannot be imported: {error}; expected module.function, e.g."
            " own.add in own.py beside scrapy.cfg or in the working directory"
        ) from error
    if not callable(found):
        raise ConfigError(f"EXTRACT_HOOKS: {name}: the module {path} has no function {function}")
    hook: Hook = found
    return hook


def _import(path: str) -> Any:
    try:
        return import_module(path)
    except ModuleNotFoundError as error:
        here = str(Path.cwd())
        # Only where the module itself is missing: an import within it has its own reason.
        if error.name != path.partition(".")[0] or here in sys.path:
            raise
        # Last, so that no file of the working directory hides an installed module.
        sys.path.append(here)
        return import_module(path)


def apply_hooks(
    draft: Draft, page: Page, hooks: Iterable[Hook], limits: Limits = DEFAULT_LIMITS
) -> Draft:
    """Return *draft*, of *page*, as *hooks* leave it, one after the other.

    Raises:
        ExtractError: If one raises an error, or returns a value that no record can hold.
    """
    # Parsed once more: extraction has taken scripts and hidden text out of its tree.
    tree = parse_html(page.body, page.content_type, limits).tree
    # Hooks may ask for the page; body and profile are large and of no use to them.
    draft = replace(draft, page=replace(page, body=b"", profile=None))
    for hook in hooks:
        draft = _apply(draft, tree, hook)
    return draft


def _apply(draft: Draft, tree: HtmlElement, hook: Hook) -> Draft:
    try:
        given = hook(draft, tree)
    # An ``ExtractError`` is a hook's way to refuse a page; without memory nothing can go on.
    except (ExtractError, MemoryError):
        raise
    except Exception as error:  # a user's own code, on a page of strangers
        # The innermost frame: the line in the user's file, not ours.
        place = traceback.extract_tb(error.__traceback__)[-1]
        said = f"{type(error).__name__} in {Path(place.filename).name}:{place.lineno}: {error}"
        raise ExtractError(FAILED, f"{_name(hook)}: {said}"[:500]) from error
    if given is None:
        return draft
    if isinstance(given, Mapping):
        given = replace(draft, extra={**draft.extra, **given})
    if not isinstance(given, Draft):
        raise ExtractError(
            FAILED,
            f"{_name(hook)}: expected a Draft, a dict of own fields or None, got"
            f" {type(given).__name__}",
        )
    return replace(given, extra=_checked(given.extra, hook))


def _checked(extra: Mapping[str, Any], hook: Hook) -> Extra:
    """Return *extra* as JSON has it: tuples as lists.

    Raises:
        ExtractError: If JSON has no such thing, or it is too large.
    """
    try:
        # NaN is no JSON: other readers of the record would refuse the line.
        text = json.dumps(extra, allow_nan=False)
    except (TypeError, ValueError, RecursionError) as error:
        raise ExtractError(
            FAILED, f"{_name(hook)}: its fields are no JSON: {error}"[:500]
        ) from error
    if len(text) > MAX_CHARS:
        raise ExtractError(
            FAILED,
            f"{_name(hook)}: own fields of {len(text):,} characters, at most {MAX_CHARS:,} are"
            " taken",
        )
    # Read back, so that later steps see what the record will hold.
    checked: Extra = json.loads(text)
    return checked


def _name(hook: Hook) -> str:
    return f"the hook {getattr(hook, '__module__', '?')}.{getattr(hook, '__qualname__', '?')}"
