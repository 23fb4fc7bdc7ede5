"""Scrapy's scheduler on the durable frontier, and what it needs of Scrapy's other parts."""

from newscrawl.scheduler.scheduler import FrontierScheduler

__all__ = ["FrontierScheduler"]
