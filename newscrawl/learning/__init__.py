"""What is learned of sites while a crawl runs, and in what order."""
