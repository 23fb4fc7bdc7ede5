"""Pipeline steps for datatrove, whose executors carry them over many machines; see docs/scale.md.

``ArticleExtractor`` makes records of pages, ``SiteWriter`` and ``SiteCleaner`` take out what sites repeat,
``ArticleWriter`` writes Parquet with the types of the records. Needs ``pip install '.[datatrove]'``.
"""

from newscrawl.steps.clean import SiteCleaner, SiteWriter
from newscrawl.steps.extract import ArticleExtractor
from newscrawl.steps.write import ArticleWriter

__all__ = ["ArticleExtractor", "ArticleWriter", "SiteCleaner", "SiteWriter"]
