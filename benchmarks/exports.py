"""Measure rows a second of one core, and memory, of each export and of dedup, on records like a crawl's.

python -m benchmarks.exports --records 1000000 [--forms parquet,jsonl] [--folder DIR]

The records are made of words drawn at random, of 2.5 kB of text on average; a twentieth are near copies.
"""

import argparse
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from newscrawl.export.forms import FORMS
from newscrawl.records import dump_line
from newscrawl.typed.rows import Conformer

COPIES = 0.05
FILES = 4


def records(count: int, seed: int = 1) -> Iterator[dict[str, Any]]:
    """Give records with all fields of a crawl, of a hundred sites."""
    dice, conformer = random.Random(seed), Conformer()  # noqa: S311 - no secret
    words = ["".join(dice.choices("aeioubcdfghlmnprst", k=dice.randint(2, 9))) for _ in range(20_000)]
    text = ""
    for number in range(count):
        if not text or dice.random() > COPIES:
            text = "\n\n".join(" ".join(dice.choices(words, k=60)) for _ in range(7))
        record = conformer.conform(
            {
                "id": f"nc-{number:032x}",
                "text": f"{text}\n\nNumber {number}.",
                "source": f"newscrawl/site{number % 100}.example",
                "added": "2026-11-24T07:00:00.000Z",
                "created": f"2026-{number % 12 + 1:02}-{number % 28 + 1:02}T07:00:00.000Z",
                "url": f"https://site{number % 100}.example/{number}",
                "title": f"Title {number}",
                "language": "en",
                "authors": ["Ann Lee"],
                "metadata": {
                    "kinds": ["paragraph"] * 8,
                    "revision": 1,
                    "status": 200,
                    "removed": removed(dice),
                },
            }
        )
        yield record


def removed(dice: random.Random) -> list[dict[str, Any]]:
    """Give some removed blocks."""
    one = {
        "text": "Support us. " * 10,
        "category": "donation",
        "rule_id": "appeals.run",
        "reason": "It asks.",
    }
    return [{**one, "position": place} for place in range(dice.randint(0, 8))]


def measure(*arguments: str) -> tuple[float, float]:
    """Run newscrawl; give its seconds of processor, and the MB of memory that it had at most."""
    code = (
        "import resource, sys; from newscrawl.cli.main import main; code = main(sys.argv[1:]); "
        "used = resource.getrusage(resource.RUSAGE_SELF); "
        "print(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024); sys.exit(code)"
    )
    done = subprocess.run([sys.executable, "-c", code, *arguments], check=True, stdout=subprocess.PIPE)
    seconds, memory = done.stdout.split()
    return float(seconds), float(memory)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--forms", default=",".join(FORMS))
    parser.add_argument("--folder", type=Path, default=None)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as name:
        folder = Path(name)
        paths = [folder / f"{number}.jsonl" for number in range(FILES)]
        files = [path.open("wb") for path in paths]
        for number, record in enumerate(records(options.records)):
            files[number * FILES // options.records].write(dump_line(record))
        for file in files:
            file.close()
        size = sum(path.stat().st_size for path in paths) / 1e6
        print(f"{options.records} records, {size:.0f} MB of JSON lines")
        inputs = [str(path) for path in paths]
        for form in filter(None, options.forms.split(",")):
            seconds, memory = measure("export", *inputs, "--to", form, "-o", str(folder / form))
            print(
                f"{form}: {options.records / seconds:.0f} rows a second of one core, {memory:.0f} MB",
                flush=True,
            )
        seconds, memory = measure("dedup", *inputs, "-o", str(folder / "duplicates.jsonl"))
        print(f"dedup: {options.records / seconds:.0f} rows a second of one core, {memory:.0f} MB")


if __name__ == "__main__":
    main()
