"""Commands in processes that are forked from one that has loaded Scrapy and newscrawl.

Theory of operation. Loading the libraries takes a second of processor time, more than most crawls of
tests do otherwise, and the tests start hundreds. So each process of pytest has one fork server: this
file as a program, which loads them once, then forks a process for each command, as ``forkserver.py``
does for extraction. The process runs the very script that the command is (``.venv/bin/newscrawl``),
with words, folder, environment and files of its own; it can be killed as any other.

``Forked`` is used as the ``Popen`` that it is, but output is read as it comes, so that a process never
waits for a reader. What must begin with a fresh interpreter (another environment of Python, a measured
start) is a plain ``Popen``; so is all where coverage is measured, which follows those.

A crawl starts a fork server for its extraction, which loads another second of libraries. In a process
that was forked here it is forked from here, too: all that it does from its first line on is its own, but
it is no child of the crawl. Those of other extractions than newscrawl's begin as anywhere.
"""

import atexit
import contextlib
import gc
import json
import os
import runpy
import select
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from types import SimpleNamespace
from typing import Any, NoReturn

from newscrawl.workers import launch, worker

NUMBER = struct.Struct("=i")
"""What a fork server tells of a process: its id at first, then its exit code."""
REQUEST_MAX = 1_000_000
EXTRACTION = "newscrawl.extract.page.work"
LOADED = (
    "newscrawl.cli.crawl",
    "newscrawl.cli.site",
    "newscrawl.session",
    "newscrawl.state.shared",
    "scrapy.cmdline",
    "scrapy.commands.crawl",
    "scrapy.core.downloader.handlers.http11",
    "scrapy.crawler",
    "scrapy.spiders",
)
PACKAGES = (
    "newscrawl.download",
    "newscrawl.extensions",
    "newscrawl.middlewares",
    "newscrawl.pipelines",
    "newscrawl.scheduler",
    "newscrawl.spiders",
)
"""All modules of these are loaded too."""


