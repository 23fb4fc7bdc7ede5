-- What audits found against the profile of a host, so that the next run reads its pages with the same care.
ALTER TABLE profiles ADD COLUMN doubted INTEGER NOT NULL DEFAULT 0; -- a page was not what it foretold
ALTER TABLE profiles ADD COLUMN surprised INTEGER NOT NULL DEFAULT 0; -- a page had what it does not know of
