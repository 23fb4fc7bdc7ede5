"""Crawls that keep their answers, and the records that are read from what they kept."""

import gzip
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from newscrawl.warc.archive import Archive
from newscrawl.warc.write import warc_files
from tests.support.crawl import CHECKOUT, run
from tests.support.lossless import Crawl, article_urls, small_disk, wait_for
from tests.support.server import HTML, Reply, Request, Server, article_page
from tests.warc.archives import gzipped, page_record

KEPT = {"WARC_ENABLED": "1", "WARC_MAX_BYTES": "20000"}
SITE = CHECKOUT / "newscrawl" / "demo" / "site"


@pytest.fixture(scope="module")
def harbour() -> Iterator[Server]:
    """The demo site."""
    with Server(SITE) as server:
        yield server


def folder_of(output: Path) -> Path:
    """The WARC files of the only run."""
    (folder,) = [path for path in output.glob("*/*/warc") if path.is_dir()]
    return folder


def lines(output: Path) -> list[bytes]:
    """The lines of all records, sorted."""
    return sorted(
        line for path in output.rglob("articles-*.jsonl") for line in path.read_bytes().splitlines()
    )


def test_a_crawl_comes_out_of_its_archive_byte_for_byte(harbour: Server, tmp_path: Path) -> None:
    """Crawled, kept and read again: each record is the same, with its text, id, time, rights and place.

    Pages that lie in a folder give the same texts and ids, too.
    """
    urls = ",".join(harbour.url(f"/{path.name}") for path in sorted(SITE.glob("*.html")))
    plain = {"PROFILE_ENABLED": "0"}
    command = ("scrapy", "crawl", "article", "-a", f"urls={urls}")
    crawled = run(*command, folder=tmp_path / "a", settings=KEPT | plain)
    assert crawled.code == 0, crawled.log
    kept = folder_of(crawled.folder)
    assert len(list(kept.iterdir())) > 1, "files are rotated"
    read = run("newscrawl", "extract", str(kept), folder=tmp_path / "b", settings=plain)
    assert read.code == 0, read.log
    assert len(lines(crawled.folder)) == 17
    assert lines(read.folder) == lines(crawled.folder)
    assert read.stats["pages"] == 20
    for record in crawled.records:
        place = record["metadata"]["warc"]
        with (kept / place["file"]).open("rb") as file:
            file.seek(place["offset"])
            member = gzip.decompress(file.read(place["length"]))
        assert f"WARC-Record-ID: {place['record_id']}".encode() in member
        assert f"WARC-Target-URI: {record['url']}".encode() in member
    options = ("--every-page", "--base", harbour.url("/"))
    laid = run("newscrawl", "extract", str(SITE), *options, folder=tmp_path / "c", settings=plain)
    assert sorted(map(facts, laid.records)) == sorted(map(facts, crawled.records))


def facts(record: dict[str, Any]) -> tuple[str, str]:
    """What must not depend on the way of the bytes."""
    return record["id"], record["text"]


def test_what_is_known_beside_the_bytes_is_kept(server: Server, tmp_path: Path) -> None:
    """Redirects, rights by header and robots.txt, gzip and chunks: the records are the same."""

    async def robots(request: Request) -> Reply:
        return Reply(b"User-agent: *\nContent-Signal: search=yes, ai-train=no\nDisallow: /x\n")

    async def moved(request: Request) -> Reply:
        return Reply(status=301, headers={"Location": "/packed"})

    async def packed(request: Request) -> Reply:
        headers = HTML | {"Content-Encoding": "gzip", "X-Robots-Tag": "noai", "X-Odd-CASE": "kept"}
        return Reply(gzip.compress(article_page("Packhaven")), headers=headers)

    server.routes |= {"/robots.txt": robots, "/moved": moved, "/packed": packed}
    settings = {"WARC_ENABLED": "1"}
    crawled = run(
        "scrapy",
        "crawl",
        "article",
        "-a",
        f"urls={server.url('/moved')}",
        folder=tmp_path / "a",
        settings=settings,
    )
    read = run("newscrawl", "extract", str(folder_of(crawled.folder)), folder=tmp_path / "b")
    (record,) = crawled.records
    assert record["metadata"]["requested_url"] == server.url("/moved")
    assert record["metadata"]["rights"]["reserved"] == ["noai", "ai-train"]
    assert lines(read.folder) == lines(crawled.folder)
    (path,) = warc_files(folder_of(crawled.folder))
    raw = gzip.decompress(path.read_bytes())
    assert raw.count(b"WARC-Type: response\r\n") == 3, (
        "robots.txt and the redirect are kept as well"
    )
    assert b"\r\nX-Odd-CASE: kept\r\n" in raw


