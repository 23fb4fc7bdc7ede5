"""What the servers of the tests share: an event loop in a thread of its own, for a ``with`` block."""

import asyncio
import threading
from types import TracebackType
from typing import Self


class LoopServer:
    """Listens in a thread while its block runs; ``port`` 0 is a free one, and known inside.

    A class below says in ``serve`` what becomes of a connection.
    """

    def __init__(self, address: str = "127.0.0.1", port: int = 0) -> None:
        self.address, self.port = address, port
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    @property
    def root(self) -> str:
        """Scheme, host and port."""
        return f"http://{self.address}:{self.port}"

    def __enter__(self) -> Self:
        self._thread.start()
        self._server = asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: object, trace: TracebackType | None
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer on one connection, and close it."""
        raise NotImplementedError

    async def _listen(self) -> asyncio.Server:
        server = await asyncio.start_server(self.serve, self.address, self.port, limit=1024 * 1024)
        self.port = server.sockets[0].getsockname()[1]
        return server

    async def _end(self) -> None:
        self._server.close()
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
