"""A mail server on a loopback address that keeps what it gets (RFC 5321, as much of it as a client needs)."""

import socketserver
import threading
from types import TracebackType
from typing import Self


class _Handler(socketserver.StreamRequestHandler):
    server: "SmtpServer"

    def handle(self) -> None:
        self._say("220 here")
        for line in iter(self.rfile.readline, b""):
            command = line.decode().strip()
            self.server.commands.append(command)
            word = command.partition(" ")[0].upper()
            if word == "QUIT":
                self._say("221 bye")
                return
            if word == "DATA" and not self.server.refuses:
                self._say("354 go on")
                self.server.mails.append(self._read_mail())
                self._say("250 kept")
            elif word == "EHLO":
                self._say("250-here")
                self._say("250 AUTH PLAIN")
            else:
                self._say({"AUTH": "235 welcome", "DATA": "554 not today"}.get(word, "250 well"))

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def _read_mail(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line)
        return b"".join(lines)


class SmtpServer(socketserver.ThreadingTCPServer):
    """The server, in a thread; ``mails`` and ``commands`` hold what came. One that *refuses* takes no mail."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, *, refuses: bool = False) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.refuses = refuses
        self.mails: list[bytes] = []
        self.commands: list[str] = []

    @property
    def place(self) -> str:
        """Host and port."""
        return f"127.0.0.1:{self.server_address[1]}"

    def __enter__(self) -> Self:
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: object, trace: TracebackType | None
    ) -> None:
        self.shutdown()
        self.server_close()
