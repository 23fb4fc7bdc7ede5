"""What a request is refused for, by name: the guard, the rules of a site, a budget."""

from scrapy.exceptions import IgnoreRequest


class TlsError(Exception):
    """Say why two sides could not agree on TLS."""


class RefusedError(IgnoreRequest):
    """Say that a request or its answer is refused on purpose.

    Attributes:
        reason: snake_case name of the reason; it is counted.
        retry_after_s: Seconds after which asking again makes sense; ``None``: the refusal is final.
    """

    def __init__(self, reason: str, message: str, *, retry_after_s: float | None = None) -> None:
        super().__init__(message)
        self.reason = reason
        self.retry_after_s = retry_after_s
