"""How bytes come in: names to addresses, the guard before each connection, budgets of an answer."""
