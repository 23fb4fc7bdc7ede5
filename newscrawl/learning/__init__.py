"""Learning the profiles of sites while a crawl runs, and in what order."""
