"""``newscrawl inspect`` and ``newscrawl case``: three panes in a real browser; hostile pages stay inert."""

import json
import shutil
from pathlib import Path

import pytest

from newscrawl.cli.inspect import find_record, page_in_archive
from newscrawl.cli.main import main
from newscrawl.errors import ConfigError
from tests.cli.test_sites import archive
from tests.support.crawl import CHECKOUT, run
from tests.support.newssite import make_stories
from tests.support.raw_server import RawServer, http
from tests.test_pages import difference

FIXTURES = Path(__file__).parents[1] / "fixtures"
URL = "https://courier.example/bridge"


def test_urls_and_records_are_inspected(tmp_path: Path) -> None:
    """An address is fetched as in a crawl; a record is found by line, id or address."""
    page = (CHECKOUT / "newscrawl" / "demo" / "site" / "ferry.html").read_bytes()
    settings = ["-s", f"OUTPUT_DIR={tmp_path}", "-s", "EXTRACT_WORKERS=1"]
    with RawServer(
        {"/ferry": http(page, "Content-Type: text/html; charset=utf-8")}, "127.0.0.2"
    ) as site:
        url = f"{site.root}/ferry"
        done = run(
            "newscrawl", "inspect", url, "-o", str(tmp_path / "a.html"), "--json", folder=tmp_path
        )
    told = json.loads(done.out)
    assert told["record"]["url"] == url
    assert {block["outcome"] for block in told["blocks"]} >= {"kept", "removed"}
    assert "tied to the quay" in (tmp_path / "a.html").read_text(encoding="utf-8")
    records = tmp_path / "articles-00001.jsonl"
    records.write_text("{}\n" + json.dumps(told["record"]) + "\n", encoding="utf-8")
    for part in ("2", told["record"]["id"], url):
        assert find_record(records, part) == told["record"]
    assert main(["inspect", f"{records}#2", "-o", str(tmp_path / "b.html"), *settings]) == 0
    assert "tied to the quay" in (tmp_path / "b.html").read_text(encoding="utf-8")
    with pytest.raises(ConfigError, match="the number of a line"):
        find_record(records, "7")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        pytest.param("missing.html", "cannot be read", id="no file"),
        pytest.param("a.warc.gz#x", "expected the offset of a record", id="no offset"),
        pytest.param("a.warc#0", "a.warc: cannot be read", id="no archive"),
        pytest.param("b.warc#1", "b.warc#1: no page", id="no record"),
        pytest.param("a.jsonl#1", "expected a record of newscrawl", id="other record"),
        pytest.param("b.jsonl", "expected JSON", id="no JSON"),
    ],
)
def test_what_cannot_be_inspected_is_said(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    name: str,
    said: str,
) -> None:
    """The error names the file and what was expected; nothing is written."""
    monkeypatch.chdir(tmp_path)
    Path("a.jsonl").write_text('{"text": "x"}\n')
    Path("b.jsonl").write_text("{\n")
    Path("b.warc").write_text("no archive at all\n")
    assert main(["inspect", name]) == 2
    assert said in capsys.readouterr().err
    assert not Path("inspect.html").exists()


