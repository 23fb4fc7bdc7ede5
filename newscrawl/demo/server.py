"""The server of the demo site: files of this package, on a free port of the loopback interface."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

SITE = Path(__file__).parent / "site"


class _Handler(SimpleHTTPRequestHandler):
    """Answer from a folder, in silence: the crawl has a log of its own."""

    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:
        """Log nothing."""


class _Server(ThreadingHTTPServer):
    """Keep no thread of a connection that stays open at the end."""

    daemon_threads = True
    block_on_close = False


def page_names() -> list[str]:
    """Return the file names of the site's pages, sorted."""
    return sorted(path.name for path in SITE.glob("*.html"))


@contextmanager
def serve_site() -> Iterator[str]:
    """Serve the site in a thread of this process; give its origin, e.g. ``http://127.0.0.1:34839``."""
    with _Server(("127.0.0.1", 0), partial(_Handler, directory=str(SITE))) as server:
        thread = threading.Thread(target=server.serve_forever, name="demo-site", daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
