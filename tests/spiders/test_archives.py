"""The spider's argument that names archives."""

from pathlib import Path

import pytest

from newscrawl.errors import ConfigError
from newscrawl.spiders.archives import read_inputs


def test_the_argument_of_the_spider(tmp_path: Path) -> None:
    """Names by commas, a list with one a line (names may have spaces), or a list of names."""
    listed = tmp_path / "list.txt"
    listed.write_text("# mine\na b.warc.gz\n\nc.html\n")
    assert read_inputs(f"@{listed}") == ("a b.warc.gz", "c.html")
    assert read_inputs("a.warc, b") == ("a.warc", "b")
    assert read_inputs(["a,b.warc"]) == ("a,b.warc",)
    with pytest.raises(ConfigError, match=r"none.txt: the list of files cannot be read"):
        read_inputs(f"@{tmp_path}/none.txt")
