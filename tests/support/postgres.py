"""A real PostgreSQL on a free port, in a folder of its own; the Debian package ``postgresql`` has its programs."""

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import psycopg

from newscrawl.state.store import open_store
from tests.support.lossless import children_of

_STARTS_S = 60
SETTINGS = (
    "fsync=off",
    "synchronous_commit=on",
    "full_page_writes=off",
    "max_connections=60",
    "shared_buffers=64MB",
)


class Postgres:
    """A server; *settings* are added to the command line of ``postgres``."""

    def __init__(self, settings: tuple[str, ...] = ()) -> None:
        self._settings, self._numbers = (*SETTINGS, *settings), count(1)
        self._folder = Path(tempfile.mkdtemp(prefix="newscrawl-pg-"))
        self.data = self._folder / "data"
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self._databases: list[str] = []
        self._state = ""
        self._process: subprocess.Popen[bytes] | None = None
        if os.getuid() == 0:  # it refuses to be run by root
            user = pwd.getpwnam("postgres")
            os.chown(self._folder, user.pw_uid, user.pw_gid)
        options = [
            "-D",
            self.data,
            "-U",
            "news",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
        ]
        subprocess.run([*self.command("initdb"), *options], check=True, stdout=subprocess.DEVNULL)

    @staticmethod
    def command(program: str) -> list[str]:
        """Return the words that run *program*, as another user where root may not."""
        found = shutil.which(program, path=f"{os.environ['PATH']}:/usr/sbin") or max(
            map(str, Path("/usr/lib/postgresql").glob(f"*/bin/{program}")), default=""
        )
        assert found, f"{program} is missing: apt-get install postgresql"
        as_other = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
        return [*(as_other if os.getuid() == 0 else []), found]

    def start(self) -> None:
        """Start it, and wait until it answers."""
        options = [text for setting in self._settings for text in ("-c", setting)]
        where = ["-D", self.data, "-p", str(self.port), "-h", "127.0.0.1", "-k", self._folder]
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [*self.command("postgres"), *where, *options], stderr=log, stdout=log
            )
        deadline = time.monotonic() + _STARTS_S
        while True:
            try:
                psycopg.connect(self.url("postgres")).close()
                return
            except psycopg.OperationalError:
                assert time.monotonic() < deadline, (self._folder / "log").read_text()
                assert self._process.poll() is None, (self._folder / "log").read_text()
                time.sleep(0.05)

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Stop it; as ``pg_ctl -m fast`` does, connections are ended."""
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(250)
            self._process = None

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """Let it be away during the block."""
        self.stop()
        try:
            yield
        finally:
            self.start()

    def copy_to(self, folder: Path) -> None:
        """Copy its data into *folder*, as they are now; its connections are ended."""
        with self.stopped():
            subprocess.run(["cp", "-a", self.data, folder], check=True)

    def put_back(self, folder: Path) -> None:
        """Go on from the data in *folder*, as if nothing had happened since; its connections are ended."""
        with self.stopped():
            shutil.rmtree(self.data)
            subprocess.run(["cp", "-a", folder, self.data], check=True)

    def promote(self) -> None:
        """Let another server be in its place: with the same data, and a history of its own from now on."""
        with self.stopped():
            subprocess.run([*self.command("touch"), self.data / "recovery.signal"], check=True)
            self._settings = (*self._settings, "restore_command=false")

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Let no process of it do anything during the block, as on a machine that hangs."""
        assert self._process is not None
        pids = [self._process.pid, *children_of(self._process.pid)]
        for pid in pids:
            os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            for pid in pids:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGCONT)

    def remove(self) -> None:
        """Stop it, and remove its folder."""
        # "Immediate": nothing is written out that is removed anyway.
        self.stop(signal.SIGQUIT)
        shutil.rmtree(self._folder)

    def url(self, database: str) -> str:
        """Return the URL of *database*."""
        return f"postgresql://news@127.0.0.1:{self.port}/{database}"

    def new_database(self) -> str:
        """Make an empty database, and return its URL."""
        name = f"news{next(self._numbers)}"
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} STRATEGY file_copy")
        self._databases.append(name)
        return self.url(name)

    def empty_state(self) -> str:
        """Return the URL of a state without a row, the same each time: making its tables takes longer than most tests."""
        if not self._state:
            self._state = self.new_database()
            self._databases.pop()  # it stays to the end
            open_store(self._state).close()
        with psycopg.connect(self._state, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            connection.execute(";".join(self._emptying(connection)))
        return self._state

    @staticmethod
    def _emptying(connection: "psycopg.Connection[Any]") -> Iterator[str]:
        """Yield the statements that make a state as it was when its tables were made."""
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for (name,) in tables.fetchall():
            if name not in {"newscrawl_schema", "identity"}:
                yield f"DELETE FROM {name}"  # noqa: S608 - names of our own tables
        for (name,) in connection.execute("SELECT sequencename FROM pg_sequences").fetchall():
            yield f"ALTER SEQUENCE {name} RESTART"

    def drop_databases(self) -> None:
        """Drop those that ``new_database`` made: the 90 of all tests would be a gigabyte on the disk."""
        # A test that failed may have left the server stopped; then its folder is removed with them.
        with (
            contextlib.suppress(psycopg.OperationalError),
            psycopg.connect(self.url("postgres"), autocommit=True) as connection,
        ):
            while self._databases:
                name = self._databases.pop()
                connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@contextmanager
def running_postgres(*settings: str) -> Iterator[Postgres]:
    """Give a server that runs during the block."""
    server = Postgres(settings)
    try:
        server.start()
        yield server
    finally:
        server.remove()


@contextmanager
def running_pgbouncer(server: Postgres) -> Iterator[int]:
    """Give the port of a PgBouncer before *server* that pools by transaction, with two connections."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = Path(tempfile.mkdtemp(prefix="newscrawl-bouncer-"))
    config = folder / "pgbouncer.ini"
    config.write_text(
        f"[databases]\n* = host=127.0.0.1 port={server.port} user=news\n[pgbouncer]\nlisten_addr = 127.0.0.1\n"
        f"listen_port = {port}\nunix_socket_dir =\nauth_type = any\npool_mode = transaction\n"
        f"default_pool_size = 2\nlogfile = {folder}/log\n"
    )
    if os.getuid() == 0:
        user = pwd.getpwnam("postgres")
        for path in (folder, config):
            os.chown(path, user.pw_uid, user.pw_gid)
    process = subprocess.Popen(
        [*server.command("pgbouncer"), "-q", config], stderr=subprocess.DEVNULL
    )
    try:
        deadline = time.monotonic() + _STARTS_S
        while True:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            assert process.poll() is None, "pgbouncer did not start"
            assert time.monotonic() < deadline
            time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.wait(250)
        shutil.rmtree(folder)