class Forked(subprocess.Popen[str]):
    """A command that a fork server has forked; its outputs are pipes, and its input *text*."""

    def __init__(
        self,
        command: Sequence[str | Path],
        cwd: Path,
        *,
        text: str = "",
        env: Mapping[str, str] | None = None,
        session: bool = False,
    ) -> None:
        """Start *command*, of which the first word is a script of Python, in a *session* of its own or not."""
        self._child_created = False  # what Popen itself does at the end is not for this one
        self.args = self._args = [str(word) for word in command]
        self.returncode: int | None = None
        self.stdin = self.stdout = self.stderr = None
        pipes = [os.pipe() for _ in range(3)]
        (read, give), *outputs = pipes
        request = {
            "words": self._args,
            "cwd": str(cwd),
            "env": dict(os.environ if env is None else env),
            "session": session,
        }
        fds = [read, *(write for _, write in outputs)]
        self._ask(_fork_server(), request, fds)
        for fd in fds:
            os.close(fd)
        self._texts = ["", ""]
        self._threads = [
            threading.Thread(target=self._read, args=(number, fd), daemon=True)
            for number, (fd, _) in enumerate(outputs)
        ]
        self._threads.append(threading.Thread(target=_write, args=(give, text), daemon=True))
        for thread in self._threads:
            thread.start()

    def _ask(self, server: socket.socket, request: Mapping[str, Any], fds: Sequence[int]) -> None:
        """Have the process of *request* forked, with *fds* as its first files."""
        self._told, told = socket.socketpair()
        with told:
            message = json.dumps(request).encode()
            socket.send_fds(server, [message], [told.fileno(), *fds])
        self.pid = self._hear(None)

    def _read(self, number: int, fd: int) -> None:
        with open(fd, encoding="utf-8") as lines:
            self._texts[number] = lines.read()

    def _hear(self, timeout: float | None) -> int:
        """Return the next number that the fork server tells; ``TimeoutError`` where none comes in time."""
        self._told.settimeout(timeout)
        told = self._told.recv(NUMBER.size)
        if len(told) < NUMBER.size:
            raise RuntimeError(f"nothing is known of {self._args}: the fork server has ended")
        number: int = NUMBER.unpack(told)[0]
        return number

    def poll(self) -> int | None:
        """Return the exit code; ``None`` while it runs."""
        with contextlib.suppress(TimeoutError, BlockingIOError):
            if self.returncode is None:
                self.returncode = self._hear(0)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for the end; return the exit code."""
        try:
            if self.returncode is None:
                self.returncode = self._hear(timeout)
        except TimeoutError:
            raise subprocess.TimeoutExpired(self._args, timeout or 0) from None
        return self.returncode

    def communicate(
        self, input: str | None = None, timeout: float | None = None
    ) -> tuple[str, str]:
        """Wait for the end of the process and of its outputs; return them."""
        end = time.monotonic() + (timeout or threading.TIMEOUT_MAX)
        for thread in self._threads:
            thread.join(max(0.0, min(end - time.monotonic(), threading.TIMEOUT_MAX)))
            if thread.is_alive():
                raise subprocess.TimeoutExpired(self._args, timeout or 0)
        self.wait(None if timeout is None else max(0.01, end - time.monotonic()))
        return self._texts[0], self._texts[1]

    def send_signal(self, sig: int) -> None:
        """Send a signal, where it has not ended."""
        if self.poll() is None:
            os.kill(self.pid, sig)

    def __del__(self, *_: Any) -> None:
        if hasattr(self, "_told"):
            self._told.close()


class Hired(Forked):
    """A program of one line that *server* has forked; its only file is *fd*, under that number."""

    def __init__(
        self, server: socket.socket, program: str, fd: int, env: Mapping[str, str]
    ) -> None:
        self._child_created = False
        self.args = self._args = [sys.executable, "-P", "-c", program]
        self.returncode: int | None = None
        self.stdin = self.stdout = self.stderr = None
        self._texts, self._threads = ["", ""], []
        request = {"program": program, "fd": fd, "cwd": str(Path.cwd()), "env": dict(env)}
        with Path(os.devnull).open("r+b", buffering=0) as nothing:
            self._ask(server, request, [*[nothing.fileno()] * 3, fd])


def _write(fd: int, text: str) -> None:
    with contextlib.suppress(BrokenPipeError), open(fd, "w", encoding="utf-8") as file:
        file.write(text)


def start(
    command: Sequence[str | Path],
    cwd: Path,
    *,
    text: str = "",
    env: Mapping[str, str] | None = None,
    session: bool = False,
) -> subprocess.Popen[str]:
    """Start *command* with *text* as its input: forked from what is loaded, but where coverage is measured."""
    if not any(name.startswith("COVERAGE_") for name in os.environ):
        return Forked(command, cwd, text=text, env=env, session=session)
    read, give = os.pipe()
    threading.Thread(target=_write, args=(give, text), daemon=True).start()
    with os.fdopen(read, "rb") as given:
        return subprocess.Popen(
            command,
            cwd=cwd,
            env=env,
            stdin=given,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=session,
        )


def complete(
    command: Sequence[str | Path],
    cwd: Path,
    *,
    env: Mapping[str, str] | None = None,
    timeout_s: float = 250.0,
) -> subprocess.CompletedProcess[str]:
    """Start *command* as ``start`` does, and return what became of it."""
    process = start(command, cwd, env=env)
    try:
        out, said = process.communicate(timeout=timeout_s)
    except subprocess.TimeoutExpired:
        process.kill()
        raise
    return subprocess.CompletedProcess(command, process.returncode, out, said)


@cache
def _fork_server() -> socket.socket:
    """Return the socket of this process's fork server, which ends with this process."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, REQUEST_MAX)
    with theirs:
        process = subprocess.Popen(
            [sys.executable, __file__, str(theirs.fileno())],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            pass_fds=[theirs.fileno()],
            start_new_session=True,  # a Ctrl-C in the terminal is for pytest
            env={**os.environ, **launch._ENVIRONMENT},
        )
    atexit.register(process.wait)
    atexit.register(ours.close)  # called before the other: what is registered last comes first
    return ours


