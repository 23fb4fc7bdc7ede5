"""Runs of the crawler as data sets: chosen, split, sharded, with a card, in the form that is wanted."""
