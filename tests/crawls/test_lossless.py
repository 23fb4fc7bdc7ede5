"""Whatever happens to the crawl, the same command brings every article, exactly once."""

import gzip
import hashlib
import json
import os
import random
import signal
import time
from pathlib import Path
from typing import Any

import pytest

from tests.support.crawl import run
from tests.support.lossless import (
    Crawl,
    Weather,
    article_urls,
    busy,
    silent_name_server,
    small_disk,
    stalled,
    wait_for,
    worker_of,
)
from tests.support.server import Reply, Request, Server


@pytest.mark.parametrize("seed", range(2))
def test_kills_at_random_moments(seed: int, server: Server, tmp_path: Path) -> None:
    """Five kills, then the end: each article once, each line whole, nothing readable ever gone; run.json tells of it."""
    dice = random.Random(seed)
    urls, names = article_urls(server, 110)
    crawl = Crawl(tmp_path, urls, {"OUTPUT_MAX_RECORDS": ["0", "25"][seed]})
    begun = set()
    for _ in range(5):
        answered = len(server.requests) + dice.randrange(1, 20)
        pause = dice.choice([0.0, dice.random() * 0.1])

        def due(answered: int = answered, pause: float = pause) -> bool:
            return len(server.requests) >= answered and not time.sleep(pause)

        assert crawl.kill(crawl.start(), due), "the crawl ended before it was killed"
        assert run_file(tmp_path)["state"] == "running"
        # A late request of the killed attempt may end the next one before it has said that it runs.
        begun.add(run_file(tmp_path)["pid"])
    assert crawl.run() == 0, crawl.log
    assert crawl.titles() == names
    ended = run_file(tmp_path)
    assert (ended["state"], ended["exit_code"]) == ("ended", 0)
    assert [attempt["outcome"] for attempt in ended["earlier"]] == ["killed"] * len(begun)


def run_file(folder: Path) -> dict[str, Any]:
    """What the only run.json says."""
    (path,) = folder.rglob("run.json")
    values: dict[str, Any] = json.loads(path.read_text())
    return values


def test_stopping_in_time_with_stalled_servers_and_busy_workers(
    server: Server, tmp_path: Path
) -> None:
    """SIGTERM ends the crawl long before what hangs would; what hung is taken up again."""
    urls, names = article_urls(server, 3)
    crawl = Crawl(
        tmp_path,
        [*urls, server.url("/stalled?1"), server.url("/busy")],
        {"EXTRACT_TIMEOUT_S": "600"},
    )
    server.routes["/stalled"] = stalled
    server.routes["/busy"] = busy
    process = crawl.start()
    wait_for(lambda: len(crawl.ids()) == 3 and "/busy" in server.requests)
    process.terminate()
    assert crawl.finish(process) == 5, crawl.log
    assert (run_file(tmp_path)["failed"], run_file(tmp_path)["left"]) == ({}, {"waiting": 2})
    assert not list(crawl.output.rglob("missed.jsonl"))
    server.routes["/stalled"] = server.routes["/busy"] = server.routes["/article/"]
    assert crawl.run() == 0, crawl.log
    assert crawl.titles() == sorted(["stalled?1", "busy", *names])


def test_stopping_in_time_while_a_long_list_is_read(server: Server, tmp_path: Path) -> None:
    """With the downloader full and 150,000 addresses to come, SIGTERM ends the crawl in time."""
    server.routes["/stalled"] = stalled
    urls = [server.url(f"/stalled?{number}") for number in range(150_000)]
    crawl = Crawl(tmp_path, urls, {"CONCURRENT_REQUESTS": "1"})
    process = crawl.start()
    wait_for(lambda: bool(server.requests))
    process.terminate()
    assert crawl.finish(process) == 5, crawl.log


