-- A host that has not answered yet is asked for one URL at a time.
ALTER TABLE lanes ADD COLUMN answered INTEGER NOT NULL DEFAULT 0;
