"""Which files of records a command reads, in which order."""

from pathlib import Path

from newscrawl.corpus.inputs import find_sources


def test_files_come_in_the_order_of_the_names_each_once(tmp_path: Path) -> None:
    """A file that is named again, also by its folder or by a link, is where it was named first."""
    folder = tmp_path / "run"
    folder.mkdir()
    first, second = folder / "articles-00001.jsonl", tmp_path / "other.jsonl"
    for path in (first, second):
        path.write_text("{}\n")
    link = tmp_path / "link.jsonl"
    link.symlink_to(second)
    names = [second, first, link, folder, second]
    assert [found.path for found in find_sources(names)] == [second, first]
