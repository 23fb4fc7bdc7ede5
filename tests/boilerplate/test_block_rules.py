"""Every rule removes its examples and leaves its counterexamples; a wrong rules file says what is wrong."""

from pathlib import Path

import pytest

from newscrawl.boilerplate.block_rules import BlockRule, load_rules, read_rules
from newscrawl.boilerplate.features import Evidence, gather
from newscrawl.boilerplate.lexicon import load_lexicon
from newscrawl.errors import RuleError
from newscrawl.model.items import Block, Facts

DOCS = Path(__file__).parents[2] / "docs" / "boilerplate.md"
ARTICLE = "The council voted on Tuesday to rebuild the bridge that the flood had carried away."


def evidence(text: str, language: str) -> Evidence:
    """The text as the last block of an article."""
    blocks = [Block(ARTICLE), Block(ARTICLE), Block(ARTICLE), Block(ARTICLE), Block(text)]
    return gather(blocks, Facts(language=language), load_lexicon(language))[-1]


def cases(kind: str) -> list[object]:
    return [
        pytest.param(rule, language, text, id=f"{rule.id}-{language}-{number}")
        for rule in load_rules()
        for language, texts in (getattr(rule, kind) or {}).items()
        for number, text in enumerate(texts)
    ]


@pytest.mark.parametrize(("rule", "language", "text"), cases("examples"))
def test_a_rule_removes_its_examples(rule: BlockRule, language: str, text: str) -> None:
    """Each example fires its rule."""
    assert rule.fires(evidence(text, language))


@pytest.mark.parametrize(("rule", "language", "text"), cases("counterexamples"))
def test_no_rule_removes_a_counterexample(rule: BlockRule, language: str, text: str) -> None:
    """A counterexample fires neither its own rule nor another."""
    assert [each.id for each in load_rules() if each.fires(evidence(text, language))] == []


def test_every_rule_is_whole_and_documented() -> None:
    """Ids are unique; each rule has examples, counterexamples, and a row in the documentation."""
    rules = load_rules()
    text = DOCS.read_text(encoding="utf-8")
    assert len({rule.id for rule in rules}) == len(rules)
    assert [rule.id for rule in rules if not (rule.examples and rule.counterexamples)] == []
    assert [rule.id for rule in rules if f"`{rule.id}`" not in text] == []


RULE = '[[rule]]\nid = "x"\ncategory = "share"\nreason = "R."\nmax_words = 3\n'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("[[rule]", "rules.toml", id="no toml"),
        pytest.param(RULE + 'colour = "red"\n', "rule x: unknown field colour", id="unknown field"),
        pytest.param(
            RULE.replace("share", "spam"), "rule x: 'category' must be one of", id="category"
        ),
        pytest.param(RULE + 'has = ["giving"]\n', "rule x: unknown concept 'giving'", id="concept"),
        pytest.param(RULE + "pattern = '('\n", "rule x: 'pattern': ", id="pattern"),
        pytest.param(RULE.replace("max_words = 3\n", ""), "rule x: ", id="missing field"),
    ],
)
def test_a_wrong_rule_says_what_is_wrong(text: str, message: str) -> None:
    """The error names the rule and what was expected."""
    with pytest.raises(RuleError, match=message):
        read_rules(text)
