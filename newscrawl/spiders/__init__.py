"""Spiders: URLs and callbacks only."""
