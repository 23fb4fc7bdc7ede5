"""The contents of a state file for a person, and the changes that a person makes to it.

These look at all runs. They are no part of a crawl, and may take time that grows with the file.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from newscrawl.errors import ConfigError
from newscrawl.state.articles import Articles
from newscrawl.state.restarts import REDIRECTED, restart
from newscrawl.state.store import Row, Store
from newscrawl.state.values import Status
from newscrawl.web.urls import article_id, canonical_url, id_of, url_key


@dataclass(frozen=True, slots=True)
class HostCounts:
    """How many URLs of one host, over all runs, are in each status; and until when it rests."""

    host: str
    pending: int
    leased: int
    done: int
    failed: int
    dropped: int
    rest_until: float | None


@dataclass(frozen=True, slots=True)
class Ended:
    """One URL that gave no record, or waits after it failed, and why."""

    url: str
    host: str
    status: str
    reason: str
    retryable: bool
    attempts: int


def count_hosts(store: Store) -> list[HostCounts]:
    """Count by host, those with the most failures first."""
    rows = store.run(
        "SELECT host, count(*) FILTER (WHERE status = 0), count(*) FILTER (WHERE status = 1), "
        "count(*) FILTER (WHERE status = 2), count(*) FILTER (WHERE status = 3), "
        "count(*) FILTER (WHERE status = 4), "
        "max(rest_until) FROM urls JOIN lanes ON lanes.id = lane_id GROUP BY host "
        "ORDER BY 5 DESC, count(*) DESC, host"
    )
    return [HostCounts(*row) for row in rows]


def count_reasons(store: Store, host: str | None = None) -> list[tuple[str, str, str, int]]:
    """Count what failed, was dropped or waits after a failure: host, status, reason, number."""
    rows = store.run(
        "SELECT host, status, coalesce(reason, ''), count(*) FROM urls JOIN lanes ON lanes.id ="
        " lane_id WHERE (status > 2 OR (status = 0 AND reason IS NOT NULL)) AND (? IS NULL OR host"
        " = ?) GROUP BY 1, 2, 3 ORDER BY 4 DESC, 1, 3",
        (host, host),
    )
    return [
        (name, Status(status).name.lower(), reason, count) for name, status, reason, count in rows
    ]


def list_failed(store: Store, host: str | None = None) -> Iterator[Ended]:
    """Return each URL that failed, was dropped, or waits after a failure."""
    rows: list[Row] = store.run(
        "SELECT url, host, status, coalesce(reason, ''), retryable, attempts FROM urls "
        "JOIN lanes ON lanes.id = lane_id "
        "WHERE (status > 2 OR (status = 0 AND reason IS NOT NULL)) AND (? IS NULL OR host = ?) "
        "ORDER BY host, urls.id",
        (host, host),
    )
    for url, name, status, reason, retryable, attempts in rows:
        yield Ended(url, name, Status(status).name.lower(), reason, bool(retryable), attempts)


def list_harvested(store: Store, host: str, count: int) -> list[str]:
    """Give up to *count* URLs of *host* that gave a record, the last first."""
    rows = store.run(
        "SELECT url FROM urls JOIN lanes ON lanes.id = lane_id WHERE status = 2 AND records > 0 AND"
        " host = ? ORDER BY changed DESC, urls.id DESC LIMIT ?",
        (host.lower(), count),
    )
    return [str(url) for (url,) in rows]


def requeue(store: Store, *, host: str | None = None, reason: str | None = None) -> int:
    """Let failed URLs be tried again when their command is run again; give how many.

    What waits for a host that was given up counts as failed for the reason ``host_unavailable``.
    The runs are opened for it, so that the same command takes them up.
    """
    chosen = (
        "status = 3 AND (?1 IS NULL OR reason = ?1) AND (?2 IS NULL OR lane_id IN (SELECT id FROM"
        " lanes WHERE host = ?2))"
    )
    redirected = f"SELECT id, request FROM urls WHERE {chosen} AND {REDIRECTED}"
    restart(store, store.run(redirected, (reason, host)))
    waked = _wake_hosts(store, host) if reason in {None, "host_unavailable"} else 0
    rows = store.run(
        "UPDATE urls SET status = 0, not_before = 0, attempts = 0, retryable = 0 WHERE"
        f" {chosen} RETURNING lane_id",
        (reason, host),
    )
    for (lane,) in rows:
        store.run(
            "UPDATE lanes SET due = due + 1, open = CASE WHEN rest_until IS NULL THEN 1 ELSE 0 END "
            "WHERE id = ?",
            (lane,),
        )
        store.run(
            # A finished run is taken up by no command, so it is opened again for its pages.
            "UPDATE runs SET finished = 0, ended = NULL WHERE id = (SELECT run_id FROM lanes WHERE"
            " id = ?)",
            (lane,),
        )
    return len(rows) + waked


def _wake_hosts(store: Store, host: str | None) -> int:
    rows = store.run(
        "UPDATE lanes SET rest_until = NULL, rested_by = NULL, failures = 0, rests = 0, "
        "open = CASE WHEN due > 0 THEN 1 ELSE 0 END "
        "WHERE rested_by = 'given_up' AND (?1 IS NULL OR host = ?1) RETURNING run_id, due +"
        " delayed",
        (host,),
    )
    for run_id, _ in rows:
        store.run("UPDATE runs SET finished = 0, ended = NULL WHERE id = ?", (run_id,))
    return sum(count for _, count in rows)


def forget_url(store: Store, url: str) -> int:
    """Forget one URL, named or led to by a redirect, as if it had never been seen; give how many (0 or 1).

    Raises:
        UrlError: If it is not one.
    """
    key = url_key(canonical_url(url))
    store.run("DELETE FROM documents WHERE key = ?", (key,))
    put_away = len(store.run("DELETE FROM seen WHERE key = ? RETURNING key", (key,)))
    store.run("DELETE FROM coverage")  # what lists it is to be read again
    known = _forget(store, "key = ?1 OR id IN (SELECT url_id FROM aliases WHERE key = ?1)", (key,))
    return max(known, min(put_away, 1))


def forget_host(store: Store, host: str) -> int:
    """Forget all URLs of one host, its robots.txt, and how it answers; give how many URLs."""
    host = host.lower()
    store.run("DELETE FROM coverage")
    for table in ("documents", "trust"):
        # With a port or without: the host is the same to whoever asks for it.
        store.run(f"DELETE FROM {table} WHERE host = ?1 OR host LIKE ?1 || ':%'", (host,))
    for scheme in ("http", "https"):
        origin = f"{scheme}://{host}"
        # Other files of the site that are kept, such as tdmrep.json, have their path behind it.
        store.run(
            "DELETE FROM robots WHERE origin = ?1 OR origin LIKE ?1 || ':%' OR origin LIKE ?1 || '/%'",
            (origin,),
        )
    store.run(
        "UPDATE lanes SET failures = 0, rests = 0, rest_until = NULL, rested_by = NULL, answered ="
        " 0 WHERE host = ?",
        (host,),
    )
    return _forget(store, "lane_id IN (SELECT id FROM lanes WHERE host = ?)", (host,))


def forget_all(store: Store) -> int:
    """Forget all URLs and runs; the output files stay as they are. Give how many URLs.

    Raises:
        ConfigError: If records wait in the state for their file.
    """
    ((waiting,),) = store.run("SELECT count(*) FROM outbox")
    # Rows of the outbox are articles that no file has yet.
    if waiting:
        raise ConfigError(
            f"{waiting} records are not in their file yet; run the crawl's command again first, or"
            " move the state file away to lose them"
        )
    count = _forget(store, "1 = 1", ())
    for table in (
        "lanes",
        "files",
        "records",
        "articles",
        "bands",
        "health",
        "health_parts",
        "seen",
        "runs",
        "robots",
        "documents",
        "trust",
        "coverage",
    ):
        store.run(f"DELETE FROM {table}")
    return count


def _forget(store: Store, which: str, values: tuple[object, ...]) -> int:
    rows = store.run(
        f"DELETE FROM urls WHERE {which} RETURNING id, url, lane_id, status, not_before, fetched",
        values,
    )
    for url_id, url, lane, status, not_before, fetched in rows:
        names = store.run("DELETE FROM aliases WHERE url_id = ? RETURNING key", (url_id,))
        # Each name of the page may be the one by which its article is known.
        for article in (article_id(url), *(id_of(name) for (name,) in names)):
            Articles(store).forget(article)
        due, delayed, leased = (
            status == 0 and not not_before,
            status == 0 and not_before > 0,
            status == 1,
        )
        store.run(
            "UPDATE lanes SET due = due - ?1, delayed = delayed - ?2, leased = leased - ?3, "
            "fetched = fetched - ?4, open = CASE WHEN due - ?1 > 0 THEN open ELSE 0 END "
            "WHERE id = ?5",
            (due, delayed, leased, leased and fetched, lane),
        )
    return len(rows)
