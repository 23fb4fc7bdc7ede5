"""Names to addresses, IPv4 and IPv6, in the reactor's threads, each name once in a while."""

import socket
import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NoReturn

from twisted.internet.error import DNSLookupError
from twisted.internet.threads import deferToThreadPool

if TYPE_CHECKING:
    from twisted.internet.defer import Deferred

_MAX_NAMES = 10_000


class Resolver:
    """Look names up; odd spellings of addresses (``0x7f.1``, ``2130706433``) are the system's to read.

    *hosts* stands before the system, like a line in ``/etc/hosts``. Answers are kept *keep_s* seconds:
    that spares the name servers; the guard does not rely on it, since it judges at each connection.
    """

    def __init__(
        self,
        reactor: Any,
        *,
        hosts: Mapping[str, Sequence[str]] | None = None,
        timeout_s: float = 10.0,
        keep_s: float = 300.0,
    ) -> None:
        self._reactor = reactor
        self._hosts = {name.lower(): tuple(addresses) for name, addresses in (hosts or {}).items()}
        self._timeout_s, self._keep_s = timeout_s, keep_s
        self._kept: dict[bytes, tuple[float, tuple[str, ...]]] = {}

    async def lookup(self, host: bytes) -> tuple[str, ...]:
        """Give the addresses of *host* in the order of the system's preference.

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
        asked: Deferred[tuple[str, ...]] = deferToThreadPool(
            self._reactor,
            self._reactor.getThreadPool(),
            _addresses,
            host,
        )
        asked.addTimeout(self._timeout_s, self._reactor, onTimeoutCancel=lambda *_: _fail(host, "no answer"))
        return asked

    def _keep(self, host: bytes, addresses: tuple[str, ...]) -> None:
        if len(self._kept) >= _MAX_NAMES:
            self._kept.clear()
        self._kept[host] = (time.monotonic() + self._keep_s, addresses)


def _addresses(host: bytes) -> tuple[str, ...]:
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, ValueError) as error:
        _fail(host, str(error))
    return tuple(dict.fromkeys(str(address[0]) for *_, address in found))


def _fail(host: bytes, why: str) -> NoReturn:
    raise DNSLookupError(f"{host.decode('latin-1')}: {why}")