def test_a_page_without_an_article_is_shown_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Why nothing was found is what one wants to see."""
    monkeypatch.chdir(tmp_path)
    Path("menu.html").write_text("<html><body><ul><li><a href=/a>News</a></li></ul></body></html>")
    assert main(["inspect", "menu.html", "-s", "EXTRACT_WORKERS=1"]) == 0
    page = Path("inspect.html").read_text(encoding="utf-8")
    assert "No article was found" in page
    assert "News" in page


def test_a_page_is_saved_as_a_case_that_passes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The case holds the page's own bytes, and the test of page cases agrees with its files; none is overwritten."""
    source = FIXTURES / "pages" / "hill-courier" / "appeal-between-paragraphs" / "source.html"
    page = shutil.copy(source, tmp_path / "saved.html")
    command = [
        "case",
        str(page),
        "--url",
        URL,
        "-o",
        str(tmp_path / "cases"),
        "-s",
        "EXTRACT_WORKERS=1",
    ]
    assert main(command) == 0
    case = tmp_path / "cases" / "courier-example" / "bridge"
    assert (case / "source.html").read_bytes() == source.read_bytes()
    assert json.loads((case / "removed.json").read_text(encoding="utf-8"))
    assert difference(case) == ""
    assert main(command) == 2
    assert "--name" in capsys.readouterr().err
    capsys.readouterr()
    assert main([*command, "--name", "../../other", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (Path(told["folder"]).name, told["url"]) == ("other", URL)
    assert (tmp_path / "cases" / "courier-example" / "other" / "meta.json").is_file()


def test_two_versions_are_compared_on_saved_pages(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What changed is listed page by page, against a checkout and against the answers of an earlier run."""
    pages = tmp_path / "pages"
    cases = FIXTURES / "pages" / "hill-courier"
    shutil.copytree(cases / "appeal-between-paragraphs", pages / "a")
    shutil.copytree(cases / "article-about-donations", pages / "b")
    (pages / "b" / "menu.html").write_text("<ul><li>News</ul>")
    old = tmp_path / "old"
    shutil.copytree(
        CHECKOUT / "newscrawl",
        old / "newscrawl",
        ignore=shutil.ignore_patterns("__pycache__", "train"),
    )
    rule = old / "newscrawl" / "boilerplate" / "strip.py"
    rule.write_text(
        rule.read_text(encoding="utf-8").replace("    if not blocks:\n", "    if blocks:\n")
    )
    compared = ["inspect", str(pages), "--against"]
    assert main([*compared, str(old), "-o", str(tmp_path / "c.html")]) == 0
    said = capsys.readouterr().out
    assert "1 of 3 pages are not as before" in said
    assert "a/source.html\n  - text" in said
    assert "  + removed donation" in said
    assert "no longer text" in (tmp_path / "c.html").read_text(encoding="utf-8")

    assert main(["inspect", str(pages), "--json"]) == 0
    answers = tmp_path / "answers.jsonl"
    answers.write_text(capsys.readouterr().out, encoding="utf-8")
    assert main([*compared, str(answers), "--json"]) == 0
    assert capsys.readouterr().out == ""
    told = [json.loads(line) for line in answers.read_text(encoding="utf-8").splitlines()]
    told[0]["record"] = None
    told[1]["record"]["title"] = "</script>"
    answers.write_text("".join(json.dumps(one) + "\n" for one in told), encoding="utf-8")
    assert main([*compared, str(answers), "--json"]) == 0
    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    assert first["fields"]["outcome"][1].endswith("characters")
    assert second["fields"]["title"][0] == "</script>"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        pytest.param(["pages"], "with --against OLD", id="a folder alone"),
        pytest.param(["empty", "--json"], "expected a folder of saved pages", id="no pages"),
        pytest.param(["pages", "--against", "empty"], "expected a checkout", id="no version"),
        pytest.param(["pages", "--against", "broken"], "cannot be run", id="broken version"),
        pytest.param(
            ["pages", "--against", "pages/a.html"], "expected what --json printed", id="no answers"
        ),
        pytest.param(["pages/a.html", "--against", "broken"], "needs a folder", id="one page"),
    ],
)
def test_what_cannot_be_compared_is_said(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    options: list[str],
    said: str,
) -> None:
    """The error says what was expected."""
    monkeypatch.chdir(tmp_path)
    for name in ("pages", "empty", "broken/newscrawl"):
        Path(name).mkdir(parents=True)
    Path("pages/a.html").write_text("<p>x</p>")
    Path("broken/newscrawl/__init__.py").write_text("raise ImportError('broken')")
    assert main(["inspect", *options]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz"])
def test_a_page_of_an_archive_is_inspected_by_its_offset(tmp_path: Path, name: str) -> None:
    """Each record is found by where it begins; the first page, without an offset."""
    stories = make_stories(3)
    path = archive(tmp_path / name, stories)
    body = path.read_bytes()
    second = body.index(b"\x1f\x8b\x08" if name.endswith(".gz") else b"WARC/1.0", 10)
    assert page_in_archive(path, str(second)).url.endswith(stories[1].path)
    out = tmp_path / "i.html"
    for part, story in ((f"#{second}", stories[1]), ("", stories[0])):
        assert main(["inspect", f"{path}{part}", "-o", str(out), "-s", "EXTRACT_WORKERS=1"]) == 0
        assert story.path in out.read_text(encoding="utf-8")
