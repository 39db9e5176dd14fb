-- What administrators change in the guide before it is published: the whole text of a file, one row for each person and file.

-- `base` is the version that the person began with (0: a new file), `body` the file as it is to become ('': it is to go). `rev` counts the
-- times it was saved, so that a second window does not overwrite the first.
CREATE TABLE guide_draft (
	city BIGINT NOT NULL,
	staff BIGINT NOT NULL,
	path TEXT NOT NULL,
	base BIGINT NOT NULL CHECK (base >= 0),
	body TEXT NOT NULL,
	rev BIGINT NOT NULL CHECK (rev > 0),
	made_at BIGINT NOT NULL,
	changed_at BIGINT NOT NULL,
	PRIMARY KEY (city, staff, path)
);