class ForkServer:
    """Forks a process for each request that comes, and tells of its end, until the socket is closed."""

    def __init__(self, control: socket.socket) -> None:
        self._control = control
        self._hiring, self.hire = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._told: dict[int, socket.socket] = {}
        self._woken, self._wake = socket.socketpair()
        for end in (self._woken, self._wake):
            end.setblocking(False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self._wake.fileno(), warn_on_full_buffer=False)

    def serve(self) -> dict[str, Any] | None:
        """Serve until the socket is closed: ``None``. In a process that was forked: its request."""
        while True:
            ready, _, _ = select.select([self._control, self._hiring, self._woken], [], [])
            if self._woken in ready:
                self._woken.recv(4096)
                self._reap()
            for asked in (self._control, self._hiring):
                if asked in ready:
                    message, fds, _, _ = socket.recv_fds(asked, REQUEST_MAX, 5)
                    if not message:
                        return None
                    request: dict[str, Any] = json.loads(message)
                    if not self._fork(request, fds):
                        return request

    def _fork(self, request: Mapping[str, Any], fds: list[int]) -> int:
        told = socket.socket(fileno=fds[0])
        pid = os.fork()
        if pid:
            self._told[pid] = told
            told.sendall(NUMBER.pack(pid))
        else:
            self._leave(told)
            for number, fd in enumerate(fds[1:4]):
                os.dup2(fd, number)
            for fd in fds[4:]:
                os.dup2(fd, request["fd"])
        for fd in fds[1:]:
            if pid or fd != request.get("fd"):
                os.close(fd)
        return pid

    def _leave(self, told: socket.socket) -> None:
        """Be none of the fork server any more."""
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        ends = (told, self._control, self._hiring, self._woken, self._wake, *self._told.values())
        for each in ends:
            each.close()

    def _reap(self) -> None:
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if not pid:
                return
            with self._told.pop(pid) as told, contextlib.suppress(BrokenPipeError):
                told.sendall(NUMBER.pack(os.waitstatus_to_exitcode(status)))


def load() -> None:
    """Load what crawls and their workers need; what they do not all need may be missing here."""
    for name in PACKAGES:
        package = import_module(name)
        for module in walk_packages(package.__path__, f"{name}."):
            with contextlib.suppress(ImportError):
                import_module(module.name)
    for name in LOADED:
        import_module(name)
    worker.load(EXTRACTION)
    gc.collect()
    gc.freeze()  # or each process copies all of it when it looks for garbage
    assert "twisted.internet.reactor" not in sys.modules, "a crawl installs its own"
    assert len(list(Path("/proc/self/task").iterdir())) == 1, "threads do not come along"


def become(request: dict[str, Any], hire: socket.socket) -> NoReturn:
    """Run what *request* names as the interpreter would, had it just been started."""
    os.chdir(request["cwd"])
    os.environ.clear()
    os.environ.update(request["env"])
    time.tzset()
    sys.path[1:1] = filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))
    if "program" in request:
        hire.close()
        os.setpgid(0, 0)
        sys.argv[:] = ["-c"]
        del sys.path[0]
        exec(request["program"], {"__name__": "__main__"})  # noqa: S102 - a line of newscrawl.workers.launch
    else:
        _let_hire(hire)
        _run(request["words"], session=request["session"])
    sys.exit(0)


def _run(words: list[str], *, session: bool) -> None:
    """Run the script that is the first of *words*."""
    if session:
        os.setsid()
    sys.argv[:] = words
    sys.orig_argv[:] = [sys.executable, *words]
    sys.path[0] = str(Path(words[0]).parent)
    runpy.run_path(words[0], run_name="__main__")


def _let_hire(hire: socket.socket) -> None:
    """Let the fork server of newscrawl's own extraction be forked where all is loaded."""

    def start_process(words: list[str], **options: Any) -> subprocess.Popen[Any]:
        program = words[-1]
        if EXTRACTION not in program:
            return subprocess.Popen(words, **options)
        (fd,) = options["pass_fds"]
        return Hired(hire, program, fd, options["env"])

    ours = SimpleNamespace(Popen=start_process, DEVNULL=subprocess.DEVNULL)
    vars(launch)["subprocess"] = ours


def main() -> None:
    """Be the fork server of the process at the other end of the socket of the first argument."""
    control = socket.socket(fileno=int(sys.argv[1]))
    control.set_inheritable(False)
    load()
    server = ForkServer(control)
    request = server.serve()
    if request is not None:
        become(request, server.hire)


if __name__ == "__main__":
    main()
