"""The event loop gets its turns while a long list is read."""

import asyncio
import time
from collections.abc import AsyncIterator

from newscrawl.middlewares.start import StartMiddleware

_ENTRIES, _EACH_S = 30, 0.005
"""A list that takes several slices of time."""


async def listed() -> AsyncIterator[int]:
    """A list each of whose entries takes the processor for a while."""
    for number in range(_ENTRIES):
        time.sleep(_EACH_S)
        yield number


async def read(turns: list[int]) -> list[int]:
    """The entries that come through, while *turns* counts what else the loop could do."""

    async def count() -> None:
        while True:
            turns.append(len(turns))
            await asyncio.sleep(0)

    counting = asyncio.create_task(count())
    entries = [entry async for entry in StartMiddleware().process_start(listed())]
    counting.cancel()
    return entries


def test_entries_come_whole_and_others_get_their_turns() -> None:
    """Without pauses the loop would get none before the end of the list."""
    turns: list[int] = []
    assert asyncio.run(read(turns)) == list(range(_ENTRIES))
    assert len(turns) > 1
