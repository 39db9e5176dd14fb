-- Expected waits in the running program: what people were told, and what came of it. No names, and nothing that is not in
-- the ticket already.

-- What was said when the ticket was taken: written with the ticket, never changed. Seconds.
CREATE TABLE wait_said (
	city BIGINT NOT NULL,
	ticket TEXT NOT NULL,
	said_at BIGINT NOT NULL,
	booked BIGINT NOT NULL CHECK (booked IN (0, 1)),
	ahead BIGINT NOT NULL CHECK (ahead >= 0),
	p10 BIGINT NOT NULL CHECK (p10 >= 0),
	p50 BIGINT NOT NULL CHECK (p50 >= p10),
	p90 BIGINT NOT NULL CHECK (p90 >= p50),
	rule BIGINT NOT NULL CHECK (rule >= 0),
	assumed BIGINT NOT NULL CHECK (assumed IN (0, 1)),
	PRIMARY KEY (city, ticket)
);

-- One office's day, added up once when it is over; the columns from `p10` on are sums of seconds over those who were called.
CREATE TABLE wait_score (
	city BIGINT NOT NULL,
	office TEXT NOT NULL,
	day BIGINT NOT NULL,
	booked BIGINT NOT NULL,
	called BIGINT NOT NULL,
	uncalled BIGINT NOT NULL,
	assumed BIGINT NOT NULL,
	inside BIGINT NOT NULL,
	kept BIGINT NOT NULL,
	p10 BIGINT NOT NULL,
	p50 BIGINT NOT NULL,
	p90 BIGINT NOT NULL,
	waited BIGINT NOT NULL,
	error BIGINT NOT NULL,
	rule BIGINT NOT NULL,
	rule_error BIGINT NOT NULL,
	PRIMARY KEY (city, office, day, booked)
);

-- The same by the words that were used ("15 to 25 minutes"), a row for each week, which begins on its Monday.
CREATE TABLE wait_band (
	city BIGINT NOT NULL,
	office TEXT NOT NULL,
	week BIGINT NOT NULL,
	said_from BIGINT NOT NULL,
	said_to BIGINT NOT NULL,
	called BIGINT NOT NULL,
	kept BIGINT NOT NULL,
	PRIMARY KEY (city, office, week, said_from, said_to)
);

-- What an office has learned from its days up to `upto`: how long services take, what desks and people do (sim/learn.h), and
-- when desks are usually open. Texts with a version of their own.
CREATE TABLE wait_model (
	city BIGINT NOT NULL,
	office TEXT NOT NULL,
	version BIGINT NOT NULL CHECK (version > 0),
	upto BIGINT NOT NULL,
	learned_at BIGINT NOT NULL,
	plan TEXT NOT NULL,
	model TEXT NOT NULL,
	PRIMARY KEY (city, office)
);

-- How far an office's days have been added up: the last day that was.
CREATE TABLE wait_cursor (
	city BIGINT NOT NULL,
	office TEXT NOT NULL,
	scored BIGINT NOT NULL,
	PRIMARY KEY (city, office)
);
