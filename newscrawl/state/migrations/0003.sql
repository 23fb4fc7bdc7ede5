-- The robots.txt of each origin, kept for a day (RFC 9309 §2.4); it outlives the run that fetched it.
CREATE TABLE robots (
    origin TEXT PRIMARY KEY, -- scheme, host, port
    body BLOB NOT NULL, -- as it came, compressed with zlib; empty: there are no rules
    fetched REAL NOT NULL -- Unix time
) WITHOUT ROWID;