def test_what_opens_a_door_is_not_kept(server: Server, tmp_path: Path) -> None:
    """Header fields of a source may be secret: they are in no request record."""
    sources = tmp_path / "sources.toml"
    sources.write_text(f'[here]\nsite = "{server.url("/")}"\nheaders = {{ "X-Key" = "geheim" }}\n')
    command = ("scrapy", "crawl", "site", "-a", f"sources={sources}", "-a", "limit=1")
    crawled = run(*command, folder=tmp_path, settings={"WARC_ENABLED": "1"})
    (path,) = warc_files(folder_of(crawled.folder))
    raw = gzip.decompress(path.read_bytes())
    assert b"User-Agent: newscrawl" in raw
    assert b"geheim" not in raw
    assert raw.count(b"WARC-Type: response\r\n") == crawled.stats["pages"] + 1, "and robots.txt"


def test_kills_while_answers_are_kept(server: Server, tmp_path: Path) -> None:
    """After each kill the files are read to their last whole record; at the end every record finds its page."""
    urls, names = article_urls(server, 100)
    crawl = Crawl(tmp_path, urls, KEPT)
    for goal in (15, 60):
        crawl.kill(crawl.start(), lambda goal=goal: len(crawl.ids()) >= goal)  # type: ignore[misc]
        for path in warc_files(folder_of(crawl.output)):
            told = [entry.problem for entry in Archive(path) if entry.problem]
            assert len(told) <= 1, told
    assert crawl.run() == 0, crawl.log
    assert crawl.titles() == names
    check_places(crawl, folder_of(crawl.output))


def check_places(crawl: Crawl, folder: Path) -> None:
    """Every record names a page that lies where it says."""
    for record in map(json.loads, crawl.lines()):
        place = record["metadata"]["warc"]
        with (folder / place["file"]).open("rb") as file:
            file.seek(place["offset"])
            assert record["text"].split("\n")[0].encode() in gzip.decompress(
                file.read(place["length"])
            )


def test_a_full_disk_while_answers_are_kept(server: Server, tmp_path: Path) -> None:
    """The run ends with exit code 4 and says what to do; with room again the same command goes on."""
    urls, names = article_urls(server, 60)
    crawl = Crawl(tmp_path, urls, KEPT | {"WARC_MAX_BYTES": "1000000"})
    code = crawl.finish(crawl.start(limit_bytes=30_000))
    assert code == 4, crawl.log
    assert (
        "free disk space, fix the permissions or switch WARC_ENABLED off" in crawl.log
        or "cannot be written" in crawl.log
    )
    assert crawl.run() == 0, crawl.log
    assert crawl.titles() == names
    check_places(crawl, folder_of(crawl.output))


def test_a_budget_of_the_disk(server: Server, tmp_path: Path) -> None:
    """When it is spent, nothing more is asked for; with a larger one the same command goes on."""
    urls, names = article_urls(server, 60)
    crawl = Crawl(
        tmp_path,
        urls,
        KEPT
        | {"WARC_BUDGET_BYTES": "20000", "CONCURRENT_REQUESTS": "4", "WARC_COMPRESSION": "zstd"},
    )
    assert crawl.run() == 5, crawl.log
    assert "WARC_BUDGET_BYTES is 20000" in crawl.log
    assert 0 < len(crawl.ids()) < 60
    (file,) = crawl.output.rglob("run.json")
    assert json.loads(file.read_text())["finish_reason"] == "warc_budget_spent"
    again = Crawl(tmp_path, urls, KEPT)
    assert again.run() == 0, again.log
    assert again.titles() == names


