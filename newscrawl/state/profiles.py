"""Rows of site profiles, as JSON that a person can read and edit."""

from newscrawl.model.standing import Standing
from newscrawl.state.store import Row, Store


class Profiles:
    """The profiles in *store*; changes are durable with its next commit."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def get(self, host: str) -> str | None:
        """Return the profile of *host* as JSON, if one is known."""
        rows = self._store.run("SELECT profile FROM profiles WHERE host = ?", (host,))
        return str(rows[0][0]) if rows else None

    def put(self, host: str, profile: str, pages: int, standing: Standing) -> None:
        """Keep *profile* (JSON) for *host*, learned from *pages* pages, in place of the one before."""
        self._store.run(
            "INSERT INTO profiles (host, profile, pages, learned, exact, doubted, surprised)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (host) DO UPDATE SET profile = excluded.profile, pages = excluded.pages,"
            " learned = excluded.learned, exact = excluded.exact, doubted = excluded.doubted,"
            " surprised = excluded.surprised",
            (host, profile, pages, *standing),
        )

    def standing(self, host: str) -> Standing | None:
        """Return how far the profile of *host* is believed; ``None`` where none is known."""
        rows = self._store.run(
            "SELECT learned, exact, doubted, surprised FROM profiles WHERE host = ?", (host,)
        )
        if not rows:
            return None
        learned, exact, is_doubted, is_surprised = rows[0]
        return Standing(learned, exact, bool(is_doubted), bool(is_surprised))

    def note_standing(self, host: str, before: Standing, now: Standing) -> None:
        """Note that the profile of *host* has the standing *now*, which was *before*.

        Nothing is noted of a profile in whose place another has come.
        """
        # Another worker may have found the profile wrong meanwhile: trust does not undo that.
        least = before.exact if now.exact > before.exact else 0
        self._store.run(
            "UPDATE profiles SET exact = CASE WHEN exact >= ? THEN ? ELSE exact END,"
            " doubted = doubted | ?, surprised = surprised | ? WHERE host = ? AND learned = ?",
            (least, now.exact, now.is_doubted, now.is_surprised, host, now.learned),
        )

    def forget(self, host: str) -> bool:
        """Drop the profile of *host*; return whether there was one."""
        return bool(self._store.run("DELETE FROM profiles WHERE host = ? RETURNING host", (host,)))

    def overview(self) -> list[Row]:
        """Return host, pages and time of learning (Unix) of each profile, by host."""
        return self._store.run("SELECT host, pages, learned FROM profiles ORDER BY host")
