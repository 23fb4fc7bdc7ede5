"""The text of the package's modules, for tests of how they are written."""

from collections.abc import Iterator
from pathlib import Path

_PACKAGE = Path(__file__).parents[2] / "newscrawl"


def package_texts() -> Iterator[tuple[str, str]]:
    """Yield the path of each module below newscrawl (``state/store.py``), and its text."""
    for path in sorted(_PACKAGE.rglob("*.py")):
        yield path.relative_to(_PACKAGE).as_posix(), path.read_text(encoding="utf-8")
