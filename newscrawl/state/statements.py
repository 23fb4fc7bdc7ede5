"""Statements that the frontier uses in several places."""

FIND = """
SELECT * FROM (
    SELECT urls.id, lane_id, status, not_before, run_id, changed, request
    FROM urls JOIN lanes ON lanes.id = lane_id WHERE key = ?1
    UNION ALL
    SELECT urls.id, lane_id, status, not_before, run_id, changed, request
    FROM aliases JOIN urls ON urls.id = url_id JOIN lanes ON lanes.id = lane_id WHERE aliases.key = ?1
    UNION ALL
    SELECT 0, 0, status, 0, 0, changed, CAST(NULL AS TEXT) FROM seen WHERE key = ?1
) AS found LIMIT 1
"""
"""The row of a key, by itself or by another name of it; number 0: it was put away, see ``archive``."""

FIND_ALL = """
SELECT urls.key AS asked, urls.id, lane_id, status, not_before, lanes.run_id, changed, request
FROM urls JOIN lanes ON lanes.id = lane_id WHERE key = ANY(?1)
UNION ALL
SELECT aliases.key, urls.id, lane_id, status, not_before, lanes.run_id, changed, request
FROM aliases JOIN urls ON urls.id = url_id JOIN lanes ON lanes.id = lane_id WHERE aliases.key = ANY(?1)
UNION ALL
SELECT key, 0, 0, status, 0, 0, changed, NULL FROM seen WHERE key = ANY(?1)
"""
"""The rows of several keys at once, for a server: each look at it costs a way there and back."""

HELD = "WHERE id = ? AND status = 1 AND worker = ?"
"""Holds for the row of a lease, while the worker still has it."""
FAILED = (
    "FROM urls WHERE status >= 2 AND status = 3 AND retryable = 1 "
    "AND lane_id IN (SELECT id FROM lanes WHERE run_id = ?)"
)
"""The URLs of a run that failed by something that may pass."""