def test_stopping_in_time_while_a_large_sitemap_is_read(server: Server, tmp_path: Path) -> None:
    """With 20,000 addresses in one sitemap, SIGTERM ends the crawl; the next run reads it again."""
    base, count = server.url("/2026/11/24/a-story-of-some-length-"), 20_000
    pages = "".join(f"<url><loc>{base}{number}.html</loc></url>" for number in range(count))
    namespace = "http://www.sitemaps.org/schemas/sitemap/0.9"

    async def sitemap(request: Request) -> Reply:
        return Reply(f'<urlset xmlns="{namespace}">{pages}</urlset>'.encode())

    server.routes |= {"/sitemap.xml": sitemap, "/2026/": stalled}
    crawl = Crawl(tmp_path, [], command=["site", "-a", f"site={server.url('/')}"])
    for times in (1, 2):
        process = crawl.start()
        wait_for(lambda times=times: server.requests.count("/sitemap.xml") == times)  # type: ignore[misc]
        # The first pages are asked for while the rest of the list is read.
        wait_for(lambda: any(path.startswith("/2026/") for path in server.requests))
        process.terminate()
        assert crawl.finish(process) == 5, crawl.log
        assert 0 < run_file(tmp_path)["left"]["waiting"] < count


def test_stopping_in_time_while_a_list_is_waited_for(server: Server, tmp_path: Path) -> None:
    """What has come of a list through a pipe is crawled meanwhile; SIGTERM ends the crawl in time."""
    urls, names = article_urls(server, 20)
    crawl = Crawl(tmp_path, [])
    crawl.list.unlink()
    os.mkfifo(crawl.list)
    with crawl.list.open("r+b", buffering=0) as pipe:
        process = crawl.start()
        pipe.write("\n".join([*urls, "https://half.exam"]).encode())
        wait_for(lambda: len(crawl.ids()) == 20)
        process.terminate()
        assert crawl.finish(process) == 5, crawl.log
    assert crawl.titles() == names


def test_a_list_that_comes_to_nothing(server: Server, tmp_path: Path) -> None:
    """A pipe that is closed with no address in it is said to be empty, and is no success."""
    crawl = Crawl(tmp_path, [])
    crawl.list.unlink()
    os.mkfifo(crawl.list)
    with crawl.list.open("r+b", buffering=0):
        process = crawl.start()
        wait_for(lambda: bool(list(crawl.output.rglob("run.json"))))
    assert crawl.finish(process) == 3, crawl.log
    assert "no URL is given: the list came to its end without one" in crawl.log


def test_hosts_that_hang_hold_up_no_other(server: Server, tmp_path: Path) -> None:
    """Ten hosts with many pages never answer; another host's pages all come meanwhile."""
    server.routes["/stalled"] = stalled
    hosts = [f"h{number}.test" for number in range(10)]
    hanging = [f"http://{host}:{server.port}/stalled?{n}" for n in range(20) for host in hosts]
    quick, names = article_urls(server, 60)
    settings = {"EGRESS_HOSTS": json.dumps({host: ["127.0.0.1"] for host in hosts})}
    crawl = Crawl(tmp_path, [*hanging, *quick], settings)
    process = crawl.start()
    wait_for(lambda: len(crawl.ids()) >= 60)
    process.kill()
    crawl.finish(process)
    assert crawl.titles() == names


def test_hosts_with_long_delays_hold_up_no_other(server: Server, tmp_path: Path) -> None:
    """Hosts that are asked once a minute have many pages waiting; another host's pages all come."""
    slow = [
        f"http://{host}.test:{server.port}/article/{n}"
        for n in range(30)
        for host in ("a", "b", "c")
    ]
    quick, names = article_urls(server, 60)
    settings = {
        "EGRESS_HOSTS": json.dumps({f"{host}.test": ["127.0.0.1"] for host in "abc"}),
        "DOWNLOAD_SLOTS": json.dumps({f"{host}.test": {"delay": 60} for host in "abc"}),
    }
    crawl = Crawl(tmp_path, [*slow, *quick], settings)
    process = crawl.start()
    wait_for(lambda: len(crawl.ids()) >= 63)
    process.kill()
    crawl.finish(process)
    assert set(names) < set(crawl.titles())


