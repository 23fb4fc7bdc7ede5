"""The project's own HTTP server on a loopback address: a small site from a folder, and named routes.

In a test: ``with Server(folder) as server: server.url("/a.html")``. As a program: ``python -m tests.support.server
FOLDER`` prints its address on the first line and serves until it is ended.
"""

import asyncio
import contextlib
import gzip
import mimetypes
import os
import socket
import sys
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.loop import LoopServer


@dataclass(frozen=True, slots=True)
class Reply:
    """What a route answers."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: int | None = None
    """Close the connection after this many bytes of the body."""
    reset: bool = False
    """Close the connection with no answer."""


Route = Callable[["Request"], Awaitable[Reply]]


@dataclass(frozen=True, slots=True)
class Request:
    """What a client asked for."""

    method: str
    path: str
    headers: Mapping[str, str]

    @property
    def query(self) -> dict[str, str]:
        """The parameters behind the question mark."""
        pairs = self.path.partition("?")[2].split("&")
        return dict(pair.partition("=")[::2] for pair in pairs if pair)


HTML = {"Content-Type": "text/html; charset=utf-8"}
ARTICLE = (
    "<!DOCTYPE html><html lang=en><head><title>The ferry of {name}</title></head><body><article>"
    "<h1>The ferry of {name}</h1><p>The ferry of {name} is to sail again in spring, the harbour master said"
    " on Monday, after two winters in which it lay at the quay with a broken shaft.</p><p>Passengers had"
    " taken the bus around the bay of {name} in the meantime, a journey of an hour and a half.</p></article>"
    "</body></html>"
)


def article_page(name: str) -> bytes:
    """A small article page that is like no other."""
    return ARTICLE.format(name=name).encode()


async def _status(request: Request) -> Reply:
    return Reply(
        b"<html><body>no article here</body></html>", int(request.path.rsplit("/", 1)[1]), HTML
    )


async def _slow(request: Request) -> Reply:
    await asyncio.sleep(float(request.query.get("s", "30")))
    return Reply(article_page("Slowhaven"), headers=HTML)


async def _loop(request: Request) -> Reply:
    turn = int(request.query.get("n", "0")) + 1
    return Reply(status=302, headers={"Location": f"/redirect-loop?n={turn}"})


async def _redirect(request: Request) -> Reply:
    return Reply(status=301, headers={"Location": request.query["to"]})


async def _gzip(request: Request) -> Reply:
    return Reply(
        gzip.compress(article_page("Gziphaven")), headers={**HTML, "Content-Encoding": "gzip"}
    )


async def _reset(request: Request) -> Reply:
    return Reply(reset=True)


async def _cut(request: Request) -> Reply:
    return Reply(article_page("Cuthaven"), headers=HTML, cut=len(article_page("Cuthaven")) - 12)


async def _cut_in_text(request: Request) -> Reply:
    return Reply(article_page("Tornhaven"), headers=HTML, cut=len(article_page("Tornhaven")) - 40)


async def _empty(request: Request) -> Reply:
    return Reply(b"", headers=HTML)


async def _binary(request: Request) -> Reply:
    return Reply(
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8, headers={"Content-Type": "image/png"}
    )


async def _huge(request: Request) -> Reply:
    size = int(request.query.get("bytes", 10 * 1024 * 1024))
    filler = b"<p>A paragraph of the long report on the harbour, number %d, with words enough for a text.</p>"
    rows = b"".join(filler % number for number in range(size // len(filler)))
    return Reply(
        b"<html lang=en><body><article>" + rows + b"</article></body></html>", headers=HTML
    )


async def _deep(request: Request) -> Reply:
    depth = int(request.query.get("n", "5000"))
    return Reply(b"<html><body>" + b"<div>" * depth + article_page("Deephaven"), headers=HTML)


async def _wrong_encoding(request: Request) -> Reply:
    body = article_page("Köln").decode().encode("latin-1")
    return Reply(body, headers={"Content-Type": "text/html; charset=utf-8"})


async def _article(request: Request) -> Reply:
    return Reply(article_page(request.path.rsplit("/", 1)[1]), headers=HTML)


async def _robots(request: Request) -> Reply:
    return Reply(b"User-agent: *\nDisallow: /private/\n", headers={"Content-Type": "text/plain"})


ROUTES: dict[str, Route] = {
    "/status/": _status,
    "/slow": _slow,
    "/redirect-loop": _loop,
    "/redirect": _redirect,
    "/gzip": _gzip,
    "/reset": _reset,
    "/cut": _cut,
    "/cut-in-text": _cut_in_text,
    "/empty": _empty,
    "/binary": _binary,
    "/huge": _huge,
    "/deep": _deep,
    "/wrong-encoding": _wrong_encoding,
    "/article/": _article,
    "/private/": _article,
    "/robots.txt": _robots,
}


def _has_gone(writer: asyncio.StreamWriter) -> bool:
    """Whether the other side has closed the connection, though the event loop has not come to see it."""
    try:
        end = socket.socket(fileno=os.dup(writer.get_extra_info("socket").fileno()))
    except OSError:
        return True
    with end:
        try:
            return not end.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
        except BlockingIOError:
            return False
        except OSError:
            return True


class Server(LoopServer):
    """The server, in a thread of its own.

    ``requests`` holds the path of every request so far, ``most_open`` the most connections at once.
    """

    def __init__(
        self,
        folder: Path | None = None,
        routes: Mapping[str, Route] | None = None,
        *,
        port: int = 0,
    ) -> None:
        super().__init__(port=port)
        self._folder = folder
        self.routes = {**ROUTES, **(routes or {})}
        self.requests: list[str] = []
        self.most_open = 0
        self._open: list[asyncio.StreamWriter] = []

    def url(self, path: str) -> str:
        """The address of *path* on this server."""
        return f"{self.root}{path}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.append(writer)
        self.most_open = max(self.most_open, sum(not _has_gone(each) for each in self._open))
        with contextlib.suppress(
            ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError
        ):
            while await self._answer(reader, writer):
                pass
        self._open.remove(writer)
        writer.close()
        with contextlib.suppress(ConnectionError, asyncio.CancelledError):
            await writer.wait_closed()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        method, path, _ = head[0].split(" ", 2)
        headers = dict(line.lower().split(": ", 1) for line in head[1:] if line)
        self.requests.append(path)
        reply = await self._reply(Request(method, path, headers))
        if reply.reset:
            return False
        lines = [f"HTTP/1.1 {reply.status} -", f"Content-Length: {len(reply.body)}"]
        lines += [f"{name}: {value}" for name, value in reply.headers.items()]
        writer.write("\r\n".join([*lines, "", ""]).encode("latin-1"))
        writer.write(reply.body[: reply.cut] if method != "HEAD" else b"")
        await writer.drain()
        return reply.cut is None

    async def _reply(self, request: Request) -> Reply:
        path = request.path.partition("?")[0]
        file = self._file(path)
        if file is not None:
            kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
            return Reply(file.read_bytes(), headers={"Content-Type": kind})
        for name, route in self.routes.items():
            if path == name or (name.endswith("/") and path.startswith(name)):
                return await route(request)
        return Reply(b"<html><body>not found</body></html>", 404, HTML)

    def _file(self, path: str) -> Path | None:
        if self._folder is None or ".." in path:
            return None
        file = self._folder / path.lstrip("/")
        return file if file.is_file() else None


def main() -> None:
    """Serve the folder of the first argument until the standard input ends."""
    with Server(Path(sys.argv[1])) as server:
        print(server.url(""), flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
