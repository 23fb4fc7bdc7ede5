"""Worker processes for pages: a pool with hard limits, forked by a fork server."""
