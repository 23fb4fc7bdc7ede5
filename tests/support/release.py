"""The dry run of a release: ``make release-check``, see CONTRIBUTING.md, "Releases".

Builds source distribution and wheel of the tracked files, looks at their metadata and content, and installs the
wheel, with the pinned dependencies, into an empty environment of each supported Python that is on this machine.
Nothing is tagged and nothing is uploaded.
"""

import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from newscrawl import __version__

ROOT: Final = Path(__file__).parents[2]
PYTHONS: Final = ("3.11", "3.12", "3.13", "3.14")


@dataclass(frozen=True, slots=True)
class Built:
    """What a release uploads."""

    wheel: Path
    sdist: Path


def tracked(root: Path = ROOT) -> list[str]:
    """Return the names of the files that git knows in the checkout *root*; of an unpacked release, all."""
    listed = subprocess.run(
        ["git", "ls-files"], cwd=root, capture_output=True, text=True, check=False
    )
    if listed.returncode == 0 and listed.stdout:
        return [name for name in listed.stdout.splitlines() if (root / name).is_file()]
    left_out = {".venv", "site", "dist", "build"}
    found = (path.relative_to(root) for path in root.rglob("*") if path.is_file())
    return sorted(path.as_posix() for path in found if path.parts[0] not in left_out)


def copy_tracked(target: Path) -> Path:
    """Copy the tracked files to *target*, so that nothing else gets into a release."""
    for name in tracked():
        place = target / name
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, place)
    return target


def build(source: Path, target: Path) -> Built:
    """Build the source distribution of *source*, and the wheel out of it, into *target*.

    Without isolation, by the pinned setuptools of this environment: no network.
    """
    command = [
        sys.executable,
        "-m",
        "build",
        "--no-isolation",
        "--outdir",
        str(target),
        str(source),
    ]
    subprocess.run(command, check=True, capture_output=True, text=True, timeout=200)
    (wheel,), (sdist,) = target.glob("*.whl"), target.glob("*.tar.gz")
    return Built(wheel, sdist)


def faults(built: Built) -> list[str]:
    """Return what is wrong with name, metadata or content of a release, one line each."""
    return [
        *_wrong_names(built),
        *_wrong_metadata(built),
        *_wrong_content(built),
        *_wrong_changelog(),
    ]


def _wrong_names(built: Built) -> Iterator[str]:
    expected = (f"newscrawl-{__version__}-py3-none-any.whl", f"newscrawl-{__version__}.tar.gz")
    names = (built.wheel.name, built.sdist.name)
    if names != expected:
        yield f"expected {expected}, got {names}: the version comes from newscrawl/__init__.py alone"


def _wrong_metadata(built: Built) -> Iterator[str]:
    command = [
        sys.executable,
        "-m",
        "twine",
        "check",
        "--strict",
        str(built.wheel),
        str(built.sdist),
    ]
    checked = subprocess.run(command, capture_output=True, text=True, timeout=250, check=False)
    if checked.returncode:
        yield f"twine check: {checked.stdout}{checked.stderr}"


def _wrong_content(built: Built) -> Iterator[str]:
    names = tracked()
    package = {name for name in names if name.startswith("newscrawl/")}
    with zipfile.ZipFile(built.wheel) as archive:
        packed = {name for name in archive.namelist() if ".dist-info/" not in name}
    yield from (f"the wheel lacks {name}" for name in sorted(package - packed))
    yield from (f"the wheel has {name}, which is not tracked" for name in sorted(packed - package))
    with tarfile.open(built.sdist) as archive:
        inside = {member.name.partition("/")[2] for member in archive if member.isfile()}
    wanted = {name for name in names if not name.startswith((".editorconfig", "output/"))}
    yield from (f"the source distribution lacks {name}" for name in sorted(wanted - inside))


def _wrong_changelog() -> Iterator[str]:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    if not re.search(rf"^## {re.escape(__version__)} \(\d{{4}}-\d\d-\d\d\)$", text, re.MULTILINE):
        yield f"CHANGELOG.md: expected a section '## {__version__} (YYYY-MM-DD)'"


def interpreters() -> Iterator[tuple[str, str]]:
    """Give version and program of each supported Python that is on the PATH and works."""
    for version in PYTHONS:
        program = shutil.which(f"python{version}")
        if (
            program
            and subprocess.run([program, "-c", ""], capture_output=True, check=False).returncode
            == 0
        ):
            yield version, program


def try_on(program: str, wheel: Path, folder: Path) -> None:
    """Install *wheel* with the pinned dependencies into an empty environment in *folder*, and use it there."""
    subprocess.run([program, "-m", "venv", str(folder / "venv")], check=True)
    python = folder / "venv" / "bin" / "python"
    pip = [
        str(python),
        "-m",
        "pip",
        "--quiet",
        "--disable-pip-version-check",
        "install",
        "--no-deps",
    ]
    pins = ROOT / "requirements" / "constraints.txt"
    subprocess.run([*pip, "--require-hashes", "-r", str(pins)], check=True)
    subprocess.run([*pip, str(wheel)], check=True)
    subprocess.run([str(python), "-m", "pip", "--disable-pip-version-check", "check"], check=True)
    away = {
        name: value
        for name, value in os.environ.items()
        if name not in {"PYTHONPATH", "VIRTUAL_ENV"}
    }
    for words in (["--version"], ["doctor"], ["demo"], ["show", "--list"]):
        command = [str(python.parent / "newscrawl"), *words]
        subprocess.run(command, cwd=folder, env=away, check=True, timeout=300, stdout=sys.stderr)


def main() -> int:
    """Build and try a release; print what is wrong."""
    with tempfile.TemporaryDirectory() as scratch:
        built = build(copy_tracked(Path(scratch, "source")), Path(scratch, "dist"))
        found = faults(built)
        for version, program in () if found else interpreters():
            print(f"python{version}: {program}")
            folder = Path(scratch, version)
            folder.mkdir()
            try:
                try_on(program, built.wheel, folder)
            except subprocess.SubprocessError as error:
                found.append(f"python{version}: {error}")
        missing = set(PYTHONS) - {version for version, _ in interpreters()}
        print(
            "".join(
                f"not on this machine, and not tried: python{version}\n"
                for version in sorted(missing)
            )
        )
        shutil.copytree(Path(scratch, "dist"), ROOT / "dist", dirs_exist_ok=True)
    print("\n".join(found) or f"newscrawl {__version__} is ready: dist/")
    return bool(found)


if __name__ == "__main__":
    raise SystemExit(main())
