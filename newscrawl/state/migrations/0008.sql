-- Source documents (fronts, feeds, sitemaps): what each gave last, how it is asked for again, how often it brings news.
CREATE TABLE documents (
    key BLOB PRIMARY KEY, -- of the address that gave it
    url TEXT NOT NULL,
    host TEXT NOT NULL, -- with its port, where the address has one
    source TEXT NOT NULL,
    kind TEXT NOT NULL, -- front, feed, sitemap or listing
    status INTEGER NOT NULL,
    headers TEXT NOT NULL, -- JSON object: those that are needed again
    digest BLOB NOT NULL, -- of the body
    body BLOB, -- compressed with zlib; NULL: not kept
    looked REAL NOT NULL, -- Unix time of the last look
    elapsed REAL NOT NULL, -- seconds between the last look and the one before; 0: there was none
    news INTEGER NOT NULL, -- addresses that the last look brought
    interval_s REAL NOT NULL -- that held before the last look
);
CREATE INDEX documents_source ON documents (source, kind, looked);

-- How far the validators of a host (ETag, Last-Modified) were found to tell the truth, by kind of document.
CREATE TABLE trust (
    host TEXT NOT NULL,
    kind TEXT NOT NULL,
    changes INTEGER NOT NULL, -- bodies that changed together with their validators
    sames INTEGER NOT NULL, -- answers "not modified" that were checked and right
    lies INTEGER NOT NULL,
    unverified INTEGER NOT NULL, -- "not modified" that was believed since the last check
    PRIMARY KEY (host, kind)
) WITHOUT ROWID;

-- When an article was harvested first; those that are young may be looked at again.
ALTER TABLE urls ADD COLUMN harvested REAL NOT NULL DEFAULT 0;
UPDATE urls SET harvested = changed WHERE status = 2 AND records > 0;
CREATE INDEX urls_harvested ON urls (harvested) WHERE harvested > 0;

-- Sources that were read to their end, so that a later run looks for what is new alone.
CREATE TABLE coverage (
    source TEXT NOT NULL,
    scope TEXT NOT NULL, -- what was asked for, see spiders/comeback.py
    since REAL NOT NULL, -- Unix time from which on articles were wanted; 0: all
    done REAL NOT NULL, -- Unix time of the end
    PRIMARY KEY (source, scope)
) WITHOUT ROWID;
