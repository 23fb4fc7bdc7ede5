"""Bytes of feeds, sitemaps and listing pages in, addresses of candidate articles out."""
