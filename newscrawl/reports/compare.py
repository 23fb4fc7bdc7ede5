"""Two versions of code or rules on one folder of saved pages: what changed, page by page.

Each version runs in a process of its own, which is ended when a page takes too long; the page then
counts as an error, and the next process goes on after it.
"""

import difflib
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Timer
from typing import Any

from newscrawl.corpus.lines import read_lines
from newscrawl.errors import ConfigError
from newscrawl.reports.markup import Node, document, el

PAGE_TIMEOUT_S = 60.0
_ENDINGS = (".html", ".htm", ".xhtml")
_UNKNOWN_URL = "https://page.invalid/"
_NEVER = frozenset({"removed", "kinds"})


@dataclass(frozen=True, slots=True)
class Saved:
    """A page in a file, and its URL."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Change:
    """The differences of one page.

    Attributes:
        name: Of its file.
        lost, gained: Blocks of the text that are gone, and new ones.
        removed, restored: Removals, ``category: text``, that are new, and those that are no more.
        fields: Name → value before and now.
    """

    name: str
    lost: Sequence[str] = ()
    gained: Sequence[str] = ()
    removed: Sequence[str] = ()
    restored: Sequence[str] = ()
    fields: Mapping[str, tuple[str, str]] | None = None

    def __bool__(self) -> bool:
        return any((self.lost, self.gained, self.removed, self.restored, self.fields))


def saved_pages(folder: Path) -> list[Saved]:
    """Return the pages below *folder*, by name; a ``meta.json`` in the folder of a page tells its URL.

    Raises:
        ConfigError: If there are no pages.
    """
    files = sorted(
        path for path in folder.rglob("*") if path.suffix.lower() in _ENDINGS and path.is_file()
    )
    if not files:
        raise ConfigError(f"{folder}: expected a folder of saved pages (*.html), found none")
    return [Saved(str(path), _url_of(path)) for path in files]


def _url_of(path: Path) -> str:
    try:
        told = json.loads((path.parent / "meta.json").read_text(encoding="utf-8"))
        return str(told["url"])
    # Most saved pages have no meta.json; .invalid is a name that leads nowhere (RFC 2606).
    except (OSError, ValueError, KeyError, TypeError):
        return f"{_UNKNOWN_URL}{path.stem}"


def run_version(pages: Sequence[Saved], code: Path | None) -> list[dict[str, Any]]:
    """Return the answers of the version in the folder *code* for *pages*; ``None``: this version.

    Raises:
        ConfigError: If it cannot be run.
    """
    answers: list[dict[str, Any]] = []
    while len(answers) < len(pages):
        before = len(answers)
        answers += _run_once(pages[before:], code)
        # No answer at all: the first page that was asked is the one that ended the process.
        if len(answers) == before:
            page = pages[before]
            error = "the process died of it, or it took too long"
            answers.append({"name": page.name, "url": page.url, "record": None, "error": error})
    return answers


def _run_once(pages: Sequence[Saved], code: Path | None) -> Iterator[dict[str, Any]]:
    """Return the answers of one process, up to its end."""
    root = code or Path(__file__).parents[2]
    script = Path(__file__).with_name("replay.py").read_text(encoding="utf-8")
    asked = "".join(json.dumps([page.name, page.url]) + "\n" for page in pages)
    process = subprocess.Popen(  # noqa: S603 - the user named the checkout
        # -P: else the newscrawl in the working folder would come before the one of PYTHONPATH.
        [_python(root), "-P", "-c", script],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(root)},
    )
    # One limit for all pages: communicate() gives the answers only when the process has ended.
    timer = Timer(PAGE_TIMEOUT_S * max(1, len(pages) / 10), process.kill)
    timer.start()
    try:
        out, err = process.communicate(asked)
    finally:
        timer.cancel()
    # Below 0 a signal ended it: the pages before that have their answers, which count.
    if process.returncode > 0:
        said = err.strip().splitlines()[-1:] or ["no word"]
        raise ConfigError(
            f"{root}: this version cannot be run: {said[0]}; expected a checkout of newscrawl"
        )
    # A process that was killed may leave half a line, without its line feed: that page is asked again.
    for line in out.splitlines(keepends=True):
        # Another version may print lines of its own.
        if line.startswith('{"name"') and line.endswith("\n"):
            yield json.loads(line)


def _python(root: Path) -> str:
    own = root / ".venv" / "bin" / "python"
    # Another version may need other versions of libraries.
    return str(own) if own.exists() else sys.executable


def answers_of(old: Path, pages: Sequence[Saved]) -> list[dict[str, Any]]:
    """Return the answers of *old* for *pages*: a folder with a version of newscrawl, or a file of answers.

    Raises:
        ConfigError: If it is neither.
    """
    # An earlier answer in a file saves the run of the old version.
    if old.is_file():
        try:
            return [json.loads(line.data) for line in read_lines(old)]
        except (ValueError, RecursionError) as error:
            raise ConfigError(
                f"{old}: expected what --json printed for the folder, got: {error}"
            ) from error
    if not (old / "newscrawl" / "__init__.py").is_file():
        raise ConfigError(
            f"{old}: expected a checkout of newscrawl (a folder with newscrawl/ in it) or a file of"
            " answers"
        )
    return run_version(pages, old.resolve())


def compare(old: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]]) -> list[Change]:
    """Return the differences, page by page, for pages that are in both."""
    before = {str(one["name"]): one for one in old}
    # A page of one side alone says nothing of what a version changed.
    changes = [_change(one, before[one["name"]]) for one in new if one["name"] in before]
    return [change for change in changes if change]


def _change(now: Mapping[str, Any], then: Mapping[str, Any]) -> Change:
    name = str(now["name"])
    # Without two records there are no blocks to compare, only how each of them ended.
    if now["record"] is None or then["record"] is None:
        same = (now["record"] is None) == (then["record"] is None) and now["error"] == then["error"]
        return Change(name, fields=None if same else {"outcome": (_outcome(then), _outcome(now))})
    old, new = then["record"], now["record"]
    lost, gained = _differences(old["text"].split("\n\n"), new["text"].split("\n\n"))
    restored, removed = _differences(_removals(old), _removals(new))
    return Change(name, lost, gained, removed, restored, _fields(old, new))


def _outcome(answer: Mapping[str, Any]) -> str:
    return (
        f"{len(answer['record']['text'])} characters" if answer["record"] else str(answer["error"])
    )


def _removals(record: Mapping[str, Any]) -> list[str]:
    return [
        f"{one['category']} ({one['rule_id']}): {one['text']}"
        for one in record["metadata"]["removed"]
    ]


def _differences(old: list[str], new: list[str]) -> tuple[list[str], list[str]]:
    lines = list(difflib.ndiff(old, new)) if len(old) + len(new) < 400 else _by_set(old, new)
    return [line[2:] for line in lines if line[:2] == "- "], [
        line[2:] for line in lines if line[:2] == "+ "
    ]


def _by_set(old: list[str], new: list[str]) -> list[str]:
    """Return the lines that are in one alone; ``ndiff`` takes cubic time."""
    gone, come = set(old) - set(new), set(new) - set(old)
    return [f"- {line}" for line in old if line in gone] + [
        f"+ {line}" for line in new if line in come
    ]


def _fields(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    flat = [
        {
            **{name: value for name, value in one.items() if name not in {"metadata", "text"}},
            **one["metadata"],
        }
        for one in (old, new)
    ]
    # A field that only one version knows is no change of the page.
    names = [name for name in flat[1] if name in flat[0] and name not in _NEVER]
    return {
        name: (str(flat[0][name]), str(flat[1][name]))
        for name in names
        if flat[0][name] != flat[1][name]
    }


def page_of(changes: Sequence[Change], total: int) -> str:
    """Return *changes* as a page; *total* pages were compared."""
    head = el(
        "header",
        el("h1", "What changed"),
        el("p", f"{len(changes)} of {total} pages are not as before."),
    )
    return document("What changed", [head, el("main", *map(_section, changes))], name="compare")


def _section(change: Change) -> Node:
    parts: list[Node] = []
    for title, mark, blocks in (
        ("no longer text", "del", change.lost),
        ("now text", "ins", change.gained),
        ("no longer removed", "del", change.restored),
        ("now removed", "ins", change.removed),
    ):
        if blocks:
            items = [el("li", el(mark, block, dir="auto")) for block in blocks]
            parts += [el("h2", title), el("ul", *items)]
    for name, (old, new) in (change.fields or {}).items():
        parts += [el("h2", name), el("p", el("del", old), " → ", el("ins", new))]
    return el("details", el("summary", change.name), *parts, open="open")
