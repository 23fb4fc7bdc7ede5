-- What was learned of each host: where its articles sit, and what it repeats.
CREATE TABLE profiles (
    host TEXT PRIMARY KEY,
    profile TEXT NOT NULL, -- JSON, see boilerplate/profile.py
    pages INTEGER NOT NULL, -- it was learned from
    learned REAL NOT NULL
) WITHOUT ROWID;
