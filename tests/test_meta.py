"""Keys of ``Request.meta`` are constants, wherever they are written."""

import ast
import re
from collections.abc import Iterator

import pytest

from newscrawl import meta
from tests.support.package import package_texts

COMPONENTS = ("spiders/", "download/", "middlewares/", "pipelines/", "extensions/", "scheduler/")


def test_every_key_of_meta_is_a_constant() -> None:
    """Where a component reads or writes ``meta`` of a request, a key of ours is a name of ``newscrawl.meta``."""
    ours = {value for name, value in vars(meta).items() if name.isupper()}
    assert {"frontier_lease", "guess", "entrance"} <= ours
    key = re.compile(r"\bmeta(?:\.get\(|\.pop\(|\[)\"(\w+)\"|\"(\w+)\" in \w+(?:\.\w+)?\.meta\b")
    bare = [
        (name, found.group(1) or found.group(2))
        for name, text in package_texts()
        if name.startswith(COMPONENTS)
        for found in key.finditer(text)
    ]
    assert [(name, value) for name, value in bare if value in ours] == []
    assert {value for _, value in bare} <= {
        *(
            "depth",
            "is_start_request",
            "redirect_urls",
            "retry_times",
            "dont_retry",
            "proxy",
            "dont_redirect",
        ),
        *("dont_obey_robotstxt", "download_slot"),
    }, "a key that is neither Scrapy's nor in newscrawl/meta.py"


def keys_of_meta(text: str) -> Iterator[str]:
    """Yield the keys of ``meta`` that *text* writes as strings: in dictionaries, ``update`` and subscripts."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call):
            is_update = ast.unparse(node.func).endswith("meta.update")
            yield from (each.arg for each in node.keywords if is_update and each.arg)
            dicts = [
                each.value for each in node.keywords if each.arg == "meta"
            ] + node.args * is_update
        elif isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            is_meta = any(re.search(r"(^|\.)meta$", ast.unparse(target)) for target in targets)
            dicts = [node.value] if is_meta and node.value is not None else []
        elif isinstance(node, ast.Subscript) and re.search(r"(^|\.)meta$", ast.unparse(node.value)):
            yield from (node.slice.value for _ in "x" if isinstance(node.slice, ast.Constant))
            continue
        else:
            continue
        for part in (
            part for each in dicts for part in ast.walk(each) if isinstance(part, ast.Dict)
        ):
            yield from (str(key.value) for key in part.keys if isinstance(key, ast.Constant))


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        pytest.param("request.meta.update(postponed=1)", ["postponed"], id="update by keywords"),
        pytest.param(
            "request.meta.update({'guess': 1, GUESS: 2})", ["guess"], id="update by a dictionary"
        ),
        pytest.param("Request(url, meta=page_meta | {'rank': 1})", ["rank"], id="argument"),
        pytest.param("meta = {**other} | {'level': 1}", ["level"], id="variable"),
        pytest.param("request.meta['deep'] = True", ["deep"], id="subscript"),
        pytest.param("facts = {'deep': True}; request.meta[DEEP] = 1", [], id="no key of meta"),
    ],
)
def test_a_bare_key_of_meta_is_found(text: str, keys: list[str]) -> None:
    """A key of ``meta`` that is written as a string is found, however it is written."""
    assert list(keys_of_meta(text)) == keys


def test_no_component_writes_a_key_of_ours_as_a_string() -> None:
    """Whatever way a key of ``meta`` is written, a key of ours is a constant, and others are Scrapy's."""
    ours = {value for name, value in vars(meta).items() if name.isupper()}
    bare = {
        (name, key)
        for name, text in package_texts()
        if name.startswith((*COMPONENTS, "warc/"))
        for key in keys_of_meta(text)
    }
    assert {each for each in bare if each[1] in ours} == set()
    assert {key for _, key in bare} <= {
        *(
            "allow_offsite",
            "depth",
            "dont_obey_robotstxt",
            "dont_redirect",
            "dont_retry",
            "download_timeout",
        ),
        *(
            "download_maxsize",
            "download_fail_on_dataloss",
            "handle_httpstatus_list",
            "is_start_request",
        ),
        *("redirect_urls", "retry_times", "proxy", "download_slot"),
    }, "a key that is neither Scrapy's nor in newscrawl/meta.py"


def test_no_two_keys_of_meta_have_one_value() -> None:
    """Each constant stands for a key of its own."""
    values = [value for name, value in vars(meta).items() if name.isupper()]
    assert len(values) == len(set(values))
