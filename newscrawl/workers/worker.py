"""The worker process: pages in, drafts out, over one socket.

Theory of operation. The pool (``pool.py``) has it forked (``forkserver.py``) with one end of a
socket pair. Each message is a frame: eight bytes of length, then a pickle. The worker says
``ready``; then it answers each page with one reply, in order, until the pool closes the socket. It
has exactly one page in hand, so that whatever happens to it concerns that page alone.

Two limits hold even when pool and fork server are gone: the memory limit (``RLIMIT_AS``), and an
interval timer whose default action ends the process, in Python code as in C code.
"""

import contextlib
import ctypes
import os
import pickle
import signal
import socket
import struct
import traceback
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from newscrawl.errors import ExtractError
from newscrawl.model.items import Draft, Page
from newscrawl.model.page_sketch import TrainingSet
from newscrawl.system.memory import limit_memory

if TYPE_CHECKING:
    from io import BufferedRWPair

LARGE_BYTES = 500_000
"""Bytes of a page and its draft at which memory is given back."""
LENGTH = struct.Struct(">Q")

Reply = (
    tuple[Literal["ready"]]
    | tuple[Literal["draft"], Draft | str | None]
    | tuple[Literal["error"], str, str]
)
"""The answer of a worker; an error carries its reason (short name) and its message."""

Extract: TypeAlias = Callable[[Page | TrainingSet], Draft | str | None]
Stream: TypeAlias = "BufferedRWPair[Any, Any]"


def serve(
    connection: socket.socket, extract: Extract, timeout_s: float, memory_max_bytes: int
) -> None:
    """Serve pages on *connection* until its other end is closed. A limit of 0 is none."""
    with connection.makefile("rwb") as stream:
        try:
            if memory_max_bytes:
                limit_memory(memory_max_bytes)
        except Exception:  # whatever keeps a worker from starting is the parent's to report
            _write(stream, _pickled(("error", "worker_start", traceback.format_exc(limit=-3))))
            return
        _write(stream, _pickled(("ready",)))
        _serve(stream, extract, timeout_s)


def _serve(stream: Stream, extract: Extract, timeout_s: float) -> None:
    while header := stream.read(LENGTH.size):
        frame = stream.read(LENGTH.unpack(header)[0])
        signal.setitimer(signal.ITIMER_REAL, timeout_s)
        reply = _pickled(_reply_to(pickle.loads(frame), extract))  # noqa: S301 - from the parent
        # The timer ends with the reply pickled: a draft may take long to pickle as well.
        signal.setitimer(signal.ITIMER_REAL, 0)
        _write(stream, reply)
        if len(frame) + len(reply) > LARGE_BYTES:
            # What remains is freed first; ``malloc_trim`` returns only what nobody holds.
            del frame, reply
            _give_back()


def _give_back() -> None:
    """Return the memory that a large page took to the system; glibc keeps it otherwise: 150 MB."""
    with contextlib.suppress(OSError, AttributeError, ValueError):  # another C library
        ctypes.CDLL(None).malloc_trim(0)


def _reply_to(task: Page | TrainingSet, extract: Extract) -> Reply:
    try:
        return ("draft", extract(task))
    except ExtractError as error:
        return ("error", error.reason, str(error))
    except MemoryError:
        return ("error", "worker_out_of_memory", "extraction took more memory than it may")
    except (
        Exception
    ) as error:  # untrusted HTML: any defect costs this page alone, and is counted by its name
        place = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{os.path.basename(place.filename)}:{place.lineno}"  # noqa: PTH119 - a name, no file access
        return ("error", "extraction_error", f"{type(error).__name__} in {where}: {error}"[:500])


def _pickled(reply: Reply) -> bytes:
    try:
        return pickle.dumps(reply, pickle.HIGHEST_PROTOCOL)
    except MemoryError:
        return pickle.dumps(
            ("error", "worker_out_of_memory", "the draft took more memory than it may")
        )
    except Exception as error:  # what extraction gave is no value of newscrawl.model.items
        return pickle.dumps(
            ("error", "extraction_error", f"the draft cannot be sent: {error}"[:500])
        )


def framed(reply: Reply) -> bytes:
    """Return a short *reply* as it is sent."""
    pickled = _pickled(reply)
    return LENGTH.pack(len(pickled)) + pickled


def _write(stream: Stream, frame: bytes) -> None:
    stream.write(LENGTH.pack(len(frame)) + frame)  # in one piece: the parent wakes once
    stream.flush()


def load(function: str, hooks: Sequence[str] = ()) -> Extract:
    """Import *function*, and *hooks* to come after it; call ``warm`` of its module, where it has one."""
    path, _, name = function.rpartition(".")
    module = import_module(path)
    getattr(module, "warm", lambda: None)()
    loaded: Extract = getattr(module, name)
    return _with_hooks(loaded, hooks) if hooks else loaded


def _with_hooks(extract: Extract, names: Sequence[str]) -> Extract:
    from newscrawl.extract.hooks import apply_hooks, load_hooks  # noqa: PLC0415 - most crawls have none

    hooks = load_hooks(names)

    def extract_and_call(task: Page | TrainingSet) -> Draft | str | None:
        draft = extract(task)
        if not isinstance(draft, Draft) or isinstance(task, TrainingSet):
            return draft
        return apply_hooks(draft, task, hooks)

    return extract_and_call
