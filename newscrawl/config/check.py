"""Settings and arguments judged before the first request: names, types, ranges."""

import logging
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from scrapy.settings import SETTINGS_PRIORITIES, BaseSettings, default_settings

from newscrawl.config.kinds import LIST, NEAR, NUMBER, SWITCH, TABLE, Kind, Setting, nearest
from newscrawl.config.table import SETTINGS
from newscrawl.errors import ConfigError

logger = logging.getLogger(__name__)

_OURS = "newscrawl"
_PUBLIC = re.compile(r"[A-Z][A-Z0-9_]*")
"""Scrapy takes all upper-case names of a module for settings, also ``_PRIVATE`` ones."""
_NEARLY_SAME = 0.85
"""Likeness (0–1) at which a setting of a user's own is taken for another one that was mistyped."""
_LIKE_AN_ARGUMENT = 0.6
"""The same for the argument of a spider of newscrawl's, which has few."""
_FURTHER = (
    "CONCURRENT_REQUESTS_PER_IP",
    "META_COPY_WARN_SKIP_KEYS",
    "FEED_URI",
    "FEED_FORMAT",
    "EDITOR",
)
"""Settings that Scrapy knows and has no default for."""
# Subclasses first: ``bool`` is an ``int``, and would be read as a number.
_KINDS: tuple[tuple[type, Kind], ...] = (
    (bool, SWITCH),
    (int, NUMBER),
    (float, NUMBER),
    (dict, TABLE),
    (list, LIST),
)


def check_settings(settings: BaseSettings) -> None:
    """Judge every setting, and put what was given as a text (``1GB``, ``5m``) into its type.

    A name that nobody knows is refused where it was given on the command line, unless it is of the
    user's own project and like no other.

    Raises:
        ConfigError: If a value is of the wrong type or out of its range, or a name is unknown.
    """
    # A list: ``settings.set`` changes the mapping while it is read.
    for name in list(map(str, settings)):
        if _PUBLIC.fullmatch(name):
            _check(settings, name)


def _check(settings: BaseSettings, name: str) -> None:
    priority = settings.getpriority(name) or 0
    setting = SETTINGS.get(name) or _of_scrapy(name)
    if setting is None:
        _check_name(settings, name, priority)
        return
    found = setting.read(settings[name])
    # A table stays what it is: Scrapy merges dictionaries of several priorities by itself.
    is_left = setting.kind is TABLE or settings.frozen
    if not is_left and found != settings[name]:
        settings.set(name, found, priority)


def _of_scrapy(name: str) -> Setting | None:
    """Return what a setting of Scrapy takes, by its default; ``None`` if it says nothing of it."""
    if name in _FURTHER:
        return None
    default = getattr(default_settings, name, None)
    # Not COUNT: a time of Scrapy's that is whole by default may be a fraction.
    kinds = (kind for python_type, kind in _KINDS if isinstance(default, python_type))
    kind = next(kinds, None)
    return None if kind is None else Setting(name, kind, "", low=None)


def _check_name(settings: BaseSettings, name: str, priority: int) -> None:
    known = _known_names()
    # Below the project's priority are defaults, add-ons and Scrapy's own: not for the user to mend.
    if name in known or priority < SETTINGS_PRIORITIES["project"]:
        return
    is_given = priority >= SETTINGS_PRIORITIES["cmdline"]
    # Own projects have settings of their own: only a name that is nearly ours is a mistake there.
    is_likely_ours = is_given and settings.get("BOT_NAME") == _OURS
    meant = nearest(name, known, NEAR if is_likely_ours else _NEARLY_SAME)
    if is_likely_ours or meant:
        _complain(name, meant, is_error=is_given)


def _complain(name: str, meant: str | None, *, is_error: bool) -> None:
    """Raise, or log, that there is no setting *name*."""
    hint = f"did you mean {meant}?" if meant else "see docs/settings.md"
    said = f"{name}: no such setting; {hint}"
    if is_error:
        raise ConfigError(said)
    logger.warning("%s", said)


def _known_names() -> frozenset[str]:
    """Return the names of all settings of newscrawl and of Scrapy."""
    return frozenset({*SETTINGS, *_FURTHER, *filter(str.isupper, dir(default_settings))})


def check_arguments(
    spider: str, given: Mapping[str, Any], known: Iterable[str], *, strict: bool
) -> None:
    """Judge the names of the arguments of a spider; one that begins with ``_`` is somebody else's.

    Without *strict*, for a spider of the user's own, only one that is much like a known one is
    refused.

    Raises:
        ConfigError: If one is unknown.
    """
    names = list(known)
    likeness = _LIKE_AN_ARGUMENT if strict else _NEARLY_SAME
    # Scrapy sets attributes with an underscore on spiders (``_job``), by the same way.
    unknown = [name for name in given if name not in names and not name.startswith("_")]
    for name in unknown:
        meant = nearest(name, names, likeness)
        if meant or strict:
            said = _no_argument(spider, meant, names)
            # A value may be a list of 50,000 URLs.
            raise ConfigError(f"{name}={str(given[name])[:100]}: {said}")


def _no_argument(spider: str, meant: str | None, names: Sequence[str]) -> str:
    hint = f"did you mean {meant}=? " if meant else ""
    return f"the spider {spider} has no such argument; {hint}It has: {', '.join(names)}"
