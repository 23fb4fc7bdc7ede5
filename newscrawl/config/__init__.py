"""What a user can say: settings and arguments, each with its type, its range and its meaning."""
