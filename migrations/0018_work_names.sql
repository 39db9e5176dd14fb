-- Common names of work: which names of the survey mean the same, and what other cities call it. They belong to the city, not to a round: a name that was settled stays
-- settled next year.

CREATE TABLE work_common (
	city BIGINT NOT NULL,
	common BIGINT NOT NULL,
	name TEXT NOT NULL,
	PRIMARY KEY (city, common)
);

-- A name as units write it; an empty step: the work with all its steps.
CREATE TABLE work_common_name (
	city BIGINT NOT NULL,
	work TEXT NOT NULL,
	step TEXT NOT NULL,
	common BIGINT NOT NULL,
	PRIMARY KEY (city, work, step)
);

-- What people said of two names without giving them one: 1 the same, 0 never. The smaller first.
CREATE TABLE work_names_said (
	city BIGINT NOT NULL,
	work_a TEXT NOT NULL,
	step_a TEXT NOT NULL,
	work_b TEXT NOT NULL,
	step_b TEXT NOT NULL,
	same BIGINT NOT NULL,
	PRIMARY KEY (city, work_a, step_a, work_b, step_b)
);

-- Every decision, with what was before it, so that it can be taken back.
CREATE TABLE work_names_change (
	city BIGINT NOT NULL,
	change BIGINT NOT NULL,
	action TEXT NOT NULL,
	subject TEXT NOT NULL,
	ops TEXT NOT NULL, -- JSON: what was before and is after, row by row
	undone BIGINT NOT NULL,
	made_at BIGINT NOT NULL,
	made_by TEXT NOT NULL,
	PRIMARY KEY (city, change)
);

-- Counts every decision: what is grouped in memory is grouped anew when it has moved.
CREATE TABLE work_names_state (
	city BIGINT NOT NULL,
	revision BIGINT NOT NULL,
	PRIMARY KEY (city)
);

-- The taxonomy of another city, as it came.
CREATE TABLE work_taxonomy (
	city BIGINT NOT NULL,
	taxonomy BIGINT NOT NULL,
	name TEXT NOT NULL, -- of that city
	year BIGINT NOT NULL,
	text TEXT NOT NULL,
	made_at BIGINT NOT NULL,
	made_by TEXT NOT NULL,
	PRIMARY KEY (city, taxonomy)
);

-- What staff said of one of theirs and one of ours: 1 the same, 0 another thing.
CREATE TABLE work_taxonomy_map (
	city BIGINT NOT NULL,
	taxonomy BIGINT NOT NULL,
	theirs TEXT NOT NULL,
	common BIGINT NOT NULL,
	same BIGINT NOT NULL,
	made_at BIGINT NOT NULL,
	made_by TEXT NOT NULL,
	PRIMARY KEY (city, taxonomy, theirs, common)
);
