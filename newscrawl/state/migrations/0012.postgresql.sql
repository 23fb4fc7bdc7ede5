-- A partition for each month, so that what is forgotten is dropped, and not deleted row by row.
DROP TABLE seen;
CREATE TABLE seen (
    key BYTEA NOT NULL,
    month INTEGER NOT NULL,
    status SMALLINT NOT NULL,
    changed DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (key, month)
) PARTITION BY LIST (month);
