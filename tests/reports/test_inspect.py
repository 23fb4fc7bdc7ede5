"""``newscrawl inspect`` and ``newscrawl case``: three panes in a real browser; hostile pages stay inert."""

import json
import shutil
from pathlib import Path

import pytest

from newscrawl.cli.inspect import find_record, page_in_archive, view_of
from newscrawl.cli.main import main
from newscrawl.errors import ConfigError
from newscrawl.extract.metadata.field_table import read_fields
from newscrawl.extract.parse.html import parse_html
from newscrawl.model.items import Page
from newscrawl.reports.compare import answers_of, saved_pages
from newscrawl.reports.inert import inert
from newscrawl.reports.inspected import inspect_page, items_of, items_of_record
from newscrawl.reports.inspector import render
from tests.cli.test_sites import archive
from tests.support.browsing import CONTRAST, axe_faults, opened, unnamed_controls
from tests.support.crawl import CHECKOUT, run
from tests.support.newssite import make_stories
from tests.support.raw_server import RawServer, http
from tests.support.rendered_pages import needs_browser
from tests.test_pages import difference

FIXTURES = Path(__file__).parents[1] / "fixtures"
URL = "https://courier.example/bridge"
AWAY = "http://127.0.0.1:9"
"""Where nothing is; a page that asks for it is caught."""
HOSTILE = f"""<!doctype html><html lang=en><head>
<title>&lt;/script&gt;&lt;img src=x onerror=top.owned=1&gt; opens</title>
<meta property="og:title" content="&lt;/script&gt;&lt;img src=x onerror=top.owned=1&gt; opens">
<meta http-equiv=refresh content="0;url={AWAY}/r"><base href="{AWAY}/"><link rel=stylesheet href="{AWAY}/a.css">
<style>@import url({AWAY}/b.css); p {{ background: url({AWAY}/c.png) }}</style><script>top.owned = 1</script></head>
<body onload="top.owned=1"><nav><a href="/a">News</a></nav><main><article data-n="1" data-f="kept">
<h1>&lt;/script&gt;&lt;img src=x onerror=top.owned=1&gt; opens</h1>
<p onclick="top.owned=1" style="background:url({AWAY}/d.png)">The council voted on Tuesday to rebuild the bridge
that the flood of last spring had carried away, and to pay for it from the reserves of the town.</p>
<img src="{AWAY}/e.png" onerror="top.owned=1" alt="A &quot;bridge&quot;><script>top.owned=1</script>">
<svg onload="top.owned=1"><a xlink:href="javascript:top.owned=1"><text>drawn</text></a></svg>
<p>Work will begin in autumn &lt;script&gt;top.owned=1&lt;/script&gt;, said the mayor, who had asked for it for years
and who will not see its end, since she leaves in spring.</p>
<div class=donate><p>Support our independent newsroom: become a member from 5 euros a month.
<a href="javascript:top.owned=1">Donate now</a></p></div>
<iframe src="{AWAY}/f" srcdoc="<script>top.owned=1</script>"></iframe><object data="{AWAY}/g"></object>
<video src="{AWAY}/h" poster="{AWAY}/i" autoplay></video><embed src="{AWAY}/k"><math><mtext><img src={AWAY}/l></mtext></math>
<form action="{AWAY}/j"><input autofocus onfocus="top.owned=1"><button formaction="{AWAY}/m">Sign up</button></form>
<p>"We have waited for this since the flood," said a farmer whose fields lie on the other side of the river,
and who has driven an hour each day to reach them.</p><noscript><img src="{AWAY}/n"></noscript>
<template><p>never shown</p></template><x-y onpointerover="top.owned=1">An own element.</x-y>
<p>Become a member of the circle of readers, and get our newsletter. Give today, for it takes a minute.</p>
</article></main></body></html>""".encode()


def written(path: Path, body: bytes = HOSTILE) -> Path:
    draft = inspect_page(Page(URL, body, "text/html; charset=utf-8"))
    path.write_text(render(view_of(draft)), encoding="utf-8")
    return path


@needs_browser
def test_a_hostile_page_is_inert_and_asks_for_nothing(tmp_path: Path) -> None:
    """No script of the page runs, in its frame or around it, and nothing is asked for; its text is there."""
    with opened(written(tmp_path / "i.html")) as seen:
        frame = seen.page.frames[1]
        frame.click("text=Donate now")
        frame.click("text=An own element.")
        assert "The council voted" in frame.inner_text("body")
        assert "drawn" not in frame.inner_text("body")
        assert seen.js("window.owned") is None
        assert seen.js("document.querySelectorAll('img, script[src], object').length") == 0
        assert seen.js("document.querySelector('h1').textContent").startswith("</script><img src=x")
        assert (
            frame.evaluate(
                "document.querySelectorAll('[onclick], [style], [src], [href], form, input').length"
            )
            == 0
        )
        assert frame.evaluate("document.querySelector('article').dataset.n") is None


