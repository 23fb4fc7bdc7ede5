"""Scrapy settings of newscrawl: import paths as strings, defaults, one comment block per component."""

BOT_NAME = "newscrawl"
SPIDER_MODULES: list[str] = []
