"""Source documents across runs: what each gave last, and how far its host's validators are to be trusted."""

import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

from newscrawl.discover.revisit import Trust, ValidatorEvidence
from newscrawl.state.store import Row, Store

_COLUMNS = (
    "key, url, host, source, kind, status, headers, digest, body, looked, elapsed, news, interval_s"
)
_REPLACED = ", ".join(f"{name} = excluded.{name}" for name in _COLUMNS.split(", ")[1:])


@dataclass(frozen=True, slots=True)
class Document:
    """A front page, feed or sitemap, as it was last read.

    Attributes:
        key: What its URL is known by, see ``urls.url_key``.
        source: Name of the source that it belongs to.
        host: With its port, where the URL has one.
        kind: ``front``, ``feed``, ``sitemap`` or ``listing``.
        status: HTTP status; other than 200 where nothing lies at a well-known place.
        headers: Those that are needed again.
        digest: Stands for the body.
        body: As it came, decoded; ``None`` where it is not kept.
        looked: Unix time of the last look.
        elapsed: Seconds between the last look and the one before; 0: there was not one.
        news: URLs that the last look brought.
        interval_s: Interval that held before the last look.
    """

    key: bytes
    url: str
    host: str
    source: str
    kind: str
    status: int
    headers: Mapping[str, str]
    digest: bytes
    body: bytes | None
    looked: float = 0.0
    elapsed: float = 0.0
    news: int = 0
    interval_s: float = 0.0

    @property
    def validators(self) -> Mapping[str, str]:
        """Its ``ETag`` and ``Last-Modified``, where it has them."""
        return {
            name: self.headers[name] for name in ("ETag", "Last-Modified") if name in self.headers
        }


class Documents:
    """The documents that a state knows; changes are durable with the store's next commit."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def get(self, key: bytes) -> Document | None:
        """Return the document of *key*; ``None`` where it was never read."""
        rows = self._store.run(f"SELECT {_COLUMNS} FROM documents WHERE key = ?", (key,))
        if not rows:
            return None
        return _read(rows[0])

    def put(self, document: Document, packed: bytes | None) -> None:
        """Keep *document*, with *packed* as its body (``pack``)."""
        self._store.run(
            f"INSERT INTO documents ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            f" ON CONFLICT (key) DO UPDATE SET {_REPLACED}",
            (
                document.key,
                document.url,
                document.host,
                document.source,
                document.kind,
                document.status,
                json.dumps(dict(document.headers)),
                document.digest,
                packed,
                document.looked,
                document.elapsed,
                document.news,
                document.interval_s,
            ),
        )

    def touch(self, document: Document) -> None:
        """Note a look that found the same *document*: its times, and no body."""
        self._store.run(
            "UPDATE documents SET headers = ?, source = ?, looked = ?, elapsed = ?, news = ?,"
            " interval_s = ? WHERE key = ?",
            (
                json.dumps(dict(document.headers)),
                document.source,
                document.looked,
                document.elapsed,
                document.news,
                document.interval_s,
                document.key,
            ),
        )

    def drop(self, key: bytes) -> None:
        """Forget a document."""
        self._store.run("DELETE FROM documents WHERE key = ?", (key,))

    def add_news(self, key: bytes) -> None:
        """Count one more URL that the last look at a document brought."""
        self._store.run("UPDATE documents SET news = news + 1 WHERE key = ?", (key,))

    def of_source(self, source: str | None) -> list[Document]:
        """Return the documents of *source* (``None``: of all) that are there, without headers and bodies."""
        rows = self._store.run(
            "SELECT key, url, host, source, kind, status, '{}', digest, NULL, looked, elapsed,"
            " news, interval_s FROM documents WHERE (?1 IS NULL OR source = ?1) AND status = 200"
            " ORDER BY source, kind, url",
            (source,),
        )
        return [_read(row) for row in rows]

    def trust(self, host: str, kind: str) -> Trust:
        """Return the evidence on the validators of a host so far."""
        rows = self._store.run(
            "SELECT changes, sames, lies, unverified FROM trust WHERE host = ? AND kind = ?",
            (host, kind),
        )
        return Trust(*rows[0]) if rows else Trust()

    def learn(self, host: str, kind: str, evidence: ValidatorEvidence) -> Trust:
        """Note *evidence*, and return the trust that follows from it."""
        trust = self.trust(host, kind).after(evidence)
        if evidence is not ValidatorEvidence.NONE:
            self._store.run(
                "INSERT INTO trust (host, kind, changes, sames, lies, unverified) VALUES"
                " (?, ?, ?, ?, ?, ?) ON CONFLICT (host, kind) DO UPDATE SET changes ="
                " excluded.changes, sames = excluded.sames, lies = excluded.lies, unverified ="
                " excluded.unverified",
                (host, kind, trust.changes, trust.sames, trust.lies, trust.unverified),
            )
        return trust


def _read(row: Row) -> Document:
    values = dict(zip(_COLUMNS.split(", "), row, strict=True))
    values["headers"] = json.loads(values["headers"])
    values["body"] = None if values["body"] is None else zlib.decompress(values["body"])
    return Document(**values)


def pack(body: bytes, max_bytes: int) -> bytes | None:
    """Return *body* as it is stored; ``None`` where that is more than *max_bytes*."""
    packed = zlib.compress(body, 6)
    return packed if len(packed) <= max_bytes else None
