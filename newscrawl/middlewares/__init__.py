"""Downloader and spider middlewares: one file, one class."""
