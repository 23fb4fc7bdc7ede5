"""Listeners; none changes a request or an item."""
