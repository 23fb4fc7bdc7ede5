"""Bytes of one page in, a Draft out.

The package can be called: ``newscrawl.extract(html, url)`` is ``newscrawl.stripping.extract``.
"""

import sys
from importlib import import_module
from types import ModuleType
from typing import Any


class _Callable(ModuleType):
    """A module that can be called as the function of its name."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return import_module("newscrawl.stripping").extract(*args, **kwargs)


sys.modules[__name__].__class__ = _Callable
