-- visits: places, bookings, tickets and their steps, desks, and the log of what was done with them.
-- Times are milliseconds since 1970-01-01 UTC; days are days since then in the city's calendar; '' and 0 mean "none".

-- How many places of one slot are given away. A row appears with the first; the ceiling comes with the command that
-- takes one, in the statement's own WHERE, so that no two can take the last.
CREATE TABLE place (
	city BIGINT NOT NULL,
	office TEXT NOT NULL,
	service TEXT NOT NULL,
	start BIGINT NOT NULL,
	taken BIGINT NOT NULL CHECK (taken >= 0),
	by_public BIGINT NOT NULL CHECK (by_public >= 0 AND by_public <= taken),
	PRIMARY KEY (city, office, service, start)
);

CREATE TABLE booking (
	city BIGINT NOT NULL,
	code TEXT NOT NULL,
	office TEXT NOT NULL,
	state TEXT NOT NULL CHECK (state IN ('held', 'booked', 'checked_in', 'cancelled', 'expired', 'no_show')),
	start BIGINT NOT NULL,
	held_until BIGINT NOT NULL,
	name TEXT NOT NULL,
	contact TEXT NOT NULL,
	contact_key TEXT NOT NULL,
	address TEXT NOT NULL,
	lang BIGINT NOT NULL,
	channel TEXT NOT NULL CHECK (channel IN ('web', 'api', 'kiosk', 'staff')),
	staff BIGINT NOT NULL,
	note TEXT NOT NULL,
	ticket TEXT NOT NULL,
	made_at BIGINT NOT NULL,
	rev BIGINT NOT NULL,
	PRIMARY KEY (city, code)
);
CREATE INDEX booking_by_time ON booking (city, office, start);
CREATE INDEX booking_by_contact ON booking (city, contact_key, start) WHERE contact_key <> '';
CREATE INDEX booking_held ON booking (city, address, held_until) WHERE state = 'held';

CREATE TABLE booking_step (
	city BIGINT NOT NULL,
	booking TEXT NOT NULL,
	seq BIGINT NOT NULL,
	service TEXT NOT NULL,
	start BIGINT NOT NULL,
	by_public BIGINT NOT NULL,
	PRIMARY KEY (city, booking, seq)
);

-- The last number given out for each letter on each day.
CREATE TABLE numbering (
	city BIGINT NOT NULL,
	office TEXT NOT NULL,
	day BIGINT NOT NULL,
	letter TEXT NOT NULL,
	last BIGINT NOT NULL,
	PRIMARY KEY (city, office, day, letter)
);

CREATE TABLE ticket (
	city BIGINT NOT NULL,
	code TEXT NOT NULL,
	office TEXT NOT NULL,
	day BIGINT NOT NULL,
	number TEXT NOT NULL,
	booking TEXT NOT NULL,
	name TEXT NOT NULL,
	arrived BIGINT NOT NULL,
	priority BIGINT NOT NULL,
	lang BIGINT NOT NULL,
	note TEXT NOT NULL,
	rev BIGINT NOT NULL,
	PRIMARY KEY (city, code)
);
CREATE UNIQUE INDEX ticket_number ON ticket (city, office, day, number);
CREATE UNIQUE INDEX ticket_booking ON ticket (city, booking) WHERE booking <> '';

-- One service of one visit. The columns behind `rev` repeat the ticket's, so that a queue is read from one index.
CREATE TABLE step (
	city BIGINT NOT NULL,
	ticket TEXT NOT NULL,
	seq BIGINT NOT NULL,
	office TEXT NOT NULL,
	day BIGINT NOT NULL,
	service TEXT NOT NULL,
	state TEXT NOT NULL CHECK (state IN ('planned', 'waiting', 'called', 'serving', 'parked', 'missed', 'done',
		'transferred', 'left', 'abandoned')),
	since BIGINT NOT NULL,
	arrived BIGINT NOT NULL,
	due BIGINT NOT NULL,
	desk TEXT NOT NULL,
	staff BIGINT NOT NULL,
	calls BIGINT NOT NULL,
	returned BIGINT NOT NULL,
	called_at BIGINT NOT NULL,
	served_at BIGINT NOT NULL,
	ended_at BIGINT NOT NULL,
	rev BIGINT NOT NULL,
	number TEXT NOT NULL,
	priority BIGINT NOT NULL,
	PRIMARY KEY (city, ticket, seq)
);
CREATE INDEX step_live ON step (city, office, day)
	WHERE state IN ('waiting', 'called', 'serving', 'parked', 'missed');
