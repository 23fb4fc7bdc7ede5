"""Which sources were read to their end, and what earlier runs left to be fetched again."""

from collections.abc import Iterator
from dataclasses import dataclass

from newscrawl.state.store import Row, Store
from newscrawl.state.unwanted import have_asked_alike, lanes_with_unwanted, unwanted_of
from newscrawl.state.values import Status

LEFT_MAX = 20_000
_PAGE = 1_000
_KNOWN = "SELECT urls.id, url, host, request, harvested"
_EARLIER = "FROM lanes CROSS JOIN urls WHERE run_id <> ?1"
_ENDED = f"{_EARLIER} AND lane_id = lanes.id AND status >= 2"
_UNFINISHED = "'led_away', 'empty', 'too_short', 'error_page'"
"""Reasons of pages that were read, and may show their article another day, as one that was not there."""
_FAILED = (
    f"{_KNOWN}, retryable, 0 {_ENDED} AND status = 3 AND coalesce(reason, '') <> 'budget_spent'",
    f"{_KNOWN}, 0, 0 {_ENDED} AND status = 4 AND reason IN ({_UNFINISHED})",
    f"SELECT * FROM ({_KNOWN}, 1, 1 {_ENDED} AND status = 3 AND reason = 'budget_spent'"
    " ORDER BY urls.id LIMIT ?2) AS spent",
    f"SELECT * FROM ({_KNOWN}, 1, 1 {_EARLIER} AND due + delayed + leased > 0 AND rested_by IN"
    " ('given_up', 'budget') AND lane_id = lanes.id AND status = 0 ORDER BY urls.id LIMIT ?2)"
    " AS waiting",
)
"""The parts of ``Coverage.failed``, each with the columns of ``Known``."""


@dataclass(frozen=True, slots=True)
class Known:
    """A URL that an earlier run has ended.

    Attributes:
        id: Of its row.
        request: What it was fetched by.
        harvested: Unix time of its first record; 0: it gave none.
        retryable: It failed by something that may pass.
        is_left: It was not tried: a budget was spent, or its host was given up.
    """

    id: int
    url: str
    host: str
    request: str | None
    harvested: float
    retryable: bool = False
    is_left: bool = False


class Coverage:
    """The record of the runs before *run_id*; changes are durable with the store's next commit."""

    def __init__(self, store: Store, run_id: int) -> None:
        self._store, self._run = store, run_id

    def since(self, source: str, scope: str) -> float | None:
        """Return the time at which *source* was read to its end; ``None`` where it was not.

        A document that was looked at later belongs to a run that did not come to its end.
        """
        rows = self._store.run(
            "SELECT since FROM coverage WHERE source = ?1 AND scope = ?2 AND done >= "
            "(SELECT coalesce(max(looked), 0) FROM documents WHERE source = ?1)",
            (source, scope),
        )
        return float(rows[0][0]) if rows else None

    def note(self, source: str, scope: str, since: float, now: float) -> None:
        """Note that *source* was read to its end."""
        # One statement: the workers of a shared run come to their ends, and here, at the same time.
        self._store.run(
            "INSERT INTO coverage (source, scope, since, done) VALUES (?, ?, ?, ?) ON CONFLICT"
            " (source, scope) DO UPDATE SET since = excluded.since, done = excluded.done",
            (source, scope, since, now),
        )

    def is_old(self, key: bytes) -> bool:
        """Return whether an earlier run has ended the URL of *key*."""
        return bool(
            self._store.run(
                "SELECT 1 FROM urls JOIN lanes ON lanes.id = lane_id WHERE status >= 2 AND run_id"
                " <> ?2 AND urls.id IN (SELECT id FROM urls WHERE key = ?1 UNION ALL SELECT url_id"
                " FROM aliases WHERE aliases.key = ?1) LIMIT 1",
                (key, self._run),
            )
        )

    def harvested(self, since: float) -> Iterator[Known]:
        """Return the articles that earlier runs harvested first at *since* (Unix time) or later."""
        # By time and id: many articles share a second,
        # and none may be skipped at the end of a page.
        at, url_id = max(since, 1.0), 0
        while rows := self._harvested(at, url_id):
            for row in rows:
                yield Known(*row)
            at, url_id = rows[-1][4], rows[-1][0]

    def _harvested(self, at: float, url_id: int) -> list[Row]:
        return self._store.run(
            "SELECT urls.id, url, host, request, harvested FROM urls JOIN lanes ON lanes.id ="
            " lane_id WHERE harvested > 0 AND (harvested > ?1 OR (harvested = ?1 AND urls.id > ?2))"
            " AND status IN (?3, ?4) AND run_id <> ?5 ORDER BY harvested, urls.id LIMIT ?6",
            (at, url_id, Status.DONE, Status.DROPPED, self._run, _PAGE),
        )

    def unwanted(self) -> Iterator[Known]:
        """Return what earlier runs dropped for they asked for others; nothing where all ask alike."""
        if have_asked_alike(self._store, self._run):
            return
        for lane in lanes_with_unwanted(self._store, self._run):
            for row in unwanted_of(self._store, lane):
                yield Known(*row)

    def hosts_left(self) -> list[str]:
        """Return the hosts that this run has not done with."""
        rows = self._store.run(
            "SELECT host FROM lanes WHERE run_id = ? AND due + delayed + leased > 0", (self._run,)
        )
        return [str(row[0]) for row in rows]

    def failed(self) -> list[Known]:
        """Return what failed in earlier runs, or was unfinished: lane by lane, for which there is an index.

        And what these have left, because a budget was spent or its host was given up, for no run
        takes it up any more: at most ``LEFT_MAX`` URLs, the oldest first, as the others come back
        with later runs.
        """
        rows = self._store.run(" UNION ALL ".join(_FAILED), (self._run, LEFT_MAX))
        return [Known(*row) for row in rows]
