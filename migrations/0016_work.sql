-- The work survey: rounds, the units of each with their sheets, and who may what in which part of the city.

CREATE TABLE work_round (
	city BIGINT NOT NULL,
	round TEXT NOT NULL,
	name TEXT NOT NULL,
	year BIGINT NOT NULL,
	state TEXT NOT NULL CHECK (state IN ('draft', 'open', 'closed')),
	closes BIGINT, -- a day
	results_open BIGINT NOT NULL,
	before TEXT NOT NULL, -- the round whose rows are a start; empty: none
	def TEXT NOT NULL, -- work.yaml as it was when the round was opened; empty while it is a draft
	revision BIGINT NOT NULL, -- counts every change of a sheet
	next_number BIGINT NOT NULL, -- of an item
	invented BIGINT NOT NULL, -- 1: a rehearsal, never was
	PRIMARY KEY (city, round)
);

-- A unit's answer is one text: it is filled in, approved, sent back and imported as a whole.
CREATE TABLE work_unit (
	city BIGINT NOT NULL,
	round TEXT NOT NULL,
	unit BIGINT NOT NULL, -- from 1, in the order in which they came
	bureau TEXT NOT NULL,
	section TEXT NOT NULL,
	name TEXT NOT NULL,
	people BIGINT NOT NULL,
	minutes BIGINT NOT NULL, -- that its people have in a year
	state TEXT NOT NULL CHECK (state IN ('empty', 'filling', 'submitted', 'sent_back', 'approved')),
	items BIGINT NOT NULL,
	said BIGINT NOT NULL, -- minutes of the items
	note TEXT NOT NULL,
	version BIGINT NOT NULL, -- counts every change of the row that is not the staff's; 0: nothing was ever written
	brought BIGINT NOT NULL, -- 1: what stands there came from a file, and nobody has touched it since
	changed BIGINT NOT NULL,
	changed_by TEXT NOT NULL,
	sheet TEXT NOT NULL, -- CSV in the survey's columns
	PRIMARY KEY (city, round, unit),
	UNIQUE (city, round, bureau, section, name)
);

-- Empty texts stand for all of them.
CREATE TABLE work_member (
	city BIGINT NOT NULL,
	staff BIGINT NOT NULL,
	bureau TEXT NOT NULL,
	section TEXT NOT NULL,
	unit TEXT NOT NULL,
	parts BIGINT NOT NULL, -- bits: 1 fill, 2 approve, 4 see, 8 reform
	PRIMARY KEY (city, staff, bureau, section, unit)
);
