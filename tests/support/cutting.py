"""A TCP proxy on a loopback port that cuts what goes through it when it is told to."""

import asyncio
import contextlib

from tests.support.loop import LoopServer


class CuttingProxy(LoopServer):
    """Leads to *port*; ``cut`` ends all connections at once, as a network that fails does."""

    def __init__(self, port: int) -> None:
        super().__init__()
        self._target, self.cuts = port, 0
        self._open: set[asyncio.StreamWriter] = set()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            there, back = await asyncio.open_connection("127.0.0.1", self._target)
        except OSError:
            writer.transport.abort()
            return
        self._open |= {writer, back}
        await asyncio.gather(self._pump(reader, back), self._pump(there, writer))
        self._open -= {writer, back}

    @staticmethod
    async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(65536):
                writer.write(data)
                await writer.drain()
        writer.transport.abort()

    async def _end(self) -> None:
        self._cut()
        await super()._end()

    def _cut(self) -> None:
        for writer in self._open:
            writer.transport.abort()

    def cut(self) -> None:
        """End all connections."""
        self.cuts += 1
        self._loop.call_soon_threadsafe(self._cut)
