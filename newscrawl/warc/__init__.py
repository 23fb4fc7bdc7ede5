"""Archive files."""
