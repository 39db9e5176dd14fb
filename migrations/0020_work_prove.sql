-- What reform brought: measures with their figures, tables of procedures by channel with what-ifs, and ideas of staff.

CREATE TABLE work_measure (
	city BIGINT NOT NULL,
	measure BIGINT NOT NULL,
	title TEXT NOT NULL,
	bureau TEXT NOT NULL,
	section TEXT NOT NULL, -- empty: of the whole bureau; both empty: of the city
	work TEXT NOT NULL,
	link TEXT NOT NULL, -- the page of /work that it came from; may be empty
	owner TEXT NOT NULL,
	note TEXT NOT NULL,
	starts BIGINT, -- days
	stops BIGINT,
	state TEXT NOT NULL CHECK (state IN ('idea', 'planned', 'running', 'done', 'stopped')),
	within BIGINT NOT NULL, -- the measure that its effect is counted in; 0: counts itself
	version BIGINT NOT NULL,
	changed BIGINT NOT NULL,
	changed_by TEXT NOT NULL,
	PRIMARY KEY (city, measure)
);

-- Never changed: a new row takes the place of the one before it of its kind and year.
CREATE TABLE work_figure (
	city BIGINT NOT NULL,
	measure BIGINT NOT NULL,
	seq BIGINT NOT NULL,
	kind TEXT NOT NULL CHECK (kind IN ('expected', 'planned', 'realised')),
	year BIGINT NOT NULL, -- fiscal, of realised ones; else 0
	low BIGINT NOT NULL, -- minutes a full year
	likely BIGINT NOT NULL,
	high BIGINT NOT NULL,
	running BIGINT NOT NULL,
	due BIGINT, -- a day
	source TEXT NOT NULL,
	detail TEXT NOT NULL,
	reason TEXT NOT NULL,
	made BIGINT NOT NULL,
	made_by TEXT NOT NULL,
	PRIMARY KEY (city, measure, seq)
);

-- What else was changed of a measure.
CREATE TABLE work_measure_log (
	city BIGINT NOT NULL,
	measure BIGINT NOT NULL,
	version BIGINT NOT NULL,
	field TEXT NOT NULL,
	was TEXT NOT NULL,
	becomes TEXT NOT NULL,
	why TEXT NOT NULL,
	made BIGINT NOT NULL,
	made_by TEXT NOT NULL,
	PRIMARY KEY (city, measure, version, field)
);

-- A table of procedures by channel, as the file came.
CREATE TABLE work_channels (
	city BIGINT NOT NULL,
	id BIGINT NOT NULL,
	name TEXT NOT NULL,
	source TEXT NOT NULL,
	csv TEXT NOT NULL,
	made BIGINT NOT NULL,
	made_by TEXT NOT NULL,
	PRIMARY KEY (city, id)
);

-- A question kept: its address says all.
CREATE TABLE work_what_if (
	city BIGINT NOT NULL,
	id BIGINT NOT NULL,
	name TEXT NOT NULL,
	channels BIGINT NOT NULL, -- the table; 0: none
	query TEXT NOT NULL,
	made BIGINT NOT NULL,
	made_by TEXT NOT NULL,
	staff BIGINT NOT NULL,
	PRIMARY KEY (city, id)
);

CREATE TABLE work_idea (
	city BIGINT NOT NULL,
	idea BIGINT NOT NULL,
	title TEXT NOT NULL,
	body TEXT NOT NULL,
	bureau TEXT NOT NULL,
	section TEXT NOT NULL,
	work TEXT NOT NULL,
	link TEXT NOT NULL, -- the rows that it is about; may be empty
	staff BIGINT NOT NULL, -- who proposed it
	name TEXT NOT NULL, -- as colleagues read it; empty: not shown
	state TEXT NOT NULL CHECK (state IN ('new', 'accepted', 'accompanied', 'done', 'declined', 'withdrawn')),
	reason TEXT NOT NULL, -- of the state
	guide TEXT NOT NULL, -- who accompanies it; empty: nobody yet
	measure BIGINT NOT NULL, -- in the ledger; 0: none
	votes BIGINT NOT NULL,
	version BIGINT NOT NULL,
	made BIGINT NOT NULL,
	changed BIGINT NOT NULL,
	PRIMARY KEY (city, idea)
);

-- One vote a person.
CREATE TABLE work_idea_vote (
	city BIGINT NOT NULL,
	idea BIGINT NOT NULL,
	staff BIGINT NOT NULL,
	made BIGINT NOT NULL,
	PRIMARY KEY (city, idea, staff)
);

-- Remarks, and the states that it went through.
CREATE TABLE work_idea_remark (
	city BIGINT NOT NULL,
	idea BIGINT NOT NULL,
	seq BIGINT NOT NULL,
	staff BIGINT NOT NULL,
	name TEXT NOT NULL, -- empty: not shown
	state TEXT NOT NULL, -- that it took; empty: a remark
	text TEXT NOT NULL,
	made BIGINT NOT NULL,
	PRIMARY KEY (city, idea, seq)
);
