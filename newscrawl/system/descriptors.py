"""Open files of the process: how many there may be, and what of them connections may take.

A crawl of thousands of hosts could hold a connection to each. ``cron``, ``systemd`` and many containers allow
1,024 open files; when these run out, nothing can be written any more.
"""

import errno
import os
import resource

_RAISED_MAX = 65_536
"""The soft limit is raised up to this: where the hard one is far higher, nothing is won by more."""
_OTHERS = 128
"""Files that are kept for all else: state, output, log, pipes to the workers, libraries."""
_CONNECTIONS_MIN = 4
_SHORT = frozenset({errno.EMFILE, errno.ENFILE})


def raise_limit() -> int:
    """Raise the soft limit of open files to the hard one, and return it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _RAISED_MAX if hard == resource.RLIM_INFINITY else min(hard, _RAISED_MAX)
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        return _RAISED_MAX if soft == resource.RLIM_INFINITY else soft
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    except (OSError, ValueError):  # a sandbox may forbid it
        return soft
    return wanted


def connections_within(files: int) -> int:
    """Return how many connections a process with *files* open files may hold.

    Half of what is not kept for others: a name with several addresses is tried on some at once, and a closed
    connection takes a moment to go.

    >>> connections_within(1024), connections_within(64)
    (448, 4)
    """
    return max((files - _OTHERS) // 2, _CONNECTIONS_MIN)


def is_shortage(error: BaseException | None) -> bool:
    """Return whether *error*, or what caused it, is that no more files can be opened."""
    seen = 0
    while error is not None and seen < 10:
        number = getattr(error, "errno", None) or getattr(error, "osError", None)
        if number in _SHORT or any(is_shortage(reason.value) for reason in getattr(error, "reasons", ())):
            return True
        error, seen = error.__cause__ or error.__context__, seen + 1
    return False


def are_short() -> bool:
    """Return whether no file can be opened at this moment."""
    try:
        os.close(os.open(os.devnull, os.O_RDONLY))
    except OSError as error:
        return is_shortage(error)
    return False
