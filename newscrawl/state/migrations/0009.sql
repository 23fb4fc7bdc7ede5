-- What each source gave in each run, and how it was judged to be.
CREATE TABLE IF NOT EXISTS health (
    source TEXT NOT NULL,
    run_id INTEGER NOT NULL,
    figures TEXT NOT NULL, -- JSON, see newscrawl/health.py
    status TEXT NOT NULL DEFAULT '', -- empty: the run has not ended by itself
    findings TEXT NOT NULL DEFAULT '[]', -- JSON: kinds and messages
    PRIMARY KEY (source, run_id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS health_run ON health (run_id);
