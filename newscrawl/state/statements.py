"""Statements that the frontier uses in several places."""

FIND = """
SELECT id, lane_id, status, not_before, run_id, changed, request FROM (
    SELECT urls.*, lanes.run_id FROM urls JOIN lanes ON lanes.id = lane_id WHERE key = ?1
    UNION ALL
    SELECT urls.*, lanes.run_id FROM aliases JOIN urls ON urls.id = url_id JOIN lanes ON lanes.id = lane_id
    WHERE aliases.key = ?1
) AS found LIMIT 1
"""

FIND_ALL = """
SELECT urls.key AS asked, urls.id, lane_id, status, not_before, lanes.run_id, changed, request
FROM urls JOIN lanes ON lanes.id = lane_id WHERE key = ANY(?1)
UNION ALL
SELECT aliases.key, urls.id, lane_id, status, not_before, lanes.run_id, changed, request
FROM aliases JOIN urls ON urls.id = url_id JOIN lanes ON lanes.id = lane_id WHERE aliases.key = ANY(?1)
"""

HELD = "WHERE id = ? AND status = 1 AND worker = ?"
FAILED = (
    "FROM urls WHERE status >= 2 AND status = 3 AND retryable = 1 "
    "AND lane_id IN (SELECT id FROM lanes WHERE run_id = ?)"
)
