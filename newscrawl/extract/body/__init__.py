"""Which segments are the article's text, and what becomes of the others."""
