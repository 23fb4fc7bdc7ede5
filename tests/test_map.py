"""The map for people who change the code: docs/architecture.md and docs/glossary.md."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
MAP = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
GLOSSARY = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")


def test_every_package_has_a_line_in_the_map() -> None:
    """Each package directly below newscrawl has one row in the table of the tree, in order."""
    packages = sorted(path.parent.name for path in (ROOT / "newscrawl").glob("*/__init__.py"))
    assert {"extract", "state", "cli"} <= set(packages)
    rows = re.findall(r"^\| `newscrawl\.(\w+)` \| \S", MAP, re.MULTILINE)
    assert [name for name in packages if rows.count(name) != 1] == []
    assert rows == sorted(rows)


def test_the_glossary_explains_each_word_once() -> None:
    """25 words or more, each with one meaning, in the order of the alphabet."""
    words = re.findall(r"^\| ([a-z ]+) \| \S.* \| `", GLOSSARY, re.MULTILINE)
    assert len(words) >= 25
    assert words == sorted(set(words))


def test_the_map_and_the_glossary_name_what_exists() -> None:
    """Each dotted module or class that they name is there."""
    named = set(
        re.findall(
            r"`((?:newscrawl\.)?(?:[a-z_]+\.)*[a-z_]+\.[A-Z]\w+|newscrawl(?:\.[a-z_]+)+)`",
            MAP + GLOSSARY,
        )
    )
    assert len(named) >= 25
    assert sorted(name for name in named if not exists(name.removeprefix("newscrawl."))) == []


def exists(name: str) -> bool:
    """Whether *name* is a module of the package, or something in one."""
    path = ROOT / "newscrawl" / name.replace(".", "/")
    if path.is_dir() or path.with_suffix(".py").is_file():
        return True
    module, _, part = name.rpartition(".")
    file = (ROOT / "newscrawl" / module.replace(".", "/")).with_suffix(".py")
    return (
        file.is_file()
        and re.search(
            rf"^(?:class|def) {part}\b|^{part}\b.* =|    def {part}\b",
            file.read_text(),
            re.MULTILINE,
        )
        is not None
    )
