"""A server that sends bytes as its routes write them, right or wrong; in a thread of its own."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass

from tests.support.loop import LoopServer

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


class RawServer(LoopServer):
    """Answer each path of *routes*; any other is 404. ``asked`` holds all requests so far."""

    def __init__(
        self, routes: Mapping[str, Answer], address: str = "127.0.0.1", port: int = 0
    ) -> None:
        super().__init__(address, port)
        self.routes = dict(routes)
        self.asked: list[Asked] = []
        self.events: list[float] = []
        self.waiting = self.most_waiting = 0

    @property
    def paths(self) -> list[str]:
        """The paths that were asked for, in order, without robots.txt."""
        return [asked.path for asked in self.asked if asked.path != "/robots.txt"]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
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
        answer = self.routes.get(
            path.partition("?")[0], http(b"<p>no such page</p>", status="404 Not Found")
        )
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
