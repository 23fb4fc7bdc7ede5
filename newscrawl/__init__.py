"""Crawl news articles, strip the boilerplate, emit clean JSON lines.

``newscrawl.strip(text_or_html)`` gives the article's text, ``newscrawl.explain`` what was removed and why.
``newscrawl.arrow_schema()`` and ``newscrawl.features()`` give the types of the records.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newscrawl.stripping import explain, strip
    from newscrawl.typed.schema import arrow_schema, features

__version__ = "0.1.0"
__all__ = ["arrow_schema", "explain", "features", "strip"]
_TYPES = ("arrow_schema", "features")


def __getattr__(name: str) -> object:
    """Load what is asked for only then: the package itself imports nothing."""
    if name in __all__:
        place = "newscrawl.typed.schema" if name in _TYPES else "newscrawl.stripping"
        return getattr(import_module(place), name)
    raise AttributeError(f"module 'newscrawl' has no attribute {name!r}")
