"""What outlives a crawl: the frontier, the runs, and the way of a record to its file. No Scrapy here."""
