"""The robots.txt files of origins, kept across runs. Source: RFC 9309 §2.4: no longer than 24 hours."""

import zlib

from newscrawl.state.store import Store

MAX_BYTES = 512_001


class RobotsCache:
    """Keep the body of each robots.txt for *keep_s* seconds; a change holds from the next commit on."""

    def __init__(self, store: Store, keep_s: float) -> None:
        self._store, self._keep_s = store, keep_s

    def put(self, origin: str, body: bytes, now: float) -> None:
        """Keep the *body* that *origin* gave at *now*; empty: it has no rules."""
        self._store.run(
            "INSERT INTO robots (origin, body, fetched) VALUES (?, ?, ?) "
            "ON CONFLICT (origin) DO UPDATE SET body = excluded.body, fetched = excluded.fetched",
            (origin, zlib.compress(body[:MAX_BYTES], 1), now),
        )

    def get(self, origin: str, now: float) -> tuple[bytes, float] | None:
        """Return the body of *origin* and the seconds that it still holds; ``None`` where none is kept."""
        rows = self._store.run("SELECT body, fetched FROM robots WHERE origin = ?", (origin,))
        if not rows:
            return None
        left_s = float(rows[0][1]) + self._keep_s - now
        if not 0 < left_s <= self._keep_s:  # too old, or from a clock that was wrong
            return None
        return zlib.decompress(rows[0][0]), left_s

    def forget_old(self, now: float) -> None:
        """Delete what holds no longer."""
        self._store.run(
            # A minute of grace: workers that share the state have clocks of their own.
            "DELETE FROM robots WHERE fetched < ? OR fetched > ?",
            (now - self._keep_s, now + 60),
        )
