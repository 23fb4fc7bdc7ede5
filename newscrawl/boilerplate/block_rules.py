"""Rules: labels and set phrases that are boilerplate wherever they are, as data.

A rule speaks of concepts (see ``lexicon``), so one rule serves every language that has a lexicon.
It fires on a block when all that it names is true: see ``BlockRule``.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from itertools import filterfalse
from typing import Literal, cast, get_args

from newscrawl.boilerplate.features import Evidence, cover_of
from newscrawl.boilerplate.lexicon import CONCEPTS
from newscrawl.errors import RuleError
from newscrawl.model.items import Category
from newscrawl.text.sentences import is_ended

AT_END = ("d:last", "d:last_three")
"""Features of the last four blocks of a text."""


@dataclass(frozen=True, slots=True)
class BlockRule:
    """One rule.

    Attributes:
        id: Its name in every removal, ``<category>.<what>``.
        category: What a block is that it removes.
        reason: One sentence for a person.
        max_words: The longest block it fires on; a number, a word, or two letters of Chinese are
            one.
        begins: The block begins with one of these concepts.
        label: What it begins with is a label: a colon, dash or bar follows, or nothing.
        of: Concepts that must take ``min_cover`` (0–1) of the block's letters.
        min_cover: See ``of``.
        has: Concepts that must all be there.
        twice: Concepts of which two terms must be there.
        place: ``end``: only in the last four blocks. Empty: anywhere.
        lacks: Concepts that must not be there.
        sentence_lacks: Concepts that must not be there in a block that ends as a sentence does:
            headlines report what somebody says, too.
        pattern: Regular expression for the beginning of the block, whatever its case: for signs and
            forms that are no words. Empty: any.
        examples: Texts it removes: language → texts.
        counterexamples: Texts it must leave: language → texts.
    """

    id: str
    category: Category
    reason: str
    max_words: int
    begins: tuple[str, ...] = ()
    label: bool = False
    of: tuple[str, ...] = ()
    min_cover: float = 0.0
    has: tuple[str, ...] = ()
    twice: tuple[str, ...] = ()
    place: Literal["", "end"] = ""
    lacks: tuple[str, ...] = ()
    sentence_lacks: tuple[str, ...] = ()
    pattern: str = ""
    examples: Mapping[str, Sequence[str]] | None = None
    counterexamples: Mapping[str, Sequence[str]] | None = None

    def fires(self, evidence: Evidence) -> bool:
        """Return whether the rule holds for a block."""
        # Most blocks are of no concept that the rule asks for, which is told at once.
        if self._is_of_other(evidence.concepts):
            return False
        # The cover is computed from all hits: it comes last, when the cheap tests have passed.
        tests = (
            self._is_short,
            self._speaks,
            self._begins,
            self._is_formed,
            self._is_no_report,
            self._covers,
        )
        return all(test(evidence) for test in tests)

    def _is_short(self, evidence: Evidence) -> bool:
        """Return whether a block has words, and no more than the rule asks for."""
        # A block of signs only has no words, and nothing that a rule forbids.
        has_words = len(evidence.words.tokens) > 0
        return has_words and evidence.words.size <= self.max_words

    def _is_of_other(self, concepts: Mapping[str, int]) -> bool:
        """Return whether the rule asks for one of some concepts, and none of them is there."""
        # A rule that needs no cover holds for blocks without its concepts, too.
        covering = self.of if self.min_cover > 0 else ()
        asked = self.begins or covering
        return len(asked) > 0 and concepts.keys().isdisjoint(asked)

    def _speaks(self, evidence: Evidence) -> bool:
        """Return whether the concepts of a block are those that the rule asks for."""
        concepts = evidence.concepts
        if not concepts.keys().isdisjoint(self.lacks):
            return False
        has_all = concepts.keys() >= {*self.has, *self.twice}
        return has_all and all(concepts[concept] > 1 for concept in self.twice)

    def _is_no_report(self, evidence: Evidence) -> bool:
        """Return whether a block is no sentence about what the rule forbids in sentences."""
        is_free = evidence.concepts.keys().isdisjoint(self.sentence_lacks)
        return is_free or not is_ended(evidence.block.text)

    def _begins(self, evidence: Evidence) -> bool:
        """Return whether a block is in the rule's place and begins with what the rule asks for."""
        features = evidence.features
        if self.place and features.keys().isdisjoint(AT_END):
            return False
        if not self.begins:
            return True
        # The features have what a block begins with; matched again here, it could differ.
        kind = "l" if self.label else "b"
        asked = (f"{kind}:{concept}" for concept in self.begins)
        return not features.keys().isdisjoint(asked)

    def _is_formed(self, evidence: Evidence) -> bool:
        """Return whether a block begins as the rule's pattern says."""
        # The empty pattern matches any. Compiled once: ``re`` remembers its last patterns.
        return re.match(self.pattern, evidence.block.text, re.IGNORECASE) is not None

    def _covers(self, evidence: Evidence) -> bool:
        """Return whether the rule's concepts take as much of a block as it asks for."""
        if not self.of:
            return True
        # Only the concepts that the rule is about count for its share.
        own = [hit for hit in evidence.hits if hit.concept in self.of]
        return cover_of(evidence.words, own) >= self.min_cover


