"""Crawl news articles, strip the boilerplate, emit clean JSON lines."""

__version__ = "0.1.0"
