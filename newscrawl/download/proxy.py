"""A proxy on loopback that a browser is forced through: the egress guard for all that a page makes it ask.

Theory of operation. Each page that is rendered gets a proxy of its own, with budgets of its own,
which ends with it. The browser resolves no name and connects to nothing else. The proxy reads the
head of a request (RFC 9112 §3.2.2 absolute form, or ``CONNECT``, which WebSockets use too), looks
the host up, judges every address by ``newscrawl.web.egress`` and connects to one that it judged, so
that no answer of a name server can change in between. From then on it hands bytes on, and counts
them. Source: docs/safety.md, "Browser".
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from newscrawl.web.egress import AllowedNetwork, egress_refusal

Lookup = Callable[[bytes], Awaitable[Sequence[str]]]

HEAD_MAX_BYTES = 65_536
CHUNK_BYTES = 65_536
_ESTABLISHED = b"HTTP/1.1 200 OK\r\n\r\n"


@dataclass(frozen=True, slots=True)
class ProxyLimits:
    """Limits of one page: bytes of all answers together, connections, and seconds for each step of one."""

    max_bytes: int = 16 * 1024 * 1024
    max_connections: int = 300
    step_timeout_s: float = 10.0


@dataclass(slots=True)
class GuardProxy:
    """One page's way out.

    Attributes:
        refused: Each ``host:port`` that the guard refused, with the reason, in order.
        spent: Which budget is spent; empty: none. All connections are closed then, and no new one
            is made.
        received: Bytes of all answers.
        connections: Connections that the browser made to the proxy.
    """

    lookup: Lookup
    allowed: Sequence[AllowedNetwork]
    limits: ProxyLimits = field(default_factory=ProxyLimits)
    refused: list[str] = field(default_factory=list)
    spent: str = ""
    received: int = 0
    connections: int = 0
    _server: asyncio.Server | None = None
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    async def open(self) -> str:
        """Begin to listen; give the proxy's address."""
        self._server = await asyncio.start_server(
            self._accept, "127.0.0.1", 0, limit=HEAD_MAX_BYTES
        )
        return f"http://127.0.0.1:{self.port}"

    @property
    def port(self) -> int:
        """The port it listens on."""
        assert self._server is not None, "not open"  # noqa: S101 - a mistake of ours
        return int(self._server.sockets[0].getsockname()[1])

    async def close(self) -> None:
        """End all connections, and listen no more."""
        if self._server is not None:
            self._server.close()
        self._stop()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _stop(self) -> None:
        own = asyncio.current_task()
        for task in self._tasks:
            if task is not own:
                task.cancel()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - a callback of asyncio runs in a task
        self._tasks.add(task)
        self.connections += 1
        try:
            if not self.spent and self.connections > self.limits.max_connections:
                self._spend(f"more than {self.limits.max_connections} connections")
            if not self.spent:
                await self._serve(reader, writer)
        except (
            OSError,
            TimeoutError,
            asyncio.IncompleteReadError,
            asyncio.LimitOverrunError,
            _RefusedHere,
        ):
            pass  # the browser sees a connection that ends
        except asyncio.CancelledError:
            pass  # close(): asyncio would report a cancelled callback as an error
        finally:
            self._tasks.discard(task)
            _abort(writer)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async with asyncio.timeout(self.limits.step_timeout_s):
            head = await reader.readuntil(b"\r\n\r\n")
        target = read_target(head)
        if target is None:
            writer.write(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")
            await writer.drain()
            return
        there_reader, there = await self._connect(target, writer)
        try:
            if target.head:
                there.write(target.head)
            else:
                writer.write(_ESTABLISHED)
            await self._hand_on((reader, there), (there_reader, writer))
        finally:
            _abort(there)

    async def _connect(
        self, target: "Target", writer: asyncio.StreamWriter
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Connect to an address of the target that passes the guard."""
        try:
            async with asyncio.timeout(self.limits.step_timeout_s):
                address = await self._judge(target)
                return await asyncio.open_connection(address, target.port)
        except _RefusedHere:
            writer.write(b"HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n")
            await writer.drain()
            raise

    async def _judge(self, target: "Target") -> str:
        why = "it has no address"
        try:
            addresses = await self.lookup(target.host.encode("ascii"))
        except Exception as error:  # whatever a resolver fails with means: no address
            addresses, why = (), f"{type(error).__name__}"
        for address in addresses:
            own = target.port == self.port and "127." in address
            refusal = (
                "it is this proxy" if own else egress_refusal(address, target.port, self.allowed)
            )
            if refusal is None:
                return address
            why = refusal
        self.refused.append(f"{target.host}:{target.port}: {why}")
        raise _RefusedHere

    async def _hand_on(self, *ways: tuple[asyncio.StreamReader, asyncio.StreamWriter]) -> None:
        """Hand bytes on both ways, until the answer has ended or a budget is spent."""
        up, down = (
            asyncio.ensure_future(self._pump(*way, counted=at == 1)) for at, way in enumerate(ways)
        )
        try:
            await asyncio.wait({up, down}, return_when=asyncio.FIRST_COMPLETED)
            if up.done() and not down.done():
                await down
        finally:
            for pump in (up, down):
                pump.cancel()
            await asyncio.gather(up, down, return_exceptions=True)

    async def _pump(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, counted: bool
    ) -> None:
        with contextlib.suppress(OSError):
            while chunk := await reader.read(CHUNK_BYTES):
                self.received += len(chunk) if counted else 0
                if self.received > self.limits.max_bytes:
                    self._spend(f"more than {self.limits.max_bytes} bytes")
                    return
                writer.write(chunk)
                await writer.drain()

    def _spend(self, why: str) -> None:
        self.spent = self.spent or why
        self._stop()


class _RefusedHere(Exception):  # noqa: N818 - a signal within this module
    """The guard refuses the target of one connection."""


@dataclass(frozen=True, slots=True)
class Target:
    """The server that a request to a proxy is for; *head*: the bytes to send it first, none for a tunnel."""

    host: str
    port: int
    head: bytes = b""


def read_target(head: bytes) -> Target | None:
    r"""Return the target of a request to a proxy; ``None``: it is no such request, or of another scheme.

    The request that goes on has the origin form, and asks for the connection to be closed: the next one,
    perhaps to another host, then comes on a connection of its own.

    >>> read_target(b"CONNECT news.example:443 HTTP/1.1\r\n\r\n")
    Target(host='news.example', port=443, head=b'')
    """
    lines = head.split(b"\r\n")
    parts = lines[0].split(b" ")
    if len(parts) != 3:
        return None
    method, where, version = parts
    try:
        address = urlsplit((b"//" + where if method == b"CONNECT" else where).decode("ascii"))
        host, port = address.hostname, address.port
    except ValueError:
        return None
    if not host or address.username is not None:
        return None
    if method == b"CONNECT":
        return Target(host, port) if port else None
    if address.scheme != "http":
        return None
    path = (address.path or "/") + (f"?{address.query}" if address.query else "")
    kept = [
        line for line in lines[1:-2] if not line.lower().startswith((b"proxy-", b"connection:"))
    ]
    request = [b" ".join((method, path.encode(), version)), *kept, b"Connection: close", b"", b""]
    return Target(host, port or 80, b"\r\n".join(request))


def _abort(writer: asyncio.StreamWriter) -> None:
    """Close *writer* at once; bytes that are still to be sent are given up."""
    if not writer.transport.is_closing():
        writer.close()
