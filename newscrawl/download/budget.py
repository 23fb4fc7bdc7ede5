"""Budgets of one answer, counted as its bytes come in: header lines, and everything with its framing.

Scrapy bounds the body (``DOWNLOAD_MAXSIZE``) and the time of the whole download
(``DOWNLOAD_TIMEOUT``), but not what comes before the body or around its chunks: a server may send
header lines, or ``100 Continue`` answers, as fast as it can until the time is up.
"""

import contextlib
import re
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any

from OpenSSL import SSL
from scrapy.core.downloader.handlers.http11 import (
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
    _LenientHTTPClientParser,
)
from scrapy.exceptions import DownloadFailedError
from twisted.internet.defer import Deferred, fail
from twisted.internet.interfaces import IAddress, IHandshakeListener, ISSLTransport
from twisted.internet.protocol import connectionDone
from twisted.python.failure import Failure
from twisted.web._newclient import HEADER, STATUS
from twisted.web.http_headers import InvalidHeaderName
from twisted.web.iweb import IResponse
from zope.interface import implementer

from newscrawl.download.chunks import PaddedChunks, TransferDecoders
from newscrawl.download.pool import BoundedPool
from newscrawl.refusals import RefusedError, TlsError, ssl_words

LEASE_ENDS = "this worker's lease has ended, or is about to"
_OTHER_VERSION = re.compile(rb"HTTP/\d|ICY")
_LENGTH = re.compile(rb"\d[\d, \t]*")
HANDSHAKE_MAX_S = 6.0
"""Time for the two sides to agree on TLS; a server of plain HTTP may wait for the end of a line for ever."""


@dataclass(frozen=True, slots=True)
class AnswerBudget:
    """Bytes of one answer: of its head (status and header lines), and of all of it on the wire."""

    head_max_bytes: int
    wire_max_bytes: int


class BudgetParser(_LenientHTTPClientParser):
    """Read an answer as Scrapy does, within a budget, and more forgiving."""

    budget: AnswerBudget
    _transferDecoders: Any = TransferDecoders({b"chunked": PaddedChunks})  # noqa: N815 - Twisted's name
    head_bytes = 0
    wire_bytes = 0

    def dataReceived(self, data: bytes) -> None:  # noqa: N802 - Twisted's name
        """Take in bytes of the answer.

        Raises:
            RefusedError: If the budget is spent; the connection is then closed.
        """
        self.wire_bytes += len(data)
        if self.state in {STATUS, HEADER}:
            self.head_bytes += len(data)
        if self.head_bytes > self.budget.head_max_bytes + 65_536:
            raise RefusedError(
                "headers_too_large", f"more than {self.budget.head_max_bytes} bytes of headers"
            )
        if self.wire_bytes > self.budget.wire_max_bytes:
            raise RefusedError(
                "too_large", f"more than {self.budget.wire_max_bytes} bytes on the wire"
            )
        super().dataReceived(data)  # type: ignore[no-untyped-call]

    def lineReceived(self, line: bytes) -> None:  # noqa: N802 - Twisted's name
        """Take in a line of the head; empty ones before it belong to an answer before, or to nothing."""
        if self.state != STATUS or line.strip():
            super().lineReceived(line)

    def parseVersion(self, strversion: bytes) -> tuple[bytes, int, int]:  # noqa: N802 - Twisted's name
        """Return the version of an answer; one that says another than 1.x answers in the form of 1.0."""
        if _OTHER_VERSION.fullmatch(strversion):
            return b"HTTP", 1, 0
        version: tuple[bytes, int, int] = super().parseVersion(strversion)  # type: ignore[no-untyped-call]
        return version

    def statusReceived(self, status: bytes) -> None:  # noqa: N802 - Twisted's name
        """Take in the first line of an answer; its head is kept as it comes, for archives."""
        super().statusReceived(status)  # type: ignore[no-untyped-call]
        self._head_lines = [status]
        self.response.head_lines = self._head_lines

    def headerReceived(self, name: bytes, value: bytes) -> None:  # noqa: N802 - Twisted's name
        """Take in a header; pass over, as browsers do, a wrong name and a length that is no number."""
        self._head_lines.append(name + b": " + value)
        if name.strip().lower() == b"content-length":
            value = value.lstrip(b"+")
            if not _LENGTH.fullmatch(value):
                return
        with contextlib.suppress(InvalidHeaderName):
            super().headerReceived(name.strip(), value)  # type: ignore[no-untyped-call]

    def lineLengthExceeded(self, line: bytes) -> None:  # noqa: N802 - Twisted's name
        """Refuse one header line that is as long as the whole head may be."""
        raise RefusedError(
            "headers_too_large", f"a header line of more than {self.MAX_LENGTH} bytes"
        )


