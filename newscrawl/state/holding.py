"""The sites that a worker holds, and how it comes to them and lets them go."""

import random
import time
from collections.abc import Iterable, Sequence
from typing import Any

from newscrawl.state.addresses import Addresses
from newscrawl.state.frontier import Frontier
from newscrawl.state.local import CHANGED, NOT_BEFORE, STATE, Local
from newscrawl.state.members import Held, Membership
from newscrawl.state.postgres import PostgresStore
from newscrawl.state.store import Row
from newscrawl.state.sync import Sync
from newscrawl.web.urls import site_of

BATCH = 64
"""URLs of a host that are taken at a time."""
LOW = 16
"""URLs of a host below which further ones are taken."""
MOST_SITES = 256
"""Sites that a worker holds at a time."""
_CLAIM_MOST = 32
_SOON_S, _FIRST_S, _LATE_S = 0.05, 0.2, 2.0
"""Time to the next look for work: after some was found, and the least and the most where there was none."""
_SHARE_S = 2.0
"""Time between two looks at how many workers and sites there are."""
_RETURN_S = 0.5
"""Time between two looks at what may be given back."""
_RESTS_S = 5.0
"""A site that has nothing to do for longer is given back."""

_SELECT_BATCH = (
    f"SELECT lane, {STATE} FROM unnest(?::bigint[], ?::bigint[]) AS asked (lane, most) JOIN LATERAL"
    " ((SELECT * FROM urls WHERE lane_id = lane AND status = 0 AND not_before = 0 ORDER BY"
    " priority DESC, depth, rank, id LIMIT most) UNION ALL (SELECT * FROM urls WHERE lane_id ="
    " lane AND status = 0 AND not_before > 0 ORDER BY not_before LIMIT most)) AS batch ON true"
)


