"""Hosts that share a server take turns: the table of ``download.servers``."""

import asyncio
import subprocess
import sys
from collections.abc import Sequence

from newscrawl.download.servers import CROWD_S, Servers

SHARED, OTHER, LOCAL = "93.184.216.34", "93.184.216.35", "127.0.0.1"
ADDRESSES = {
    "a.blogs.example": ("93.184.216.99", SHARED),
    "b.blogs.example": (SHARED,),
    "shop.test": (SHARED,),
    "paper.com": (OTHER,),
    "sport.paper.com": ("93.184.216.36",),
    "here.test": (LOCAL,),
}

LOOK_UP = """
import asyncio, sys
from scrapy.utils.project import get_project_settings
from scrapy.utils.reactor import install_reactor
install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
from scrapy.utils.test import get_crawler
from twisted.internet.defer import Deferred
from twisted.internet.task import react
from newscrawl.download.downloader import Downloader

async def main():
    crawler = get_crawler(settings_dict=dict(get_project_settings()) | {"SERVER_LOCAL_DELAY_S": 1})
    servers = Downloader(crawler).servers
    for host in sys.argv[1:]:
        while (address := servers.address(host, "http")) is None:
            await asyncio.sleep(0.01)
        print(address or "none", flush=True)

react(lambda reactor: Deferred.fromFuture(asyncio.ensure_future(main())))
"""


class Clock:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def make_servers(
    delay_s: float = 0.5, local_delay_s: float = 0.0, clock: Clock | None = None
) -> Servers:
    """Servers whose hosts are all known."""

    async def lookup(host: bytes) -> Sequence[str]:
        return ADDRESSES[host.decode()]

    async def learn() -> Servers:
        servers = Servers(delay_s, local_delay_s, lambda scheme: lookup, clock or Clock())
        while None in [servers.address(host, "https") for host in (*ADDRESSES, "nowhere.test")]:
            await asyncio.sleep(0)
        return servers

    return asyncio.run(learn())


def test_one_address_is_asked_in_turn() -> None:
    """Hosts with one address in common get turns that lie the delay apart; others are not held up."""
    servers = make_servers()
    waits = [
        servers.wait_s(host, "https", 1.0)
        for host in ("a.blogs.example", "b.blogs.example", "shop.test")
    ]
    assert [round(wait, 1) for wait in waits] == [0.0, 0.5, 1.0]
    assert servers.wait_s("paper.com", "https", 1.0) <= 0


def test_one_domain_is_asked_in_turn() -> None:
    """So do the hosts of a registrable domain, though their addresses differ."""
    servers = make_servers()
    assert servers.wait_s("paper.com", "https", 1.0) <= 0
    assert round(servers.wait_s("sport.paper.com", "https", 1.0), 1) == 0.5


def test_a_turn_is_kept() -> None:
    """Who asks again before its turn has the same one; the delay counts from what was sent last."""
    clock = Clock()
    servers = make_servers(clock=clock)
    servers.wait_s("a.blogs.example", "https", 1.0)
    assert (
        servers.wait_s("b.blogs.example", "https", 1.0)
        == servers.wait_s("b.blogs.example", "https", 1.0)
        == 0.5
    )
    clock.now += 0.25
    servers.note_sent("a.blogs.example")
    assert servers.wait_s("b.blogs.example", "https", 1.0) == 0.5


def test_a_host_without_a_delay_has_none_by_its_server() -> None:
    """The shorter of both delays counts: 0 for a host that is to be asked as fast as it answers."""
    servers = make_servers()
    assert [servers.wait_s("shop.test", "https", 0.0) for _ in range(3)] == [0.0] * 3
    assert servers.wait_s("a.blogs.example", "https", 0.2) <= 0
    assert round(servers.wait_s("b.blogs.example", "https", 0.2), 1) == 0.2


def test_addresses_that_are_not_public() -> None:
    """They have a delay of their own, which is off at first: no worker claims them either."""
    servers = make_servers()
    assert [servers.wait_s("here.test", "http", 1.0) for _ in range(3)] == [0.0] * 3
    assert servers.address("here.test", "http") == ""
    own = make_servers(local_delay_s=0.3)
    assert own.address("here.test", "http") == LOCAL
    assert servers.address("a.blogs.example", "https") == SHARED


def test_a_name_that_leads_nowhere_holds_nothing_up() -> None:
    """Its request fails by itself, with its own error."""
    servers = make_servers()
    assert servers.address("nowhere.test", "https") == ""
    assert servers.wait_s("nowhere.test", "https", 1.0) <= 0


def test_a_crowd_waits_in_the_frontier() -> None:
    """When many requests wait for a server, further hosts are woken one by one, others at once."""
    servers = make_servers()
    assert servers.parked_s("a.blogs.example", "https") == 0
    for number in range(int(CROWD_S / 0.5) + 2):
        servers._turns.pop("b.blogs.example", None)
        servers.wait_s("b.blogs.example", "https", float(number + 1))
    first, second = (servers.parked_s(host, "https") for host in ("a.blogs.example", "shop.test"))
    assert first > CROWD_S
    assert 0.4 < second - first < 0.6
    assert servers.parked_s("paper.com", "https") == 0


def test_after_a_wait_the_delay_begins_anew() -> None:
    """What was sent is not known for sure when the process was held up; nor what another worker sent."""
    clock = Clock()
    servers = make_servers(clock=clock)
    servers.wait_s("shop.test", "https", 1.0)
    servers.note_sent("shop.test")
    clock.now += 9
    servers.hold_back()
    assert servers.wait_s("a.blogs.example", "https", 1.0) == 0.5
    servers.note_until(OTHER, 2.0)
    assert servers.wait_s("paper.com", "https", 1.0) == 2.5


def test_the_system_is_asked_for_names() -> None:
    """The downloader of a crawl knows the address of a host that no setting lists."""
    command = [sys.executable, "-c", LOOK_UP, "127.0.0.1", "localhost", "nobody.invalid"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.split() == [LOCAL, LOCAL, "none"]
    assert "Traceback" not in done.stderr
