-- The waiting list: who waits for which times, what was offered to whom; and how many people come of those who book.
-- Times, days and '' as in 0002_visits.sql.

-- One wish for a visit. Who joined first is first: `turn` counts in the office. Name and contact are gone when it is over.
CREATE TABLE waiting (
	city BIGINT NOT NULL,
	code TEXT NOT NULL,
	office TEXT NOT NULL,
	turn BIGINT NOT NULL,
	state TEXT NOT NULL CHECK (state IN ('waiting', 'offered', 'asleep', 'accepted', 'left', 'over')),
	since BIGINT NOT NULL,
	services TEXT NOT NULL,
	from_day BIGINT NOT NULL,
	to_day BIGINT NOT NULL CHECK (to_day >= from_day),
	dates TEXT NOT NULL,
	parts BIGINT NOT NULL CHECK (parts BETWEEN 1 AND 7),
	name TEXT NOT NULL,
	contact TEXT NOT NULL,
	contact_key TEXT NOT NULL,
	note TEXT NOT NULL,
	booking TEXT NOT NULL,
	lang BIGINT NOT NULL,
	channel TEXT NOT NULL CHECK (channel IN ('web', 'api', 'kiosk', 'staff')),
	staff BIGINT NOT NULL,
	unanswered BIGINT NOT NULL,
	phoned BIGINT NOT NULL,
	made_at BIGINT NOT NULL,
	rev BIGINT NOT NULL,
	PRIMARY KEY (city, code)
);
CREATE UNIQUE INDEX waiting_turn ON waiting (city, office, turn);
CREATE INDEX waiting_open ON waiting (city, office, turn) WHERE state IN ('waiting', 'offered', 'asleep');
CREATE INDEX waiting_contact ON waiting (city, contact_key)
	WHERE state IN ('waiting', 'offered', 'asleep') AND contact_key <> '';
-- Somebody who has a booking and wants an earlier one waits once.
CREATE UNIQUE INDEX waiting_booking ON waiting (city, booking)
	WHERE state IN ('waiting', 'offered', 'asleep') AND booking <> '';

-- The last turn given out.
CREATE TABLE waiting_head (
	city BIGINT NOT NULL,
	office TEXT NOT NULL,
	last BIGINT NOT NULL,
	PRIMARY KEY (city, office)
);

-- A place that was offered, once for each entry and time. While it is open, `booking` is the hold that keeps the place, and
-- `person` who may not have a second one.
CREATE TABLE waiting_offer (
	city BIGINT NOT NULL,
	entry TEXT NOT NULL,
	start BIGINT NOT NULL,
	office TEXT NOT NULL,
	state TEXT NOT NULL CHECK (state IN ('open', 'accepted', 'declined', 'unanswered')),
	person TEXT NOT NULL,
	booking TEXT NOT NULL,
	made_at BIGINT NOT NULL,
	until BIGINT NOT NULL,
	ended_at BIGINT NOT NULL,
	PRIMARY KEY (city, entry, start)
);
CREATE UNIQUE INDEX waiting_offer_open ON waiting_offer (city, entry) WHERE state = 'open';
CREATE UNIQUE INDEX waiting_offer_person ON waiting_offer (city, person) WHERE state = 'open';
CREATE UNIQUE INDEX waiting_offer_booking ON waiting_offer (city, booking) WHERE booking <> '';

-- Of those who booked a service of an office, so many came and so many did not, and what follows from it: worked out once
-- a night, so that a slot's places are the same in every command of a day.
CREATE TABLE overbooking (
	city BIGINT NOT NULL,
	office TEXT NOT NULL,
	service TEXT NOT NULL,
	day BIGINT NOT NULL,
	came BIGINT NOT NULL,
	missed BIGINT NOT NULL,
	shows DOUBLE PRECISION NOT NULL CHECK (shows > 0 AND shows <= 1),
	PRIMARY KEY (city, office, service)
);
