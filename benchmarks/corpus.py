"""How fast does ``newscrawl clean`` go through a corpus, and with how much memory?

The corpus is made of our own sentences: records of some 2 kB, spread over sites as on the web
(few large, many small), with a banner on each and a bio on some.
Run ``python -m benchmarks.corpus [records]``.
"""

import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from itertools import accumulate
from pathlib import Path

from tests.support.corpora import texts_of

SITES = 5_000
START = "import sys\nfrom newscrawl.cli.main import main\nif __name__ == '__main__':\n    sys.exit(main())\n"
"""The command; its processes need a file that they can import again."""


def main() -> None:
    """Make a corpus, clean it, print the figures."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as name:
        source, target = Path(name, "in.jsonl"), Path(name, "out.jsonl")
        write_corpus(source, count)
        begun = time.monotonic()
        script = Path(name, "clean.py")
        script.write_text(START)
        command = [sys.executable, str(script), "clean", str(source), "-o", str(target)]
        subprocess.run(command, check=True)
        took_s, size = time.monotonic() - begun, source.stat().st_size
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(
        f"{count} records, {size / 1e6:.0f} MB, {SITES} sites: {took_s:.0f} s, {size / 1e6 / took_s:.2f} MB/s"
    )
    worked_s, largest = used.ru_utime + used.ru_stime, used.ru_maxrss / 1024
    print(f"processor time {worked_s:.0f} s, largest process {largest:.0f} MiB")


def write_corpus(path: Path, count: int) -> None:
    """Write *count* records, those of the sites mixed."""
    dice = random.Random(5)  # noqa: S311 - the same corpus each time
    weights = list(accumulate(1 / (rank + 1) for rank in range(SITES)))
    template = [record for record, _ in texts_of("x", 200)]
    with path.open("w", encoding="utf-8") as file:
        for number in range(count):
            site = dice.choices(range(SITES), cum_weights=weights)[0]
            record = dict(template[number % 200])
            lines = str(record["text"]).split("\n")
            fresh = [shuffled(line, dice) for line in lines if "readers in" not in line]
            banner = [
                line.replace("the paper", f"paper {site}") for line in lines if "readers in" in line
            ]
            record |= {
                "url": f"https://site{site}.example/{number}",
                "text": "\n".join([*fresh, *banner]),
            }
            file.write(json.dumps(record) + "\n")


def shuffled(line: str, dice: random.Random) -> str:
    """Return a line with its words in another order, so that it is like no other."""
    words = line.split()
    dice.shuffle(words)
    return " ".join(words)


if __name__ == "__main__":
    main()
