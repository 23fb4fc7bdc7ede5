-- Several workers may share a run, where the database lets them: each has output files of its own. Empty: the only one.
ALTER TABLE files ADD COLUMN worker TEXT NOT NULL DEFAULT '';
ALTER TABLE outbox ADD COLUMN worker TEXT NOT NULL DEFAULT '';
