"""Settings and arguments judged before the first request: names, types, ranges."""

import logging
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import filterfalse
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
_KINDS: Mapping[type, Kind] = {bool: SWITCH, int: NUMBER, float: NUMBER, dict: TABLE, list: LIST}
"""What a setting of Scrapy takes, by its default; not COUNT: a time that is whole may be a fraction."""
_DEFAULTS = {
    name: getattr(default_settings, name) for name in filter(str.isupper, dir(default_settings))
}
_OF_SCRAPY = {
    name: Setting(name, _KINDS[type(default)], "", low=-math.inf)
    for name, default in _DEFAULTS.items()
    if type(default) in _KINDS
}
"""Settings of Scrapy; a default that is a text, or none, says nothing of what it takes."""
_JUDGED: Mapping[str, Setting] = {**_OF_SCRAPY, **SETTINGS}
_KNOWN_NAMES = frozenset({*_JUDGED, *_FURTHER, *_DEFAULTS})
"""Names of all settings of newscrawl and of Scrapy."""


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
        elif _priority_of(settings, name) >= SETTINGS_PRIORITIES["cmdline"]:
            # Scrapy would keep it, and nobody read it: settings have names in upper case.
            _complain(name, nearest(name.upper(), _KNOWN_NAMES, NEAR), is_error=True)


def _check(settings: BaseSettings, name: str) -> None:
    setting = _JUDGED.get(name)
    if setting is not None:
        _put(settings, name, setting)
    elif name not in _KNOWN_NAMES:
        _check_name(settings, name)


def _put(settings: BaseSettings, name: str, setting: Setting) -> None:
    """Put the value of *name* into its type."""
    found = setting.read(settings[name])
    # A table stays what it is: Scrapy merges dictionaries of several priorities by itself.
    is_left = setting.kind is TABLE or settings.frozen
    if not is_left and found != settings[name]:
        settings.set(name, found, _priority_of(settings, name))


def _check_name(settings: BaseSettings, name: str) -> None:
    """Judge a *name* that nobody knows."""
    priority = _priority_of(settings, name)
    # Below the project's priority are defaults, add-ons and Scrapy's own: not for the user to mend.
    if priority < SETTINGS_PRIORITIES["project"]:
        return
    is_given = priority >= SETTINGS_PRIORITIES["cmdline"]
    # Own projects have settings of their own: only a name that is nearly ours is a mistake there.
    is_likely_ours = is_given and settings.get("BOT_NAME") == _OURS
    meant = nearest(name, _KNOWN_NAMES, NEAR if is_likely_ours else _NEARLY_SAME)
    if is_likely_ours or meant:
        _complain(name, meant, is_error=is_given)


def _priority_of(settings: BaseSettings, name: str) -> int:
    """Return how closely *name* was set, by Scrapy's numbers; 0, as a default, where it was not."""
    return settings.getpriority(name) or SETTINGS_PRIORITIES["default"]


def _complain(name: str, meant: str | None, *, is_error: bool) -> None:
    """Raise, or log, that there is no setting *name*."""
    hint = f"did you mean {meant}?" if meant else "see docs/settings.md"
    said = f"{name}: no such setting; {hint}"
    if is_error:
        raise ConfigError(said)
    logger.warning("%s", said)


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
    for name in filterfalse(names.__contains__, filterfalse(_is_private, given)):
        meant = nearest(name, names, likeness)
        if meant or strict:
            said = _no_argument(spider, meant, names)
            # A value may be a list of 50,000 URLs.
            raise ConfigError(f"{name}={str(given[name])[:100]}: {said}")


def _is_private(name: str) -> bool:
    # Scrapy sets attributes with an underscore on spiders (``_job``), by the same way.
    return name.startswith("_")


def _no_argument(spider: str, meant: str | None, names: Sequence[str]) -> str:
    hint = f"did you mean {meant}=? " if meant else ""
    return f"the spider {spider} has no such argument; {hint}It has: {', '.join(names)}"