def archive(path: Path, count: int) -> list[str]:
    """Write an archive of *count* articles; return their names."""
    names = [f"haven{number:04}" for number in range(count)]
    path.write_bytes(gzipped([page_record(name) for name in names]))
    return names


def reading(tmp_path: Path, *files: str, **arguments: str) -> Crawl:
    """Read *files* with the spider."""
    given = [text for name, value in arguments.items() for text in ("-a", f"{name}={value}")]
    command = ["warc", "-a", f"files={','.join(files)}", "-a", "judge=0", *given]
    return Crawl(tmp_path, [], command=command)


def test_kills_while_archives_are_read(tmp_path: Path) -> None:
    """Killed again and again, the same command goes on: every page is written, once."""
    first, second = tmp_path / "a.warc.gz", tmp_path / "b.warc"
    names = archive(first, 300)
    more = [f"other{number:04}" for number in range(60)]
    second.write_bytes(b"".join(map(page_record, more)))
    crawl = reading(tmp_path, str(first), str(second))
    for goal in (20, 150):
        crawl.kill(crawl.start(), lambda goal=goal: len(crawl.ids()) >= goal)  # type: ignore[misc]
    assert crawl.run() == 0, crawl.log
    assert crawl.titles() == sorted(names + more)


def test_a_stop_while_an_archive_is_read(tmp_path: Path) -> None:
    """SIGTERM ends it in time, with exit code 5; the same command goes on."""
    names = archive(tmp_path / "a.warc.gz", 400)
    crawl = reading(tmp_path, str(tmp_path / "a.warc.gz"))
    process = crawl.start()
    wait_for(lambda: len(crawl.ids()) >= 10)
    process.terminate()
    assert crawl.finish(process) in {0, 5}, crawl.log
    assert crawl.run() == 0, crawl.log
    assert crawl.titles() == names


