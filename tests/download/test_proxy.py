"""The proxy that a browser is forced through."""

import asyncio
import contextlib
from collections.abc import Sequence

import pytest

from newscrawl.download.proxy import GuardProxy, ProxyLimits, Target, read_target
from newscrawl.web.egress import parse_allowed
from tests.support.raw_server import RawServer, http

HELLO = http(b"hello", kind="text/plain")


@pytest.mark.parametrize(("head", "target"), [
    pytest.param(b"CONNECT a.test:443 HTTP/1.1\r\nHost: b.test\r\n\r\n", Target("a.test", 443), id="tunnel"),
    pytest.param(b"CONNECT [::1]:443 HTTP/1.1\r\n\r\n", Target("::1", 443), id="tunnel to IPv6"),
    pytest.param(
        b"GET http://a.test/x?y HTTP/1.1\r\nHost: a.test\r\nProxy-Connection: keep-alive\r\nConnection: keep-alive\r\n\r\n",
        Target("a.test", 80, b"GET /x?y HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n"),
        id="absolute form",
    ),
    pytest.param(b"GET http://a.test:8080 HTTP/1.1\r\n\r\n", Target("a.test", 8080, b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n"), id="no path"),
    pytest.param(b"GET /x HTTP/1.1\r\nHost: a.test\r\n\r\n", None, id="no proxy request"),
    pytest.param(b"GET https://a.test/ HTTP/1.1\r\n\r\n", None, id="TLS is for tunnels"),
    pytest.param(b"GET ftp://a.test/ HTTP/1.1\r\n\r\n", None, id="another scheme"),
    pytest.param(b"GET http://u:p@a.test/ HTTP/1.1\r\n\r\n", None, id="credentials"),
    pytest.param(b"CONNECT a.test HTTP/1.1\r\n\r\n", None, id="no port"),
    pytest.param(b"CONNECT a.test:99999 HTTP/1.1\r\n\r\n", None, id="port beyond all"),
    pytest.param("GET http://ä.test/ HTTP/1.1\r\n\r\n".encode(), None, id="no ASCII"),
    pytest.param(b"\r\n\r\n", None, id="nothing"),
])  # fmt: skip
def test_the_target_of_a_request(head: bytes, target: Target | None) -> None:
    """Host and port are those of the request line; what goes on has the origin form and ends its connection."""
    assert read_target(head) == target


class Names:
    """A name server whose answer changes each time."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self.answers, self.asked = list(answers), 0

    async def __call__(self, host: bytes) -> Sequence[str]:
        self.asked += 1
        if not self.answers:
            raise OSError("no such name")
        return self.answers.pop(0)


async def say(address: str, text: bytes) -> bytes:
    """Say *text* to the proxy at *address*; give all that comes back."""
    reader, writer = await asyncio.open_connection("127.0.0.1", int(address.rpartition(":")[2]))
    writer.write(text)
    found = b""
    with contextlib.suppress(ConnectionResetError):
        while chunk := await reader.read(65_536):
            found += chunk
    writer.close()
    return found


def ask(proxy: GuardProxy, *texts: bytes) -> list[bytes]:
    async def asked() -> list[bytes]:
        address = await proxy.open()
        try:
            return [
                await say(address, text.replace(b"OWN", str(proxy.port).encode())) for text in texts
            ]
        finally:
            await proxy.close()

    return asyncio.run(asked())


def get(host: str, port: int, path: str = "/") -> bytes:
    return f"GET http://{host}:{port}{path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode()


def test_it_connects_to_the_address_that_it_judged() -> None:
    """An answer that changes after it was judged (rebinding) gains nothing: each connection is judged anew."""
    with (
        RawServer({"/": HELLO}, "127.0.0.2") as server,
        RawServer({"/": HELLO}, "127.0.0.3", server.port) as inside,
    ):
        names = Names(["127.0.0.3", "127.0.0.2"], ["127.0.0.3"])
        proxy = GuardProxy(names, parse_allowed([f"127.0.0.2:{server.port}"]))
        first, second = ask(proxy, get("a.test", server.port), get("a.test", server.port))
        assert first == HELLO
        assert second.startswith(b"HTTP/1.1 403")
        assert (server.paths, inside.paths, names.asked) == (["/"], [], 2)
        assert proxy.refused == [f"a.test:{server.port}: 127.0.0.3 is not globally routable"]
        assert proxy.received == len(HELLO)


def test_tunnels_are_judged_too() -> None:
    """CONNECT, which TLS and WebSockets use, leads to open addresses only, and hands bytes on both ways."""
    with RawServer({"/": HELLO}, "127.0.0.2") as server:
        request = f"CONNECT a.test:{server.port} HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\n\r\n".encode()
        names = Names(["127.0.0.2"], ["127.0.0.3"])
        opened, closed = ask(
            GuardProxy(names, parse_allowed([f"127.0.0.2:{server.port}"])), request, request
        )
        assert opened == b"HTTP/1.1 200 OK\r\n\r\n" + HELLO
        assert closed.startswith(b"HTTP/1.1 403")


@pytest.mark.parametrize(("text", "answer"), [
    pytest.param(b"CONNECT a.test:OWN HTTP/1.1\r\n\r\n", b"HTTP/1.1 403", id="itself"),
    pytest.param(b"GET / HTTP/1.1\r\n\r\n", b"HTTP/1.1 400", id="no proxy request"),
    pytest.param(b"GET http://a.test/" + b"x" * 100_000, b"", id="head without end"),
    pytest.param(b"GET http://a.test:1/ HTTP/1.1\r\n\r\n", b"", id="nobody listens"),
])  # fmt: skip
def test_what_it_refuses(text: bytes, answer: bytes) -> None:
    """It leads to itself never, to other schemes never, and says nothing where nothing can be said."""
    proxy = GuardProxy(Names(["127.0.0.1"]), parse_allowed(["127.0.0.0/8"]))
    assert ask(proxy, text)[0][: len(answer) or None] == answer


def test_a_name_without_an_address_is_refused() -> None:
    """Whatever a name server fails with, no connection is made."""
    proxy = GuardProxy(Names(), ())
    assert ask(proxy, get("nowhere.test", 80))[0].startswith(b"HTTP/1.1 403")
    assert proxy.refused == ["nowhere.test:80: OSError"]


def test_budgets_end_all_connections() -> None:
    """Beyond its bytes or its connections a page gets nothing more."""
    with RawServer({"/": http(b"x" * 50_000)}, "127.0.0.2") as server:
        allowed, request = parse_allowed(["127.0.0.2"]), get("127.0.0.2", server.port)
        names = Names(*[["127.0.0.2"]] * 9)
        proxy = GuardProxy(names, allowed, ProxyLimits(max_bytes=120_000))
        answers = ask(proxy, *[request] * 4)
        assert [len(answer) > 50_000 for answer in answers] == [True, True, False, False]
        assert proxy.spent == "more than 120000 bytes"
        few = GuardProxy(names, allowed, ProxyLimits(max_connections=1))
        assert [bool(answer) for answer in ask(few, request, request)] == [True, False]
        assert few.spent == "more than 1 connections"


def test_a_silent_client_is_left() -> None:
    """Who says nothing is not waited for."""
    proxy = GuardProxy(Names(), (), ProxyLimits(step_timeout_s=0.1))
    assert ask(proxy, b"GET http://") == [b""]
