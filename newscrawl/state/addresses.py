"""The addresses that a worker holds: a server is asked by one worker at a time, however many sites are on it.

A worker that meets a site for the first time asks whose the site's address is. Where another has
it, the site is passed on: the address is noted in its row, and only the worker that has the address
takes it then. An address is free again when its worker holds no site on it any more, or is gone.

Of a site with several hosts the address of the host that is asked first counts.
"""

from collections.abc import Collection

from newscrawl.state.members import NOW, Held, Membership
from newscrawl.state.postgres import PostgresStore

_BETWEEN_S = 1.0
"""Least time between the last request of one worker to an address, and the first one of the next."""


class Addresses:
    """The addresses that *member* holds, by the sites for which it does."""

    def __init__(self, control: PostgresStore, member: Membership) -> None:
        self._control, self._member = control, member
        self._of_site: dict[int, str] = {}

    def is_known(self, site: Held) -> bool:
        """Return whether the address of *site* is held."""
        return site.id in self._of_site

    def take(self, site: Held, address: str) -> float | None:
        """Return the seconds after which *address* may be asked for *site*; ``None``: it is another's."""
        if address in self._of_site.values() or not address:
            self._of_site[site.id] = address
            return 0.0
        rows = self._member.change(lambda: self._take(site, address))
        if not rows:
            return None
        self._of_site[site.id] = address
        return float(rows[0][0])

    def _take(self, site: Held, address: str) -> list[tuple[float]]:
        self._control.run(
            "UPDATE sites SET address = ? WHERE id = ? AND token = ?",
            (address, site.id, self._member.token),
        )
        return self._control.run(
            "INSERT INTO addresses (address, token) VALUES (?, ?) ON CONFLICT (address) DO UPDATE "
            "SET token = excluded.token WHERE addresses.token IN (0, excluded.token) "
            f"RETURNING greatest(next_allowed_at - {NOW}, 0)",
            (address, self._member.token),
        )

    def release(self, sites: Collection[int]) -> None:
        """Let others have the addresses on which no site is held but *sites*."""
        gone = {self._of_site.pop(number) for number in sites if number in self._of_site}
        free = sorted(gone - set(self._of_site.values()) - {""})
        if free:
            self._member.give_up(
                lambda: self._control.run(
                    f"UPDATE addresses SET token = 0, next_allowed_at = {NOW} + ? "
                    "WHERE address = ANY(?) AND token = ?",
                    (_BETWEEN_S, free, self._member.token),
                )
            )
