"""Rows of site profiles, as JSON that a person can read and edit."""

from newscrawl.state.store import Row, Store


class Profiles:
    """The profiles in *store*; changes are durable with its next commit."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def get(self, host: str) -> str | None:
        """Return the profile of *host* as JSON, if one is known."""
        rows = self._store.run("SELECT profile FROM profiles WHERE host = ?", (host,))
        return str(rows[0][0]) if rows else None

    def put(self, host: str, profile: str, pages: int, now: float, exact: int = 0) -> None:
        """Keep *profile* (JSON) for *host*, learned from *pages* pages at Unix time *now*.

        *exact* is how many audits in a row it has passed, see ``exact``.
        """
        self._store.run(
            "INSERT INTO profiles (host, profile, pages, learned, exact) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (host) DO UPDATE SET profile = excluded.profile, pages = excluded.pages,"
            " learned = excluded.learned, exact = excluded.exact",
            (host, profile, pages, now, exact),
        )

    def exact(self, host: str) -> int:
        """Return how many audits in a row the profile of *host* has passed, up to as many as trust needs.

        Negative where its site no longer fits it.
        """
        rows = self._store.run("SELECT exact FROM profiles WHERE host = ?", (host,))
        return int(rows[0][0]) if rows else 0

    def note_exact(self, host: str, before: int, exact: int) -> None:
        """Note that the profile of *host* has passed *exact* audits in a row, and not *before*."""
        # Another worker may have found the profile wrong meanwhile: what adds trust does not undo it.
        least = before if exact > before else 0
        self._store.run(
            "UPDATE profiles SET exact = ? WHERE host = ? AND exact >= ?", (exact, host, least)
        )

    def forget(self, host: str) -> bool:
        """Drop the profile of *host*; return whether there was one."""
        return bool(self._store.run("DELETE FROM profiles WHERE host = ? RETURNING host", (host,)))

    def overview(self) -> list[Row]:
        """Return host, pages and time of learning (Unix) of each profile, by host."""
        return self._store.run("SELECT host, pages, learned FROM profiles ORDER BY host")
