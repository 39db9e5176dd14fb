-- What a flow's text is, in one short word: what was worked out of it is kept in memory by this, and a text that is another has another. Empty: a text of an older version of the
-- program, worked out when it is read.
ALTER TABLE work_flow ADD COLUMN digest TEXT NOT NULL DEFAULT '';
