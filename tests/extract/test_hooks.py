"""Hooks of a user's own: what they get and give, and what becomes of those that fail."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from lxml.html import HtmlElement

import newscrawl
from newscrawl.errors import ConfigError, ExtractError
from newscrawl.extract.hooks import load_hooks
from newscrawl.model.items import Block, Draft

PAGE = (
    "<html><head><script>var desk = 7</script></head><body><article><h1>A bridge</h1>"
    + "<p>The council voted on Tuesday to rebuild the bridge that the flood had carried away.</p>"
    * 3
    + "</article></body></html>"
)
URL = "https://gazette.example/a"


def desk(draft: Draft, tree: HtmlElement) -> Mapping[str, Any]:
    assert draft.page is not None
    return {"desk": tree.xpath("string(//script)")[-1:], "pair": (1, draft.page.url)}


def closed(draft: Draft, tree: HtmlElement) -> Draft:
    return replace(
        draft, blocks=(*draft.blocks, Block("The end.")), extra={**draft.extra, "closed": True}
    )


def nothing(draft: Draft, tree: HtmlElement) -> None:
    return None


def raising(draft: Draft, tree: HtmlElement) -> None:
    raise KeyError("desk")


def odd(draft: Draft, tree: HtmlElement) -> Any:
    return 3


def no_json(draft: Draft, tree: HtmlElement) -> dict[str, Any]:
    return {"tree": tree}


def not_finite(draft: Draft, tree: HtmlElement) -> dict[str, Any]:
    return {"share": float("nan")}


def large(draft: Draft, tree: HtmlElement) -> dict[str, Any]:
    return {"text": "x" * 200_000}


def refusing(draft: Draft, tree: HtmlElement) -> None:
    raise ExtractError("not_an_article", "a page of the shop")


def test_hooks_come_one_after_the_other() -> None:
    """Own fields are added, as JSON has them; a draft takes the place of the one before."""
    article = newscrawl.extract(PAGE, URL, hooks=[desk, nothing, closed])
    assert article.metadata.extra == {"desk": "7", "pair": [1, URL], "closed": True}
    assert article.text.endswith("\n\nThe end.")


@pytest.mark.parametrize(
    ("hook", "said"),
    [
        pytest.param(
            raising, r"test_hooks.raising: KeyError in test_hooks.py:\d+: 'desk'", id="an error"
        ),
        pytest.param(
            odd, "expected a Draft, a dict of own fields or None, got int", id="another value"
        ),
        pytest.param(no_json, "its fields are no JSON", id="no JSON"),
        pytest.param(not_finite, "its fields are no JSON", id="not finite"),
        pytest.param(large, "200,012 characters, at most 100,000", id="too large"),
    ],
)
def test_a_hook_that_fails_is_named(hook: Any, said: str) -> None:
    """It costs the page, which is counted as failed."""
    with pytest.raises(ExtractError, match=said) as error:
        newscrawl.extract(PAGE, URL, hooks=[hook])
    assert error.value.reason == "hook_failed"


def test_a_hook_may_refuse_a_page() -> None:
    """With a reason of its own."""
    with pytest.raises(ExtractError, match="a page of the shop") as error:
        newscrawl.extract(PAGE, URL, hooks=[refusing])
    assert error.value.reason == "not_an_article"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        pytest.param(
            "no_such_module.add", "no_such_module.add: cannot be imported", id="no module"
        ),
        pytest.param("newscrawl.no_such", "has no function no_such", id="no function"),
        pytest.param("add", "cannot be imported", id="no module at all"),
    ],
)
def test_a_hook_that_cannot_be_loaded(name: str, said: str) -> None:
    """It is said before the first request."""
    with pytest.raises(ConfigError, match=said):
        load_hooks([name])
