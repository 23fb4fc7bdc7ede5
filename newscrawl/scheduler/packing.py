"""Output files brought in order, summed and compressed, while the crawl goes on.

A stop ends that early. While the engine runs, a stop closes the scheduler and so comes here. It
does not in two other times: before the engine runs (files are brought in order), and when a crawl
that ran to its end packs its last files. Then the first signal already stops the reactor, which
waits here for the work to end.
"""

import asyncio
import logging
from collections.abc import Callable
from typing import Any, cast

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.utils.defer import deferred_from_coro
from twisted.internet.defer import Deferred

from newscrawl.errors import NewscrawlError, OutputError, StateError, StoppedError
from newscrawl.state.background import Stoppable
from newscrawl.state.ledger import Ledger

logger = logging.getLogger(__name__)

_END_S = 2.0
"""So long the reactor waits for the crawl to end once the work has been told to."""


class Packing:
    """Work on the files of *ledger*; *write_manifest* lists them again, *fail* takes errors."""

    def __init__(
        self,
        crawler: Crawler,
        ledger: Ledger,
        write_manifest: Callable[[], None],
        fail: Callable[[NewscrawlError], None],
    ) -> None:
        from twisted.internet import reactor  # noqa: PLC0415 - only once Scrapy has installed it

        self._reactor = cast("Any", reactor)
        self._ledger, self._write_manifest, self._fail = ledger, write_manifest, fail
        self._background = Stoppable()
        self._task: asyncio.Task[None] | None = None
        self._ended = asyncio.Event()
        crawler.signals.connect(self._note_end, signal=signals.spider_closed)
        # "before" is the only phase of whose triggers the reactor awaits a Deferred.
        self._trigger = self._reactor.addSystemEventTrigger("before", "shutdown", self._shut_down)

    async def recover(self) -> None:
        """Bring the files in line with the state.

        Raises:
            StateError, OutputError: As ``Ledger.recover``.
            StoppedError: If the process is to end.
        """
        await self._ledger.recover(self._background)
        # The manifest must name the packed files before their plain copies are removed.
        self._ledger.tidy(self._write_manifest)

    async def mend(self, ledger: Ledger, write_manifest: Callable[[], None]) -> None:
        """Bring the files of another *ledger*, whose worker is dead, in line with the state, and close them.

        Raises:
            StateError, OutputError: As ``Ledger.recover``.
            StoppedError: If the process is to end.
        """
        await ledger.recover(self._background)
        # No process is left that would close, commit and pack this file.
        ledger.close_file()
        ledger.commit()
        await ledger.pack(self._background, write_manifest)

    def begin(self) -> None:
        """Pack the closed files in the background, if that is not under way already."""
        if self._task is None or self._task.done():
            self._task = asyncio.ensure_future(self._pack_quietly())

    async def _pack_quietly(self) -> None:
        try:
            await self._pack()
        # No loss: the plain file stays, and the next run packs it.
        except StoppedError:
            pass
        except (StateError, OutputError) as error:
            self._fail(error)

    async def _pack(self) -> None:
        await self._ledger.pack(self._background, self._write_manifest)

    async def finish(self) -> bool:
        """Close the last file and pack the closed ones; ``False`` if a stop came before the end of it.

        Raises:
            StateError, OutputError: As ``Ledger.pack``.
        """
        self._ledger.close_file()
        # The task packs what was closed before; only after its end is the last file packed alone.
        if self._task is not None:
            await self._task
        try:
            await self._pack()
        except StoppedError:
            logger.warning(
                "Stopped before all output files were packed; the same command goes on with it"
            )
            return False
        return True

    async def stop(self) -> None:
        """End the work that goes on."""
        self._background.stop()
        if self._task is not None:
            await self._task

    def _shut_down(self) -> Deferred[None] | None:
        # ``None`` before the wait: ``_note_end`` must not remove a trigger that has fired.
        busy, self._trigger = self._background.busy, None
        self._background.stop()
        return deferred_from_coro(self._await_end()) if busy else None

    async def _await_end(self) -> None:
        try:
            await asyncio.wait_for(self._ended.wait(), _END_S)
        except TimeoutError:
            logger.warning("The end of the crawl was not waited for any longer")

    def _note_end(self) -> None:
        self._ended.set()
        if self._trigger is not None:
            self._reactor.removeSystemEventTrigger(self._trigger)
            self._trigger = None
