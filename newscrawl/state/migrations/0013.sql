-- How far the profile of a host is trusted, so that the next run need not find it out again.
ALTER TABLE profiles ADD COLUMN exact INTEGER NOT NULL DEFAULT 0; -- audits in a row
