"""Bytes of one page in, a Draft out."""
