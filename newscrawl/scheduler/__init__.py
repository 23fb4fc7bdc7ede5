"""Scrapy's scheduler on the durable frontier, and what it needs of Scrapy's other parts."""

from newscrawl.scheduler.frontier import FrontierScheduler

__all__ = ["FrontierScheduler"]
