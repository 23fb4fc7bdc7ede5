"""``newscrawl doctor``: what is wrong with a machine, its state and its sources."""

from pathlib import Path

from tests.support.crawl import newscrawl_command


def test_doctor_finds_what_is_wrong(tmp_path: Path) -> None:
    """A damaged state and a sources file that cannot be read are named, with exit code 2."""
    (tmp_path / "output" / "state").mkdir(parents=True)
    (tmp_path / "output" / "state" / "newscrawl.sqlite").write_bytes(b"no database" * 1000)
    (tmp_path / "sources.toml").write_text("[gazette]\nsite = 3\n")
    done = newscrawl_command("doctor", cwd=tmp_path)
    assert done.returncode == 2
    lines = {line[9:22].strip(): line for line in done.stdout.splitlines()}
    assert lines["database"].startswith("wrong")
    assert "sources.toml, line 2" in lines["sources"]
