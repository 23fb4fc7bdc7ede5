"""The sites that are crawled: the settings of each, and when each is due."""
