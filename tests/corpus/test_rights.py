"""A later robots.txt applied to records that are there already."""

import io
import json
from collections.abc import Collection
from pathlib import Path
from typing import Any

import pytest

from newscrawl.corpus.rights import FORBIDDEN, RightsJudge

DAY = "2026-11-24"
CLOSED = b"User-agent: *\nDisallow: /private/\nContent-Signal: ai-train=no\n"


def judged(
    folder: Path, *records: Any, robots: bytes | None = CLOSED, drops: Collection[str] = ()
) -> tuple[list[Any], RightsJudge, list[str]]:
    """Return the lines of *records* as judged, the judge, and what was told."""
    path, output, told = folder / "records.jsonl", io.BytesIO(), list[str]()
    lines = [each if isinstance(each, str) else json.dumps(each) for each in records]
    path.write_text("".join(f"{line}\n" for line in lines))
    judge = RightsJudge(
        lambda origin: robots if origin == "https://a.example" else None,
        token="newscrawl",  # noqa: S106 - a name in robots.txt
        day=DAY,
        drops=drops,
    )
    judge.apply(path, output, told.append)
    return output.getvalue().decode().splitlines(), judge, told


def record(path: str = "/a", **rights: Any) -> dict[str, Any]:
    return {"url": f"https://a.example{path}", "metadata": {"rights": rights} if rights else {}}


def rights_of(line: str) -> dict[str, Any]:
    rights: dict[str, Any] = json.loads(line)["metadata"]["rights"]
    return rights


def test_what_the_file_says_is_noted(tmp_path: Path) -> None:
    """Its signals, whether it forbids the page to us, and its day."""
    (line, closed), judge, _ = judged(tmp_path, record(), record("/private/b"))
    assert [each["value"] for each in rights_of(line)["notices"]][-1] == DAY
    assert rights_of(line)["reserved"]
    assert FORBIDDEN not in rights_of(line)["reserved"]
    assert rights_of(closed)["reserved"][-1] == FORBIDDEN
    assert (judge.figures.known, judge.figures.changed) == (2, 2)
    assert judge.figures.reserved[FORBIDDEN] == 1


def test_a_later_file_replaces_the_notices_of_an_earlier_one(tmp_path: Path) -> None:
    """Those of page and server stay; applied again, nothing changes."""
    page = {"source": "header:tdm-reservation", "value": "1"}
    old = {"source": "robots.txt:robots-forbidden", "value": "newscrawl"}
    (line,), _, _ = judged(tmp_path, record(notices=[page, old]))
    sources = [each["source"] for each in rights_of(line)["notices"]]
    assert sources[0] == page["source"]
    assert old["source"] not in sources
    (again,), judge, _ = judged(tmp_path, line)
    assert again == line
    assert judge.figures.changed == 0


@pytest.mark.parametrize(("drops", "kept"), [((FORBIDDEN,), 1), ((), 2), (("other",), 2)])
def test_records_may_be_left_out(tmp_path: Path, drops: tuple[str, ...], kept: int) -> None:
    """Those with a reservation that is asked for."""
    lines, judge, _ = judged(tmp_path, record(), record("/private/b"), drops=drops)
    assert (len(lines), judge.figures.dropped) == (kept, 2 - kept)


def test_a_host_without_a_file_stays_as_it_is(tmp_path: Path) -> None:
    """Byte for byte."""
    other = {"url": "https://b.example/a", "x": 1}
    (line,), judge, _ = judged(tmp_path, other)
    assert json.loads(line) == other
    assert (judge.figures.lines, judge.figures.known) == (1, 0)


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("no JSON", id="no JSON"),
        pytest.param("[1]", id="no object"),
        pytest.param('{"url": 1}', id="no URL"),
        pytest.param('{"url": "https://a.example/", "metadata": []}', id="metadata"),
        pytest.param('{"url": "https://a.example/", "metadata": {"rights": []}}', id="rights"),
        pytest.param(
            '{"url": "https://a.example/", "metadata": {"rights": {"notices": [{"value": "1"}]}}}',
            id="a notice without a source",
        ),
    ],
)
def test_a_line_that_is_no_record_is_passed_on_and_told(tmp_path: Path, line: str) -> None:
    """As it is, with its number."""
    lines, judge, told = judged(tmp_path, record(), line)
    assert lines[1] == line
    assert (judge.figures.broken, len(told)) == (1, 1)
    assert "line 2: passed on as it is" in told[0]
