"""Settings of the deployment, for all workers alike; every setting: docs/settings.md."""

import os

from newscrawl.settings import *  # noqa: F403

# Say who you are before you crawl: webmasters look for this URL.
USER_AGENT = "newsbot/1.0 (+https://example.org/newsbot)"

OUTPUT_DIR = "/data"
OUTPUT_COMPRESSION = "zstd"
if url := os.environ.get("NEWSCRAWL_STATE_URL"):
    STATE_URL = url
# A worker whose name stays takes up its own files: the index of a Kubernetes job, or a name of
# yours.
if name := os.environ.get("NEWSCRAWL_WORKER") or os.environ.get("JOB_COMPLETION_INDEX"):
    STATE_WORKER = f"worker-{name}"
