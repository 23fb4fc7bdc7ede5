"""The outcome of a run: what the terminal shows, and the exit code of an error."""

import io
from collections import Counter

import pytest
from rich.console import Console

from newscrawl.cli.outcome import _code_of, _print_summary
from newscrawl.errors import ConfigError, NewscrawlError, OutputError, StateError, StoppedError
from newscrawl.exits import SAID, ExitCode
from newscrawl.extensions.summary import Summary


@pytest.mark.parametrize(
    ("error", "code"),
    [
        pytest.param(StoppedError("a"), ExitCode.STOPPED, id="stopped"),
        pytest.param(OutputError("a"), ExitCode.NOT_WRITTEN, id="a full disk"),
        pytest.param(ConfigError("a"), ExitCode.USAGE, id="a wrong setting"),
        pytest.param(StateError("a"), ExitCode.USAGE, id="a state that cannot be used"),
    ],
)
def test_the_exit_code_of_an_error(error: NewscrawlError, code: ExitCode) -> None:
    """Those that a supervisor tells apart."""
    assert _code_of(error) is code


def shown(**values: object) -> str:
    output = io.StringIO()
    _print_summary(Summary(**values), Console(file=output, width=100))  # type: ignore[arg-type]
    return output.getvalue()


def test_a_plain_run_has_few_rows() -> None:
    """Nothing is said of what did not happen; a run without a second divides by none."""
    text = shown(articles=7, pages=9, folder="output/site/1")
    assert text.split()[:2] == ["articles", "7"]
    assert "fetched in 0.0 s, 0.0 pages/s" in text
    assert not {"dead", "left", "errors", "bad", "written"} & {*text.split()}
    assert SAID[ExitCode.DONE] in text
    assert text.endswith("Output: output/site/1\n")


def test_what_happened_is_said_with_its_reasons() -> None:
    """The most frequent first, and in words."""
    text = shown(
        outcome="missed",
        pages=30,
        seconds=10.0,
        dropped=Counter(no_text=2, not_an_article=5),
        dead=Counter(http_404=3),
        left=Counter(waiting=4),
        bad_lines=1,
    )
    lines = {line.split()[0]: " ".join(line.split()) for line in text.splitlines() if line.strip()}
    assert lines["dropped"] == "dropped 7 5 not an article, 2 no text"
    assert lines["dead"] == "dead links 3 3 http 404"
    assert lines["left"] == "left 4 4 waiting"
    assert lines["bad"] == "bad lines 1"
    assert "3.0 pages/s" in lines["pages"]
    assert SAID[ExitCode.MISSED] in text


def test_sources_that_are_broken_are_named() -> None:
    """Messages quote pages: what looks like markup, or would steer the terminal, is shown as it is."""
    finding = {"kind": "no_articles", "message": "[bold]x\x1b[2J"}
    sources = {
        "a": {"status": "broken", "findings": [finding]},
        "b": {"status": "changed", "findings": []},
        "c": {"status": "ok", "findings": []},
    }
    text = shown(sources=sources)
    assert "broken: a: no articles: [bold]x\\x1b[2J" in text
    assert "1 of 3 sources are broken, 1 have changed; see sources in run.json." in text
    assert "sources" not in shown(sources={"c": sources["c"]})


def test_of_many_broken_sources_some_are_named() -> None:
    """The rest would push the summary off the screen."""
    broken = {"status": "broken", "findings": []}
    text = shown(sources={f"s{number}": broken for number in range(30)})
    assert text.count("broken: ") == 20
    assert "30 of 30 sources are broken" in text
