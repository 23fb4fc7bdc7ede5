"""Texts without markup: their language, and sketches by which near duplicates are found."""
