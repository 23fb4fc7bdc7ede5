"""The circuit breaker of each host: when it is left alone, for how long, and when it is given up.

Failures in a row open it; the rest doubles from one to the next; a host that wakes gets one URL at
a time until that succeeds. A server's own ``Retry-After`` rests the host as well and is not cut
short.
"""

from newscrawl.state.store import Store
from newscrawl.state.values import Rest

NEVER = 1e15
"""A Unix time that does not come."""


class Breaker:
    """Count the failures of lanes and rest them."""

    def __init__(self, store: Store, rest: Rest) -> None:
        self._store, self._rest = store, rest

    def succeed(self, lane: int) -> None:
        """Close the breaker of a host that answered; one that was given up is asked again."""
        self._store.run(
            "UPDATE lanes SET failures = 0, rests = 0, "
            "rest_until = CASE rested_by WHEN 'given_up' THEN NULL ELSE rest_until END, "
            "rested_by = CASE rested_by WHEN 'given_up' THEN NULL ELSE rested_by END, "
            "open = CASE WHEN rested_by IS NULL OR rested_by <> 'given_up' THEN open "
            "WHEN due > 0 AND leased = fetched THEN 1 ELSE 0 END "
            "WHERE id = ? AND (failures > 0 OR rests > 0)",
            (lane,),
        )

    def fail(
        self, lane: int, now: float, *, told_until: float = 0.0, refused: bool = False
    ) -> float | None:
        """Count one failure; give the time until which the host rests now, or ``None``.

        *told_until* is what the server asked for (Unix time), 0 if it did not. *refused*: the host
        cannot be reached, and its rest does not hold up the end of the run, see ``unreachable``.
        """
        failures, rests, rest_until = self._store.run(
            "UPDATE lanes SET failures = failures + 1 WHERE id = ? RETURNING failures, rests,"
            " rest_until",
            (lane,),
        )[0]
        # Only a rest that is longer than the present one: an early answer must not wake the host.
        if told_until > max(now, rest_until or 0.0):
            self._sleep(lane, told_until, by="server")
            rest_until = told_until
        # One failure is enough after a rest: the host has been asked once, and is still away.
        if rest_until is None and (failures >= self._rest.after_failures or rests):
            if rests >= self._rest.max_rests:
                self._give_up(lane)
                return None
            rest_until = now + min(self._rest.base_s * 2**rests, self._rest.max_s)
            self._sleep(lane, rest_until, by="refused" if refused else "breaker")
        return None if rest_until is None else float(rest_until)

    def wait(self, lane: int, until: float) -> None:
        """Ask nothing of a host until then, for its server has to be known, or others wait for it, too."""
        self._store.run(
            "UPDATE lanes SET rest_until = ?, rested_by = 'address', open = 0 "
            # Not over another rest, which may be one that the server has asked for.
            "WHERE id = ? AND rest_until IS NULL",
            (until, lane),
        )

    def _sleep(self, lane: int, until: float, *, by: str) -> None:
        self._store.run(
            "UPDATE lanes SET rest_until = ?, rested_by = ?, rests = rests + ?, open = 0 WHERE"
            " id = ?",
            # A rest that the server asked for is no step towards giving the host up.
            (until, by, by != "server", lane),
        )

    def _give_up(self, lane: int) -> None:
        """Rest the host for ever: what waits for it, maybe millions, is left for the next run."""
        self._store.run(
            "UPDATE lanes SET rest_until = ?, rested_by = 'given_up', open = 0 WHERE id = ?",
            (NEVER, lane),
        )