def test_stopping_in_time_while_the_name_server_is_silent(tmp_path: Path) -> None:
    """A lookup that hangs in the system does not hold up the end."""
    crawl = Crawl(tmp_path, ["http://a.news.test/1", "http://b.news.test/2"])
    with silent_name_server(tmp_path) as (name_server, under):
        process = crawl.start(under=under)
        name_server.recvfrom(512)
        process.terminate()
        assert crawl.finish(process) == 5, crawl.log


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_second_signal_at_once_is_safe(
    number: signal.Signals, server: Server, tmp_path: Path
) -> None:
    """Two signals end it at once, without the time that one leaves; nothing is lost or doubled."""
    urls, names = article_urls(server, 60)
    crawl = Crawl(tmp_path, [server.url("/stalled?1"), *urls], {"STOP_GRACE_S": "600"})
    server.routes["/stalled"] = stalled
    process = crawl.start()
    wait_for(lambda: len(server.requests) > 20)
    process.send_signal(number)
    time.sleep(0.05)
    process.send_signal(number)
    assert crawl.finish(process) != 0
    server.routes["/stalled"] = server.routes["/article/"]
    assert crawl.run() == 0, crawl.log
    assert crawl.titles() == sorted(["stalled?1", *names])


def test_a_storm_of_503_and_resets(server: Server, tmp_path: Path) -> None:
    """While the host answers 503 or hangs up, pages wait; when it is well again, all come, in one run."""
    urls, names = article_urls(server, 40)
    weather = Weather(server.routes["/article/"], good=10, bad=12)
    server.routes["/article/"] = weather.article
    crawl = Crawl(tmp_path, urls)
    assert crawl.run() == 0, crawl.log
    assert crawl.titles() == names


def test_a_storm_that_does_not_end(server: Server, tmp_path: Path) -> None:
    """The run ends, says what is left and exits 3; the same command, later, brings the rest."""
    urls, names = article_urls(server, 30)
    well = server.routes["/article/"]
    weather = Weather(well, good=10, bad=10**9)
    server.routes["/article/"] = weather.article
    crawl = Crawl(
        tmp_path, urls, {"BREAKER_REST_S": "0.05", "BREAKER_RESTS": "3", "RETRY_BACKOFF_S": "0.02"}
    )
    assert crawl.run() == 3, crawl.log
    assert "host_unavailable" in crawl.log
    got = len(crawl.lines())
    assert 0 < got < 30
    server.routes["/article/"] = well
    assert crawl.run() == 0, crawl.log
    assert crawl.titles() == names
    assert len({file.parent for file in crawl.output.rglob("articles-*")}) == 1


def test_retry_after_is_kept(server: Server, tmp_path: Path) -> None:
    """A host that asks for two seconds of rest is left alone for two seconds."""
    times: list[float] = []

    async def once_busy(request: Request) -> Reply:
        times.append(time.monotonic())
        return Reply(b"", 429, {"Retry-After": "2"}) if len(times) == 1 else await well(request)

    well = server.routes["/article/"]
    server.routes["/article/"] = once_busy
    urls, names = article_urls(server, 3)
    crawl = Crawl(tmp_path, urls, {"CONCURRENT_REQUESTS": "1"})
    assert crawl.run() == 0, crawl.log
    assert crawl.titles() == names
    assert times[1] - times[0] >= 1.9


@pytest.mark.parametrize(
    ("told", "code"), [("2", 0), ("3600", 3)], ids=["soon", "too late for this run"]
)
def test_retry_after_of_a_robots_txt_is_kept(
    told: str, code: int, server: Server, tmp_path: Path
) -> None:
    """It is not asked for again before; a wait that is too long ends the run, and the same command goes on."""
    times: list[float] = []

    async def busy_once(request: Request) -> Reply:
        times.append(time.monotonic())
        return Reply(b"", 503, {"Retry-After": told}) if len(times) == 1 else Reply(status=404)

    server.routes["/robots.txt"] = busy_once
    urls, names = article_urls(server, 3)
    crawl = Crawl(tmp_path, urls, {"ROBOTSTXT_OBEY": "1"})
    assert crawl.run() == code, crawl.log
    if code:
        assert "3 host_asks_for_rest" in crawl.log
        assert len(times) == 1
    else:
        assert times[1] - times[0] >= 1.9
        assert crawl.titles() == names


