-- Scenarios of a survey round: which work would move, how much of it, where to.

CREATE TABLE work_scenario (
	city BIGINT NOT NULL,
	round TEXT NOT NULL,
	scenario BIGINT NOT NULL, -- from 1
	name TEXT NOT NULL,
	query TEXT NOT NULL, -- the conditions by names, as they stand in an address: &category=…
	away BIGINT NOT NULL, -- 1: of what can be done elsewhere; 0: of all
	low BIGINT NOT NULL, -- percent of it that moves
	likely BIGINT NOT NULL,
	high BIGINT NOT NULL,
	place TEXT NOT NULL, -- where to
	note TEXT NOT NULL,
	version BIGINT NOT NULL,
	changed BIGINT NOT NULL,
	changed_by TEXT NOT NULL,
	PRIMARY KEY (city, round, scenario)
);
