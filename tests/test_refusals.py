"""Reasons for which a request is refused, and why TLS failed."""

import pytest
from OpenSSL import SSL

from newscrawl.refusals import RefusedError, TlsError, causes_of, ssl_words, tls_words


class Failure:
    """A reason as Twisted has it."""

    def __init__(self, value: BaseException) -> None:
        self.value = value


def wrapped(*reasons: BaseException) -> BaseException:
    """Return an error whose cause has *reasons*, as Scrapy's have."""
    error, cause = OSError("download"), OSError("connection")
    cause.reasons = [Failure(each) for each in reasons]  # type: ignore[attr-defined]
    error.__cause__ = cause
    return error


PLAIN = SSL.Error([("SSL routines", "", "wrong version number")])


@pytest.mark.parametrize(
    ("error", "words"),
    [
        pytest.param(wrapped(TlsError("no cipher")), "no cipher", id="no agreement"),
        pytest.param(wrapped(OSError(), PLAIN), ssl_words(PLAIN), id="the second reason"),
        pytest.param(PLAIN, ssl_words(PLAIN), id="by itself"),
        pytest.param(SSL.Error(), "it was cut off", id="without a reason"),
        pytest.param(SSL.Error([("a", "b", "c"), ("a", "b", "d")]), "c; d", id="two reasons"),
        pytest.param(wrapped(OSError("reset")), "", id="another error"),
        pytest.param(None, "", id="no error"),
    ],
)
def test_why_tls_failed(error: BaseException | None, words: str) -> None:
    """In OpenSSL's words, wherever Twisted and Scrapy have put them."""
    assert tls_words(error) == words


def test_the_causes_of_an_error() -> None:
    """Twisted's reasons; the error itself where there are none."""
    reset, plain = OSError("reset"), OSError()
    assert causes_of(wrapped(reset)) == [reset]
    assert causes_of(plain) == [plain]
    assert causes_of(None) == []


def test_a_refusal_has_a_reason_and_may_be_for_a_while() -> None:
    """It is counted by its reason; final where no time is named."""
    final, later = RefusedError("robots", "no"), RefusedError("rate", "wait", retry_after_s=5)
    assert (final.reason, str(final), final.retry_after_s) == ("robots", "no", None)
    assert (later.reason, later.retry_after_s) == ("rate", 5)