@pytest.mark.parametrize("limit_bytes", [30_000, 200_000])
def test_a_file_size_limit(limit_bytes: int, server: Server, tmp_path: Path) -> None:
    """The limit stops the crawl, exit code 4, no torn line; without it the same command goes on."""
    urls, names = article_urls(server, 60)
    crawl = Crawl(tmp_path, urls)
    process = crawl.start(limit_bytes=limit_bytes)
    assert crawl.finish(process) == 4, crawl.log
    assert "cannot be written" in crawl.log
    assert crawl.run() == 0, crawl.log
    assert crawl.titles() == names


@pytest.mark.parametrize(
    "state_too", [pytest.param(False, id="output"), pytest.param(True, id="output and state")]
)
def test_a_full_disk(state_too: bool, server: Server, tmp_path: Path) -> None:
    """No space left stops the crawl, exit code 4, no torn line; with room the same command goes on."""
    disk = tmp_path / "disk"
    disk.mkdir()
    urls, names = article_urls(server, 150)
    settings = {"OUTPUT_DIR": str(disk / "output")}
    if not state_too:
        settings["STATE_URL"] = f"sqlite:///{tmp_path}/state.sqlite"
    with small_disk(disk, "640k" if state_too else "64k") as grow:
        crawl = Crawl(tmp_path, urls, settings, output=disk / "output")
        assert crawl.run() == 4, crawl.log
        assert all(map(json.loads, crawl.lines()))
        left = run_file(disk)
        assert (
            left["state"] == "running" or left["exit_code"] == 4
        )  # as the last one that could be written
        grow("16m")
        assert crawl.run() == 0, crawl.log
        assert crawl.titles() == names
        assert len(run_file(disk)["earlier"]) == 1


def test_a_worker_is_killed(server: Server, tmp_path: Path) -> None:
    """SIGKILL of an extraction worker costs nothing."""
    urls, names = article_urls(server, 60)
    crawl = Crawl(tmp_path, urls)
    process = crawl.start()
    wait_for(lambda: len(server.requests) > 10)
    os.kill(worker_of(process.pid), signal.SIGKILL)
    assert crawl.finish(process) == 0, crawl.log
    assert crawl.titles() == names


def test_named_pages_are_fetched_again_after_a_finished_run(server: Server, tmp_path: Path) -> None:
    """A new run fetches what the user names; with known=skip only what is not harvested."""
    urls, names = article_urls(server, 3)
    crawl = Crawl(tmp_path, urls)
    assert crawl.run() == 0
    assert crawl.run() == 0
    assert crawl.titles() == sorted(names * 2)
    crawl.list.write_text("\n".join([*urls, server.url("/article/new")]))
    asked = len(server.requests)
    assert crawl.run("-a", "known=skip") == 0
    assert crawl.titles() == sorted([*names * 2, "new"])
    assert server.requests[asked:] == ["/article/new"]
    assert crawl.run("-a", "known=skp") == 2
    assert "expected known=skip" in crawl.log


def test_the_end_of_a_run_can_be_cut_short(server: Server, tmp_path: Path) -> None:
    """A run whose last files could not be written is taken up to write them, and asks for nothing again."""
    urls, names = article_urls(server, 12)
    crawl = Crawl(tmp_path, urls, {"OUTPUT_COMPRESSION": "gzip"})
    crawl.kill(crawl.start(), lambda: len(server.requests) > 3)
    (folder,) = (crawl.output / "article").iterdir()
    (folder / "manifest.json").mkdir()
    assert crawl.run() == 4, crawl.log
    (folder / "manifest.json").rmdir()
    asked = len(server.requests)
    assert crawl.run() == 0, crawl.log
    assert len(server.requests) == asked
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["finished"]
    packed = b"".join(
        gzip.decompress((folder / file["name"]).read_bytes()) for file in manifest["files"]
    )
    assert len(packed.splitlines()) == len(names)


def test_a_feed_of_scrapy_beside_it(server: Server, tmp_path: Path) -> None:
    """`-o file.jsonl` works as in any Scrapy project, and holds the same records."""
    urls, names = article_urls(server, 5)
    crawl = Crawl(tmp_path, urls)
    assert crawl.run("-o", str(tmp_path / "feed.jsonl")) == 0, crawl.log
    feed = [json.loads(line) for line in (tmp_path / "feed.jsonl").read_text().splitlines()]
    assert sorted(record["id"] for record in feed) == sorted(crawl.ids())
    assert crawl.titles() == names


