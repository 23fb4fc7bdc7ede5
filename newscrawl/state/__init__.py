"""State that outlives a crawl: frontier, runs, and the way of a record to its file. No Scrapy here."""
