"""The values that travel: pages, drafts, records. No logic, no input or output."""
