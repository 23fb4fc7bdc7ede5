"""Names of elements that say that they hold no article: each rule by its own examples."""

import pytest

from newscrawl.boilerplate.selector_rules import (
    SelectorRule,
    SelectorRules,
    _parse_rules,
    load_rules,
    match_selectors,
    plain_names,
)
from newscrawl.errors import RuleError

RULES = load_rules().rules


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_matches_its_examples(rule: SelectorRule) -> None:
    """By itself, whatever other rules say of the name."""
    alone = SelectorRules([rule])
    assert [each for each in rule.hits if alone.match(each) is None] == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_matches_no_counterexample(rule: SelectorRule) -> None:
    """Names that only look like those that it is for."""
    alone = SelectorRules([rule])
    assert [each for each in rule.misses if alone.match(each) is not None] == []


@pytest.mark.parametrize("name", ["shareholder", "subscriber-content", "socialism"])
def test_a_word_that_only_begins_alike_is_spared_within_a_name(name: str) -> None:
    """Whatever is before and after it; a word of the rule beside it counts."""
    assert match_one(f"div.{name}") == match_one(f"div#the_{name}-2") == ()
    assert match_one(f"div.{name}") == match_one(f"section.{name}__text") == ()


def match_one(selector: str) -> tuple[str, ...]:
    return tuple(rule.id for _, rule in match_selectors((selector,)))


def test_each_rule_has_a_name_of_its_own() -> None:
    """And a reason that is a sentence."""
    assert len({rule.id for rule in RULES}) == len(RULES) > 5
    assert [rule.id for rule in RULES if not rule.reason.endswith(".")] == []


@pytest.mark.parametrize(
    ("selector", "name"),
    [
        pytest.param("div.share-bar", "share-bar", id="hyphens"),
        pytest.param("div.share__bar", "share-bar", id="underscores"),
        pytest.param("div#articleShare", "article-share", id="humps"),
        pytest.param("div.HTMLBody", "html-body", id="an abbreviation"),
        pytest.param("div.teaser12", "teaser", id="a number of the theme"),
        pytest.param("div.post-2026", "post-0", id="a number of the content"),
        pytest.param("div.css-1ad9kx", "css-0", id="a hash"),
        pytest.param("div[role=contentinfo]", "role-contentinfo", id="a role"),
    ],
)
def test_the_words_of_a_name(selector: str, name: str) -> None:
    """In lower case, cut where sites cut them; what looks like a hash is one ``0``."""
    assert plain_names([selector, "div"]) == [name]


SHARE = SelectorRule("share", "share", "It shares.", ("share", "read-more", "tool*"), (), ())


@pytest.mark.parametrize(
    ("selector", "matches"),
    [
        pytest.param("div.share", True, id="the word"),
        pytest.param("div.article-share-bar", True, id="within a name"),
        pytest.param("div.shareholder", False, id="the beginning of another word"),
        pytest.param("div.readmore", True, id="without its hyphen"),
        pytest.param("div.read-more", True, id="with its hyphen"),
        pytest.param("div.toolbox", True, id="a word with an open end"),
        pytest.param("share", False, id="a tag"),
        pytest.param("div#share", True, id="an id"),
        pytest.param("h2#share", False, id="the anchor of a heading"),
        pytest.param("p#the-share-of-wind-power-grows", False, id="an anchor of many words"),
        pytest.param("p#renewables-share-grows-quickly-x", False, id="a long anchor"),
        pytest.param("p#share-of-wind-power", True, id="an id of four words"),
    ],
)
def test_what_a_rule_matches(selector: str, matches: bool) -> None:
    """Whole words of a name, and no id that is made from a text."""
    assert (SelectorRules([SHARE]).match(selector) is SHARE) is matches


def test_the_first_rule_that_matches_counts() -> None:
    """In the order of the files; what none knows is left out."""
    other = SelectorRule("bar", "other", "It is a bar.", ("bar",), (), ())
    assert SelectorRules([SHARE, other]).match("div.share.bar") is SHARE
    assert SelectorRules([other, SHARE]).match("div.bar") is other
    assert SelectorRules([other]).match("div.share") is None
    found = match_selectors(("main", "div.share-bar", "p"))
    assert [(name, rule.category) for name, rule in found] == [("div.share-bar", "share")]


WHOLE = (
    '[[rule]]\nid = "x"\ncategory = "share"\nreason = "R."\nwords = ["a"]\nhits = ["p.a"]\n'
    'misses = ["p.b"]\n'
)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param(WHOLE.replace("share", "spam"), "x.toml: x: category must be", id="category"),
        pytest.param(WHOLE.replace("hits", "hit"), "x.toml: x: expected 'hits'", id="field"),
        pytest.param(WHOLE.replace('id = "x"', ""), "x.toml: a rule with no id", id="no id"),
    ],
)
def test_a_wrong_rule_says_what_is_wrong(text: str, message: str) -> None:
    """With its file and its id."""
    assert len(_parse_rules(WHOLE, "x.toml")) == 1
    with pytest.raises(RuleError, match=message):
        _parse_rules(text, "x.toml")
