"""URLs, robots.txt, rights, traps, content codings: rules of the web, on values alone."""
