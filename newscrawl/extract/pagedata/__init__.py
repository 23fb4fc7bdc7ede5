"""The article in the data that a page brings for its own scripts."""
