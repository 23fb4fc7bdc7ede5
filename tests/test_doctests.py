"""The examples in docstrings hold."""

import doctest
from importlib import import_module
from pkgutil import walk_packages

import newscrawl

ENGINES = {"newscrawl.steps.curator"}
"""What only an engine of gigabytes can load: ``nox -s consumers``."""


def test_the_examples_in_docstrings_hold() -> None:
    """Each module's examples give what they say; there are more than a hundred."""
    tried, failed = 0, []
    for found in walk_packages(newscrawl.__path__, "newscrawl."):
        if found.name in ENGINES or found.name.endswith("__main__"):
            continue
        result = doctest.testmod(import_module(found.name))
        tried += result.attempted
        failed += [found.name] * result.failed
    assert failed == []
    assert tried > 100
