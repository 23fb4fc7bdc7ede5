"""Image, compose files, manifests and units: linted by the tools of their makers, and of one mind."""

import ast
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import yaml

from newscrawl.cli.main import main, make_parser
from tests.support.crawl import BIN, CHECKOUT

DEPLOY = CHECKOUT / "examples" / "deploy"
MANIFEST = DEPLOY / "kubernetes" / "newscrawl.yaml"


def output_of(*command: str | Path) -> str:
    """What *command* says of itself; it must succeed."""
    done = subprocess.run(command, capture_output=True, text=True, timeout=250, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What ``newscrawl init`` writes."""
    folder = tmp_path_factory.mktemp("init") / "mine"
    assert main(["init", str(folder)]) == 0
    return folder


def worker(file: Path, name: str) -> dict[str, Any]:
    """The service *name* of a compose file."""
    service: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))["services"][name]
    return service


def container() -> dict[str, Any]:
    """The container of the CronJob."""
    job = next(
        each for each in yaml.safe_load_all(MANIFEST.read_text()) if each["kind"] == "CronJob"
    )
    found: dict[str, Any] = job["spec"]["jobTemplate"]["spec"]["template"]["spec"]["containers"][0]
    return found


def test_the_dockerfiles_pass_hadolint(project: Path) -> None:
    """That of the repository, and that of a new project."""
    output_of(BIN / "hadolint", CHECKOUT / "Dockerfile", project / "Dockerfile")


def test_the_image_is_small_and_not_root() -> None:
    """Two stages, the pinned versions, no user 0, a signal that the crawl knows, a health check that exists."""
    text = (CHECKOUT / "Dockerfile").read_text(encoding="utf-8")
    assert len(re.findall("^FROM ", text, re.MULTILINE)) == 2
    assert "--require-hashes --no-deps --requirement requirements/image.txt" in text
    last = text.rpartition("FROM ")[2]
    assert re.search(r"^USER (?!0|root)\d+:\d+$", last, re.MULTILINE)
    assert "STOPSIGNAL SIGTERM" in last
    words = ast.literal_eval(re.search(r"HEALTHCHECK .* CMD (\[.*\])", last)[1])
    assert make_parser(words[1]).parse_args(words[1:]).alive
    sent = [
        line[1:]
        for line in (CHECKOUT / ".dockerignore").read_text().splitlines()
        if line[:1] == "!"
    ]
    copied = re.findall(r"^COPY (?!--from)(.*) \S+$", text, re.MULTILINE)
    assert sorted(sent) == sorted(" ".join(copied).split())
    assert [name for name in sent if not (CHECKOUT / name).exists()] == []


def test_compose_files_are_valid(project: Path) -> None:
    """By the schema of the compose specification."""
    schema = ("--builtin-schema", "vendor.compose-spec")
    output_of(BIN / "check-jsonschema", *schema, DEPLOY / "compose.yaml", project / "compose.yaml")


def test_compose_files_agree(project: Path) -> None:
    """A project of ``newscrawl init`` runs as guarded as the example, and the cluster's pods do, too."""
    ours, theirs = (
        worker(DEPLOY / "compose.yaml", "worker"),
        worker(project / "compose.yaml", "crawl"),
    )
    for key in ("read_only", "cap_drop", "security_opt", "ulimits", "tmpfs", "stop_grace_period"):
        assert ours[key] == theirs[key], key
    guarded = container()["securityContext"]
    assert guarded["readOnlyRootFilesystem"] is ours["read_only"] is True
    assert guarded["capabilities"]["drop"] == ours["cap_drop"] == ["ALL"]
    assert guarded["allowPrivilegeEscalation"] is False


def test_the_manifest_is_valid() -> None:
    """By the schemas of Kubernetes, no key that they do not know."""
    said = output_of(BIN / "kubernetes-validate", "--strict", MANIFEST)
    assert said.count("passed") == 2


def test_a_wrong_manifest_is_found(tmp_path: Path) -> None:
    """The check can fail."""
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(
        MANIFEST.read_text().replace("concurrencyPolicy: Forbid", "concurencyPolicy: Forbid")
    )
    command = [BIN / "kubernetes-validate", "--strict", wrong]
    assert subprocess.run(command, capture_output=True, timeout=250, check=False).returncode != 0


@pytest.mark.parametrize("path", sorted((DEPLOY / "systemd").iterdir()), ids=lambda path: path.name)
def test_units_are_valid(path: Path, tmp_path: Path) -> None:
    """By systemd itself, where it is; the commands are those of this environment."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".service":
        assert "LimitNOFILE=65536" in text
        assert "KillMode=mixed" in text
    for file in (DEPLOY / "systemd").iterdir():
        unit = file.read_text().replace("/opt/newscrawl/bin", str(BIN))
        (tmp_path / file.name.replace("@", "@1")).write_text(unit.replace("%i", "1"))
    if analyze := shutil.which("systemd-analyze"):
        assert output_of(analyze, "verify", tmp_path / path.name.replace("@", "@1")) == ""


@pytest.mark.parametrize("name", ["airflow_dag.py", "prefect_flow.py", "crontab"])
def test_the_commands_of_examples_exist(name: str) -> None:
    """Each command that an orchestrator calls has these options."""
    text = (DEPLOY / name).read_text(encoding="utf-8")
    text = re.sub(r"\{\{.*?\}\}", "x", re.sub(r'"\s+f?"', "", text))
    found = re.findall(r'newscrawl ([a-z]+[^|&"\n>]*)', text)
    found += [
        " ".join(re.findall(r'"([^"]+)"', call))
        for call in re.findall(r"newscrawl\((\".*)\)", text)
    ]
    commands = [
        words.split()
        for words in found
        if words.split()[0] in {"site", "report", "export", "dedup", "state"}
    ]
    assert commands
    for words in commands:
        make_parser(words[0]).parse_args(words)
    if name.endswith(".py"):
        compile(text, name, "exec")


def pod(tmp_path: Path, program: str) -> subprocess.Popen[bytes]:
    """Start the shell of the pod with *program* in the place of newscrawl."""
    fake = tmp_path / "newscrawl"
    fake.write_text(f"#!{sys.executable}\n{program}\n")
    fake.chmod(0o755)
    (script,) = container()["args"]
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    return subprocess.Popen([*container()["command"], script], env={**os.environ, "PATH": path})


@pytest.mark.parametrize(("code", "seen"), [(0, 0), (3, 0), (5, 0), (1, 1), (2, 2), (4, 4)])
def test_a_pod_fails_only_where_another_try_or_a_person_is_needed(
    tmp_path: Path, code: int, seen: int
) -> None:
    """Pages that could not be fetched and a spent budget are for the next night."""
    assert pod(tmp_path, f"raise SystemExit({code})").wait(250) == seen


def test_a_pod_that_is_stopped_lets_the_crawl_end(tmp_path: Path) -> None:
    """The signal reaches the crawl, and its own end is awaited."""
    begun, ended = tmp_path / "begun", tmp_path / "ended"
    program = f"""
import pathlib, signal, sys, time
def stop(*_):
    time.sleep(0.5)
    pathlib.Path({str(ended)!r}).touch()
    sys.exit(5)
signal.signal(signal.SIGTERM, stop)
pathlib.Path({str(begun)!r}).touch()
time.sleep(600)
"""
    shell = pod(tmp_path, program)
    while not begun.exists():
        assert shell.poll() is None
        time.sleep(0.05)
    shell.send_signal(signal.SIGTERM)
    assert shell.wait(250) == 0
    assert ended.exists()
