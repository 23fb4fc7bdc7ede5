"""Files that are put in place whole, on a disk that is full."""

import subprocess
import sys
from pathlib import Path

import pytest

from newscrawl.corpus.lines import read_lines

WRITE = """
import resource, sys
from pathlib import Path
from newscrawl.corpus.lines import replaced
from newscrawl.errors import OutputError
resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, 1_000))
try:
    with replaced(Path(sys.argv[1]), overwrites=True) as file:
        for number in range(int(sys.argv[2])):
            file.write(bytes(number * each % 256 for each in range(100)))
except OutputError as error:
    sys.exit(str(error))
"""


@pytest.mark.parametrize("count", [30, 3_000], ids=["in a buffer", "at once"])
@pytest.mark.parametrize("ending", ["", ".gz", ".zst"])
def test_what_was_there_stays(ending: str, count: int, tmp_path: Path) -> None:
    """The error names the file, whatever fails first; nothing half made is left."""
    path = tmp_path / f"lines.jsonl{ending}"
    path.write_text("as before\n")
    command = [sys.executable, "-c", WRITE, str(path), str(count)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.stderr.startswith(f"{path}: cannot be written (File too large)"), done.stderr
    assert [line.data for line in read_lines(path)] == [b"as before\n"]
    assert list(tmp_path.iterdir()) == [path]
