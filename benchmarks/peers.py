"""Other extractors behind the interface of a quality scorer, to be measured on the same pages as newscrawl.

Each peer is ``function(html, url) -> {"text", "title", "authors", "date"}``; a value that it does
not give is None. ``python -m benchmarks.peers`` says which peers can run here. newscrawl depends on
none of them but trafilatura. An environment for all of them, and the packages of Readability.js::

    python3 -m venv ENV && ENV/bin/pip install trafilatura==2.3.1 resiliparse lxml_html_clean \
        readability-lxml newspaper4k
    npm install --prefix . --no-save --no-package-lock @mozilla/readability@0.6.0 jsdom@26

The second line, in the checkout, makes its ``node_modules``; NODE_PATH names a folder elsewhere.
node must be version 18 or later. A peer that is not installed raises PeerMissingError. A scorer may
count that as a page that failed and go on, so the way out is also written to the standard error,
once in each process.
"""

import atexit
import importlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, TextIO, cast

Answer = dict[str, Any]

READABILITY = Path(__file__).with_name("readability.mjs")
MISSING_PACKAGE = 3  # readability.mjs ends so
NPM = "npm install --prefix . --no-save --no-package-lock @mozilla/readability@0.6.0 jsdom@26"
PAGE = "<html><head><title>A page</title></head><body><p>One sentence of it.</p></body></html>"


class PeerMissingError(RuntimeError):
    """A peer's library, or node, is not installed; the message says how to install it."""


def trafilatura_default(html: str, url: str) -> Answer:
    """Extract with trafilatura as it comes, metadata included."""
    return _trafilatura(html, url)


def trafilatura_precision(html: str, url: str) -> Answer:
    """Extract with trafilatura set to leave out what is in doubt."""
    return _trafilatura(html, url, favor_precision=True)


def trafilatura_recall(html: str, url: str) -> Answer:
    """Extract with trafilatura set to keep what is in doubt."""
    return _trafilatura(html, url, favor_recall=True)


def resiliparse(html: str, url: str) -> Answer:
    """Extract with Resiliparse's main content; it gives neither authors nor date."""
    extract = _library(
        "resiliparse.extract.html2text", "pip install resiliparse"
    ).extract_plain_text
    tree = _library("resiliparse.parse.html", "pip install resiliparse").HTMLTree.parse(html)
    return _answer(extract(tree, main_content=True, alt_texts=False), tree.title)


def readability(html: str, url: str) -> Answer:
    """Extract with Readability.js, the reader view of Firefox, on the DOM of jsdom.

    Raises:
        PeerMissingError: If node or one of its packages is not installed.
        RuntimeError: If Readability.js cannot read the page.
    """
    found = _node(os.getpid()).read(html, url)
    if "error" in found:
        raise RuntimeError(f"{url}: Readability.js: {found['error']}")
    byline = found.get("byline")
    return _answer(
        found.get("text"), found.get("title"), [byline] if byline else None, found.get("date")
    )


def readability_lxml(html: str, url: str) -> Answer:
    """Extract with readability-lxml, the port to Python; it gives markup, of which the text is taken."""
    found = _library("readability", "pip install readability-lxml lxml_html_clean").Document(html)
    tree = _library("lxml.html", "pip install lxml").fromstring(found.summary(html_partial=True))
    blocks = (
        "".join(block.itertext()).strip() for block in tree.iter("p", "li", "h2", "h3", "pre")
    )
    return _answer("\n".join(filter(None, blocks)) or tree.text_content(), found.short_title())


def newspaper4k(html: str, url: str) -> Answer:
    """Extract with newspaper4k, without its pictures."""
    library = _library("newspaper", "pip install newspaper4k")
    found = library.Article(url, fetch_images=False)
    found.download(input_html=html)
    found.parse()
    date = found.publish_date
    return _answer(found.text, found.title, list(found.authors), date.isoformat() if date else None)


PEERS: Mapping[str, Callable[[str, str], Answer]] = {
    peer.__name__: peer
    for peer in (
        trafilatura_default,
        trafilatura_precision,
        trafilatura_recall,
        resiliparse,
        readability,
        readability_lxml,
        newspaper4k,
    )
}


class NodeProcess:
    """A node process that runs readability.mjs, one page at a time, until this process ends."""

    def __init__(self) -> None:
        node = shutil.which("node")
        if node is None:
            raise _missing(
                "readability: no program `node` on the PATH: install Node.js 18 or later, then "
                + NPM
            )
        self._process = subprocess.Popen(
            [node, str(READABILITY)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        self._stdin = cast("TextIO", self._process.stdin)
        self._stdout = cast("TextIO", self._process.stdout)
        atexit.register(self.close)

    def read(self, html: str, url: str) -> Answer:
        """Return the answer for a page: text, title, byline and date, or error.

        A scorer's time limit may break in here at any point. The answer would then be taken for
        that of the next page, so the process is ended and the next page starts another.
        """
        line = json.dumps({"html": html, "url": url})  # ASCII: a lone surrogate stays an escape
        try:
            return self._ask(line)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """End the process and forget it."""
        _node.cache_clear()
        atexit.unregister(self.close)
        self._process.kill()
        self._process.communicate()

    def _ask(self, line: str) -> Answer:
        with suppress(BrokenPipeError):  # the process has ended: its status, below, says why
            self._stdin.write(line + "\n")
            self._stdin.flush()
        answer = self._stdout.readline()
        if answer:
            return dict(json.loads(answer))
        if self._process.wait() == MISSING_PACKAGE:
            raise _missing(f"readability: a package of node is missing (named above): {NPM}")
        raise RuntimeError(
            f"{READABILITY.name} ended with status {self._process.returncode}, without an answer"
        )


@cache
def _node(process_id: int) -> NodeProcess:
    """Return this process's node; a worker that was forked must not share its parent's pipes."""
    return NodeProcess()


def _trafilatura(html: str, url: str, **options: bool) -> Answer:
    library = _library("trafilatura", "pip install trafilatura==2.3.1 lxml_html_clean")
    found = library.bare_extraction(
        html, url=url, include_comments=False, with_metadata=True, **options
    )
    if found is None:
        return _answer(None)
    return _answer(
        found.text, found.title, found.author.split("; ") if found.author else None, found.date
    )


def _answer(
    text: Any, title: Any = None, authors: list[str] | None = None, date: Any = None
) -> Answer:
    return {"text": text, "title": title, "authors": authors, "date": date}


def _library(name: str, install: str) -> ModuleType:
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise _missing(f"{name}: {error}: {install}") from error


def _missing(message: str) -> PeerMissingError:
    _say(message)
    return PeerMissingError(message)


@cache
def _say(message: str) -> None:
    print(message, file=sys.stderr)


def main() -> int:
    """Say of each peer whether it can run here; return 1 where one cannot."""
    missing = 0
    for name, peer in PEERS.items():
        try:
            peer(PAGE, "https://news.example/a")
        except PeerMissingError:
            missing = 1
            print(f"{name}: missing")
        else:
            print(f"{name}: ready")
    return missing


if __name__ == "__main__":
    sys.exit(main())
