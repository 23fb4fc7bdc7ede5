-- URLs that have ended long ago, put away by `newscrawl state archive`: enough to know them again.
CREATE TABLE seen (
    key BLOB NOT NULL,
    month INTEGER NOT NULL, -- of the end, as 202611
    status INTEGER NOT NULL,
    changed REAL NOT NULL,
    PRIMARY KEY (key, month)
) WITHOUT ROWID;
