"""The parts of one worker of a shared run, on a real PostgreSQL: what it holds, and what it writes."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from newscrawl.state.frontier import Frontier
from newscrawl.state.holding import Holding
from newscrawl.state.local import Local
from newscrawl.state.members import Membership, SharedRuns, join
from newscrawl.state.store import open_store
from newscrawl.state.sync import Hosts, Sync
from newscrawl.state.values import Candidate, Lease
from newscrawl.web.urls import host_of, url_key
from tests.support.lossless import wait_for

if TYPE_CHECKING:
    from newscrawl.state.postgres import PostgresStore
    from newscrawl.state.store import Row


class Parts:
    """One worker's parts, without the frontier around them that decides when each is asked."""

    def __init__(self, url: str, name: str) -> None:
        self.store: PostgresStore = open_store(url)
        self.control: PostgresStore = open_store(url)
        runs = SharedRuns(self.store, resume_s=3600)
        joined = join(
            self.store,
            runs,
            name,
            60.0,
            lambda each: each.begin("a", {}, lambda: "out", time.time()),
        )
        run = joined.run.id
        self.member = Membership(self.control, run, joined.token, 60.0)
        self.local = Local(run)
        self.own = Frontier(self.local.store, run, worker="", lease_s=1e12)  # type: ignore[arg-type]
        hosts = Hosts(self.control, run, self.member)
        direct = Frontier(self.store, run, worker="")
        self.sync = Sync(self.store, self.local, self.member, direct=direct, hosts=hosts)
        self.holding = Holding(
            self.control, self.member, run, local=self.local, own=self.own, sync=self.sync
        )

    def write(self, *urls: str, **facts: Any) -> None:
        """Write what has changed, and new *urls*, as a commit does."""
        for url in urls:
            fresh = replace(Candidate(url_key(url), url, host_of(url)), **facts)
            self.sync.waiting.fresh[fresh.key] = fresh
        self.sync.write()
        self.store.commit()
        self.member.note_commit()
        self.sync.waiting.clear()
        self.local.settle()

    def look(self) -> None:
        """Look for work until some is found."""
        self.holding.hurry()
        wait_for(self.holding.look, 30)

    def lease(self) -> Lease:
        """Lease a URL of those that are held."""
        lease = self.own.lease(time.time())
        assert lease is not None
        return lease

    def give_back(self) -> None:
        """Give back, at the next time that it is looked."""
        before = len(self.holding.sites)

        def is_given_back() -> bool:
            self.holding.give_back()
            return len(self.holding.sites) < before

        wait_for(is_given_back, 30)

    def rows(self, sql: str) -> "list[Row]":
        """Return the rows of *sql* in the database, as others see them."""
        rows = self.control.run(sql)
        self.control.commit()
        return rows

    def close(self) -> None:
        """End as a process does that is killed."""
        self.store.close()
        self.control.close()
        self.local.store.close()


Hire = Callable[[str], Parts]
"""Gives a worker of a name."""


@contextmanager
def hiring(url: str) -> Iterator[Hire]:
    """Give workers of one run on the database at *url*, each with connections of its own; close them."""
    with ExitStack() as ends:

        def hired(name: str) -> Parts:
            parts = Parts(url, name)
            ends.callback(parts.close)
            return parts

        yield hired
