"""A nightly crawl as a flow of Prefect 3: ``python prefect_flow.py`` serves it, and starts it each night.

The crawl keeps its own queue and memory, so a task is one command; one that is tried again takes
its run up.
"""

import subprocess
from pathlib import Path

from prefect import flow, task

PROJECT = Path("/srv/newscrawl")
"""Made by ``newscrawl init``: sources, settings, output."""
GOES_ON = {3, 5}
"""Some pages could not be fetched; a budget is spent: no failures, the next night goes on."""


@task(retries=3, retry_delay_seconds=600)
def newscrawl(*words: str) -> int:
    """Run a command in the project; give its exit code."""
    code = subprocess.run(["newscrawl", *words], cwd=PROJECT, check=False).returncode
    if code and code not in GOES_ON:
        raise RuntimeError(f"newscrawl {words[0]}: exit code {code}, see docs/cli.md")
    return code


@flow(name="newscrawl")
def nightly() -> None:
    """Crawl what is new, then report."""
    newscrawl("site", "--sources", "sources.toml", "--time", "5h")
    newscrawl("report", "-o", "report.html")


if __name__ == "__main__":
    nightly.serve(name="nightly", cron="0 3 * * *", limit=1)
