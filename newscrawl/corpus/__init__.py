"""Corpora of JSON lines that are there already: cleaned of what each site repeats."""
