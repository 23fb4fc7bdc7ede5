"""Settings of the deployment, for all workers alike; every setting: docs/settings.md."""

import os

from newscrawl.settings import *  # noqa: F403

# Say who you are before you crawl: webmasters look for this address.
USER_AGENT = "newsbot/1.0 (+https://example.org/newsbot)"

OUTPUT_DIR = "/data"
OUTPUT_COMPRESSION = "zstd"
if url := os.environ.get("NEWSCRAWL_STATE_URL"):
    STATE_URL = url
