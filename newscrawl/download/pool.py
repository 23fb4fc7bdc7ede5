"""Connections that are kept open, bounded over all hosts.

Theory of operation. Twisted's pool keeps some idle connections for each host, for four minutes, and
has no bound over all hosts: a crawl of thousands of them runs out of files. Here a download first
takes one of ``total`` places, so that no more connections are in use than that; and where the idle
ones and those in use would together be more, the connection that has been idle for longest is
closed.

When files run out all the same (a library of the user's, other processes), the download that met it
waits and tries again, and its place stays taken for a while: the crawl becomes slower, and goes on.
"""

import asyncio
from collections.abc import AsyncIterator, Hashable
from contextlib import asynccontextmanager
from typing import Any

from twisted.internet.defer import Deferred
from twisted.internet.task import deferLater
from twisted.web.client import HTTPConnectionPool

_WITHHELD_S = 30.0
"""So long a place is not given out again after a shortage."""


class BoundedPool(HTTPConnectionPool):
    """Twisted's pool with at most *total* connections; *idle_s* is how long one is kept without use.

    Attributes:
        open: Connections that are open now, less those that are being closed.
        most: The most that were open at once.
        closed_early: Idle connections that were closed to make room.
    """

    def __init__(self, reactor: Any, *, per_host: int, idle_s: float, total: int) -> None:
        super().__init__(reactor, persistent=idle_s > 0)  # type: ignore[no-untyped-call] # Twisted
        self.maxPersistentPerHost = per_host
        self.cachedConnectionTimeout: float = idle_s  # type: ignore[assignment] # it is for callLater()
        self.total = total
        self.open = self.most = self.closed_early = self._opening = 0
        self._places: asyncio.Semaphore | None = None
        self._lost = 0

    @asynccontextmanager
    async def place(self) -> AsyncIterator[None]:
        """Wait for one of the places, and hold it for the block."""
        places = self._places = self._places or asyncio.Semaphore(self.total)
        await places.acquire()
        try:
            yield
        finally:
            self._leave(places)

    def _leave(self, places: asyncio.Semaphore) -> None:
        if self._lost:
            self._lost -= 1
            asyncio.get_running_loop().call_later(_WITHHELD_S, places.release)
        else:
            places.release()

    def shrink(self) -> None:
        """Close all idle connections, and withhold a place for a while; one always stays in use."""
        while self._close_oldest():
            pass
        if self.total - self._lost > 1:
            self._lost += 1

    def _newConnection(self, key: Hashable, endpoint: Any) -> Deferred[Any]:  # noqa: N802 - Twisted's name
        while self.open + self._opening >= self.total and self._close_oldest():
            pass
        self._opening += 1
        # What was just closed goes in the next turn of the event loop: so long the new one waits.
        made: Deferred[Any] = deferLater(self._reactor, 0, super()._newConnection, key, endpoint)
        return made.addBoth(self._note_made)

    def _note_made(self, result: Any) -> Any:
        self._opening -= 1
        return result

    def _putConnection(self, key: Hashable, connection: Any) -> None:  # noqa: N802 - Twisted's name
        connection.pool_key = key
        super()._putConnection(key, connection)  # type: ignore[no-untyped-call]

    def _removeConnection(self, key: Hashable, connection: Any) -> None:  # noqa: N802 - Twisted's name
        self._forget(connection)
        connection.abort()  # one under TLS would wait for the other side to say goodbye

    def _close_oldest(self) -> bool:
        """Close the connection that has been idle for longest; ``False`` if none is idle."""
        oldest = next(iter(self._timeouts), None)  # in the order in which they became idle
        if oldest is None:
            return False
        self._forget(oldest)
        self.closed_early += 1
        self.open -= 1
        oldest.is_closing = True
        oldest.abort()
        return True

    def _forget(self, connection: Any) -> None:
        timeout = self._timeouts.pop(connection, None)
        if timeout is not None and timeout.active():
            timeout.cancel()
        kept = self._connections.get(connection.pool_key, [])
        if connection in kept:
            kept.remove(connection)
        if not kept:
            self._connections.pop(connection.pool_key, None)

    def note_open(self) -> None:
        """Count a connection that was made."""
        self.open += 1
        self.most = max(self.most, self.open)

    def note_lost(self, connection: Any) -> None:
        """Count a connection that has ended, and forget it."""
        if not connection.is_closing:
            self.open -= 1
        self._forget(connection)
