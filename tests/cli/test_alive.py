"""Whether a crawl of this machine is alive, by its run.json."""

import json
import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from newscrawl.cli.main import main


@pytest.mark.parametrize(
    ("told", "age_s", "answer"),
    [
        pytest.param({"state": "running"}, 20, (0, "last sign of life"), id="at work"),
        pytest.param({"state": "running"}, 600, (1, "hangs or was killed"), id="silent"),
        pytest.param(
            {"state": "running", "host": "other"},
            600,
            (0, "no crawl of this machine"),
            id="of another",
        ),
        pytest.param({"state": "ended"}, 600, (0, "no crawl of this machine"), id="ended"),
        pytest.param({"state": "half"}, 600, (0, "no crawl of this machine"), id="unreadable"),
    ],
)
def test_a_crawl_is_alive_while_it_gives_signs(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    told: dict[str, str],
    age_s: int,
    answer: tuple[int, str],
) -> None:
    """A health check by run.json; runs of other machines in the folder do not count."""
    updated = datetime.now(UTC) - timedelta(seconds=age_s)
    text = json.dumps({"host": socket.gethostname(), "updated": updated.isoformat(), **told})
    folder = tmp_path / "site" / "20261126T121956Z"
    folder.mkdir(parents=True)
    (folder / "run.json").write_text(text if told["state"] != "half" else text[:-5])
    assert main(["doctor", "--alive", "-o", str(tmp_path)]) == answer[0]
    assert answer[1] in capsys.readouterr().out
