-- One command's way from its first URL to its last.
CREATE TABLE runs (
    id INTEGER PRIMARY KEY,
    spider TEXT NOT NULL,
    arguments TEXT NOT NULL, -- JSON object, keys sorted
    folder TEXT NOT NULL,
    started REAL NOT NULL,
    ended REAL, -- NULL: it runs, or it was killed
    finished INTEGER NOT NULL DEFAULT 0, -- 1: nothing is left to do
    reason TEXT
);
CREATE INDEX runs_command ON runs (spider, arguments, id);

-- One host in one run. The counters repeat what urls says; open says whether the lane may give a URL now.
CREATE TABLE lanes (
    id INTEGER PRIMARY KEY,
    run_id INTEGER NOT NULL REFERENCES runs (id),
    host TEXT NOT NULL,
    turn INTEGER NOT NULL, -- the lane with the lowest is served next
    open INTEGER NOT NULL DEFAULT 0,
    due INTEGER NOT NULL DEFAULT 0,
    delayed INTEGER NOT NULL DEFAULT 0,
    leased INTEGER NOT NULL DEFAULT 0,
    fetched INTEGER NOT NULL DEFAULT 0, -- of the leased ones, those that the host has answered
    failures INTEGER NOT NULL DEFAULT 0, -- in a row
    rests INTEGER NOT NULL DEFAULT 0, -- in a row
    rest_until REAL,
    rested_by TEXT, -- 'server' (Retry-After) or 'breaker'
    UNIQUE (run_id, host)
);
CREATE INDEX lanes_turn ON lanes (run_id, turn);
CREATE INDEX lanes_open ON lanes (run_id, turn) WHERE open = 1;
CREATE INDEX lanes_resting ON lanes (run_id, rest_until) WHERE rest_until IS NOT NULL;
CREATE INDEX lanes_busy ON lanes (run_id) WHERE due + delayed + leased > 0;

-- Every URL ever seen. status: 0 pending, 1 leased, 2 done, 3 failed, 4 dropped.
CREATE TABLE urls (
    id INTEGER PRIMARY KEY,
    key BLOB NOT NULL UNIQUE,
    url TEXT NOT NULL,
    lane_id INTEGER NOT NULL REFERENCES lanes (id),
    status INTEGER NOT NULL DEFAULT 0,
    named INTEGER NOT NULL DEFAULT 0, -- 1: the user named it, 0: it was found
    priority INTEGER NOT NULL DEFAULT 0,
    depth INTEGER NOT NULL DEFAULT 0,
    rank INTEGER NOT NULL DEFAULT 0, -- place among the URLs of the page that it was found on
    attempts INTEGER NOT NULL DEFAULT 0, -- failed ones, in this run
    not_before REAL NOT NULL DEFAULT 0, -- Unix time; 0: now
    lease_until REAL,
    worker TEXT,
    fetched INTEGER NOT NULL DEFAULT 0, -- 1: the host has answered; holds while leased
    again INTEGER NOT NULL DEFAULT 0, -- not used any more
    request TEXT, -- JSON object: what differs from a plain GET
    reason TEXT,
    retryable INTEGER NOT NULL DEFAULT 0,
    records INTEGER NOT NULL DEFAULT 0,
    changed REAL NOT NULL
);
CREATE INDEX urls_due ON urls (lane_id, priority DESC, depth, rank, id) WHERE status = 0 AND not_before = 0;
CREATE INDEX urls_delayed ON urls (not_before) WHERE status = 0 AND not_before > 0;
CREATE INDEX urls_leased ON urls (lease_until) WHERE status = 1;
CREATE INDEX urls_failed ON urls (lane_id) WHERE status = 3;

-- Where redirects led: other names of a row of urls.
CREATE TABLE aliases (key BLOB PRIMARY KEY, url_id INTEGER NOT NULL REFERENCES urls (id)) WITHOUT ROWID;
CREATE INDEX aliases_url ON aliases (url_id);

-- Output files of a run, and up to where each is known to be whole.
CREATE TABLE files (
    id INTEGER PRIMARY KEY,
    run_id INTEGER NOT NULL REFERENCES runs (id),
    name TEXT NOT NULL, -- in the run's folder, without the ending of the compression
    bytes INTEGER NOT NULL DEFAULT 0,
    records INTEGER NOT NULL DEFAULT 0,
    closed INTEGER NOT NULL DEFAULT 0,
    packed TEXT, -- name of the compressed file, once the plain one may go
    sha256 TEXT, -- of the file that stays, once closed
    UNIQUE (run_id, name)
);

-- Lines that are acknowledged; they leave when they are in their file, synced.
CREATE TABLE outbox (seq INTEGER PRIMARY KEY AUTOINCREMENT, run_id INTEGER NOT NULL, line BLOB NOT NULL);

-- Records that a run holds, so that two roads to one article give one line.
CREATE TABLE records (run_id INTEGER NOT NULL, id TEXT NOT NULL, PRIMARY KEY (run_id, id)) WITHOUT ROWID;
