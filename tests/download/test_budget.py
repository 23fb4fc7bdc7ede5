"""Requests that may not be sent any more when their connection is there."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.lossless import wait_for
from tests.support.server import Server

ASK = """
import asyncio, os, signal, sys
from scrapy.utils.reactor import install_reactor
install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
from twisted.internet import reactor
from twisted.internet.task import react
from twisted.web.client import Agent
from newscrawl.download.budget import AnswerBudget, budget_factory
from newscrawl.download.pool import BoundedPool

def may_ask():
    if sys.argv[2] == "may, then stop":  # before the loop has its next turn
        asyncio.get_running_loop().call_soon(os.kill, os.getpid(), signal.SIGSTOP)
    return sys.argv[2] != "may not"

async def main(reactor):
    pool = BoundedPool(reactor, per_host=1, idle_s=1, total=4)
    pool._factory = budget_factory(AnswerBudget(10_000, 100_000), pool, may_ask)
    try:
        answer = await Agent(reactor, pool=pool).request(b"GET", sys.argv[1].encode())
    except Exception as error:
        print(type(error).__name__, error)
    else:
        print(answer.code)
    await pool.closeCachedConnections()

react(lambda reactor: __import__("twisted.internet.defer", fromlist=["_"]).Deferred.fromCoroutine(main(reactor)))
"""


@pytest.mark.parametrize(
    ("state", "said", "asked"),
    [
        pytest.param("may", "200", ["/status/200"], id="the lease holds"),
        pytest.param("may not", "DownloadFailedError this worker's lease has ended", [], id="it ended meanwhile"),
    ],
)  # fmt: skip
def test_the_lease_is_looked_at_when_the_connection_is_there(
    state: str, said: str, asked: list[str]
) -> None:
    """A process that was stopped between connecting and asking sends nothing afterwards."""
    with Server() as server:
        command = [sys.executable, "-c", ASK, server.url("/status/200"), state]
        done = subprocess.run(command, capture_output=True, text=True, timeout=250, check=False)
        assert said in done.stdout, done.stderr
        assert server.requests == asked


def test_what_is_asked_has_left_a_process_that_is_stopped() -> None:
    """A request is sent at once, not in the next turn of the loop, when the lease may have ended."""
    with Server() as server:
        command = [sys.executable, "-c", ASK, server.url("/status/200"), "may, then stop"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as asking:
            stat = Path(f"/proc/{asking.pid}/stat")
            wait_for(lambda: stat.read_text().rpartition(")")[2].split()[0] == "T")
            try:
                wait_for(lambda: server.requests == ["/status/200"])
            finally:
                asking.send_signal(signal.SIGCONT)
            said, _ = asking.communicate(timeout=250)
    assert said == "200\n"
