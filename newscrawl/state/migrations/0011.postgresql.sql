-- Every commit of a worker counts here, so that a database that has forgotten some is found.
ALTER TABLE workers ADD COLUMN commits BIGINT NOT NULL DEFAULT 0;
ALTER TABLE workers SET (fillfactor = 50);

-- Tells this database from another that is put in its place.
CREATE TABLE identity (id TEXT NOT NULL);
INSERT INTO identity SELECT md5(random()::text || clock_timestamp()::text);

-- Workers that found that the database had forgotten commits which it had acknowledged.
CREATE TABLE rewinds (
    run_id BIGINT NOT NULL, -- that the worker has taken up then
    worker TEXT NOT NULL,
    commits BIGINT NOT NULL, -- how many are lost at least
    folder TEXT NOT NULL, -- of the run that the worker was in
    found DOUBLE PRECISION NOT NULL -- Unix time
);

-- Servers: an address is asked by one worker at a time, however many sites are on it.
CREATE TABLE addresses (
    address TEXT PRIMARY KEY,
    token BIGINT NOT NULL DEFAULT 0, -- of the worker that holds it; 0: nobody does
    next_allowed_at DOUBLE PRECISION NOT NULL DEFAULT 0 -- Unix time of the database; outlives the lease
) WITH (fillfactor = 50);
ALTER TABLE sites ADD COLUMN address TEXT NOT NULL DEFAULT ''; -- that was found last; empty: none yet
