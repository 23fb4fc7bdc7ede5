"""What a page says of its article: headline, authors, dates, picture, section."""
