-- How a run's URLs ended is counted at its end, millions of them in a second.
DROP INDEX urls_failed;
CREATE INDEX urls_ended ON urls (lane_id, status, reason) WHERE status >= 2;
