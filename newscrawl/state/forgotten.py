"""URLs that are taken out of the frontier as if they had never been seen, so that a later run finds them.

A URL that was harvested, named by the user or tried before stays: it is known for a reason.
"""

from collections.abc import Callable

from newscrawl.state.store import Row, Store

WAITING = "status = 0 AND attempts = 0 AND harvested = 0 AND named = 0 AND request LIKE ?"
"""Conditions under which a URL with a mark may be forgotten."""


def forget_leased(store: Store, url_id: int, worker: str) -> list[Row]:
    """Forget a URL that *worker* holds, unless it was harvested; give whether it had been fetched."""
    rows = store.run(
        "DELETE FROM urls WHERE id = ? AND status = 1 AND worker = ? AND harvested = 0 RETURNING"
        " fetched",
        (url_id, worker),
    )
    if rows:
        store.run("DELETE FROM aliases WHERE url_id = ?", (url_id,))
    return rows


def forget_waiting(
    store: Store, run_id: int, mark: str, keep: Callable[[str], bool]
) -> list[tuple[str, int, float]]:
    """Forget the URLs of a run that wait and have the text *mark* in their request, unless *keep* names them.

    Give URL, lane and time before which it was not to be fetched, of each.
    """
    rows = store.run(
        f"SELECT id, url, lane_id, not_before FROM urls WHERE {WAITING} "
        "AND lane_id IN (SELECT id FROM lanes WHERE run_id = ?)",
        # JSON's quotes are part of the mark, so that "list:a" does not match "list:ab".
        (f'%"{mark}"%', run_id),
    )
    # The spider may still name a page by another list; only Python can ask it.
    gone = [row for row in rows if not keep(row[1])]
    for url_id, *_ in gone:
        store.run("DELETE FROM urls WHERE id = ?", (url_id,))
        store.run("DELETE FROM aliases WHERE url_id = ?", (url_id,))
    return [(url, lane, not_before) for _, url, lane, not_before in gone]
