-- The log of calls, chained by hash; and what an office's quarter hours were like, for open data.
-- Times are milliseconds since 1970-01-01 UTC; days are days since then in the city's calendar; '' and 0 mean "none".

-- Everything that was done with a person at a desk, in the order in which it was done: an entry's hash covers the entry and the
-- hash of the one before it. A number and no name; the ticket's code is a secret and does not stand here.
CREATE TABLE call_log (
	city BIGINT NOT NULL,
	office TEXT NOT NULL,
	seq BIGINT NOT NULL CHECK (seq > 0),
	day BIGINT NOT NULL,
	at BIGINT NOT NULL,
	number TEXT NOT NULL,
	service TEXT NOT NULL,
	desk TEXT NOT NULL,
	command TEXT NOT NULL,
	calls BIGINT NOT NULL,
	staff BIGINT NOT NULL,
	hash TEXT NOT NULL,
	PRIMARY KEY (city, office, seq)
);
CREATE INDEX call_log_day ON call_log (city, office, day, seq);

CREATE TABLE call_head (
	city BIGINT NOT NULL,
	office TEXT NOT NULL,
	last BIGINT NOT NULL,
	hash TEXT NOT NULL,
	PRIMARY KEY (city, office)
);

-- Where the log stood when a day was over: published, so that whoever shortens or rewrites it later has to explain himself.
CREATE TABLE call_day (
	city BIGINT NOT NULL,
	office TEXT NOT NULL,
	day BIGINT NOT NULL,
	last BIGINT NOT NULL,
	hash TEXT NOT NULL,
	made_at BIGINT NOT NULL,
	PRIMARY KEY (city, office, day)
);

-- One quarter hour of an office; service '' is all of them. -1 stands for what is not told (too few people) or was not measured.
-- The columns up to wait_p90 are published as they are. wait_n and wait_sum (people, seconds) are for the office's own picture
-- of its week and only there for service ''.
CREATE TABLE busyness (
	city BIGINT NOT NULL,
	office TEXT NOT NULL,
	day BIGINT NOT NULL,
	quarter BIGINT NOT NULL CHECK (quarter >= 0 AND quarter < 96),
	service TEXT NOT NULL,
	tickets BIGINT NOT NULL,
	called BIGINT NOT NULL,
	waiting_most BIGINT NOT NULL,
	desks_tenths BIGINT NOT NULL,
	wait_median BIGINT NOT NULL,
	wait_p90 BIGINT NOT NULL,
	wait_n BIGINT NOT NULL,
	wait_sum BIGINT NOT NULL,
	PRIMARY KEY (city, office, day, quarter, service)
);
CREATE INDEX busyness_day ON busyness (city, day, office, quarter);

-- Days that have been added up, also those on which nobody came.
CREATE TABLE busyness_done (
	city BIGINT NOT NULL,
	office TEXT NOT NULL,
	day BIGINT NOT NULL,
	made_at BIGINT NOT NULL,
	PRIMARY KEY (city, office, day)
);

-- What was expected a moment ago for who comes now, seconds: one row a service of an office, written over again and again. A ticket's
-- page asks it whether another office is faster; see open/compare.h.
CREATE TABLE wait_now (
	city BIGINT NOT NULL,
	office TEXT NOT NULL,
	service TEXT NOT NULL,
	at BIGINT NOT NULL,
	p10 BIGINT NOT NULL,
	p50 BIGINT NOT NULL,
	p90 BIGINT NOT NULL,
	PRIMARY KEY (city, office, service)
);
