"""Remove coverage data files that cannot be read: processes that the tests kill leave some half written.

    python -m tests.support.coverage_data

Prints how many were read and removed. What such a process had covered by then is lost, nothing else is.
"""

import sqlite3
import sys
from contextlib import closing
from pathlib import Path


def is_whole(path: Path) -> bool:
    """Say whether the data file at *path* is a database without damage."""
    try:
        with closing(
            sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
        ) as connection:
            tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
            return (
                connection.execute("PRAGMA quick_check").fetchone() == ("ok",) and "file" in tables
            )
    except sqlite3.Error:
        return False


def main() -> None:
    """Remove the damaged files among ``.coverage.*`` of the working directory."""
    files = [
        path
        for path in Path().glob(".coverage.*")
        if not path.name.endswith(("-journal", "-wal", "-shm"))
    ]
    broken = [path for path in files if not is_whole(path)]
    for path in broken:
        path.unlink()
    sys.stdout.write(
        f"coverage: {len(files)} data files, {len(broken)} of them damaged and removed\n"
    )


if __name__ == "__main__":
    main()
