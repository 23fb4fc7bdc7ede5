"""An extraction that does to its worker what the page says; loaded by the workers of the tests."""

import ctypes
import os
import signal
import sys
import time

from newscrawl.errors import ExtractError
from newscrawl.model.items import Block, Draft, Page


def extract(page: Page) -> Draft:
    """Crash, hang or answer, as the body says."""
    word = page.body.decode().split()
    act = ACTS.get(word[0], answer)
    if act is not answer and len(word) > 1 and not first_time(word[1]):
        act = answer
    return act(page)


def first_time(marker: str) -> bool:
    """Say whether no one has asked for *marker* (a path) before."""
    try:
        os.close(os.open(marker, os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        return False
    return True


def answer(page: Page) -> Draft:
    return Draft(page.url, (Block(page.body.decode()),))


def segfault(page: Page) -> Draft:
    ctypes.string_at(0)
    return answer(page)


def kill(page: Page) -> Draft:
    os.kill(os.getpid(), signal.SIGKILL)
    return answer(page)


def leave(page: Page) -> Draft:
    os._exit(7)


def hang(page: Page) -> Draft:
    while True:
        time.sleep(1)


def hang_in_c(page: Page) -> Draft:
    return Draft(str(10 ** (10**9)), ())


def eat(page: Page) -> Draft:
    hoard = []
    while True:
        hoard.append(bytearray(16 * 1024 * 1024))


def recurse(page: Page) -> Draft:
    return recurse(page)


def fail(page: Page) -> Draft:
    raise RuntimeError("a defect")


def refuse(page: Page) -> Draft:
    raise ExtractError("not_html", "no HTML")


def lie(page: Page) -> Draft:
    """Answer with what the parent must not load."""
    return sys.stdout  # type: ignore[return-value]


class Smuggled:
    """Runs code where it is loaded."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, ("exit 0",)


def smuggle(page: Page) -> Draft:
    return Draft(page.url, (Smuggled(),))  # type: ignore[arg-type]


def big(page: Page) -> Draft:
    """Answer with 50 MB."""
    return Draft(page.url, (Block("x" * 50_000_000),))


def torn(page: Page) -> Draft:
    """Die in the middle of an answer."""
    signal.signal(signal.SIGALRM, lambda *_: os._exit(9))
    signal.setitimer(signal.ITIMER_REAL, 0.05)
    return Draft(page.url, (Block("x" * 300_000_000),))


ACTS = {
    function.__name__: function
    for function in (
        answer,
        segfault,
        kill,
        leave,
        hang,
        hang_in_c,
        eat,
        recurse,
        fail,
        refuse,
        lie,
        smuggle,
        big,
        torn,
    )
}


def by_url(page: Page) -> Draft:
    """Act by the last part of the address."""
    act = ACTS.get(page.url.rsplit("/", 1)[-1], answer)
    return act(page)


def slowly(page: Page) -> Draft:
    time.sleep(0.3)
    return Draft(
        page.url, (Block("A text that is long enough, at last, after a while of waiting for it."),)
    )


def trivial(page: Page) -> Draft:
    return Draft(
        page.url,
        (Block("A text that is long enough to be taken for an article, and nothing else."),),
    )
