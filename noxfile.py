"""The README's commands on every supported Python that is installed: ``nox``, or ``nox -s test-3.13``.

nox chooses the Python; ``make`` does the rest, as on any other machine. Each Python gets a copy of the
checkout, for its ``.venv`` belongs to one Python.
"""

import shutil
from pathlib import Path
from tempfile import mkdtemp

import nox

PYTHONS = ["3.11", "3.12", "3.13", "3.14"]
_LEFT_OUT = shutil.ignore_patterns(".git", ".venv", ".nox", "output", "*_cache", "__pycache__")

nox.options.default_venv_backend = "none"
nox.options.error_on_missing_interpreters = False


def _copy(session: nox.Session, version: str) -> Path:
    """Copy the checkout into a folder for that Python; skip the session where there is none."""
    if shutil.which(f"python{version}") is None:
        session.skip(f"python{version} is not installed")
    target = Path(".nox", f"checkout-{version}").resolve()
    shutil.copytree(Path(__file__).parent, target, dirs_exist_ok=True, ignore=_LEFT_OUT)
    return target


@nox.session
@nox.parametrize("version", PYTHONS, ids=PYTHONS)
def test(session: nox.Session, version: str) -> None:
    """Run ``make test``."""
    session.chdir(_copy(session, version))
    session.run("make", "test", f"PYTHON=python{version}", external=True)


@nox.session
@nox.parametrize("version", PYTHONS, ids=PYTHONS)
def crawl(session: nox.Session, version: str) -> None:
    """Run ``make crawl``: the demo."""
    session.chdir(_copy(session, version))
    session.run("make", "crawl", f"PYTHON=python{version}", external=True)


@nox.session(venv_backend="venv")
def consumers(session: nox.Session) -> None:
    """Let dolma, NeMo Curator and Ray themselves read and run what is made for them: two gigabytes.

    NeMo Curator comes without PyTorch and the models, which its readers and our stage do not need; dolma into
    an environment of its own, whose numpy is older.
    """
    session.install(
        ".[parquet,datatrove,warc]", "pytest", "pytest-timeout", "orjson", "ray[default,data]>=2.57"
    )
    session.install("cattrs", "pulp", "tabulate", "obstore", "portpicker", "jinja2")
    session.install("--no-deps", "nemo-curator==1.4.0", "cosmos-xenna==0.2.0")
    place = Path(session.create_tmp(), "dolma").resolve()
    session.run("python", "-m", "venv", str(place))
    session.run(str(place / "bin" / "pip"), "install", "--quiet", "uv", external=True)
    session.run(
        str(place / "bin" / "uv"),
        *(
            "pip",
            "install",
            "--python",
            str(place / "bin" / "python"),
            "--only-binary",
            ":all:",
            "dolma==1.2.1",
        ),
        external=True,
    )
    # Ray refuses a folder inside of the environment, where nox puts TMPDIR, and then waits for ever;
    # a path of a socket is short.
    ray = mkdtemp(prefix="ray-")
    session.run(
        *("python", "-m", "pytest", "tests/consumers", "--noconftest", "-q"),
        *(
            "-o",
            "addopts=--import-mode=importlib",
            "-o",
            "filterwarnings=default",
            "-o",
            "timeout=1800",
        ),
        env={"DOLMA_PYTHON": str(place / "bin" / "python"), "PYTHONPATH": ".", "RAY_TMPDIR": ray},
    )
