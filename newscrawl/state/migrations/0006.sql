-- What finds an article again under another address: its site, a sketch of its text, and the sketch's bands.
ALTER TABLE articles ADD COLUMN site TEXT NOT NULL DEFAULT '';
ALTER TABLE articles ADD COLUMN sketch BLOB NOT NULL DEFAULT x'';
CREATE TABLE bands (
    band BLOB NOT NULL,
    id TEXT NOT NULL, -- of the article
    PRIMARY KEY (band, id)
) WITHOUT ROWID;
CREATE INDEX bands_id ON bands (id);
