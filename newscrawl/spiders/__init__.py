"""Spiders: addresses and callbacks only."""
