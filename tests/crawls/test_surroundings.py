"""What a crawl needs of the machine, and what it says of connections, hosts and signals."""

import json
import signal
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.support.crawl import BIN, CHECKOUT, QUICK, run
from tests.support.lossless import Crawl, article_urls, stalled, wait_for
from tests.support.server import Server

ARTICLE = {"EXTRACT_FUNCTION": "tests.support.quick.extract_page"}


def test_a_read_only_file_system_with_one_writable_folder(tmp_path: Path, server: Server) -> None:
    """The output folder is enough: state, records and temporary files lie in it."""
    out = tmp_path / "out"
    out.mkdir()
    options = {**QUICK, "OUTPUT_DIR": str(out)}
    words = [word for name, value in options.items() for word in ("-s", f"{name}={value}")]
    script = (
        f"mount -t tmpfs tmpfs {out} && mount --bind / / && mount -o remount,ro,bind / && "
        f"for place in /tmp /var/tmp /dev/shm {CHECKOUT}; do "
        'mount --bind "$place" "$place" 2>/dev/null && mount -o remount,ro,bind "$place" 2>/dev/null; done; '
        f"mount -t tmpfs tmpfs {out} && "
        f"! touch {CHECKOUT}/x 2>/dev/null && ! touch /tmp/x 2>/dev/null && "
        '"$@"; echo "exit $?"; cat ' + f"{out}/article/*/articles-*.jsonl"
    )
    command = [BIN / "newscrawl", "crawl", server.url("/article/haven"), *words]
    under = ["unshare", "-m", "sh", "-c"]
    if subprocess.run([*under, "mount --bind / /"], check=False, capture_output=True).returncode:
        pytest.skip("mounting is not allowed here")
    done = subprocess.run(
        [*under, script, "sh", *command],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        timeout=250,
        check=False,
    )
    said, _, records = done.stdout.partition("\n")
    assert said == "exit 0", done.stdout + done.stderr
    assert [json.loads(line)["url"] for line in records.splitlines()] == [
        server.url("/article/haven")
    ]


