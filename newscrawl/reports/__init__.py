"""Pages for people: one self-contained HTML file each, from which no request leaves."""
