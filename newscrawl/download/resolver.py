"""Names to addresses, IPv4 and IPv6, in threads of their own, each name once in a while."""

import contextlib
import errno
import os
import socket
import threading
import time
from collections import deque
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

from twisted.internet.defer import Deferred
from twisted.internet.error import DNSLookupError
from twisted.python.failure import Failure

from newscrawl.system.descriptors import are_short

_MAX_NAMES = 10_000
_MAX_THREADS = 64


class Resolver:
    """Look names up; odd spellings of addresses (``0x7f.1``, ``2130706433``) are the system's to read.

    *hosts* is asked before the system, like a line in ``/etc/hosts``. Answers are kept *keep_s*
    seconds: that spares the name servers; the guard does not rely on it, since it judges at each
    connection.
    """

    def __init__(
        self,
        reactor: Any,
        *,
        hosts: Mapping[str, Sequence[str]] | None = None,
        timeout_s: float = 10.0,
        keep_s: float = 300.0,
    ) -> None:
        self._reactor, self._threads = reactor, _Threads(reactor)
        self._hosts = {name.lower(): tuple(addresses) for name, addresses in (hosts or {}).items()}
        self._timeout_s, self._keep_s = timeout_s, keep_s
        self._kept: dict[bytes, tuple[float, tuple[str, ...]]] = {}

    async def lookup(self, host: bytes) -> tuple[str, ...]:
        """Return the addresses of *host* in the order of the system's preference.

        Raises:
            DNSLookupError: If there is none, or no answer in time.
        """
        listed = self._hosts.get(host.decode("latin-1").lower().rstrip("."))
        if listed == ():
            _fail(host, "EGRESS_HOSTS gives it no address")
        if listed is not None:
            return listed
        until, addresses = self._kept.get(host, (0.0, ()))
        if until < time.monotonic():
            addresses = await self._ask(host)
            self._keep(host, addresses)
        return addresses

    def _ask(self, host: bytes) -> "Deferred[tuple[str, ...]]":
        asked = self._threads.ask(host)
        asked.addTimeout(
            self._timeout_s, self._reactor, onTimeoutCancel=lambda *_: _fail(host, "no answer")
        )
        return asked

    def _keep(self, host: bytes, addresses: tuple[str, ...]) -> None:
        if len(self._kept) >= _MAX_NAMES:
            self._kept.clear()
        self._kept[host] = (time.monotonic() + self._keep_s, addresses)


class _Threads:
    """Ask the system in daemon threads.

    The system's call cannot be broken off. Where a name server is silent it takes half a minute and
    more: the reactor's own threads, ten and waited for, would hold up all other names, and the end
    of the process.
    """

    def __init__(self, reactor: Any) -> None:
        self._reactor, self._free = reactor, _MAX_THREADS
        self._waiting: deque[tuple[bytes, Deferred[tuple[str, ...]]]] = deque()

    def ask(self, host: bytes) -> Deferred[tuple[str, ...]]:
        """Return the addresses of *host*, when its turn has come."""
        asked: Deferred[tuple[str, ...]] = Deferred()
        self._waiting.append((host, asked))
        self._start()
        return asked

    def _start(self) -> None:
        while self._free and self._waiting:
            host, asked = self._waiting.popleft()
            if not asked.called:  # else it was cancelled
                self._free -= 1
                threading.Thread(target=self._work, args=(host, asked), daemon=True).start()

    def _work(self, host: bytes, asked: Deferred[tuple[str, ...]]) -> None:
        result: tuple[str, ...] | Failure
        try:
            result = _addresses(host)
        except (DNSLookupError, OSError):
            result = Failure()  # type: ignore[no-untyped-call] # Twisted
        with contextlib.suppress(RuntimeError):  # the loop has ended
            self._reactor.callFromThread(self._end, asked, result)

    def _end(self, asked: Deferred[tuple[str, ...]], result: tuple[str, ...] | Failure) -> None:
        self._free += 1
        self._start()
        if not asked.called:
            asked.callback(result)


def _addresses(host: bytes) -> tuple[str, ...]:
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, ValueError) as error:
        if are_short():  # the system says then that the name cannot be found
            raise OSError(errno.EMFILE, os.strerror(errno.EMFILE)) from error
        _fail(host, str(error))
    return tuple(dict.fromkeys(str(address[0]) for *_, address in found))


def _fail(host: bytes, why: str) -> NoReturn:
    raise DNSLookupError(f"{host.decode('latin-1')}: {why}")
