"""The time between two requests to one server, whatever the number of hosts on it.

Each host has a delay of its own. Ten thousand blogs of one platform would still be asked all at
once, though one machine answers for all. So hosts that share an address, or a registrable domain,
take turns as well: each request takes the next free moment of its server, and none is sent before
``delay_s`` after the last one.

The address of a host is the lowest one that its name leads to, so that it is the same one each
time.
"""

import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from scrapy.utils.defer import deferred_from_coro

from newscrawl.web.egress import egress_refusal
from newscrawl.web.urls import site_of

CROWD_S = 10.0
"""Time for which requests may wait for their server in memory; later ones wait in the frontier."""
_PARKED_MAX_S = 120.0
_LOOK_S = 0.05
"""Time between two looks whether the address of a host is known."""
_MAX_KEPT = 50_000

logger = logging.getLogger(__name__)

Lookup = Callable[[bytes], Awaitable[Sequence[str]]]


class Servers:
    """When each host may be asked; *lookup* gives the addresses of a name, by its scheme.

    Attributes:
        delay_s: Least time between two requests to one server.
        local_delay_s: The same for addresses that are not public.
    """

    def __init__(
        self,
        delay_s: float,
        local_delay_s: float,
        lookup: Callable[[str], Lookup | None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._clock = clock
        self.delay_s, self.local_delay_s, self._lookup = delay_s, local_delay_s, lookup
        self._longest_s = max(delay_s, local_delay_s)
        self._addresses: dict[str, str | None] = {}
        self._turns: dict[str, float] = {}
        self._free: dict[str, float] = {}
        self._last: dict[str, float] = {}
        self._parked: dict[str, float] = {}

    def address(self, host: str, scheme: str) -> str | None:
        """Return the address at which *host* takes turns with others; empty: none, ``None``: not yet."""
        address = self._address(host, scheme)
        return address and (address if self._gap_s(address, self._longest_s) else "")

    def _address(self, host: str, scheme: str) -> str | None:
        """Return the lowest address of *host*; empty: none is known, ``None``: not yet."""
        if host not in self._addresses:
            if len(self._addresses) > _MAX_KEPT:
                self._addresses.clear()
            lookup = self._lookup(scheme)
            self._addresses[host] = "" if lookup is None else None
            if lookup is not None:
                deferred_from_coro(self._look_up(host, lookup))
        return self._addresses[host]

    async def _look_up(self, host: str, lookup: Lookup) -> None:
        found: Any = ()
        try:
            found = await lookup(host.encode("idna" if not host.isascii() else "ascii"))
        except Exception as error:  # whatever it is, the request itself meets it and tells of it
            logger.debug("%s: %s", host, error)
        self._addresses[host] = min(found, default="")

    def wait_s(self, host: str, scheme: str, own_s: float) -> float:
        """Return how long a request to *host*, which has a delay of *own_s*, is to wait for its server."""
        if not own_s or not self._longest_s:
            return 0.0
        address = self._address(host, scheme)
        if address is None:
            return _LOOK_S
        gap_s = self._gap_s(address, own_s)
        if not gap_s:
            return 0.0
        keys, now = _keys(host, address), self._clock()
        turn = self._turns.get(host)
        if turn is None:
            turn = self._turns[host] = max(now, *(self._free.get(key, 0.0) for key in keys))
            self._free.update(dict.fromkeys(keys, turn + gap_s))
        return max(turn, *(self._last.get(key, 0.0) + gap_s for key in keys)) - now

    def _gap_s(self, address: str, own_s: float) -> float:
        is_local = bool(address) and egress_refusal(address, 443) is not None
        return min(own_s, self.local_delay_s if is_local else self.delay_s)

    def note_sent(self, host: str) -> None:
        """Note that a request to *host* is sent now."""
        if self._turns.pop(host, None) is not None:
            keys = _keys(host, self._addresses.get(host) or "")
            self._last.update(dict.fromkeys(keys, self._clock()))
            self._tidy()

    def note_until(self, address: str, wait_s: float) -> None:
        """Note that nobody may ask *address* for *wait_s*: another worker may have asked it just now."""
        self._last[address] = max(self._last.get(address, 0.0), self._clock() + wait_s)

    def parked_s(self, host: str, scheme: str) -> float:
        """Return how long a request to *host* is to wait in the frontier; 0: few wait for its server."""
        address = self._addresses.get(host) or ""
        gap_s = self._gap_s(address, self._longest_s)
        if not gap_s:
            return 0.0
        keys, now = _keys(host, address), self._clock()
        free = max(self._free.get(key, 0.0) for key in keys)
        if free - now <= CROWD_S:
            return 0.0
        parked = max(free, *(self._parked.get(key, 0.0) for key in keys))
        if parked - now > _PARKED_MAX_S:
            return _PARKED_MAX_S
        self._parked.update(dict.fromkeys(keys, parked + gap_s))
        return parked - now

    def hold_back(self) -> None:
        """Let each server's delay begin again, see ``Downloader.hold_back``."""
        now = self._clock()
        self._last.update(dict.fromkeys(self._last, now))

    def _tidy(self) -> None:
        """Forget servers that were not asked for a while, where there are many."""
        if len(self._last) > _MAX_KEPT:
            old = self._clock() - 60.0
            for times in (self._last, self._free, self._parked):
                for key in [key for key, moment in times.items() if moment < old]:
                    del times[key]


def _keys(host: str, address: str) -> tuple[str, ...]:
    """Return what *host* shares with others: its registrable domain, and its address."""
    domain = site_of(host)
    return (f"domain {domain}", address) if address else (f"domain {domain}",)
