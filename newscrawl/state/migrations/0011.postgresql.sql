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
