"""Crawl news articles, strip the boilerplate, emit clean JSON lines.

``newscrawl.strip(text_or_html)`` gives the article's text, ``newscrawl.explain`` what was removed and why.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newscrawl.stripping import explain, strip

__version__ = "0.1.0"
__all__ = ["explain", "strip"]


def __getattr__(name: str) -> object:
    """Load what is asked for only then: the package itself imports nothing."""
    if name in __all__:
        from newscrawl import stripping  # noqa: PLC0415 - see above

        return getattr(stripping, name)
    raise AttributeError(f"module 'newscrawl' has no attribute {name!r}")
