"""What changed between two versions, page by page; and what can be compared at all."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from newscrawl.errors import ConfigError
from newscrawl.reports.compare import Change, Saved, answers_of, compare, page_of, saved_pages

RULE = {"category": "donation", "rule_id": "appeals.run", "text": "Spenden Sie jetzt."}


def answer(text: str = "Eins.\n\nZwei.", *removed: dict[str, str], **facts: Any) -> dict[str, Any]:
    """Give an answer for the page a.html; *facts* are fields of its record."""
    metadata = {"removed": list(removed), "kinds": [], **facts.pop("metadata", {})}
    record = {"title": "T", "text": text, **facts, "metadata": metadata}
    return {"name": "a.html", "url": "https://a.example/", "record": record, "error": ""}


FAILED = {"name": "a.html", "url": "https://a.example/", "record": None, "error": "no text"}


@pytest.mark.parametrize(
    ("old", "new", "change"),
    [
        pytest.param(answer(), answer(), None, id="the same"),
        pytest.param(answer(), answer("Eins."), {"lost": ["Zwei."]}, id="a block less"),
        pytest.param(answer("Eins."), answer(), {"gained": ["Zwei."]}, id="a block more"),
        pytest.param(
            answer(), answer("Zwei.\n\nEins."), {"lost": ["Zwei."], "gained": ["Zwei."]}, id="another order"
        ),
        pytest.param(answer(), answer("Eins.\n\nZwei.", RULE), {"removed": ["donation (appeals.run): Spenden Sie jetzt."]}, id="removed"),
        pytest.param(answer("Eins.\n\nZwei.", RULE), answer(), {"restored": ["donation (appeals.run): Spenden Sie jetzt."]}, id="restored"),
        pytest.param(answer(), answer(title="U"), {"fields": {"title": ("T", "U")}}, id="a field"),
        pytest.param(answer(metadata={"date": "1"}), answer(metadata={"date": "2"}), {"fields": {"date": ("1", "2")}}, id="a field of the metadata"),
        pytest.param(answer(), answer(new="x"), None, id="a field of one version alone"),
        pytest.param(answer(), answer(metadata={"kinds": ["list"]}), None, id="kinds of blocks"),
        pytest.param(FAILED, FAILED, None, id="failed as before"),
        pytest.param(FAILED, FAILED | {"error": "too large"}, {"fields": {"outcome": ("no text", "too large")}}, id="failed otherwise"),
        pytest.param(answer(), FAILED, {"fields": {"outcome": ("12 characters", "no text")}}, id="failed now"),
        pytest.param(FAILED, answer(), {"fields": {"outcome": ("no text", "12 characters")}}, id="read now"),
        pytest.param(FAILED | {"name": "b.html"}, answer(), None, id="a page of one side alone"),
    ],
)  # fmt: skip
def test_changes(old: dict[str, Any], new: dict[str, Any], change: dict[str, Any] | None) -> None:
    """Blocks, removals and fields; a page that is as before is not listed."""
    found = [
        {name: value for name, value in asdict(each).items() if value and name != "name"}
        for each in compare([old], [new])
    ]
    assert found == ([change] if change else [])


def test_long_texts_are_compared_too() -> None:
    """Without regard to order, which would take cubic time."""
    old = [f"Block {number}." for number in range(300)]
    (change,) = compare([answer("\n\n".join(old))], [answer("\n\n".join([*old[1:], "Neu."]))])
    assert (change.lost, change.gained) == (["Block 0."], ["Neu."])


def test_saved_pages_know_their_url(tmp_path: Path) -> None:
    """By the file beside, as ``newscrawl case`` writes it; others get a name that leads nowhere."""
    (tmp_path / "case").mkdir()
    page = tmp_path / "case" / "source.html"
    page.touch()
    (tmp_path / "case" / "meta.json").write_text('{"url": "https://a.example/x"}')
    (tmp_path / "lone.HTM").touch()
    (tmp_path / "notes.txt").touch()
    assert saved_pages(tmp_path) == [
        Saved(str(page), "https://a.example/x"),
        Saved(str(tmp_path / "lone.HTM"), "https://page.invalid/lone"),
    ]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        pytest.param("answers.json", "expected what --json printed for the folder", id="no JSON"),
        pytest.param("folder", "expected a checkout of newscrawl .* or a file", id="no checkout"),
    ],
)
def test_what_cannot_be_compared_with(name: str, message: str, tmp_path: Path) -> None:
    """The message says what was expected."""
    (tmp_path / "answers.json").write_text("{broken")
    (tmp_path / "folder").mkdir()
    with pytest.raises(ConfigError, match=message):
        answers_of(tmp_path / name, [])
    with pytest.raises(ConfigError, match="expected a folder of saved pages"):
        saved_pages(tmp_path / "folder")


def test_answers_of_a_file_are_taken_as_they_are(tmp_path: Path) -> None:
    """No version is run for them."""
    (tmp_path / "old.jsonl").write_text(json.dumps(FAILED) + "\n" + json.dumps(answer()) + "\n")
    assert answers_of(tmp_path / "old.jsonl", []) == [FAILED, answer()]


def test_the_page_lists_each_change_and_is_safe() -> None:
    """Texts of pages are shown, never read as markup."""
    change = Change("a.html", lost=["<b>weg</b>"], gained=["neu"], fields={"title": ("T", "U")})
    page = page_of([change], 7)
    assert "1 of 7 pages are not as before." in page
    assert "&lt;b&gt;weg&lt;/b&gt;" in page
    assert "<b>weg" not in page
    assert "no longer text" in page
    assert "now removed" not in page


DYING = """
import os, signal, sys
def extract_page(page):
    if page.url.endswith("b"):
        sys.stdout.write('{"name": "b", "record": {"metadata": {}}')
        sys.stdout.flush()
        os.kill(os.getpid(), signal.SIGKILL)
    return page.url
"""


RECORDS = 'def make_article(draft): return draft\ndef json_line(article): return \'{"text": ""}\'\n'


ITEMS = "class Page:\n    def __init__(self, url, body, kind): self.url = url\n"


def test_half_a_line_of_a_version_that_was_killed(tmp_path: Path) -> None:
    """Its page counts as an error, those before and after it have their answers."""
    code = tmp_path / "old" / "newscrawl"
    for name, text in {
        "__init__.py": "print('a word of its own')",
        "records.py": RECORDS,
        "extract/page.py": DYING,
        "model/items.py": ITEMS,
    }.items():
        (code / name).parent.mkdir(parents=True, exist_ok=True)
        (code / name).write_text(text)
    (tmp_path / "pages").mkdir()
    for name in "abcd":
        (tmp_path / "pages" / f"{name}.html").write_text("<p>x</p>")
    answers = answers_of(code.parent, saved_pages(tmp_path / "pages"))
    assert [Path(one["name"]).stem for one in answers] == list("abcd")
    assert [one["record"] is None for one in answers] == [False, True, False, False]
