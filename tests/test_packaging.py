"""The package as others install it: declared dependencies, a wheel that works in an empty folder."""

import ast
import importlib.metadata
import json
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest

import newscrawl
from tests.support.release import Built, build, copy_tracked, faults, tracked

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
NOT_IMPORTED = {"lxml-html-clean": "trafilatura cannot be imported without it"}
ELSEWHERE = {
    "compression": "the standard library of Python 3.14",
    "nemo_curator": "an engine that is there where its stage is run; docs/scale.md",
}


def declared(requirements: list[str]) -> set[str]:
    """Names of distributions, as a registry writes them."""
    return {normal(re.split(r"[^\w.-]", each, maxsplit=1)[0]) for each in requirements}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@cache
def imported(folder: str) -> set[str]:
    """Top-level modules that the files below *folder* import, without those of Python and of this checkout."""
    found: set[str] = set()
    for path in (ROOT / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
                found.add(node.module.partition(".")[0])
    return found - sys.stdlib_module_names - {"newscrawl", "tests", "benchmarks"} - ELSEWHERE.keys()


@cache
def distributions() -> Mapping[str, list[str]]:
    """Names of the distributions of each module that is installed."""
    return importlib.metadata.packages_distributions()


def providers(module: str) -> set[str]:
    """Names of the installed distributions that *module* comes from."""
    return {normal(name) for name in distributions().get(module, ())}


def test_every_import_is_declared() -> None:
    """What newscrawl imports is a dependency of its own, not one that another dependency happens to bring."""
    own = declared(PROJECT["dependencies"] + PROJECT["optional-dependencies"]["browser"])
    own |= {
        name
        for extra, lines in PROJECT["optional-dependencies"].items()
        if extra not in {"dev", "train", "build"}
        for name in declared(lines)
    }
    missing = {module for module in imported("newscrawl") if not providers(module) & own}
    assert missing == set()


def test_every_dependency_is_imported() -> None:
    """Nothing is installed with newscrawl that no module of it uses."""
    used = {name for module in imported("newscrawl") for name in providers(module)}
    assert len(used) >= 15
    assert declared(PROJECT["dependencies"]) - used == NOT_IMPORTED.keys()


def pinned(name: str) -> dict[str, str]:
    """Version of each package that a file in requirements/ pins."""
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    return {
        normal(name): version
        for name, version in re.findall(r"^([\w.-]+)==(\S+)", text, re.MULTILINE)
    }


def test_every_dependency_is_pinned() -> None:
    """requirements/constraints.txt pins each dependency with its hashes; the image has the same versions, and its extras."""
    pins, image = pinned("constraints.txt"), pinned("image.txt")
    assert declared(PROJECT["dependencies"]) - pins.keys() == set()
    extras = PROJECT["optional-dependencies"]
    assert declared([*extras["postgres"], *extras["warc"]]) - image.keys() == set()
    assert {name: image.get(name) for name in pins} == pins


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """What a release uploads, built of the tracked files, outside of the checkout."""
    return build(copy_tracked(tmp_path_factory.mktemp("source")), tmp_path_factory.mktemp("dist"))


@pytest.fixture(scope="module")
def wheel(built: Built) -> Path:
    """The wheel, built out of the source distribution."""
    return built.wheel


def test_a_release_is_as_it_should_be(built: Built) -> None:
    """Names, metadata as a registry checks them, every tracked file in its place and no other, a section in the changelog."""
    assert faults(built) == []


def test_what_a_release_lacks_is_said(built: Built, tmp_path: Path) -> None:
    """A file that the wheel lost, and one that it should not have, are named."""
    wrong = tmp_path / built.wheel.name
    with zipfile.ZipFile(built.wheel) as old, zipfile.ZipFile(wrong, "w") as new:
        for name in old.namelist():
            new.writestr(name.replace("newscrawl/exits.py", "newscrawl/exists.py"), old.read(name))
    said = faults(Built(wrong, built.sdist))
    assert "the wheel lacks newscrawl/exits.py" in said
    assert "the wheel has newscrawl/exists.py, which is not tracked" in said


def test_the_version_is_in_one_place() -> None:
    """``newscrawl/__init__.py`` says it; no other tracked file that takes part in a build does."""
    files = [
        name
        for name in tracked()
        if name.endswith((".py", ".toml", ".cfg", ".yaml", "Dockerfile", "Makefile"))
    ]
    quoted = re.compile(rf"""["'=-]{re.escape(newscrawl.__version__)}["'-]""")
    others = {"newscrawl/__init__.py"}
    assert [
        name
        for name in files
        if name not in others and "tests/" not in name and quoted.search((ROOT / name).read_text())
    ] == []


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel in a folder of its own, without this checkout."""
    folder = tmp_path_factory.mktemp("installed")
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    subprocess.run(
        [*pip, "install", "--no-deps", "--no-index", "--target", str(folder), str(wheel)],
        check=True,
    )
    return folder


def run_installed(installed: Path, folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Run Python in *folder* with the installed package before this checkout."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}
    return subprocess.run(
        [sys.executable, *command],
        cwd=folder,
        env=kept | {"PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        timeout=250,
        check=False,
    )


def test_the_demo_works_from_a_wheel_in_an_empty_folder(installed: Path, tmp_path: Path) -> None:
    """``newscrawl demo`` of an installed wheel needs nothing of the checkout: articles come out, in that folder."""
    place = run_installed(installed, tmp_path, "-c", "import newscrawl; print(newscrawl.__file__)")
    assert place.stdout.startswith(str(installed))
    demo = run_installed(installed, tmp_path, str(installed / "bin" / "newscrawl"), "demo")
    assert demo.returncode == 0, demo.stderr
    lines = [
        line
        for path in tmp_path.rglob("articles-*.jsonl")
        for line in path.read_text().splitlines()
    ]
    assert len(lines) >= 12
    assert all(json.loads(line)["text"] for line in lines)


def test_the_wheel_holds_what_the_code_reads(installed: Path) -> None:
    """Every data file of the package is in the wheel, and no test or benchmark is."""
    kinds = ("*.toml", "*.json", "*.bin", "*.sql", "*.html", "py.typed")
    wanted = {path.relative_to(ROOT) for kind in kinds for path in (ROOT / "newscrawl").rglob(kind)}
    assert len(wanted) > 20
    assert [str(path) for path in sorted(wanted) if not (installed / path).is_file()] == []
    assert not (installed / "tests").exists()
    assert not (installed / "benchmarks").exists()


def test_nobody_is_sent_to_a_registry_for_newscrawl() -> None:
    """It is in none: its name there is free for anybody, so an extra is installed from the checkout or by its own package."""
    said = re.compile(r"pip install ['\"]?newscrawl(?!-)")
    texts = [
        name
        for name in tracked()
        if name.endswith((".py", ".md")) and not name.startswith(("tests/", "CHANGELOG"))
    ]
    assert [name for name in texts if said.search((ROOT / name).read_text(encoding="utf-8"))] == []


def test_dir_names_all() -> None:
    """What can be asked for is there for a completion, and can be loaded."""
    assert set(newscrawl.__all__) <= set(dir(newscrawl))
    assert all(getattr(newscrawl, name) for name in newscrawl.__all__)
    with pytest.raises(AttributeError):
        _ = newscrawl.nothing  # type: ignore[attr-defined]
