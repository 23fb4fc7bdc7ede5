"""A simulated week: what is lost or doubled, and how requests, state and memory grow.

    python -m benchmarks.week [--sources 200] [--nights 7] [--seed 1]

Two hundred sources on loopback, seven nights; failures, moves to another domain, redesigns, new and
changed articles are drawn by lot, and some runs are killed. See ``tests/support/week.py``.
"""

import argparse
import tempfile
from pathlib import Path
from statistics import mean

from tests.support.week import Week, make_world, run_week


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sources", type=int, default=200)
    parser.add_argument("--nights", type=int, default=7)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        world = make_world(options.sources, options.seed)
        settings = {"EXTRACT_WORKERS": "0", "CONCURRENT_REQUESTS_PER_DOMAIN": "1"}
        show(run_week(Path(folder), world, nights=options.nights, settings=settings))


def show(week: Week) -> None:
    """Print a row for each night, and what the week has lost or doubled."""
    print(
        "night, exit codes, records, requests per idle source, state per record, peak of a process, statuses"
    )
    for number, night in enumerate(week.nights, 1):
        idle = f"{mean(night.idle):.1f} ({len(night.idle)} idle)" if night.idle else "-"
        state = f"{night.state_bytes / max(night.records, 1) / 1000:.1f} kB"
        peak = f"{night.peak_bytes / 1e6:.0f} MB"
        print(
            number,
            night.codes,
            night.records,
            idle,
            state,
            peak,
            dict(night.statuses),
            sep="\t",
            flush=True,
        )
    print(
        f"seen by readers {len(week.seen)}, missing {len(week.missing)}, doubled {len(week.doubled)}"
    )
    for title in sorted(week.missing)[:20]:
        print("missing:", title)
    for title in week.doubled[:20]:
        print("doubled:", title)


if __name__ == "__main__":
    main()
