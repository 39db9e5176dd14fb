-- Pieces of work that are redesigned: as is and to be, every text of a flow that was saved, and which of them are versions.

CREATE TABLE work_reform (
	city BIGINT NOT NULL,
	reform BIGINT NOT NULL, -- from 1
	name TEXT NOT NULL,
	bureau TEXT NOT NULL, -- whose work it is; empty: of the whole city
	section TEXT NOT NULL,
	round TEXT NOT NULL, -- the survey and the part of it that this is about: a query as the pages' addresses have it; empty: none
	query TEXT NOT NULL,
	about TEXT NOT NULL, -- why, and what is to become better
	archived BIGINT NOT NULL,
	rev BIGINT NOT NULL, -- counts changes of this row
	made_at BIGINT NOT NULL,
	made_by TEXT NOT NULL,
	PRIMARY KEY (city, reform)
);

-- The highest rev is the flow as it is being edited. A rev with a version number is kept for ever; of the others the last ones, for undo.
CREATE TABLE work_flow (
	city BIGINT NOT NULL,
	reform BIGINT NOT NULL,
	side TEXT NOT NULL CHECK (side IN ('as_is', 'to_be')),
	rev BIGINT NOT NULL,
	bpmn TEXT NOT NULL,
	version BIGINT NOT NULL, -- from 1; 0: none
	note TEXT NOT NULL, -- what is new in this version
	back BIGINT NOT NULL, -- undone or redone: the rev whose text this is again; 0: a new one
	saved_at BIGINT NOT NULL,
	saved_by TEXT NOT NULL,
	PRIMARY KEY (city, reform, side, rev)
);