_FIELDS = frozenset(field.name for field in fields(BlockRule))


@cache
def load_rules() -> tuple[BlockRule, ...]:
    """Load the package's rules, in the order of trial.

    Raises:
        RuleError: If a rule lacks a field, or names an unknown field, category or concept.
    """
    # By ``importlib.resources``: the package may be installed as a zip file.
    text = (files("newscrawl.boilerplate") / "data" / "rules.toml").read_text(encoding="utf-8")
    return read_rules(text)


def read_rules(text: str) -> tuple[BlockRule, ...]:
    """Read rules from the text of a rules file.

    Raises:
        RuleError: If a rule lacks a field, or names an unknown field, category or concept.
    """
    try:
        tables = tomllib.loads(text).get("rule", [])
    except tomllib.TOMLDecodeError as error:
        raise RuleError(f"rules.toml: {error}") from error
    return tuple(map(_read_rule, tables))


def _read_rule(table: Mapping[str, object]) -> BlockRule:
    """Read one rule.

    Raises:
        RuleError: If it lacks a field, or names an unknown field, category or concept.
    """
    where = f"rules.toml: rule {table.get('id', 'without an id')}"
    # A field that is misspelt would be left out in silence, and the rule would fire more often.
    unknown = table.keys() - _FIELDS
    if unknown:
        raise RuleError(f"{where}: unknown field {', '.join(sorted(unknown))}")
    known = get_args(Category)
    if table.get("category") not in known:
        raise RuleError(f"{where}: 'category' must be one of {', '.join(known)}")
    # Rules are cached: a list that a caller changes would change them for all.
    values = {key: _frozen(value) for key, value in table.items()}
    # An unknown concept is in no text: such a rule could not fire, and nobody would see it.
    strange = next(filterfalse(CONCEPTS.__contains__, _concepts_of(values)), None)
    if strange is not None:
        raise RuleError(f"{where}: unknown concept {strange!r}; known: {', '.join(CONCEPTS)}")
    try:
        re.compile(str(table.get("pattern", "")))
        return BlockRule(**values)  # type: ignore[arg-type]  # checked by the dataclass's own signature
    except re.error as error:
        raise RuleError(f"{where}: 'pattern': {error}") from error
    except TypeError as error:
        raise RuleError(f"{where}: {error}") from error


def _frozen(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


def _concepts_of(values: Mapping[str, object]) -> Iterator[str]:
    """Yield the concepts that a rule names."""
    for key in ("begins", "of", "has", "twice", "lacks", "sentence_lacks"):
        yield from cast("tuple[str, ...]", values.get(key, ()))