@implementer(IHandshakeListener)
class BudgetProtocol(_LenientHTTP11ClientProtocol):
    """A connection whose answers keep to a budget, and that its pool counts."""

    budget: AnswerBudget
    pool: BoundedPool
    may_ask: Callable[[], bool]
    """Whether no other worker may be asking meanwhile; looked at right before a request is written."""
    pool_key: Hashable = None
    is_closing = False
    _shook_hands = False
    _handshake: Any = None

    def connectionMade(self) -> None:  # noqa: N802 - Twisted's name
        """Begin."""
        self.pool.note_open()
        transport = self.transport
        if transport is not None and ISSLTransport.providedBy(transport):
            self._handshake = self.pool._reactor.callLater(
                HANDSHAKE_MAX_S, transport.abortConnection
            )
        super().connectionMade()

    def handshakeCompleted(self) -> None:  # noqa: N802 - Twisted's name
        """Note that both sides have agreed on TLS; the request is sent now, if it still may be."""
        self._shook_hands = True
        self._end_wait()
        # It was written before, and waited for the other side: a process may stop in between.
        if not self.may_ask():
            self.abort()  # type: ignore[no-untyped-call] # Twisted

    def _end_wait(self) -> None:
        if self._handshake is not None and self._handshake.active():
            self._handshake.cancel()

    def connectionLost(self, reason: Any = connectionDone) -> None:  # noqa: N802 - Twisted's name
        """End; a connection that was lost before its two sides agreed on TLS says so."""
        self.pool.note_lost(self)
        self._end_wait()
        if ISSLTransport.providedBy(self.transport) and not self._shook_hands:
            value = reason.value
            said = ssl_words(value) if isinstance(value, SSL.Error) else reason.getErrorMessage()
            lost = TlsError(f"within the handshake: {said}")
            reason = Failure(lost)  # type: ignore[no-untyped-call] # Twisted
        super().connectionLost(reason)  # type: ignore[no-untyped-call]

    def request(self, request: Any) -> Deferred[IResponse]:
        """Ask, and read the answer with a ``BudgetParser``.

        The process may have been stopped since the request was begun, while the host was connected.
        """
        if not self.may_ask():
            self.abort()  # type: ignore[no-untyped-call] # Twisted
            return fail(DownloadFailedError(LEASE_ENDS))
        answered = super().request(request)
        self._send_now()
        # Twisted and Scrapy name the parser's class in their code; exchanging it on the instance is
        # what Scrapy does itself one line above.
        parser: Any = self._parser
        parser.__class__ = BudgetParser
        parser.budget = self.budget
        parser.MAX_LENGTH = self.budget.head_max_bytes
        return answered

    def _send_now(self) -> None:
        """Send the request, which Twisted keeps until the next turn of its loop.

        A process that is stopped before that turn would send it when it goes on, whoever has the
        host by then.
        """
        transport: Any = self.transport
        if ISSLTransport.providedBy(transport):
            transport._aggregator.flush()
            transport = transport.transport
        # An error comes again, and is told of, when the loop writes.
        transport.doWrite()


def budget_factory(
    budget: AnswerBudget, pool: BoundedPool, may_ask: Callable[[], bool]
) -> type[_LenientHTTP11ClientFactory]:
    """Return the factory of connections for *pool*, with *budget* for each answer; *may_ask* as there."""

    class BudgetFactory(_LenientHTTP11ClientFactory):
        def buildProtocol(self, addr: IAddress | None) -> BudgetProtocol:  # noqa: N802 - Twisted's name
            protocol = BudgetProtocol(self._quiescentCallback)  # type: ignore[no-untyped-call]
            protocol.budget, protocol.pool, protocol.may_ask = budget, pool, may_ask
            return protocol

    return BudgetFactory
