"""The clusters of duplicates that were found, by the id of each record."""

from pathlib import Path

import pytest

from newscrawl.corpus.clusters import Clusters, load_clusters
from newscrawl.errors import ConfigError


def test_a_record_has_the_cluster_of_its_line(tmp_path: Path) -> None:
    """Whatever the order of the lines; a record that is in none has none."""
    path = tmp_path / "clusters.jsonl"
    lines = [f'{{"id": "r{number}", "cluster": "c{number % 3}"}}\n' for number in range(50)]
    path.write_text("".join(lines))
    clusters = load_clusters(path)
    assert [clusters.find(f"r{number}") for number in range(50)] == [
        Clusters.key(f"c{number % 3}") for number in range(50)
    ]
    assert clusters.find("r50") is None
    assert Clusters().find("r1") is None


@pytest.mark.parametrize(
    "line",
    [
        pytest.param('{"id": "r1"}', id="no cluster"),
        pytest.param('{"id": 1, "cluster": "c"}', id="an id that is no text"),
        pytest.param('["r1", "c"]', id="no object"),
        pytest.param("r1 c", id="no JSON"),
    ],
)
def test_another_file_is_refused(tmp_path: Path, line: str) -> None:
    """The message names the line and the command that writes such files."""
    path = tmp_path / "clusters.jsonl"
    path.write_text(f'{{"id": "a", "cluster": "b"}}\n{line}\n')
    with pytest.raises(ConfigError, match=r"line 2: expected an object with id and cluster"):
        load_clusters(path)
