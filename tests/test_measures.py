"""The measures that ``make check`` holds: sizes, density, interfaces and names."""

import ast

import pytest

from tests.support.measures import (
    BRANCHES,
    DENSE_PACKAGES,
    Module,
    branches,
    classes,
    code_lines,
    complaints,
    density,
    functions,
    modules,
    named_twice,
    size_complaints,
    unused,
    unused_private,
    used_names,
)


def module(text: str, name: str = "web.sample") -> Module:
    return Module(name, text.count("\n"), ast.parse(text))


def test_everything_is_within_its_limits() -> None:
    """No package is denser, no class longer and no interface wider than its ceiling."""
    assert complaints() == []


def test_every_ceiling_is_of_a_package_that_is_above_the_limit() -> None:
    """A package that has come below the limit has no ceiling of its own any more."""
    assert all(most > BRANCHES for most in DENSE_PACKAGES.values())
    assert DENSE_PACKAGES.keys() <= density(modules("newscrawl")).keys()


@pytest.mark.parametrize(
    ("body", "count"),
    [
        pytest.param("    return x", 0, id="none"),
        pytest.param("    return x and y or z", 2, id="and, or"),
        pytest.param(
            "    return [a for a in x if a if a > 1]", 3, id="a comprehension with two conditions"
        ),
        pytest.param(
            "    for a in x:\n        if a:\n            return a", 2, id="loop and condition"
        ),
        pytest.param(
            "    def inner():\n        return x if y else z\n    return inner",
            0,
            id="inner function",
        ),
    ],
)
def test_branches_are_counted(body: str, count: int) -> None:
    """Each condition, loop, operator and comprehension of the function itself counts once."""
    function = next(functions(module(f"def f(x, y, z):\n{body}\n")))
    assert branches(function) == count


def test_a_docstring_is_no_line_of_code() -> None:
    """The lines of a function are those without its docstring."""
    function = next(functions(module('def f():\n    """One.\n\n    Two.\n    """\n    return 1\n')))
    assert code_lines(function) == 2


def test_a_function_that_nobody_else_uses_is_named() -> None:
    """A public function counts as used where another module imports it, reaches it or names it in a string."""
    found = [
        module(
            "def alone(): ...\ndef imported(): ...\ndef reached(): ...\ndef named(): ...\ndef _own(): ...\n"
        ),
        module(
            "from newscrawl.web.sample import imported\nWORK = 'newscrawl.web.sample.named'\n",
            "web.other",
        ),
        module("from newscrawl.web import sample\nsample.reached()\n", "web.third"),
    ]
    assert dict(unused(found, used_names(found))) == {"web": ["web.sample.alone"]}


def test_a_class_name_of_two_modules_is_named() -> None:
    """Two public classes of one name are found, private ones are each module's own."""
    text = "class Shelf: ...\nclass _Own: ...\n"
    names = [name for name, _ in classes([module(text, "web.a"), module(text, "web.b")])]
    assert named_twice(names) == {"Shelf": ["web.a.Shelf", "web.b.Shelf"]}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        pytest.param("def f():\n" + "    x = 1\n" * 60, "give its steps names", id="function"),
        pytest.param("class A:\n" + "    x = 1\n" * 210, "split it by responsibility", id="class"),
        pytest.param("x = 1\n" * 401, "split it by what it does", id="file"),
        pytest.param("def f():\n" + "    x = 1\n" * 20, "", id="short"),
    ],
)
def test_what_is_too_long_is_named(text: str, problem: str) -> None:
    """Functions, classes and files above their limits are told, with the way out."""
    found = list(size_complaints([module(text)]))
    assert (problem in found[0]) if problem else found == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("def _a(): ...\n", ["web.sample._a"], id="nothing calls it"),
        pytest.param("def _a(): ...\nb = _a()\n", [], id="it is called"),
        pytest.param("@register\ndef _a(): ...\n", [], id="a decorator may call it"),
        pytest.param("def a(): ...\ndef __getattr__(name): ...\n", [], id="public, or Python's"),
    ],
)
def test_private_functions_that_nothing_calls(text: str, expected: list[str]) -> None:
    """They are what a change left behind."""
    assert unused_private([module(text)]) == expected
