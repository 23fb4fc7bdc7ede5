"""Pipeline steps for engines that carry them over many machines; see docs/scale.md.

For datatrove (``pip install '.[datatrove]'``): ``ArticleExtractor`` makes records of pages,
``SiteWriter`` and ``SiteCleaner`` take out what sites repeat, ``ArticleWriter`` writes Parquet with
the types of the records. For NeMo Curator: ``curator.ArticleReader``.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newscrawl.steps.clean import SiteCleaner, SiteWriter
    from newscrawl.steps.extract import ArticleExtractor
    from newscrawl.steps.write import ArticleWriter

_PLACES = {
    "ArticleExtractor": "extract",
    "ArticleWriter": "write",
    "SiteCleaner": "clean",
    "SiteWriter": "clean",
}
"""Module of each name; each engine is loaded by those who use it."""
__all__ = ["ArticleExtractor", "ArticleWriter", "SiteCleaner", "SiteWriter"]


def __getattr__(name: str) -> object:
    """Return the step *name*; its module is loaded only now."""
    if name not in _PLACES:
        raise AttributeError(f"module 'newscrawl.steps' has no attribute {name!r}")
    return getattr(import_module(f"newscrawl.steps.{_PLACES[name]}"), name)
