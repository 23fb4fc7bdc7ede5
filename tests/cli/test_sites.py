"""``newscrawl sites``: what is known of a site is learned, shown, explained, edited and forgotten."""

import contextlib
import gzip
import json
import random
from collections.abc import Sequence
from pathlib import Path

import pytest

from newscrawl.cli.main import main
from newscrawl.errors import ConfigError
from newscrawl.warc.read import MAX_BYTES, is_archive, read_archive
from tests.support.crawl import run
from tests.support.newssite import NewsSite, Story, make_stories, story_page

BANNER = "Snow lay on the roof of the market hall for eleven weeks in the winter that the old clock stopped."
HOST = "gazette.example"


def banner_page(story: Story) -> bytes:
    """Show *story* with a sentence that stands under each of them."""
    return story_page(story).replace(
        b"</article>", f"<div class=tail><p>{BANNER}</p></div></article>".encode()
    )


def response(url: str, body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    """One record of a WARC file."""
    head = "\r\n".join([f"HTTP/1.1 {status}", *(headers or ("Content-Type: text/html",))])
    content = head.encode() + b"\r\n\r\n" + body
    lines = (
        "WARC/1.0",
        "WARC-Type: response",
        "WARC-Record-ID: <urn:uuid:1>",
        "WARC-Date: 2026-11-24T08:00:00Z",
        f"WARC-Target-URI: {url}",
        "Content-Type: application/http; msgtype=response",
        f"Content-Length: {len(content)}",
    )
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + content + b"\r\n\r\n"


def archive(path: Path, stories: Sequence[Story]) -> Path:
    records = [response(f"https://{HOST}{story.path}", banner_page(story)) for story in stories]
    path.write_bytes(
        b"".join(map(gzip.compress, records)) if path.suffix == ".gz" else b"".join(records)
    )
    return path


def sites(folder: Path, *arguments: str) -> int:
    """Run the command in this process."""
    return main(["sites", *arguments, "-o", str(folder), "-s", "EXTRACT_WORKERS=1"])


def test_a_site_is_learned_from_an_archive_shown_edited_and_forgotten(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The whole way of a profile; what a person edited is taken over, and never for another host."""
    stories = make_stories(7)
    assert sites(tmp_path, "learn", str(archive(tmp_path / "a.warc.gz", stories[:6]))) == 0
    assert f"{HOST}: learned from 6 of 6 pages" in capsys.readouterr().out
    assert sites(tmp_path, "show") == 0
    assert HOST in capsys.readouterr().out
    assert sites(tmp_path, "show", HOST) == 0
    words = capsys.readouterr().out
    assert "learned from: 6 different pages" in words
    assert "\nbody: " in words
    assert "\nrepeated: " in words
    assert sites(tmp_path, "show", HOST, "--json") == 0
    profile = json.loads(capsys.readouterr().out)
    assert (profile["host"], profile["version"]) == (HOST, 1)

    profile["drop"] = {"p.byline": "said by hand"}
    file = tmp_path / "edited.json"
    file.write_text(json.dumps(profile))
    assert sites(tmp_path, "learn", "--from", str(file)) == 0
    assert sites(tmp_path, "show", HOST) == 0
    words = capsys.readouterr().out
    assert "always dropped: p.byline (said by hand)" in words
    assert "by hand: kept as it is while it fits" in words
    assert sites(tmp_path, "learn", "--from", str(file), "herald.example") == 2
    assert "never taken across hosts" in capsys.readouterr().err

    assert sites(tmp_path, "forget", HOST) == 0
    assert sites(tmp_path, "forget", HOST) == 2
    assert sites(tmp_path, "show", HOST) == 2
    assert f"{HOST}: no profile is known" in capsys.readouterr().err


def test_a_page_is_explained_block_by_block(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is kept, what is removed by the profile and by a pin, and what the extractor left out."""
    stories = make_stories(7)
    sites(tmp_path, "learn", str(archive(tmp_path / "a.warc", stories[:6])))
    page, sources = tmp_path / "page.html", tmp_path / "sources.toml"
    page.write_bytes(
        banner_page(stories[6]).replace(
            b"</article>", b"<p class=x>A gull sat on it.</p></article>"
        )
    )
    sources.write_text(f"[gazette]\nsite = '{HOST}'\nprune = ['.x']\nkeep = ['footer']\n")
    capsys.readouterr()
    options = ["--url", f"https://{HOST}/new", "--sources", str(sources)]
    assert sites(tmp_path, "explain", str(page), *options) == 0
    out = capsys.readouterr().out
    assert f"+ kept {stories[6].paragraphs[0]}\n    extractor.taken: " in out
    assert f"- removed {BANNER}\n    profile.repeated: It stands on " in out
    assert "- removed A gull sat on it.\n    pin.prune: The sources file says prune = '.x'." in out
    assert "+ kept About us Privacy\n    pin.keep: " in out
    assert "the profile of the site fits; not shown of what was left out: 1 (--all)" in out
    assert "Home News Culture" not in out
    assert sites(tmp_path, "explain", str(page), *options, "--json") == 0
    notes = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert ("removed", BANNER, "profile.repeated") in {
        (note["outcome"], note["text"], note["rule_id"]) for note in notes
    }
    assert "left out" not in {note["outcome"] for note in notes}


def test_a_page_without_an_article_is_explained_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where nothing is left, the reasons say why."""
    page, sources = tmp_path / "page.html", tmp_path / "sources.toml"
    page.write_bytes(story_page(make_stories(1)[0]))
    sources.write_text("[a]\nsite = 'page.invalid'\nprune = ['body']\n")
    assert sites(tmp_path, "explain", str(page), "--sources", str(sources), "--all") == 0
    out = capsys.readouterr().out
    assert "  left out Home News Culture\n    " in out
    assert "no profile that fits is known" in out
    assert "+ kept" not in out
    assert out.count("pin.prune") >= 4


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        pytest.param(("learn",), 2, "nothing to learn from", id="nothing"),
        pytest.param(
            ("learn", "nowhere.example"),
            2,
            "pages themselves are not kept",
            id="host with no pages",
        ),
        pytest.param(
            ("learn", "none.warc"), 2, "none.warc: expected a WARC file", id="no such archive"
        ),
        pytest.param(
            ("learn", "--from", "none.json"),
            2,
            "none.json: the profile cannot be read",
            id="no such profile",
        ),
        pytest.param(
            ("learn", "--from", "README.md"), 2, "expected a site profile as JSON", id="no profile"
        ),
        pytest.param(("explain", "none.html"), 2, "none.html: cannot be read", id="no such page"),
        pytest.param(
            ("explain", "ftp://a.example/"), 2, "expected the URL of a page", id="no web address"
        ),
        pytest.param(("explain", "LICENSE"), 3, "expected HTML", id="no page"),
    ],
)
def test_what_is_wrong_is_said(
    arguments: tuple[str, ...],
    code: int,
    said: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Each error names the file or the host, and the way out."""
    assert sites(tmp_path, *arguments) == code
    assert said in " ".join(capsys.readouterr().err.split())


@pytest.mark.parametrize(
    ("change", "said"),
    [
        pytest.param({"host": None}, 'expected "host"', id="no host"),
        pytest.param({"version": 7}, "version 1", id="version"),
        pytest.param({"body": [{"selector": "p", "agreement": float("nan"), "pages": 1}]}, "share from 0 to 1", id="NaN"),
        pytest.param({"leaves": {"p": [2, 1]}}, "share from 0 to 1", id="share above 1"),
    ],
)  # fmt: skip
def test_a_profile_that_is_wrong_is_not_taken_over(
    change: dict[str, object], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each part is checked before anything is kept."""
    lists: dict[str, object] = {key: [] for key in ("body", "no_restore", "members")}
    whole = lists | {
        "host": HOST,
        "version": 1,
        "pages": 3,
        "drop": {},
        "leaves": {},
        "repeated": {},
    }
    file = tmp_path / "profile.json"
    file.write_text(json.dumps(whole | change))
    assert sites(tmp_path, "learn", "--from", str(file)) == 2
    assert said in capsys.readouterr().err


def test_an_archive_gives_its_pages_and_no_more(tmp_path: Path) -> None:
    """Bodies are decoded; what is no page, is too large or in an unknown coding is left out."""
    page = story_page(make_stories(1)[0])
    html = "Content-Type: text/html; charset=utf-8"
    chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(page), page)
    records = [
        response("https://a.example/plain", page, html),
        response("https://a.example/gzip", gzip.compress(page), html, "Content-Encoding: gzip"),
        response("https://a.example/chunked", chunked, html, "Transfer-Encoding: chunked"),
        response("https://a.example/404", page, html, status="404 Not Found"),
        response("https://a.example/image", page, "Content-Type: image/png"),
        response(
            "https://a.example/bomb",
            gzip.compress(b"a" * (MAX_BYTES + 1)),
            html,
            "Content-Encoding: gzip",
        ),
        response("https://a.example/large", b"a" * (MAX_BYTES + 1), html),
        response("dns:a.example", page, html),
        response("https://a.example/empty", b"", html),
    ]
    file = tmp_path / "a.warc"
    file.write_bytes(b"".join(records))
    pages = list(read_archive(file))
    assert [each.url.rsplit("/", 1)[1] for each in pages] == ["plain", "gzip", "chunked"]
    assert {each.body for each in pages} == {page}
    assert is_archive("A.WARC.GZ")
    assert not is_archive("a.html")


def test_archives_with_noise_in_them_end_with_an_error_or_with_fewer_pages(tmp_path: Path) -> None:
    """Bytes changed, left out and put in at random, in plain and packed files; nothing else is ever raised."""
    dice = random.Random(1)
    file = tmp_path / "a.warc"
    for whole in (
        archive(tmp_path / "b.warc", make_stories(2)),
        archive(tmp_path / "c.warc.gz", make_stories(2)),
    ):
        for _ in range(100):
            data = bytearray(whole.read_bytes())
            for _ in range(dice.randint(1, 9)):
                at = dice.randrange(len(data))
                data[at : at + dice.choice([0, 1, 80])] = dice.randbytes(dice.choice([0, 1, 9]))
            file.write_bytes(data)
            with contextlib.suppress(ConfigError):
                assert len(list(read_archive(file))) <= 2


def test_what_comes_before_the_damage_is_learned(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An archive that is cut off says so, with exit code 3, and teaches what it can; one page teaches nothing."""
    whole = archive(tmp_path / "a.warc.gz", make_stories(4)).read_bytes()
    alone = gzip.compress(response("https://alone.example/1", story_page(make_stories(1)[0])))
    cut = tmp_path / "cut.warc.gz"
    cut.write_bytes(whole + alone + b"\x1f\x8b\x08\x00garbage that is no gzip" * 9)
    assert sites(tmp_path, "learn", str(cut)) == 3
    said = capsys.readouterr()
    errors = " ".join(said.err.split())
    assert f"{HOST}: learned from 4" in said.out
    assert "cut.warc.gz: expected a WARC file" in errors
    assert "alone.example: 1 page(s); it takes two different ones to learn a site" in errors


def test_pages_are_fetched_as_in_a_crawl_and_again_for_a_host(tmp_path: Path) -> None:
    """Addresses ask robots.txt; a host stands for what a crawl harvested of it; neither writes a record."""
    stories = make_stories(6)
    site = NewsSite()
    for story in stories:
        site.add(story.path, banner_page(story))
    site.add("/robots.txt", b"User-agent: *\nDisallow: /private/\n", {"Content-Type": "text/plain"})
    with site.serve() as server:
        urls = [server.url(story.path) for story in stories]
        crawl = run(
            "newscrawl", "crawl", *urls[:5], folder=tmp_path, settings={"PROFILE_ENABLED": "0"}
        )
        assert crawl.code == 0, crawl.log
        asked = len(site.asked)
        private = server.url("/private/a")
        learned = run("newscrawl", "sites", "learn", "127.0.0.1", urls[5], private, folder=tmp_path)
        assert learned.code == 3, learned.log
        assert "127.0.0.1: learned from 6 of 6 pages" in learned.out
        assert "/private/a" in learned.log
        again = [request.path for request in site.asked[asked:]]
        assert set(again) == {"/robots.txt", *(story.path for story in stories)}
        assert len(learned.records) == 5
        explained = run("newscrawl", "sites", "explain", urls[0], folder=tmp_path)
    assert f"- removed {BANNER}" in explained.out, explained.log