@needs_browser
def test_panes_are_linked_and_keys_step_through_removals(tmp_path: Path) -> None:
    """What the pointer is over is marked on all sides; j and k choose a removal in the page and its card."""
    with opened(written(tmp_path / "i.html")) as seen:
        frame = seen.page.frames[1]
        seen.page.hover(".block >> text=The council voted")
        assert "The council voted" in frame.inner_text(".on")
        frame.hover("text=Donate now")
        assert "become a member" in seen.page.inner_text(".card.on")
        total = len(seen.page.query_selector_all("#removed .card[data-f=removed]"))
        assert total >= 2
        seen.page.keyboard.press("j")
        assert seen.js("document.querySelector('#step').textContent") == f"1 of {total}"
        assert seen.js("document.activeElement.classList.contains('card')")
        seen.page.keyboard.press("j")
        assert seen.page.inner_text(".card[aria-current] blockquote").startswith("Support our")
        assert frame.inner_text(".chosen").startswith("Support our")
        seen.page.keyboard.press("k")
        assert seen.js("document.querySelector('#step').textContent") == f"1 of {total}"
        seen.page.keyboard.press("Escape")
        assert seen.js("document.querySelectorAll('.chosen').length") == 0
        seen.page.uncheck("#categories input[value=donation]")
        assert not seen.page.is_visible(".card[data-c=donation]")
        frame.click("text=Support our")  # what is filtered away is marked, but no step


@needs_browser
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_inspector_can_be_read_by_all(tmp_path: Path, dark: bool) -> None:
    """Everything has a name and enough contrast; on a phone nothing is wider than the screen."""
    with opened(written(tmp_path / "i.html"), width=390, dark=dark) as seen:
        assert unnamed_controls(seen) == []
        assert seen.js(CONTRAST) == []
        seen.js("document.querySelectorAll('details').forEach(one => one.open = true)")
        assert axe_faults(seen) == []
        assert seen.js("document.documentElement.scrollWidth <= innerWidth")
        seen.page.set_viewport_size({"width": 1500, "height": 900})
        seen.page.keyboard.press("j")
        assert axe_faults(seen) == []
        seen.page.emulate_media(media="print")
        assert not seen.page.is_visible("nav")
        assert seen.page.is_visible("#removed .card")


@pytest.mark.parametrize(
    "case", sorted(FIXTURES.glob("pages/*/*/source.html")), ids=lambda path: path.parent.name
)
def test_each_block_of_the_record_is_marked_in_the_page(case: Path) -> None:
    """Every kept block, and every removal that the page shows, has its mark in the page as it came."""
    draft = inspect_page(Page(URL, case.read_bytes(), "text/html; charset=utf-8"))
    items = items_of(draft)
    marked = {
        int(number)
        for part in draft.view.split('data-n="')[1:]
        for number in part.partition('"')[0].split()
    }
    assert [
        item.text for item in items if item.outcome != "left out" and item.number not in marked
    ] == []
    assert [item.text for item in items if item.outcome == "kept"] == [
        block.text for block in draft.blocks
    ]
    removed = [
        (item.category, item.rule_id, item.reason) for item in items if item.outcome == "removed"
    ]
    assert removed == [(each.category, each.rule_id, each.reason) for each in draft.removed]


def test_a_record_gives_its_blocks_in_the_order_of_the_page() -> None:
    """Kept blocks stand in the gaps that the positions of the removals leave."""
    gone = {"category": "donation", "rule_id": "appeals.run", "reason": "It asks."}
    removed = [
        {"text": text, "position": place, **gone}
        for text, place in (("a", 0), ("d", 3), ("f", 10**15))  # as far as a strange record says
    ]
    items = items_of_record("b\n\nc\n\ne", ["heading", "quote"], removed)
    assert [(item.text, item.outcome) for item in items] == [
        ("a", "removed"), ("b", "kept"), ("c", "kept"), ("d", "removed"), ("e", "kept"), ("f", "removed")
    ]  # fmt: skip
    assert [item.kind for item in items if item.outcome == "kept"] == [
        "heading",
        "quote",
        "paragraph",
    ]


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"<p>a<script>b</script>c<!-- d --><style>e</style>f", id="text between"),
        pytest.param(b"<body><svg><p>a</p></svg>cf<math><style></math>", id="foreign"),
        pytest.param(b"<textarea><p>x</textarea>acf<plaintext", id="raw text"),
    ],
)
def test_what_is_no_text_goes_and_what_stands_after_it_stays(body: bytes) -> None:
    """Elements are taken out with their content, and nothing else."""
    html = inert(parse_html(body).tree)
    assert "<script" not in html
    assert "<!--" not in html
    assert "c" in html
    assert "f" in html


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


def test_own_fields_are_shown(tmp_path: Path) -> None:
    """What selectors and hooks gave stands among the metadata, whatever a page puts there."""
    fields = read_fields({"kicker": "p.donate, .donate p", "marks": {"select": "h1", "all": True}})
    draft = inspect_page(Page(URL, HOSTILE, "text/html; charset=utf-8", fields=fields))
    shown = render(view_of(draft))
    assert "extra.kicker" in shown
    assert "Support our independent newsroom" in shown
    assert "extra.marks" in shown
    assert "<img src=x" not in shown
