"""Measure rows a second of one core, and memory, of exports, dedup and clean, on records like a crawl's.

python -m benchmarks.exports --records 1000000 [--chars 2500] [--forms parquet,jsonl] [--others
dedup,clean]

The texts are made of words drawn at random; a twentieth are near copies.
"""

import argparse
import itertools
import random
import shutil
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


def records(count: int, chars: int, seed: int = 1) -> Iterator[bytes]:
    """Give records with all fields of a crawl, of a hundred sites, with texts of some *chars* characters."""
    dice = random.Random(seed)  # noqa: S311 - no secret
    words = [
        "".join(dice.choices("aeioubcdfghlmnprst", k=dice.randint(2, 9))) for _ in range(20_000)
    ]
    parts = [" ".join(dice.choices(words, k=12)) for _ in range(50_000)]
    template, text = Conformer().conform(one()), ""
    for number in range(count):
        if not text or dice.random() > COPIES:
            text = ". ".join(dice.choices(parts, k=max(1, chars // 80)))
        site = number % 100
        yield dump_line(
            template
            | {
                "id": f"nc-{number:032x}",
                "text": f"{text}\n\nNumber {number}.",
                "source": f"newscrawl/site{site}.example",
                "created": f"2026-{number % 12 + 1:02}-{number % 28 + 1:02}T07:00:00.000Z",
                "url": f"https://site{site}.example/{number}",
                "title": f"Title {number}",
            }
        )


def one() -> dict[str, Any]:
    """Return a record with four removed blocks."""
    gone = {
        "text": "Support us. " * 10,
        "category": "donation",
        "rule_id": "appeals.run",
        "reason": "It asks.",
    }
    return {
        "id": "nc-1",
        "text": "",
        "source": "",
        "added": "2026-11-24T07:00:00.000Z",
        "url": "https://site.example/",
        "language": "en",
        "authors": ["Ann Lee"],
        "metadata": {
            "kinds": ["paragraph"] * 2,
            "revision": 1,
            "status": 200,
            "removed": [{**gone, "position": place} for place in range(4)],
        },
    }


def measure(*arguments: str) -> tuple[float, float]:
    """Run newscrawl; give its seconds of processor, and the MB of memory that it had at most."""
    code = (
        "import resource, sys; from newscrawl.cli.main import main; code = main(sys.argv[1:]); "
        "used = resource.getrusage(resource.RUSAGE_SELF); "
        "print(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024); sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], check=True, stdout=subprocess.PIPE
    )
    seconds, memory = done.stdout.split()
    return float(seconds), float(memory)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--chars", type=int, default=2500)
    parser.add_argument("--forms", default=",".join(FORMS))
    parser.add_argument("--others", default="dedup,clean")
    parser.add_argument("--folder", type=Path, default=None)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as name:
        folder = Path(name)
        inputs = [str(path) for path in write(folder, options.records, options.chars)]
        size = sum(Path(path).stat().st_size for path in inputs) / 1e6
        print(f"{options.records} records, {size:.0f} MB of JSON lines", flush=True)
        for form in filter(None, options.forms.split(",")):
            told(
                f"export --to {form}",
                options.records,
                "export",
                *inputs,
                "--to",
                form,
                "-o",
                str(folder / form),
            )
            shutil.rmtree(folder / form)
        for other in filter(None, options.others.split(",")):
            workers = ["--workers", "1"] if other == "clean" else []
            told(other, options.records, other, *inputs, *workers, "-o", str(folder / other))


def write(folder: Path, count: int, chars: int) -> list[Path]:
    """Write *count* records into some files of *folder*."""
    paths = [folder / f"{number}.jsonl" for number in range(FILES)]
    lines = records(count, chars)
    for number, path in enumerate(paths):
        with path.open("wb") as file:
            file.writelines(
                itertools.islice(lines, count * (number + 1) // FILES - count * number // FILES)
            )
    return paths


def told(name: str, count: int, *arguments: str) -> None:
    """Measure a command, and print its figures."""
    seconds, memory = measure(*arguments)
    print(f"{name}: {count / seconds:.0f} rows a second of one core, {memory:.0f} MB", flush=True)


if __name__ == "__main__":
    main()
