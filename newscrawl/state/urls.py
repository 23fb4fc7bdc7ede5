"""The rows of URLs, as candidates become them."""

from newscrawl.state.store import Store
from newscrawl.state.values import Candidate


def insert(store: Store, lane: int, candidate: Candidate, now: float) -> None:
    """Make a row of *candidate*, to wait in *lane*."""
    store.run(
        "INSERT INTO urls (key, url, lane_id, named, priority, depth, rank, not_before, request, "
        "changed) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            candidate.key,
            candidate.url,
            lane,
            candidate.named,
            candidate.priority,
            candidate.depth,
            candidate.rank,
            candidate.not_before,
            candidate.request,
            now,
        ),
    )


def requeue(
    store: Store, lane: int, url_id: int, candidate: Candidate, *, now: float, keep_name: bool
) -> None:
    """Let the row *url_id* wait in *lane* for *candidate*; with *keep_name* under its own URL."""
    store.run(
        "UPDATE urls SET lane_id = ?, status = 0, priority = ?, depth = ?, rank = ?, not_before ="
        " ?, request = ?, url = CASE ? WHEN 1 THEN url ELSE ? END, named = CASE ? WHEN 1 THEN named"
        " ELSE ? END, attempts = CASE ? WHEN 1 THEN attempts ELSE 0 END, reason = NULL, retryable ="
        " 0, records = 0, lease_until = NULL, worker = NULL, changed = ? WHERE id = ?",
        (
            lane,
            candidate.priority,
            candidate.depth,
            candidate.rank,
            candidate.not_before,
            candidate.request,
            keep_name,
            candidate.url,
            keep_name,
            candidate.named,
            keep_name,
            now,
            url_id,
        ),
    )
