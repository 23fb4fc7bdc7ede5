"""Whether timing decides: the same pages are crawled twice, and their answers arrive in other orders.

Real pages of the development sets, by host, are served from loopback; each answer is late by a time
drawn by lot, in each run by another. The records of both runs are compared: ``text`` must be the
same in all, ``removed`` in 99 of 100.

    python -m benchmarks.timing --hosts 20 --pages 12 --runs 2
"""

import argparse
import asyncio
import gzip
import json
import random
import tempfile
from collections import defaultdict
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.support.lossless import Crawl, unpacked
from tests.support.server import HTML, Reply, Request, Server

SETS = Path("../shared/bench/extraction/dev")


def read_sites(sets: list[Path], hosts: int, pages: int) -> dict[str, list[bytes]]:
    """Return pages by host, of those hosts of which there are most."""
    found: defaultdict[str, list[bytes]] = defaultdict(list)
    for path in sets:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                host = urlsplit(row.get("url") or "").hostname or ""
                found[host].append(row["html"].encode("utf-8", "replace"))
    found.pop("", None)
    most = sorted(found, key=lambda host: (-min(len(found[host]), pages), host))[:hosts]
    return {host: found[host][:pages] for host in most}


def crawl(
    folder: Path, sites: dict[str, list[bytes]], seed: int, late_s: float
) -> dict[str, dict[str, Any]]:
    """Return the records of one crawl, by the address that was asked for, without host and port."""
    lot = random.Random(seed)  # noqa: S311 - no secret

    async def answer(request: Request) -> Reply:
        _, _, host, number = request.path.split("/")
        await asyncio.sleep(lot.random() ** 3 * late_s)
        return Reply(
            sites[host][int(number)], headers={**HTML, "Content-Type": "text/html; charset=utf-8"}
        )

    names = {host: f"site{index}.test" for index, host in enumerate(sites)}
    with Server(routes={"/page/": answer}) as server:
        urls = [
            f"http://{names[host]}:{server.port}/page/{host}/{number}"
            for number in range(max(map(len, sites.values())))
            for host in sites
            if number < len(sites[host])
        ]
        settings = {
            "EGRESS_HOSTS": json.dumps({name: ["127.0.0.1"] for name in names.values()}),
            "EXTRACT_FUNCTION": "newscrawl.extract.page.work",
            "EXTRACT_WORKERS": "2",
            "CONCURRENT_REQUESTS": "32",
            "CONCURRENT_REQUESTS_PER_DOMAIN": "8",
        }
        task = Crawl(folder, urls, settings)
        code = task.finish(task.start(), timeout_s=1_800)
        if code not in {0, 3}:
            raise SystemExit(task.log[-3000:])
    records: dict[str, dict[str, Any]] = {}
    for path in sorted(task.output.rglob("articles-*.jsonl*")):
        for line in unpacked(path).splitlines():
            record = json.loads(line)
            records[urlsplit(record["metadata"]["requested_url"]).path] = record
    return records


def main() -> None:
    """Crawl, compare, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--sets", nargs="+", default=["daniel"])
    parser.add_argument("--hosts", type=int, default=20)
    parser.add_argument("--pages", type=int, default=12, help="of each host")
    parser.add_argument("--runs", type=int, default=2)
    parser.add_argument(
        "--late", type=float, default=1.0, help="seconds that an answer is late at most"
    )
    options = parser.parse_args()
    sites = read_sites(
        [SETS / f"{name}.jsonl.gz" for name in options.sets], options.hosts, options.pages
    )
    runs = []
    for seed in range(options.runs):
        with tempfile.TemporaryDirectory() as folder:
            runs.append(crawl(Path(folder), sites, seed, options.late))
    print(
        f"{len(sites)} hosts, {sum(map(len, sites.values()))} pages; records: {[len(run) for run in runs]}"
    )
    for one, other in pairwise(runs):
        both = sorted(one.keys() & other.keys())
        texts = [path for path in both if one[path]["text"] != other[path]["text"]]
        removed = [
            path
            for path in both
            if [(row["text"], row["rule_id"]) for row in one[path]["metadata"]["removed"]]
            != [(row["text"], row["rule_id"]) for row in other[path]["metadata"]["removed"]]
        ]
        print(
            f"in one run only: {len(one.keys() ^ other.keys())}; other text: {len(texts)} of {len(both)}; "
            f"other removed: {len(removed)}"
        )
        for path in dict.fromkeys(texts + removed):
            print("  ", path)
            for here, there in ((one, other), (other, one)):
                beside = [
                    (row["text"], row["rule_id"]) for row in there[path]["metadata"]["removed"]
                ]
                for row in here[path]["metadata"]["removed"]:
                    if (row["text"], row["rule_id"]) not in beside:
                        print(
                            "      in one alone:", row["rule_id"], row["reason"], row["text"][:60]
                        )


if __name__ == "__main__":
    main()
