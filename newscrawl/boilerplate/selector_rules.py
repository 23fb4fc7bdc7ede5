"""Selector rules: class names, ids and roles that say "this is not the article".

The rules are data (``data/selectors*.toml``). A rule lists words; a selector matches when one of
them is in its name as a whole word, cut at ``-``, ``_``, digits and the humps of camel case:
``share`` matches ``share-bar`` and ``articleShare``, not ``shareholder``. No rule names a site.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from functools import lru_cache
from importlib import resources
from itertools import chain, filterfalse
from typing import Any, cast, get_args

from newscrawl.errors import RuleError
from newscrawl.model.items import Category

# Humps, as in "articleShare" and "HTMLBody".
HUMPS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
PARTS = re.compile(r"[A-Za-z0-9]+")
# Themes number their boxes ("share-2", "teaser12"); three digits and more are ids of content.
FINAL_NUMBER = re.compile(r"(?<=[A-Za-z])[0-9]{1,2}$")
NAME = re.compile(r"^[^.#\[]*[.#\[]")
ANCHOR_WORDS = 4
"""An id of more words, or a heading's id, is an anchor made from the heading's text: it tells nothing."""


_ANCHOR_CHARS = 30
"""An id that is longer is made from a text."""


@dataclass(frozen=True, slots=True)
class SelectorRule:
    """One rule for names of elements.

    Attributes:
        id: Unique name, e.g. ``selectors.share``.
        category: What the elements are.
        reason: One sentence for a person.
        words: Names, ``-`` between the words of one; ``*`` at the end stands for any letters.
        hits, misses: Selectors that it matches and does not match: examples, and its test.
    """

    id: str
    category: Category
    reason: str
    words: tuple[str, ...]
    hits: tuple[str, ...]
    misses: tuple[str, ...]

    def pattern(self) -> str:
        """Return the rule as a regular expression over a name in lower case, its words joined by ``-``."""
        return "|".join(map(_word_pattern, self.words))


def _word_pattern(word: str) -> str:
    """Return one name of a rule as a regular expression; its hyphens may be missing in the page."""
    # Sites write "read-more", "readmore" and "readMore" for one thing.
    return re.escape(word).replace(r"\-", "-?").replace(r"\*", "[a-z]*")


def _whole_words(pattern: str) -> re.Pattern[str]:
    """Return the expression for names that have a word of *pattern*; an empty one has none."""
    return re.compile(f"(?:^|-)(?:{pattern})(?:$|-)" if pattern else r"(?!)")


def _spared_by(rule: SelectorRule) -> Iterator[str]:
    """Yield the names that *rule* would match by the open end of a word, and that it is not for."""
    words = _whole_words(rule.pattern())
    yield from map(re.escape, filter(words.search, plain_names(rule.misses)))


class SelectorRules:
    """All selector rules, compiled; the first that matches counts."""

    def __init__(self, rules: Iterable[SelectorRule]) -> None:
        self.rules = tuple(rules)
        # One expression for all rules: a page has thousands of names. The group tells the rule.
        each = "|".join(f"({rule.pattern()})" for rule in self.rules)
        self._compiled = _whole_words(each)
        self._spared = _whole_words("|".join(chain.from_iterable(map(_spared_by, self.rules))))

    def match(self, selector: str) -> SelectorRule | None:
        """Return the rule for *selector* (``tag.class``, ``tag#id``, ``tag[name=value]``), if any."""
        tag = NAME.match(selector)
        # A bare tag has no name; tags are judged elsewhere.
        if tag is None:
            return None
        name = _plain_name(selector[tag.end() :])
        is_id = tag[0].endswith("#")
        # "#share-of-renewables-grows" is a place in the article that a table of contents links to.
        if is_id and _is_anchor(selector, name):
            return None
        found = self._compiled.search(name)
        # The open end of "share-*" is that of "shareholder", too.
        if found is None or self._spared.search(name):
            return None
        return self.rules[cast("int", found.lastindex) - 1]


def plain_names(selectors: Iterable[str]) -> list[str]:
    """Return the names that *selectors* hold, each as ``_plain_name``; a bare tag has none."""
    marks = filter(None, map(NAME.match, selectors))
    return [_plain_name(mark.string[mark.end() :]) for mark in marks]


@lru_cache(maxsize=1 << 13)
def _plain_name(name: str) -> str:
    """Return a name in lower case with ``-`` between its words; what looks like a hash becomes ``0``."""
    words = chain.from_iterable(map(_words_of, PARTS.findall(name)))
    return "-".join(words)


def _words_of(part: str) -> list[str]:
    """Split a part at its humps; a final number is cut off, a mix of letters and digits is no word."""
    is_word = part.isalpha() and part.islower()
    if is_word:  # as most parts are
        return [part]
    part = FINAL_NUMBER.sub("", part)
    # Build tools hash class names ("css-1ad9kx"): letters cut out of them would be chance.
    if any(map(str.isdigit, part)):
        return ["0"]
    return list(map(str.lower, filter(None, HUMPS.split(part))))


def _is_anchor(selector: str, name: str) -> bool:
    """Return whether an id is made from the text of a heading."""
    if len(name) > _ANCHOR_CHARS or name.count("-") >= ANCHOR_WORDS:
        return True
    return re.match(r"h\d#", selector) is not None


_FIELDS = tuple(field.name for field in fields(SelectorRule))


def _parse_rules(text: str, file: str) -> tuple[SelectorRule, ...]:
    """Read the rules of one file.

    Raises:
        RuleError: If a rule lacks a field or has an unknown category; names the file and the rule.
    """
    return tuple(_read_rule(entry, file) for entry in tomllib.loads(text).get("rule", ()))


def _read_rule(entry: dict[str, Any], file: str) -> SelectorRule:
    """Read one rule.

    Raises:
        RuleError: As in ``_parse_rules``.
    """
    where = f"{file}: {entry.get('id', 'a rule with no id')}"
    missing = next(filterfalse(entry.get, _FIELDS), None)
    if missing is not None:
        raise RuleError(f"{where}: expected {missing!r}, got nothing; add it to the rule")
    known, category = get_args(Category), entry["category"]
    if category not in known:
        raise RuleError(f"{where}: category must be one of {', '.join(known)}, got {category!r}")
    return SelectorRule(
        id=entry["id"],
        category=category,
        reason=entry["reason"],
        words=tuple(entry["words"]),
        hits=tuple(entry["hits"]),
        misses=tuple(entry["misses"]),
    )


@lru_cache(maxsize=1)
def load_rules() -> SelectorRules:
    """Load the rules of the package, files in the order of their names.

    Raises:
        RuleError: If a file is wrong.
    """
    folder = resources.files("newscrawl.boilerplate") / "data"
    names = filter(_is_rule_file, (file.name for file in folder.iterdir()))
    rules: list[SelectorRule] = []
    # Sorted: the order of a folder is the file system's, and the first rule that fits counts.
    for name in sorted(names):
        rules += _parse_rules((folder / name).read_text("utf-8"), name)
    return SelectorRules(rules)


def _is_rule_file(name: str) -> bool:
    """Return whether a data file holds selector rules."""
    return name.startswith("selectors") and name.endswith(".toml")


@lru_cache(maxsize=1 << 13)
def _match_selector(selector: str) -> SelectorRule | None:
    """Return the package's rule for *selector*, if there is one.

    Remembered, since sites repeat their names.
    """
    return load_rules().match(selector)


@lru_cache(maxsize=1 << 12)
def match_selectors(selectors: tuple[str, ...]) -> tuple[tuple[str, SelectorRule], ...]:
    """Return those of *selectors* that the package's rules know, each with its rule; remembered."""
    rules = map(_match_selector, selectors)
    return tuple((each, rule) for each, rule in zip(selectors, rules, strict=True) if rule)
