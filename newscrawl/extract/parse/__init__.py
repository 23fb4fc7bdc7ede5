"""Bytes of a page to a clean tree: decoded, bounded, without what nobody sees."""