class Holding:
    """Takes sites and batches of their URLs into *local*, on which *own* works, and gives them back.

    Attributes:
        sites: The sites that are held, by number.
    """

    def __init__(
        self,
        control: PostgresStore,
        member: Membership,
        run_id: int,
        *,
        local: Local,
        own: Frontier,
        sync: Sync,
    ) -> None:
        self._control, self._member, self._run = control, member, run_id
        self._local, self._own, self._sync = local, own, sync
        self.sites: dict[int, Held] = {}
        self._by_name: dict[str, Held] = {}
        self._addresses = Addresses(control, member)
        self._draining: set[int] = set()
        self._share, self._next_share = MOST_SITES, 0.0
        self._next_look, self._next_return, self._pause_s = 0.0, 0.0, _FIRST_S

    def holds(self, host: str) -> bool:
        """Return whether *host* is of a site that is held."""
        return site_of(host) in self._by_name

    def _hold(self, site: Held) -> None:
        self.sites[site.id] = site
        self._by_name[site.name] = site

    def needs_address(self, host: str) -> bool:
        """Return whether the IP address of *host* has to be known before *host* is asked."""
        site = self._by_name.get(site_of(host))
        return site is not None and not self._addresses.is_known(site)

    def take_address(self, host: str, address: str) -> float | None:
        """Return the seconds after which *host* at *address* may be asked.

        ``None`` where another worker has the address: the site is passed on to that one.
        """
        site = self._by_name.get(site_of(host))
        if site is None:
            return 0.0
        wait_s = self._addresses.take(site, address)
        # Another worker has the IP address: the site is given back as soon as nothing of it is out.
        if wait_s is None:
            self._drain(site)
        return wait_s

    def hurry(self) -> None:
        """Look soon: there is something new."""
        self._next_look = min(self._next_look, time.monotonic() + _SOON_S)

    def looks_in(self) -> float:
        """Return the seconds to the next look for work."""
        return max(self._next_look - time.monotonic(), 0.0)

    def take_site(self, host: str) -> bool:
        """Return whether the site of *host* is held; it is taken if it is free."""
        if not self.holds(host) and (site := self._member.claim_site(site_of(host))):
            self._hold(site)
        return self.holds(host)

    def look(self) -> bool:
        """Take further URLs, and sites, if it is time to; return whether there were any."""
        moment = time.monotonic()
        if moment < self._next_look:
            return False
        self._balance(moment)
        found = (
            self._load([number for number in self.sites if number not in self._draining])
            + self._claim()
        )
        # Twice as long after each look in vain, up to a limit, so that idle workers do not press.
        self._pause_s = _FIRST_S if found else min(2 * self._pause_s, _LATE_S)
        wait_s = _SOON_S if found else self._pause_s * random.uniform(0.5, 1.5)  # noqa: S311 - jitter
        self._next_look = moment + wait_s
        return found > 0

    def _claim(self) -> int:
        # Doubled at each step: a worker that has just joined must not take all there is.
        room = min(self._share - len(self.sites), _CLAIM_MOST, max(1, 2 * len(self.sites)))
        claimed = self._member.claim(room, list(self.sites)) if room > 0 else []
        for site in claimed:
            self._hold(site)
        return self._load([site.id for site in claimed]) if claimed else 0

    def _balance(self, moment: float) -> None:
        """Leave others their share of the sites: each one too many is given back when it has nothing out."""
        if moment < self._next_share:
            return
        self._next_share = moment + _SHARE_S
        self._share = min(self._member.share(), MOST_SITES)
        spare = len(self.sites) - len(self._draining) - self._share
        for site in [each for each in self.sites.values() if each.id not in self._draining][
            : max(spare, 0)
        ]:
            self._drain(site)

    def _drain(self, site: Held) -> None:
        """Report *site* back as soon as nothing of it is out."""
        self._draining.add(site.id)
        for host in self._hosts_of([site])[site.id]:
            self.set_aside(host)

    def set_aside(self, host: str) -> None:
        """Give nothing of *host* out, which another worker is to have."""
        self._local.store.run(
            "UPDATE lanes SET rest_until = 1e15, rested_by = 'elsewhere', open = 0 WHERE host = ?",
            (host,),
        )

    def _load(self, sites: list[int]) -> int:
        """Take URLs of *sites* into memory, where few are there; return how many."""
        return self._take_in(*self._control.atomically(lambda: self._fetch(sites)))

    def _fetch(self, sites: list[int]) -> tuple[list[Row], list[Row]]:
        """Return the lanes of *sites* of which few URLs are here, and a batch of the URLs of all of them."""
        lanes = self._control.run(
            "SELECT host, id, due + delayed, failures, rests, rest_until, rested_by, answered FROM"
            " lanes WHERE site_id = ANY(?) AND run_id = ? AND due + delayed > 0",
            (sites, self._run),
        )
        here = self._local.count()
        wanted = [row for row in lanes if here.get(row[0], 0) < min(row[2], LOW)]
        if not wanted:
            return [], []
        most = [here.get(row[0], 0) + BATCH for row in wanted]
        return wanted, self._control.run(_SELECT_BATCH, ([row[1] for row in wanted], most))

    def _take_in(self, lanes: list[Row], rows: list[Row]) -> int:
        of_lane: dict[int, list[Row]] = {}
        for lane, *state in rows:
            of_lane.setdefault(lane, []).append(self._as_here(state))
        return sum(self._take_lane(row, of_lane.get(row[1], [])) for row in lanes)

    def _take_lane(self, row: Row, urls: list[Row]) -> int:
        host, _, _, failures, rests, rest_until, rested_by, answered = row
        # Times in the database are by its clock, those in memory by that of this machine.
        rest_until = None if rest_until is None else rest_until - self._member.ahead_s
        own = self._local.lane(host, (failures, rests, rest_until, rested_by, answered))
        self._local.store.run(
            "UPDATE lanes SET rest_until = NULL, rested_by = NULL WHERE id = ? AND rested_by ="
            " 'elsewhere'",
            (own,),
        )
        due, delayed = self._local.load(own, urls)
        self._own.count(own, due=due, delayed=delayed)
        return due + delayed

    def _as_here(self, row: Sequence[Any]) -> Row:
        values = list(row)
        if values[NOT_BEFORE]:
            values[NOT_BEFORE] -= self._member.ahead_s
        values[CHANGED] -= self._member.ahead_s
        return tuple(values)

    def _hosts_of(self, sites: Iterable[Held]) -> dict[int, list[str]]:
        names = {site.name: site.id for site in sites}
        found: dict[int, list[str]] = {number: [] for number in names.values()}
        for host, *_ in self._local.lanes():
            number = names.get(site_of(host))
            if number is not None:
                found[number].append(host)
        return found

    def give_back(self) -> None:
        """Give back the sites that have nothing to do for a while.

        Only right after a commit, when the database knows all that is known here: a row that has
        moved to another site is still that of the first one there.
        """
        moment = time.monotonic()
        if moment < self._next_return:
            return
        self._next_return = moment + _RETURN_S
        for number, hosts in self._hosts_of(self.sites.values()).items():
            count, out, due = self._local.rows_of(hosts) if hosts else (0, 0, None)
            rests = due is not None and due > time.time() + _RESTS_S
            if not out and (not count or rests or number in self._draining):
                until = due if rests and number not in self._draining else 0.0
                self._release([number], hosts, (until or 0.0) + self._member.ahead_s)

    def _release(self, numbers: list[int], hosts: list[str], until: float = 0.0) -> None:
        self._member.release(numbers, until)
        self._addresses.release(numbers)
        for number in numbers:
            del self._by_name[self.sites.pop(number).name]
            self._draining.discard(number)
        self._local.drop(hosts)
        self._sync.forget_lanes(hosts)
