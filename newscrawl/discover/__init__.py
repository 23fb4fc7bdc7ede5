"""Bytes of feeds, sitemaps and listing pages in, URLs of candidate articles out."""
