"""A crawl by a real scrapyd: deployed with the scrapy.cfg given, started over HTTP, run from the egg."""

import json
import os
import shutil
import socket
import subprocess
import sys
import urllib.parse
import urllib.request
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from tests.support.crawl import CHECKOUT, QUICK
from tests.support.lossless import wait_for
from tests.support.server import Server

BIN = Path(sys.executable).parent
# What runs from the egg has no source that a report of coverage could show.
ENV = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}


def test_a_crawl_is_deployed_and_run(server: Server, tmp_path: Path) -> None:
    """The egg is accepted, the job ends well, the records are where they were asked for; main process and workers run from the egg."""
    port = free_port()
    checkout = copy_checkout(tmp_path / "checkout", port)
    with scrapyd(tmp_path / "scrapyd", port) as base:
        deployed = subprocess.run(
            [BIN / "scrapyd-deploy"],
            cwd=checkout,
            env=ENV,
            capture_output=True,
            text=True,
            timeout=250,
            check=False,
        )
        assert deployed.returncode == 0, deployed.stderr + deployed.stdout
        assert {"article", "site"} <= set(
            call(f"{base}/listspiders.json?project=newscrawl")["spiders"]
        )
        settings = QUICK | {
            "OUTPUT_DIR": str(tmp_path / "out"),
            "EXTRACT_FUNCTION": "newscrawl.extract.deployed.work",
        }
        job = call(
            f"{base}/schedule.json",
            ("project", "newscrawl"),
            ("spider", "article"),
            ("urls", server.url("/article/Aldmouth")),
            *(("setting", f"{name}={value}") for name, value in settings.items()),
        )
        jobs = f"{base}/listjobs.json?project=newscrawl"
        wait_for(lambda: [ended["id"] for ended in call(jobs)["finished"]] == [job["jobid"]], 60)
    (egg,) = tmp_path.glob("scrapyd/eggs/newscrawl/*.egg")
    assert packed(checkout) - set(zipfile.ZipFile(egg).namelist()) == set()
    (path,) = tmp_path.glob("out/article/*/run.json")
    run = json.loads(path.read_text())
    assert (run["exit_code"], run["articles"], run["versions"]["newscrawl"]) == (0, 1, "0.0.1")
    assert run["arguments"] == {"urls": server.url("/article/Aldmouth")}
    (records,) = tmp_path.glob("out/article/*/articles-*.jsonl")
    assert json.loads(records.read_text())["title"] == "The ferry of Aldmouth"


def copy_checkout(folder: Path, port: int) -> Path:
    """Copy what is deployed; with a port, a version and a module that this checkout does not have."""
    folder.mkdir()
    shutil.copytree(
        CHECKOUT / "newscrawl", folder / "newscrawl", ignore=shutil.ignore_patterns("__pycache__")
    )
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(CHECKOUT / name, folder)
    config = (CHECKOUT / "scrapy.cfg").read_text()
    assert "url = http://localhost:6800/" in config
    (folder / "scrapy.cfg").write_text(config.replace(":6800", f":{port}"))
    (folder / "newscrawl" / "extract" / "deployed.py").write_text(
        "from newscrawl.extract.page import warm, work\n"
    )
    with (folder / "newscrawl" / "__init__.py").open("a") as file:
        file.write('\n__version__ = "0.0.1"\n')
    return folder


def packed(folder: Path) -> set[str]:
    """The files of the package in *folder*, all of which an egg or a wheel must hold."""
    paths = (path for path in (folder / "newscrawl").rglob("*") if path.is_file())
    return {str(path.relative_to(folder)) for path in paths if "__pycache__" not in path.parts}


@contextmanager
def scrapyd(folder: Path, port: int) -> Iterator[str]:
    """Run scrapyd in *folder*; gives its address."""
    folder.mkdir()
    (folder / "scrapyd.conf").write_text(f"[scrapyd]\nhttp_port = {port}\npoll_interval = 0.2\n")
    with (folder / "log").open("w") as log:
        process = subprocess.Popen([BIN / "scrapyd"], cwd=folder, env=ENV, stdout=log, stderr=log)
    try:
        wait_for(lambda: is_open(port) or process.poll() is not None)
        assert process.poll() is None, (folder / "log").read_text()
        yield f"http://localhost:{port}"
    finally:
        process.terminate()
        process.wait(20)


def call(url: str, *values: tuple[str, str]) -> dict[str, Any]:
    """Ask scrapyd; with *values*, by POST."""
    data = urllib.parse.urlencode(values).encode() if values else None
    with urllib.request.urlopen(url, data, timeout=250) as response:
        answer: dict[str, Any] = json.load(response)
    assert answer["status"] == "ok", answer
    return answer


def free_port() -> int:
    with closing(socket.socket()) as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
        return port


def is_open(port: int) -> bool:
    with closing(socket.socket()) as sock:
        return sock.connect_ex(("127.0.0.1", port)) == 0