@contextmanager
def _listening(
    folder: Path, *, certificate_wanted: bool = False, hangs_up: bool = False
) -> Iterator[str]:
    """Listen with TLS, in a way of which no page comes."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    subject = ["-subj", "/CN=odd.test", "-keyout", folder / "key.pem", "-out", folder / "cert.pem"]
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *subject],
        check=True,
        capture_output=True,
    )
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    if certificate_wanted:
        context.verify_mode = ssl.CERT_REQUIRED
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            while True:
                try:
                    client, _ = listener.accept()
                except OSError:
                    return
                with client:
                    if hangs_up:
                        client.recv(100)
                        continue
                    try:
                        with context.wrap_socket(client, server_side=True) as wrapped:
                            wrapped.recv(1000)
                    except OSError:
                        continue

        threading.Thread(target=serve, daemon=True).start()
        yield f"127.0.0.1:{listener.getsockname()[1]}"


def test_a_lost_tls_is_told_from_a_lost_host(tmp_path: Path) -> None:
    """By its reason and in words."""
    with ExitStack() as stack:
        places = {
            "wants": stack.enter_context(_listening(tmp_path, certificate_wanted=True)),
            "hangs": stack.enter_context(_listening(tmp_path, hangs_up=True)),
            "drops": stack.enter_context(_listening(tmp_path)),
        }
        urls = {
            f"https://{places['wants']}/": "tls_failed",
            f"https://{places['hangs']}/": "tls_failed",
            f"http://{places['hangs']}/": "connection_failed",
            f"https://{places['drops']}/": "connection_failed",
        }
        done = run(
            "newscrawl",
            "crawl",
            *urls,
            folder=tmp_path,
            settings={**ARTICLE, "ROBOTSTXT_OBEY": "0"},
        )
    missed = {each["url"]: each for each in done.missed}
    assert {url: each["reason"] for url, each in missed.items()} == urls
    assert "certificate required" in missed[f"https://{places['wants']}/"]["message"]
    assert "handshake" in missed[f"https://{places['hangs']}/"]["message"]
    assert not [
        each["message"]
        for each in missed.values()
        if "Failure" in each["message"] or "<" in each["message"]
    ]


def test_a_host_is_known_in_any_spelling(tmp_path: Path, server: Server) -> None:
    """``newscrawl state show --host`` takes what a person writes: Unicode, upper case, an address."""
    hosts = json.dumps({"xn--mnchen-3ya.example": ["127.0.0.1"]})
    url = f"http://münchen.example:{server.port}/article/haven"
    assert (
        run(
            "newscrawl", "crawl", url, folder=tmp_path, settings={**ARTICLE, "EGRESS_HOSTS": hosts}
        ).code
        == 0
    )

    def rows(name: str) -> int:
        words = ["state", "show", "-o", tmp_path / "output", "--host", name]
        done = subprocess.run(
            [BIN / "newscrawl", *words], capture_output=True, text=True, check=True
        )
        return len(done.stdout.splitlines()) - 1

    assert [
        rows(name)
        for name in ("münchen.example", "MÜNCHEN.Example", "http://xn--mnchen-3ya.example:8000/a")
    ] == [1, 1, 1]
    assert rows("köln.example") == 0


@pytest.mark.parametrize("signals", [pytest.param(1, id="once"), pytest.param(2, id="twice")])
def test_a_stop_is_answered_at_once_and_counted_right(signals: int, tmp_path: Path) -> None:
    """It says what is in hand and what a second signal does; the summary is right after that one too."""
    with Server(routes={"/stalled": stalled}) as server:
        urls, _ = article_urls(server, 6)
        crawl = Crawl(
            tmp_path,
            [*urls, server.url("/stalled")],
            {"STOP_GRACE_S": "30" if signals == 2 else "1"},
        )
        process = crawl.start(under=["env"])  # an interpreter of its own, whose log is read here
        wait_for(lambda: len(crawl.ids()) == 6)
        process.send_signal(signal.SIGINT)
        assert process.stderr is not None
        said = next(line for line in process.stderr if "Stopping" in line)
        assert "1 pages in hand" in said
        assert "again to stop now" in said
        assert "same command goes on" in said
        if signals == 2:
            process.send_signal(signal.SIGINT)
        assert crawl.finish(process) == 5
        (path,) = crawl.output.rglob("run.json")
        figures = json.loads(path.read_text())
        assert (figures["state"], figures["outcome"]) == ("ended", "stopped")
        assert figures["finish_reason"] == ("forced" if signals == 2 else "shutdown")
        assert (figures["articles"], figures["left"]) == (6, {"waiting": 1})
        server.routes["/stalled"] = server.routes["/article/"]
        assert crawl.run() == 0
        assert len(crawl.ids()) == 7


@pytest.mark.parametrize(
    "command", [("scrapy", "crawl", "article", "-a", "urls={}"), ("newscrawl", "crawl", "{}")]
)
@pytest.mark.parametrize(
    "closing", [pytest.param("2>&-", id="closed"), pytest.param("2>&1 | head -c 10", id="broken")]
)
def test_nobody_reads_what_it_says(
    command: tuple[str, ...], closing: str, tmp_path: Path, server: Server
) -> None:
    """The exit code is that of the run, and the articles come."""
    words = [word.format(server.url("/article/haven")) for word in command]
    values = {**QUICK, **ARTICLE, "OUTPUT_DIR": str(tmp_path)}
    options = [word for name, value in values.items() for word in ("-s", f"{name}={value}")]
    script = f'set -o pipefail; "$@" {closing} >/dev/null; echo ${{PIPESTATUS[0]}}'
    done = subprocess.run(
        ["bash", "-c", script, "bash", BIN / words[0], *words[1:], *options],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "0\n", done.stderr
    assert len(list(tmp_path.rglob("articles-*.jsonl"))) == 1


@contextmanager
def _plain() -> Iterator[str]:
    """A server that answers whatever comes in plain HTTP; its host and port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            while True:
                try:
                    client, _ = listener.accept()
                except OSError:
                    return
                with client:
                    client.recv(2000)
                    client.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")

        threading.Thread(target=serve, daemon=True).start()
        yield f"127.0.0.1:{listener.getsockname()[1]}"


@pytest.mark.parametrize("obeys", ["0", "1"], ids=["page", "robots.txt"])
def test_https_at_a_port_that_speaks_http_is_said(tmp_path: Path, obeys: str) -> None:
    """With the way out, and without the names of classes; asking for the page as for robots.txt."""
    with _plain() as place:
        settings = {**ARTICLE, "ROBOTSTXT_OBEY": obeys}
        done = run("newscrawl", "crawl", f"https://{place}/a", folder=tmp_path, settings=settings)
    (missed,) = done.missed
    assert "http:// may be meant" in missed["message"]
    assert "<" not in missed["message"]
