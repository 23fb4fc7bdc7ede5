"""One connection to PostgreSQL, as the state uses it."""

from typing import TYPE_CHECKING, Any

from newscrawl.errors import ConfigError

if TYPE_CHECKING:
    import psycopg

    from newscrawl.state.store import Row

_CONNECT_S = 10
_ALIVE = {
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}
"""A network that drops packets ends a connection within half a minute."""


def load_psycopg() -> Any:
    """Return the module ``psycopg``.

    Raises:
        ConfigError: If it is not installed.
    """
    try:
        import psycopg  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise ConfigError(
            "STATE_URL names a PostgreSQL database, and psycopg is not installed: "
            "pip install 'psycopg[binary]'"
        ) from error
    return psycopg


def connect(url: str, *, readonly: bool = False) -> "psycopg.Connection[Row]":
    """Return a connection that prepares nothing on the server; to one that takes changes, but for *readonly*.

    A standby that is about to take over answers before it does.

    Raises:
        psycopg.OperationalError: If there is none.
    """
    module = load_psycopg()
    # A user's own ``target_session_attrs`` holds: it may name a standby on purpose.
    wanted = (
        {} if readonly or "target_session_attrs" in url else {"target_session_attrs": "read-write"}
    )
    connection: psycopg.Connection[Row] = module.connect(
        url,
        # Each statement commits by itself; transactions are begun where they are needed.
        autocommit=True,
        # PgBouncer gives each transaction another connection, which knows no prepared statement.
        prepare_threshold=None,
        # Values are put in by the client, for the same reason.
        cursor_factory=module.ClientCursor,
        connect_timeout=_CONNECT_S,
        **_ALIVE,
        **wanted,
    )
    connection.adapters.register_loader("numeric", _int_loader(module))
    return connection


def said(error: Exception) -> str:
    """Return what *error* says, in one line."""
    return " ".join(str(error).split()) or type(error).__name__


def _int_loader(psycopg: Any) -> Any:
    """Return what reads a sum of whole numbers, which is ``numeric`` there, as a whole number."""

    class IntLoader(psycopg.adapt.Loader):  # type: ignore[misc]
        def load(self, data: Any) -> int | float:
            text = bytes(data).decode()
            return float(text) if "." in text else int(text)

    return IntLoader