CREATE INDEX step_of_day ON step (city, office, day, service);

CREATE TABLE desk (
	city BIGINT NOT NULL,
	office TEXT NOT NULL,
	desk TEXT NOT NULL,
	state TEXT NOT NULL CHECK (state IN ('closed', 'open', 'serving', 'break', 'back_office')),
	since BIGINT NOT NULL,
	until BIGINT NOT NULL,
	staff BIGINT NOT NULL,
	staff_name TEXT NOT NULL,
	ticket TEXT NOT NULL,
	step BIGINT NOT NULL,
	rev BIGINT NOT NULL,
	CHECK ((state = 'serving') = (ticket <> '')),
	PRIMARY KEY (city, office, desk)
);
-- Nobody is at two desks.
CREATE UNIQUE INDEX desk_ticket ON desk (city, ticket) WHERE ticket <> '';

-- Services that take no tickets on that day; the service '' is the whole office.
CREATE TABLE stopped (
	city BIGINT NOT NULL,
	office TEXT NOT NULL,
	day BIGINT NOT NULL,
	service TEXT NOT NULL,
	at BIGINT NOT NULL,
	staff BIGINT NOT NULL,
	PRIMARY KEY (city, office, day, service)
);

-- Every change of a step's state, once: what statistics, estimates and the question "what happened meanwhile" read.
CREATE TABLE step_log (
	city BIGINT NOT NULL,
	ticket TEXT NOT NULL,
	rev BIGINT NOT NULL,
	seq BIGINT NOT NULL,
	office TEXT NOT NULL,
	at BIGINT NOT NULL,
	service TEXT NOT NULL,
	command TEXT NOT NULL,
	was TEXT NOT NULL,
	becomes TEXT NOT NULL,
	desk TEXT NOT NULL,
	staff BIGINT NOT NULL,
	PRIMARY KEY (city, ticket, rev, seq)
);
CREATE INDEX step_log_time ON step_log (city, office, at);

CREATE TABLE desk_log (
	city BIGINT NOT NULL,
	office TEXT NOT NULL,
	desk TEXT NOT NULL,
	rev BIGINT NOT NULL,
	at BIGINT NOT NULL,
	command TEXT NOT NULL,
	becomes TEXT NOT NULL,
	until BIGINT NOT NULL,
	staff BIGINT NOT NULL,
	ticket TEXT NOT NULL,
	PRIMARY KEY (city, office, desk, rev)
);
CREATE INDEX desk_log_time ON desk_log (city, office, at);

-- How long a service takes in this office, learned from each that ended: a mean and a mean square that forget slowly.
CREATE TABLE learned (
	city BIGINT NOT NULL,
	office TEXT NOT NULL,
	service TEXT NOT NULL,
	n BIGINT NOT NULL,
	mean DOUBLE PRECISION NOT NULL,
	square DOUBLE PRECISION NOT NULL,
	PRIMARY KEY (city, office, service)
);

-- Tickets on their way to an office's printer; kept until the paper is out or given up.
CREATE TABLE print_job (
	city BIGINT NOT NULL,
	ticket TEXT NOT NULL,
	office TEXT NOT NULL,
	state TEXT NOT NULL CHECK (state IN ('waiting', 'done', 'failed')),
	tries BIGINT NOT NULL,
	next_at BIGINT NOT NULL,
	reason TEXT NOT NULL,
	PRIMARY KEY (city, ticket)
);
CREATE INDEX print_job_next ON print_job (city, next_at) WHERE state = 'waiting';
