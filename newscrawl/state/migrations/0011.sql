-- What each worker of a shared run saw of a source, until the last one adds it up. A run of one worker has none.
CREATE TABLE health_parts (
    run_id INTEGER NOT NULL,
    source TEXT NOT NULL,
    worker TEXT NOT NULL,
    figures TEXT NOT NULL, -- JSON, as in health
    cut INTEGER NOT NULL DEFAULT 0, -- 1: a budget of the source ended it
    PRIMARY KEY (run_id, source, worker)
) WITHOUT ROWID;
