-- The work survey, asking: what belongs to a sheet beside its rows, what was done with it, and who was reminded.

-- Rows that are not complete yet wait here as they were typed; sums know nothing of them.
CREATE TABLE work_ask_sheet (
	city BIGINT NOT NULL,
	round TEXT NOT NULL,
	unit BIGINT NOT NULL,
	rest TEXT NOT NULL, -- JSON: rows as typed, with their places
	names TEXT NOT NULL, -- the numbers that the last new rows got, by the names that the browser gave them: "n3f8a 17" a line
	reason TEXT NOT NULL, -- of the unit, when its hours are outside of the band
	PRIMARY KEY (city, round, unit)
);

-- Submitted, taken back, approved, sent back: with the hours as they were then.
CREATE TABLE work_ask_step (
	city BIGINT NOT NULL,
	round TEXT NOT NULL,
	unit BIGINT NOT NULL,
	step BIGINT NOT NULL, -- from 1
	made_at BIGINT NOT NULL,
	actor TEXT NOT NULL,
	action TEXT NOT NULL CHECK (action IN ('started', 'file', 'submitted', 'withdrawn', 'approved', 'sent_back')),
	note TEXT NOT NULL,
	items BIGINT NOT NULL,
	said BIGINT NOT NULL, -- minutes
	has BIGINT NOT NULL,
	PRIMARY KEY (city, round, unit, step)
);

CREATE TABLE work_ask_round (
	city BIGINT NOT NULL,
	round TEXT NOT NULL,
	remind BIGINT NOT NULL, -- 1: by itself, before the last day
	PRIMARY KEY (city, round)
);

-- Where a member of staff is reminded.
CREATE TABLE work_ask_mail (
	city BIGINT NOT NULL,
	staff BIGINT NOT NULL,
	mail TEXT NOT NULL,
	PRIMARY KEY (city, staff)
);

-- At most one a day.
CREATE TABLE work_ask_reminder (
	city BIGINT NOT NULL,
	round TEXT NOT NULL,
	day BIGINT NOT NULL,
	staff BIGINT NOT NULL,
	units BIGINT NOT NULL, -- how many had not submitted
	PRIMARY KEY (city, round, day, staff)
);
