"""Reasons for which a request is refused (the guard, rules of a site, a budget); why TLS failed, in words."""

from OpenSSL import SSL
from scrapy.exceptions import IgnoreRequest

_NO_TLS = frozenset({"wrong version number", "packet length too long", "http request"})
"""OpenSSL's words for a server that answers in plain HTTP."""


class TlsError(Exception):
    """Two sides could not agree on TLS."""


class RefusedError(IgnoreRequest):
    """A request or its answer is refused on purpose.

    Attributes:
        reason: snake_case name of the reason; it is counted.
        retry_after_s: Seconds after which asking again makes sense; ``None``: the refusal is final.
    """

    def __init__(self, reason: str, message: str, *, retry_after_s: float | None = None) -> None:
        super().__init__(message)
        self.reason = reason
        self.retry_after_s = retry_after_s


def causes_of(error: BaseException | None) -> list[BaseException]:
    """Return the reasons that Twisted gives for *error*; *error* itself where it gives none."""
    if error is None:
        return []
    # Scrapy wraps Twisted's error as the cause of its own; others come as they are.
    reasons = getattr(error.__cause__, "reasons", ()) or getattr(error, "reasons", ())
    return [each.value for each in reasons or ()] or [error]


def tls_words(error: BaseException | None) -> str:
    """Return the fault of TLS in words; empty: the error is another one."""
    for cause in causes_of(error):
        if isinstance(cause, TlsError):
            return str(cause)
        if isinstance(cause, SSL.Error):
            return ssl_words(cause)
    return ""


def ssl_words(error: SSL.Error) -> str:
    """Return OpenSSL's reasons, and the way out where the server speaks no TLS.

    >>> ssl_words(SSL.Error([("SSL routines", "", "wrong version number")]))
    'wrong version number: the server speaks no TLS at this port, http:// may be meant'
    """
    # OpenSSL gives triples of library, function and reason; only the last one is for people.
    parts = [str(part[-1]) for part in error.args[0]] if error.args and error.args[0] else []
    if _NO_TLS.intersection(parts):
        return f"{'; '.join(parts)}: the server speaks no TLS at this port, http:// may be meant"
    return "; ".join(parts) or "it was cut off"
