"""Settings and arguments, each with its type, its range and its meaning."""