def test_another_command_has_a_run_of_its_own(server: Server, tmp_path: Path) -> None:
    """`newscrawl crawl` with other addresses does not take up what an earlier one left."""
    settings = {"RETRY_ENABLED": "0", "OUTPUT_DIR": str(tmp_path / "output")}
    assert (
        run(
            "newscrawl", "crawl", server.url("/status/503"), folder=tmp_path, settings=settings
        ).code
        == 3
    )
    other = run(
        "newscrawl", "crawl", server.url("/article/haven"), folder=tmp_path, settings=settings
    )
    assert other.code == 0, other.log
    assert server.requests.count("/status/503") == 1
    again = run("newscrawl", "crawl", server.url("/status/503"), folder=tmp_path, settings=settings)
    assert "Taking up the unfinished run" in again.log


def test_two_roads_to_one_article(server: Server, tmp_path: Path) -> None:
    """Redirects to one page, and its own address, give one record and no failure."""
    target = "/article/harbour"
    roads = [
        f"/redirect?to={target}",
        f"/redirect?to={target}?utm_source=x",
        f"{target}#top",
        target,
    ]
    crawl = Crawl(tmp_path, [server.url(road) for road in roads])
    assert crawl.run() == 0, crawl.log
    # Whichever road comes first gives the record; the page has the address it was asked for by.
    assert [title.partition("?")[0] for title in crawl.titles()] == ["harbour"]
    (missed,) = tmp_path.rglob("missed.jsonl")
    said = [json.loads(line) for line in missed.read_text().splitlines()]
    assert {each["reason"] for each in said} <= {"same_page", "same_article"}
    assert {each["url"] for each in said} & {server.url(road) for road in roads[:2]}


@pytest.mark.parametrize(
    "target", ["http://a b.example/", "http://x" * 2000], ids=["space", "long"]
)
def test_a_redirect_to_no_address_is_a_failure(target: str, server: Server, tmp_path: Path) -> None:
    """The page is named as missed, and the exit code says so."""

    async def nowhere(request: Request) -> Reply:
        return Reply(status=302, headers={"Location": target})

    server.routes["/nowhere"] = nowhere
    done = run("newscrawl", "crawl", server.url("/nowhere"), folder=tmp_path)
    assert done.code == 3, done.log
    assert [miss["reason"] for miss in done.missed] == ["bad_redirect"]


def test_a_held_state_file_is_refused(server: Server, tmp_path: Path) -> None:
    """The second crawl names the first one and leaves it alone; a dead holder holds nothing."""
    urls, names = article_urls(server, 3)
    server.routes["/stalled"] = stalled
    crawl = Crawl(tmp_path, [*urls, server.url("/stalled?1")])
    first = crawl.start()
    wait_for(lambda: len(crawl.ids()) == 3)
    assert crawl.run() == 2
    assert f"process {first.pid}" in crawl.log
    assert "Traceback" not in crawl.log
    first.kill()
    first.communicate()
    server.routes["/stalled"] = server.routes["/article/"]
    assert crawl.run() == 0, crawl.log
    assert crawl.titles() == sorted([*names, "stalled?1"])


def test_closed_files_are_packed_and_the_manifest_tells_the_truth(
    server: Server, tmp_path: Path
) -> None:
    """Files are closed at the count asked for, packed, and listed with counts and checksums."""
    urls, names = article_urls(server, 25)
    crawl = Crawl(tmp_path, urls, {"OUTPUT_MAX_RECORDS": "10", "OUTPUT_COMPRESSION": "gzip"})
    assert crawl.run() == 0, crawl.log
    (path,) = crawl.output.rglob("manifest.json")
    manifest = json.loads(path.read_text())
    assert [file["records"] for file in manifest["files"]] == [10, 10, 5]
    assert manifest["finished"]
    titles = []
    for file in manifest["files"]:
        packed = (path.parent / file["name"]).read_bytes()
        assert hashlib.sha256(packed).hexdigest() == file["sha256"]
        titles += [json.loads(line)["title"] for line in gzip.decompress(packed).splitlines()]
    assert sorted(title.removeprefix("The ferry of ") for title in titles) == names
    assert not list(crawl.output.rglob("*.jsonl"))
