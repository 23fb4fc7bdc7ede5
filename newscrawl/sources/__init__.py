"""The sites that are crawled: what is known of each, and when each is due."""
