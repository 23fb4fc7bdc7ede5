"""``newscrawl strip``, ``newscrawl.strip`` and what they print."""

import io
import json
from pathlib import Path

import pytest
from rich.console import Console

import newscrawl
from newscrawl.cli.main import main
from newscrawl.cli.strip import in_order, show
from newscrawl.items import Block, Removal, Stripped
from newscrawl.terminal import printable

SPLIT = Stripped(
    (Block("first"), Block("last\x1b]0;owned\x07")),
    (Removal("Give\x1b[2J", "donation", "appeals.run", "asks", 1), Removal("Bye", "share", "x.y", "s", 3)),
)
PAGE = Path(__file__).parents[1] / "fixtures" / "sites" / "harbour" / "ferry.html"


def test_blocks_stand_in_the_order_of_the_page() -> None:
    """Kept and removed blocks are put together again by position."""
    assert [part.text[:4] for part in in_order(SPLIT)] == ["firs", "Give", "last", "Bye"]


@pytest.mark.parametrize("terminal", [True, False], ids=["terminal", "file"])
def test_removed_parts_are_labelled_and_pages_cannot_steer_the_terminal(terminal: bool) -> None:
    """Each removed part carries its category; an escape sequence of the page is shown, not sent."""
    console = Console(file=io.StringIO(), force_terminal=terminal, width=80, highlight=False)
    show(SPLIT, console)
    out = console.file.getvalue()  # type: ignore[attr-defined]
    assert "[donation: appeals.run]" in out
    assert "\x1b]0" not in out
    assert "\x1b[2J" not in out
    assert ("\x1b[2;9m" in out) is terminal


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("a\tb\nc", "a\tb\nc", id="plain"),
        pytest.param("\x1b[31m", r"\x1b[31m", id="escape"),
        pytest.param("\x9b31m\u202e", r"\x9b31m\u202e", id="C1 and direction"),
    ],
)
def test_printable_shows_what_could_steer(text: str, shown: str) -> None:
    """Characters that could steer the terminal are shown as their code, others stay."""
    assert printable(text) == shown


def test_html_and_text_are_told_apart_by_content(capsys: pytest.CaptureFixture[str]) -> None:
    """A page gives its article, a text its lines; both from the same function."""
    clean = newscrawl.strip
    assert main(["strip", str(PAGE)]) == 0
    out = capsys.readouterr().out
    assert "tied to the quay" in out
    assert "<p>" not in out
    assert "About <p> tags." in clean("About <p> tags.\nA line.")


def test_json_holds_text_and_removals(capsys: pytest.CaptureFixture[str]) -> None:
    """--json gives both parts for programs."""
    assert main(["strip", "--json", str(PAGE)]) == 0
    values = json.loads(capsys.readouterr().out)
    assert "tied to the quay" in values["text"]
    assert {"text", "category", "rule_id", "reason", "position"} == set(values["removed"][0])


@pytest.mark.parametrize(
    ("content", "code", "message"),
    [
        pytest.param(None, 2, "cannot be read: No such file", id="missing"),
        pytest.param("<html></html>", 3, "page", id="page without text"),
    ],
)
def test_a_file_without_an_article_is_an_error(
    content: str | None, code: int, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What cannot be stripped says why, with its exit code."""
    path = tmp_path / "file"
    if content is not None:
        path.write_text(content)
    assert main(["strip", str(path)]) == code
    assert message in capsys.readouterr().err


def test_unknown_names_of_the_package_are_errors() -> None:
    """The package gives its version and two functions, nothing else."""
    assert newscrawl.__version__
    with pytest.raises(AttributeError, match="no attribute 'scrub'"):
        newscrawl.scrub  # noqa: B018
