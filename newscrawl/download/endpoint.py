"""The egress guard: the address that is connected to is the address that was judged.

Theory of operation. Each new connection asks the resolver, judges every address by
``newscrawl.web.egress`` and hands those that pass, as numbers, to Twisted's own race of addresses.
Between judging and connecting no name is resolved again, so an answer that changes in between (DNS
rebinding) gains nothing; a connection that is kept open stays with the address it was made to. A
reactor takes its place that connects to the judged addresses alone, so that a later Twisted cannot
bring another way in.

Source: docs/safety.md, "Egress guard".
"""

from collections.abc import Sequence
from ipaddress import ip_address
from typing import Any

from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.defer import Deferred
from twisted.internet.endpoints import HostnameEndpoint, wrapClientTLS
from twisted.internet.interfaces import (
    IHostnameResolver,
    IHostResolution,
    IReactorPluggableNameResolver,
    IStreamClientEndpoint,
)
from twisted.web.client import URI
from twisted.web.iweb import IAgentEndpointFactory
from zope.interface import implementer

from newscrawl.download.resolver import Resolver
from newscrawl.refusals import RefusedError
from newscrawl.web.egress import AllowedNetwork, egress_refusal


@implementer(IAgentEndpointFactory)
class GuardedEndpoints:
    """Make a guarded endpoint for each address that a request names."""

    def __init__(
        self,
        reactor: Any,
        resolver: Resolver,
        allowed: Sequence[AllowedNetwork],
        *,
        tls: Any,
        bind: tuple[str, int] | None = None,
        timeout_s: float = 30.0,
    ) -> None:
        self._reactor, self._resolver, self._allowed = reactor, resolver, tuple(allowed)
        self._tls, self._bind, self._timeout_s = tls, bind, timeout_s

    def endpointForURI(self, uri: URI) -> Any:  # noqa: N802 - Twisted's name
        """Return the endpoint for *uri*, with TLS where it asks for that."""
        endpoint: Any = _GuardedEndpoint(self, uri.host, uri.port)
        if uri.scheme != b"https":
            return endpoint
        return wrapClientTLS(self._tls.creatorForNetloc(uri.host, uri.port), endpoint)

    async def connect(self, host: bytes, port: int, factory: Any) -> Any:
        """Connect to an address of *host* that passes the guard.

        Raises:
            RefusedError: If none passes; ``egress`` is its reason.
        """
        judged = [
            (address, egress_refusal(address, port, self._allowed))
            for address in await self._resolver.lookup(host)
        ]
        passed = tuple(address for address, refusal in judged if refusal is None)
        if not passed:
            why = ", ".join(refusal for _, refusal in judged if refusal) or "it has no address"
            name = host.decode("latin-1")
            raise RefusedError(
                "egress", f"{name}:{port} is refused: {why}; EGRESS_ALLOW can open it"
            )
        reactor = _PinnedReactor(self._reactor, passed)
        endpoint = HostnameEndpoint(reactor, passed[0], port, self._timeout_s, self._bind)
        return await endpoint.connect(factory)


@implementer(IStreamClientEndpoint)
class _GuardedEndpoint:
    def __init__(self, guard: GuardedEndpoints, host: bytes, port: int) -> None:
        self._guard, self._host, self._port = guard, host, port

    def connect(self, factory: Any) -> Deferred[Any]:
        return Deferred.fromCoroutine(self._guard.connect(self._host, self._port, factory))


@implementer(IReactorPluggableNameResolver, IHostnameResolver, IHostResolution)
class _PinnedReactor:
    """The reactor, for whom every name has the judged addresses, and which connects to no other."""

    def __init__(self, reactor: Any, addresses: Sequence[str]) -> None:
        self._reactor, self._addresses = reactor, addresses
        self.nameResolver = self

    def __getattr__(self, name: str) -> Any:
        return getattr(self._reactor, name)

    def resolveHostName(  # noqa: N802 - Twisted's names
        self,
        resolutionReceiver: Any,  # noqa: N803
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        *rest: Any,
    ) -> Any:
        resolutionReceiver.resolutionBegan(self)
        for address in self._addresses:
            resolutionReceiver.addressResolved(_address(address, portNumber))
        resolutionReceiver.resolutionComplete()
        return self

    def connectTCP(self, host: str, port: int, *rest: Any, **options: Any) -> Any:  # noqa: N802 - Twisted's
        if host not in self._addresses:
            raise RefusedError("egress", f"{host} was not judged")
        return self._reactor.connectTCP(host, port, *rest, **options)


def _address(text: str, port: int) -> IPv4Address | IPv6Address:
    kind = IPv4Address if ip_address(text).version == 4 else IPv6Address
    return kind("TCP", text, port)
