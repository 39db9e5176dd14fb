-- Staffing: what days were like, rosters, and what the floor page suggests. Days are days since 1970 in the city's calendar, times of
-- day are minutes since its midnight.

-- People who came on a day that is over, by quarter hour ("34:2 35:5": two from 8:30 on, five from 8:45 on): a year of an office is
-- some thousand rows instead of some hundred thousand steps. The row with service '' says that the day was counted, and how many
-- bookings were for it and of these came.
CREATE TABLE arrival_day (
	city BIGINT NOT NULL,
	office TEXT NOT NULL,
	day BIGINT NOT NULL,
	service TEXT NOT NULL,
	walk_ins TEXT NOT NULL,
	booked TEXT NOT NULL,
	bookings BIGINT NOT NULL CHECK (bookings >= 0),
	came BIGINT NOT NULL CHECK (came >= 0 AND came <= bookings),
	PRIMARY KEY (city, office, day, service)
);

-- When a desk is planned to be open on a day ('plan'), and when it was ('was', written with the counts). A desk without a row is closed.
CREATE TABLE roster (
	city BIGINT NOT NULL,
	office TEXT NOT NULL,
	kind TEXT NOT NULL CHECK (kind IN ('plan', 'was')),
	day BIGINT NOT NULL,
	desk TEXT NOT NULL,
	opens BIGINT NOT NULL CHECK (opens >= 0),
	closes BIGINT NOT NULL CHECK (closes > opens AND closes <= 1440),
	break_from BIGINT NOT NULL,
	break_to BIGINT NOT NULL,
	CHECK ((break_from = 0 AND break_to = 0) OR (break_from > opens AND break_to > break_from AND break_to < closes)),
	PRIMARY KEY (city, office, kind, day, desk)
);

-- That a day has a plan; a plan may be that every desk is closed.
CREATE TABLE roster_plan (
	city BIGINT NOT NULL,
	office TEXT NOT NULL,
	day BIGINT NOT NULL,
	rev BIGINT NOT NULL CHECK (rev > 0),
	made_at BIGINT NOT NULL,
	staff BIGINT NOT NULL,
	PRIMARY KEY (city, office, day)
);

-- What would help now: opening `desk` until `until` lets the longest of the waits (nine of ten are shorter, in seconds) fall. Worked out now
-- and then by what time does; the floor page only reads it.
CREATE TABLE staffing_hint (
	city BIGINT NOT NULL,
	office TEXT NOT NULL,
	place BIGINT NOT NULL,
	desk TEXT NOT NULL,
	until BIGINT NOT NULL,
	service TEXT NOT NULL,
	before BIGINT NOT NULL,
	after BIGINT NOT NULL,
	made_at BIGINT NOT NULL,
	PRIMARY KEY (city, office, place)
);
