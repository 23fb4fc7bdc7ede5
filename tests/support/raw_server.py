"""A server that sends bytes as its routes write them, right or wrong; in a thread of its own."""

import asyncio
import contextlib
import threading
import time
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Self

Answer = bytes | Callable[[], AsyncIterator[bytes]]
"""What is sent: bytes, or pieces as they come; the connection is closed behind them."""

RESET = b"\0reset"
"""In the place of a piece: the connection is reset."""


def http(
    body: bytes = b"",
    *headers: str,
    status: str = "200 OK",
    kind: str | None = "text/html; charset=utf-8",
    length: int | None = -1,
) -> bytes:
    """Give an answer; *length* -1 is the right one, ``None`` none at all."""
    lines = [f"HTTP/1.1 {status}", "Connection: close"]
    if kind is not None:
        lines.append(f"Content-Type: {kind}")
    if length is not None:
        lines.append(f"Content-Length: {len(body) if length < 0 else length}")
    return "\r\n".join([*lines, *headers, "", ""]).encode("latin-1") + body


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: when it came (monotonic seconds), its path and headers."""

    at: float
    path: str
    head: bytes


class RawServer:
    """Answer each path of *routes*; any other is 404. ``asked`` holds all requests so far."""

    def __init__(self, routes: Mapping[str, Answer], address: str = "127.0.0.1", port: int = 0) -> None:
        self.routes, self._address, self.port = dict(routes), address, port
        self.asked: list[Asked] = []
        self.events: list[float] = []
        self.waiting = self.most_waiting = 0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    @property
    def root(self) -> str:
        """Scheme, host and port."""
        return f"http://{self._address}:{self.port}"

    @property
    def paths(self) -> list[str]:
        """The paths that were asked for, in order, without robots.txt."""
        return [asked.path for asked in self.asked if asked.path != "/robots.txt"]

    def __enter__(self) -> Self:
        self._thread.start()
        self._server = asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _listen(self) -> asyncio.Server:
        server = await asyncio.start_server(self._serve, self._address, self.port, limit=1024 * 1024)
        self.port = server.sockets[0].getsockname()[1]
        return server

    async def _end(self) -> None:
        self._server.close()
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        errors = (OSError, asyncio.IncompleteReadError, asyncio.CancelledError)
        with contextlib.suppress(*errors):
            await self._answer(reader, writer)
        self.events.append(time.monotonic())
        writer.close()
        with contextlib.suppress(*errors):
            await writer.wait_closed()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        path = head.split(b" ", 2)[1].decode("latin-1")
        self.asked.append(Asked(time.monotonic(), path, head))
        self.events.append(time.monotonic())
        answer = self.routes.get(path.partition("?")[0], http(b"<p>no such page</p>", status="404 Not Found"))
        if isinstance(answer, bytes):
            writer.write(answer)
            await writer.drain()
            return
        async for piece in answer():
            if piece == RESET:
                writer.transport.abort()
                return
            writer.write(piece)
            await writer.drain()
