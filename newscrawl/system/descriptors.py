"""Open files of the process: how many there may be, and what of them connections may take.

A crawl of thousands of hosts could hold a connection to each. ``cron``, ``systemd`` and many
containers allow 1,024 open files; when these run out, nothing can be written any more.
"""

import errno
import itertools
import os
import resource
from collections.abc import Iterator

_RAISED_MAX = 65_536
"""The soft limit is raised up to this: where the hard one is far higher, nothing is won by more."""
_OTHERS = 128
"""Files that are kept for all else: state, output, log, pipes to the workers, libraries."""
_CONNECTIONS_MIN = 4
# ENFILE is the machine's limit, EMFILE the process's: both pass once files are closed.
_SHORT = frozenset({errno.EMFILE, errno.ENFILE})
_CAUSES_MAX = 20
"""Errors among the causes of one that are looked at."""


def raise_limit() -> int:
    """Raise the soft limit of open files to the hard one, and return it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY:
        return _RAISED_MAX
    wanted = _RAISED_MAX if hard == resource.RLIM_INFINITY else min(hard, _RAISED_MAX)
    if soft >= wanted:
        return soft
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    except (OSError, ValueError):  # a sandbox may forbid it
        return soft
    return wanted


def connections_within(files: int) -> int:
    """Return how many connections a process with *files* open files may hold.

    Half of what is not kept for others: a name with several addresses is tried on some at once, and
    a closed connection takes a moment to go.

    >>> connections_within(1024), connections_within(64)
    (448, 4)
    """
    return max((files - _OTHERS) // 2, _CONNECTIONS_MIN)


def is_shortage(error: BaseException | None) -> bool:
    """Return whether *error*, or what caused it, is that no more files can be opened."""
    for cause in itertools.islice(_causes_of(error), _CAUSES_MAX):
        # Twisted's ConnectError has the number in ``osError``, not in ``errno``.
        number = getattr(cause, "errno", None) or getattr(cause, "osError", None)
        if number in _SHORT:
            return True
    return False


def _causes_of(error: BaseException | None) -> Iterator[BaseException]:
    """Yield *error*, what it came from, and so on, each once; ways may lead back to where they began."""
    waiting, seen = [error], set[int]()
    while waiting:
        cause = waiting.pop()
        if cause is None or id(cause) in seen:
            continue
        seen.add(id(cause))
        yield cause
        reasons = getattr(cause, "reasons", ())  # of Twisted's failed connections
        waiting += [cause.__cause__ or cause.__context__, *(reason.value for reason in reasons)]


def are_short() -> bool:
    """Return whether no file can be opened at this moment."""
    try:
        os.close(os.open(os.devnull, os.O_RDONLY))
    except OSError as error:
        return is_shortage(error)
    return False
