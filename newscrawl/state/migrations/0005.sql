-- Articles of whole sites, across runs: the record that holds the last text of each, and what that text was.
CREATE TABLE articles (
    id TEXT PRIMARY KEY, -- of the first record
    record_id TEXT NOT NULL, -- of the last
    revision INTEGER NOT NULL,
    text_hash BLOB NOT NULL
) WITHOUT ROWID;
