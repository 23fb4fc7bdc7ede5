"""The demo: a small news site with a different fault on each page, and its server on this machine."""
