"""One command for everything: site, get, find, show, init, doctor, completion; crawls from Python."""

import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import newscrawl
from newscrawl.cli.main import COMMANDS, main, make_parser
from newscrawl.spiders.site import SiteSpider
from newscrawl.spiders.url_lists import read_urls
from tests.support.articles import three_runs
from tests.support.crawl import BIN, CHECKOUT, QUICK, run
from tests.support.newssite import XML, NewsSite, feeds_only, list_page, make_stories, rss
from tests.support.server import Server

PAGE = CHECKOUT / "newscrawl" / "demo" / "site" / "library.html"


@pytest.fixture
def site() -> Iterator[Server]:
    """A site of eight stories, all in its feed."""
    stories = make_stories(8)
    news: NewsSite = feeds_only(stories, "")
    with news.serve() as server:
        news.add("/feeds/all.rss", rss(stories, server.url("")), XML)
        for path in ("/news/", "/culture/"):
            news.add(path, list_page([]))
        yield server


def newscrawl_command(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a command that takes no settings."""
    return subprocess.run(
        [BIN / "newscrawl", *words],
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=250,
        check=False,
    )


def test_version_and_help_load_nothing_heavy() -> None:
    """Neither Scrapy nor lxml is loaded for them, which is most of a second."""
    code = (
        "import contextlib, sys; from newscrawl.cli.main import main\n"
        "with contextlib.suppress(SystemExit): main(['--help'])\n"
        "sys.exit(any(name in sys.modules for name in ('scrapy', 'twisted', 'lxml', 'rich')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "examples:" in done.stdout


HEAVY = "scrapy twisted rich trafilatura htmldate justext tldextract requests pyarrow".split()


@pytest.mark.parametrize(
    ("words", "unused"),
    [
        pytest.param(["strip", "story.txt"], HEAVY, id="strip of a text"),
        pytest.param(
            ["strip", "story.txt", "--json"], ["trafilatura", "rich", "justext"], id="as JSON"
        ),
        pytest.param(["strip", "--help"], [*HEAVY, "numpy", "lxml"], id="help of strip"),
        pytest.param(
            ["show", "--help"], [*HEAVY[:2], *HEAVY[3:], "numpy", "lxml"], id="help of show"
        ),
    ],
)
def test_a_command_loads_only_what_it_uses(
    words: list[str], unused: list[str], tmp_path: Path
) -> None:
    """Which modules are there at the end tells; seconds would tell of the machine."""
    (tmp_path / "story.txt").write_text("The council met on Tuesday.\n\nDonate now!\n")
    code = (
        "import contextlib, sys; from newscrawl.cli.main import main\n"
        f"with contextlib.suppress(SystemExit): main({words!r})\n"
        f"print(*[name for name in {unused!r} if name in sys.modules], file=sys.stderr, end='')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0
    assert done.stdout
    assert done.stderr == ""


def test_the_process_of_a_crawl_loads_nothing_of_its_workers() -> None:
    """It reads no page: neither the extractor, nor the model of languages, nor numpy."""
    code = (
        "import sys; import newscrawl.cli.crawl, newscrawl.pipelines.extract, newscrawl.pipelines.validate\n"
        "import newscrawl.pipelines.write, newscrawl.extensions.summary\n"
        "print(*[name for name in ('trafilatura', 'py3langid', 'numpy', 'justext') if name in sys.modules], end='')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""


def test_the_help_of_each_command_is_that_of_its_module() -> None:
    """The table from which ``--help`` is made says what the commands say of themselves."""
    actions = make_parser(*COMMANDS)._subparsers
    assert actions is not None
    (group,) = actions._group_actions
    shown = {action.dest: action.help for action in group._get_subactions()}  # type: ignore[attr-defined]
    assert shown == COMMANDS


def test_each_argument_of_the_site_spider_is_an_option(capsys: pytest.CaptureFixture[str]) -> None:
    """``newscrawl site --help`` has them all."""
    with pytest.raises(SystemExit):
        main(["site", "--help"])
    shown = capsys.readouterr().out
    arguments = {"known", "time", *SiteSpider.arguments} - {"site"}
    assert [name for name in arguments if f"--{name}" not in shown] == []


def test_a_wrong_option_is_named_by_its_command(capsys: pytest.CaptureFixture[str]) -> None:
    """With the nearest right one, and not with the usage of the top command."""
    with pytest.raises(SystemExit) as error:
        main(["site", "news.example", "--sinse=7d"])
    assert error.value.code == 2
    said = capsys.readouterr().err
    assert "newscrawl site: unrecognized arguments: --sinse=7d; did you mean --since?" in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param(["strip", "-", "--language", "english"], "did you mean en", id="language"),
        pytest.param(
            ["strip", "-", "--url", "notaurl"], "--url notaurl: expected", id="address of a text"
        ),
        pytest.param(
            ["clean", str(PAGE), "-o", "x.csv"], "JSON lines are written", id="other form"
        ),
        pytest.param(
            ["clean", str(PAGE), "-o", "/proc/x.jsonl"], "cannot be written", id="no folder"
        ),
        pytest.param(["show", "/nowhere"], "expected the folder of a run", id="no run"),
        pytest.param(["site"], "no site is named", id="no site"),
        pytest.param(["site", "list.txt"], "is named @list.txt", id="a list for a site"),
        pytest.param(
            ["site", "a.warc.gz"], "read by newscrawl extract", id="an archive for a site"
        ),
        pytest.param(
            ["site", "own.toml"], "is named by --sources own.toml", id="sources for a site"
        ),
        pytest.param(
            ["get", "list.txt"], "are read by newscrawl crawl @list.txt", id="a list for a page"
        ),
        pytest.param(
            ["get", "a.warc"], "are read by newscrawl extract", id="an archive for a page"
        ),
        pytest.param(
            ["clean", "a.jsonl", "--json"], "name a file for them with -o FILE", id="JSON twice"
        ),
    ],
)
def test_what_is_wrong_is_said_with_the_way_out(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line, no traceback."""
    assert main(words) in {2, 4}
    assert said in capsys.readouterr().err


def test_clean_takes_several_runs(tmp_path: Path) -> None:
    """All their files are called alike; below the output they lie as their runs do."""
    lines = [
        json.dumps({"text": f"A text of the run {n}.", "url": "https://a.example/"}) for n in (1, 2)
    ]
    for name, line in zip(("one", "two"), lines, strict=True):
        (tmp_path / name).mkdir()
        (tmp_path / name / "articles-00001.jsonl").write_text(line + "\n")
    files = [str(path) for path in sorted(tmp_path.glob("*/articles-00001.jsonl"))]
    assert main(["clean", *files, "-o", str(tmp_path / "clean"), "--workers=1"]) == 0
    assert len(list((tmp_path / "clean").glob("*/articles-00001.jsonl"))) == 2


def test_a_file_in_the_place_of_an_address() -> None:
    """A list and an archive are named by how they are read."""
    with pytest.raises(newscrawl.ConfigError, match=r"is named @list\.txt"):
        list(read_urls(["list.txt"]))
    with pytest.raises(newscrawl.ConfigError, match="newscrawl extract"):
        list(read_urls(["x.warc.gz"]))


def test_small_reports_are_there_as_json(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What cleaning, exporting and looking for duplicates gave, on standard output."""
    (run,) = three_runs(tmp_path)[:1]
    for words, name, value in (
        (["clean", str(run), "-o", str(tmp_path / "clean.jsonl"), "--workers=1"], "lines", 40),
        (["dedup", str(run), "-o", str(tmp_path / "clusters.jsonl")], "records", 40),
        (["export", str(run), "--to", "jsonl", "-o", str(tmp_path / "set")], "records", 40),
    ):
        assert main([*words, "--json"]) == 0
        assert json.loads(capsys.readouterr().out)[name] == value
    (tmp_path / "a.txt").write_text("Żółta łódź wypłynęła w poniedziałek rano z portu.")
    assert main(["strip", str(tmp_path / "a.txt"), "--json"]) == 0
    assert "Żółta łódź" in capsys.readouterr().out


def test_site_finds_and_writes(site: Server, tmp_path: Path) -> None:
    """``newscrawl site`` is ``scrapy crawl site``; --stdout gives what is on the disk; show reads it."""
    settings = {
        "OUTPUT_COMPRESSION": "gzip",
        "OUTPUT_MAX_RECORDS": "2",
    }  # closed and packed between two looks
    words = ("site", site.url(""), "--limit", "5", "--stdout")
    done = run("newscrawl", *words, folder=tmp_path, settings=settings)
    assert done.code == 0, done.log
    records = [json.loads(line) for line in done.out.splitlines()]
    assert len({record["id"] for record in records}) == len(records) == 5
    shown = newscrawl_command("show", str(tmp_path), "--list", cwd=tmp_path)
    assert len(shown.stdout.splitlines()) == 5
    title = records[2]["title"]
    shown = newscrawl_command(
        "show", str(tmp_path), "--search", title.upper(), "--removed", cwd=tmp_path
    )
    assert shown.stdout.startswith(title)
    assert "[field: field.headline]" in shown.stdout


def test_find_lists_and_fetches_none(site: Server, tmp_path: Path) -> None:
    """Each article's address stands on a line of its own."""
    done = run("newscrawl", "find", site.url(""), folder=tmp_path)
    assert done.code == 0, done.log
    assert sorted(done.out.split()) == sorted(site.url(story.path) for story in make_stories(8))
    assert list(tmp_path.rglob("*.sqlite")) == []


def test_find_ends_when_its_reader_has_enough(site: Server, tmp_path: Path) -> None:
    """As ``| head`` has: not a word about the pipe, and the exit code of success."""
    settings = [f"--set={name}={value}" for name, value in QUICK.items()]
    command = [str(BIN / "newscrawl"), "find", site.url(""), *settings]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=tmp_path, stdout=pipe, stderr=pipe) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        said = process.stderr.read()
    assert (process.returncode, said) == (0, b"")


def test_get_prints_one_record(server: Server, tmp_path: Path) -> None:
    """Of an address and of a file; what cannot be fetched is said, with exit code 3."""
    # The project's form of files is none of a record that is printed.
    packed = {"OUTPUT_COMPRESSION": "gzip", "OUTPUT_REMOVED": "beside"}
    done = run(
        "newscrawl", "get", server.url("/article/Getmouth"), folder=tmp_path, settings=packed
    )
    assert (done.code, json.loads(done.out)["title"]) == (0, "The ferry of Getmouth"), done.log
    assert list(tmp_path.iterdir()) == []
    missing = run("newscrawl", "get", server.url("/status/404"), folder=tmp_path)
    assert (missing.code, missing.out) == (3, "")
    assert "HTTP 404" in missing.log


def test_get_reads_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Metadata and text of a page that is saved; a word that is neither file nor address has a way out."""
    done = newscrawl_command(
        "get", str(PAGE), "--url", "https://harbour.example/l", "--indent", cwd=tmp_path
    )
    record = json.loads(done.stdout)
    assert (record["url"], record["authors"]) == ("https://harbour.example/l", ["Ruth Amadi"])
    sources = tmp_path / "sources.toml"
    sources.write_text(
        '[library]\nsite = "https://harbour.example/"\nkeep = ["div.donate-box"]\n'
        '[library.fields]\nplace = "p.byline"\n'
    )
    words = ["-f", str(sources), "-s", "EXTRACT_MORE=markdown"]
    done = newscrawl_command("get", str(PAGE), "--url", record["url"], *words, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    pinned = json.loads(done.stdout)
    assert pinned["metadata"]["extra"] == {"place": "Ruth Amadi"}
    assert "You have read four stories" in pinned["text"], "what is pinned stays"
    assert pinned["metadata"]["more"]["markdown"], "settings hold"
    assert main(["get", "news.example"]) == 2
    assert "for a page of the web say https://news.example" in capsys.readouterr().err


def test_a_project_folder(tmp_path: Path, server: Server) -> None:
    """``init`` makes it, its settings hold for newscrawl and scrapy alike, and doctor looks at it."""
    folder = tmp_path / "corpus"
    assert newscrawl_command("init", str(folder), cwd=tmp_path).returncode == 0
    assert "is there already" in newscrawl_command("init", str(folder), cwd=tmp_path).stderr
    settings = folder / "crawl_settings.py"
    settings.write_text(settings.read_text() + "\nLOG_LEVEL = 'ERROR'\nOUTPUT_DIR = 'here'\n")
    options = [f"--set={name}={value}" for name, value in QUICK.items()]
    done = newscrawl_command("crawl", server.url("/article/Initford"), *options, cwd=folder)
    assert done.returncode == 0, done.stderr
    assert len(list((folder / "here").rglob("articles-*.jsonl.zst"))) == 1
    findings = json.loads(newscrawl_command("doctor", "--json", cwd=folder).stdout)
    by_name = {finding["name"]: finding for finding in findings}
    assert by_name["user agent"]["status"] == "warning"
    assert by_name["database"]["said"] == "here/state/newscrawl.sqlite: whole"
    assert by_name["packages"]["status"] == "ok"


def test_a_project_folder_that_cannot_be_written_is_left_empty(tmp_path: Path) -> None:
    """With room again, the same command makes it; half a project would stand in its way."""
    command = [BIN / "newscrawl", "init", "corpus"]
    limited = ["prlimit", "--fsize=100:100", *command]
    done = subprocess.run(limited, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, list((tmp_path / "corpus").iterdir())) == (4, []), done.stderr
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode == 0


def test_doctor_finds_what_is_wrong(tmp_path: Path) -> None:
    """A damaged state and a sources file that cannot be read are named, with exit code 2."""
    (tmp_path / "output" / "state").mkdir(parents=True)
    (tmp_path / "output" / "state" / "newscrawl.sqlite").write_bytes(b"no database" * 1000)
    (tmp_path / "sources.toml").write_text("[gazette]\nsite = 3\n")
    done = newscrawl_command("doctor", cwd=tmp_path)
    assert done.returncode == 2
    lines = {line[9:22].strip(): line for line in done.stdout.splitlines()}
    assert lines["database"].startswith("wrong")
    assert "sources.toml, line 2" in lines["sources"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_knows_the_options(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The script of each shell has commands and options; bash itself takes it."""
    assert main(["completion", shell]) == 0
    script = capsys.readouterr().out
    assert "revisit" in script
    assert "requeue" in script
    if shell == "bash":
        assert subprocess.run(["bash", "-n"], input=script, text=True, check=False).returncode == 0


def test_a_component_that_is_not_there_is_said(
    server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The command does not end in silence, whatever the setting is."""
    settings = {"DOWNLOADER_MIDDLEWARES": '{"no.such.Middleware": 5}'}
    done = run("newscrawl", "crawl", server.url("/article/a"), folder=tmp_path, settings=settings)
    assert done.code == 2
    assert "No module named 'no'" in done.log
    assert main(["crawl", server.url("/a"), "-s", "ITEM_PIPELINES=foo"]) == 2
    assert "ITEM_PIPELINES=foo: expected a JSON object" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param(["fetch", "--nolog"], "<h1>The ferry of Shellby", id="fetch"),
        pytest.param(
            ["shell", "--nolog", "-c", "response.css('h1::text').get()"], "The ferry of", id="shell"
        ),
    ],
)
def test_tools_of_scrapy(words: list[str], said: str, server: Server, tmp_path: Path) -> None:
    """They get the page, and keep nothing."""
    done = run("scrapy", *words, server.url("/article/Shellby"), folder=tmp_path)
    assert said in done.out, done.log
    assert list(tmp_path.rglob("*.sqlite")) == []


def test_scrapy_list_names_what_can_be_run(tmp_path: Path) -> None:
    """Spiders that serve a command of newscrawl are left out."""
    assert {"probe", "study", "finder"}.isdisjoint(
        run("scrapy", "list", folder=tmp_path).out.split()
    )


# ------------------------------------------------------------------ from Python


def test_dir_names_all() -> None:
    """What can be asked for is there for a completion, and can be loaded."""
    assert set(newscrawl.__all__) <= set(dir(newscrawl))
    assert all(getattr(newscrawl, name) for name in newscrawl.__all__)
    with pytest.raises(AttributeError):
        _ = newscrawl.nothing  # type: ignore[attr-defined]


def test_extract_gives_the_record() -> None:
    """Of bytes and of text, as a crawl would write it."""
    article = newscrawl.extract(PAGE.read_bytes(), "https://harbour.example/library.html")
    assert (article.title, article.authors) == ("Night shift at the library", ["Ruth Amadi"])
    assert article.url == "https://harbour.example/library.html"
    same = newscrawl.extract(PAGE.read_text(), "https://harbour.example/library.html")
    assert (same.text, same.id) == (article.text, article.id)
    with pytest.raises(newscrawl.ExtractError):
        newscrawl.extract(b"%PDF-1.7 ...")


def test_crawl_gives_articles_as_they_come(site: Server, tmp_path: Path) -> None:
    """Those of a site; a second crawl gives what is new, read() all; a crawl that is left goes on later."""
    with newscrawl.crawl(sites=site.url(""), limit=3, output=tmp_path, settings=QUICK) as crawl:
        first = list(crawl)
    assert (len(first), crawl.code) == (3, 0)
    assert isinstance(first[0], newscrawl.Article)
    assert first[0].metadata.removed[0].category == "field"
    with newscrawl.crawl(sites=[site.url("")], output=tmp_path, settings=QUICK) as crawl:
        second = [next(crawl)]
    assert crawl.code in {0, 5}  # at its end already, or stopped
    every = [article.id for article in newscrawl.read(tmp_path)]
    assert len(set(every)) == len(every)
    given = [article.id for article in (*first, *second)]
    assert len(set(given)) == 4
    assert set(given) <= set(every)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param({}, "expected either urls=", id="nothing"),
        pytest.param(
            {"urls": "https://a.example/", "since": "7d"}, "not urls", id="window of pages"
        ),
        pytest.param({"sites": "a.example", "since": "soon"}, "since=soon", id="wrong value"),
        pytest.param(
            {"sites": "a.example", "settings": {"DONWLOAD_DELAY": 1}}, "did you mean", id="setting"
        ),
    ],
)
def test_wrong_arguments_of_a_crawl(
    arguments: dict[str, object], said: str, tmp_path: Path
) -> None:
    """They are errors of Python, with the words of the command line."""
    with pytest.raises(newscrawl.ConfigError, match=said):
        list(newscrawl.crawl(**arguments, output=tmp_path))  # type: ignore[arg-type]


def test_reading_what_is_no_record(tmp_path: Path) -> None:
    """The message names file and line."""
    (tmp_path / "articles-00001.jsonl").write_text('{"id": 3}\n')
    with pytest.raises(newscrawl.ConfigError, match=r"articles-00001.jsonl, line 1"):
        list(newscrawl.read(tmp_path))


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


def test_the_first_source_of_a_new_project(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """``init`` writes a file of sources without one: to doctor that is well, to a crawl it is said with the way out."""
    folder = tmp_path / "new"
    assert main(["init", str(folder)]) == 0
    file = folder / "sources.toml"
    main(["doctor", "-f", str(file)])
    assert "0 sources; newscrawl sources add" in capsys.readouterr().out
    refused = newscrawl_command("site", "-f", str(file), "-o", str(tmp_path), cwd=tmp_path)
    assert refused.returncode == 2
    assert "newscrawl sources add" in refused.stderr