def test_broken_records_are_missed_and_the_others_come(tmp_path: Path) -> None:
    """They are named in missed.jsonl, counted, and the exit code is 3."""
    names = archive(tmp_path / "a.warc.gz", 40)
    data = bytearray((tmp_path / "a.warc.gz").read_bytes())
    data[len(data) // 2 : len(data) // 2 + 20] = b"\xff" * 20
    (tmp_path / "a.warc.gz").write_bytes(data[:-30])
    crawl = reading(tmp_path, str(tmp_path / "a.warc.gz"))
    assert crawl.run() == 3, crawl.log
    assert len(crawl.titles()) in {37, 38}
    assert set(crawl.titles()) < set(names)
    (missed,) = crawl.output.rglob("missed.jsonl")
    told = [json.loads(line) for line in missed.read_text().splitlines()]
    assert {each["reason"] for each in told} == {"broken_record"}
    assert "a.warc.gz at byte" in told[0]["message"]


FILTERS = [
    pytest.param({"hosts": "news.example", "since": "2026-11-10"}, ["c"], id="host and since"),
    pytest.param(
        {"until": "2026-11-10"}, ["a", "c"], id="until; nobody knows when c was published"
    ),
    pytest.param({"languages": "de"}, ["c"], id="language"),
]
GERMAN = (
    "<html lang=de><article><h1>c</h1><p>Der Rat der Stadt hat am Dienstag beschlossen, die Brücke neu zu bauen, die das "
    "Hochwasser im Frühling mitgerissen hatte.</p><p>Bezahlt wird sie aus den Rücklagen, und die Arbeiten beginnen "
    "im Herbst, wie der Bürgermeister sagte.</p></article></html>"
).encode()


@pytest.mark.parametrize(("arguments", "expected"), FILTERS)
def test_filters(arguments: dict[str, str], expected: Sequence[str], tmp_path: Path) -> None:
    """By host, day and language; a page that was captured before ``since`` was published before."""
    records = [
        page_record("a", WARC_Date="2026-11-01T10:00:00Z", body=dated("a", "2026-11-01")),
        page_record("b", WARC_Target_URI="https://other.example/b", body=dated("b", "2026-11-20")),
        page_record("c", WARC_Target_URI="https://www.news.example/c", body=GERMAN),
    ]
    (tmp_path / "a.warc.gz").write_bytes(gzipped(records))
    options = [text for name, value in arguments.items() for text in ("-a", f"{name}={value}")]
    done = run(
        "scrapy",
        "crawl",
        "warc",
        "-a",
        f"files={tmp_path / 'a.warc.gz'}",
        "-a",
        "judge=0",
        *options,
        folder=tmp_path,
    )
    assert sorted(record["url"][-1] for record in done.records) == expected, done.log


def dated(name: str, day: str) -> bytes:
    """An article that says when it was published."""
    meta = f'<meta property="article:published_time" content="{day}T08:00:00Z"></head>'
    return article_page(name).replace(b"</head>", meta.encode())


def test_a_folder_of_pages(tmp_path: Path) -> None:
    """Pages that lie in a folder become records, each under the address that it or its path names."""
    folder = tmp_path / "mirror"
    (folder / "news.example" / "2026").mkdir(parents=True)
    (folder / "news.example" / "2026" / "a.html").write_bytes(article_page("Pathhaven"))
    saved = b"<!-- saved from url=(0028)https://saved.example/story -->" + article_page(
        "Savedhaven"
    )
    (folder / "saved.html").write_bytes(saved)
    link = b'<link rel="canonical" href="https://canonical.example/story">'
    (folder / "own.htm").write_bytes(
        article_page("Ownhaven").replace(b"<title>", link + b"<title>")
    )
    (folder / "nameless.html").write_bytes(article_page("Nohaven"))
    (folder / "notes.txt").write_text("nothing of this")
    (folder / "kept.warc.gz").write_bytes(gzipped([page_record("Archivehaven")]))
    done = run("newscrawl", "extract", str(folder), "--every-page", folder=tmp_path)
    assert done.code == 3, done.log
    assert sorted(record["url"] for record in done.records) == [
        "https://canonical.example/story",
        "https://news.example/2026/a.html",
        "https://news.example/Archivehaven",
        "https://saved.example/story",
    ]
    (missed,) = done.missed
    assert (missed["reason"], "nameless.html" in missed["url"]) == ("no_address", True)
    assert "--base https://" in missed["message"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param(
            ["nothing.warc.gz"], "nothing.warc.gz: there is no such file or folder", id="missing"
        ),
        pytest.param(
            ["pyproject.toml"], "pyproject.toml: expected a WARC file (.warc,", id="of another kind"
        ),
    ],
)
def test_what_cannot_be_read_is_refused_at_once(
    arguments: list[str], said: str, tmp_path: Path
) -> None:
    """The message names the file and what was expected; no run is begun."""
    done = run("newscrawl", "extract", *arguments, folder=tmp_path)
    assert done.code == 2
    assert said in done.log


def test_a_page_that_was_captured_again(tmp_path: Path) -> None:
    """The first capture of a page in a run is its record; the later ones are told."""
    longer = article_page("a").replace(
        b"</article>", b"<p>The shaft has come, the yard said later.</p></article>"
    )
    path = tmp_path / "a.warc.gz"
    path.write_bytes(
        gzipped([page_record("a"), page_record("a", body=longer), page_record("a", body=longer)])
    )
    command = ("newscrawl", "extract", str(path), "--every-page")
    plain = run(
        *command,
        folder=tmp_path / "plain",
        settings={"EXTRACT_FUNCTION": "tests.support.quick.extract_page"},
    )
    assert [record["metadata"]["revision"] for record in plain.records] == [1]
    assert plain.stats["dropped"] == {"same_article": 2}


def test_a_disk_that_is_full_while_an_archive_is_read(tmp_path: Path) -> None:
    """The run ends with exit code 4; with room again the same command goes on, and nothing comes twice."""
    names = archive(tmp_path / "a.warc.gz", 150)
    disk = tmp_path / "disk"
    disk.mkdir()
    with small_disk(disk, "96k") as grow:
        command = ["warc", "-a", f"files={tmp_path / 'a.warc.gz'}", "-a", "judge=0"]
        state = {"STATE_URL": f"sqlite:///{tmp_path}/state.sqlite"}
        crawl = Crawl(tmp_path, [], state, output=disk / "output", command=command)
        assert crawl.run() == 4, crawl.log
        grow("16m")
        assert crawl.run() == 0, crawl.log
        assert crawl.titles() == names
