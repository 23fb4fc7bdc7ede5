"""Commands that newscrawl changes in Scrapy's own command line."""
