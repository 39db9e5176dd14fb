-- What time does by itself (visits_jobs.c) looks every few seconds for what is to be done, so it must not read what is
-- over: each of these holds only rows that are not, and stays small however many years are kept.

DROP INDEX booking_held;
CREATE INDEX booking_held ON booking (city, held_until) WHERE state = 'held';
CREATE INDEX booking_open ON booking (city, office, start) WHERE state = 'booked';
CREATE INDEX booking_personal ON booking (city, start)
	WHERE name <> '' OR contact <> '' OR address <> '' OR note <> '';
CREATE INDEX ticket_personal ON ticket (city, day) WHERE name <> '' OR note <> '';

DROP INDEX step_live;
CREATE INDEX step_open ON step (city, office, day)
	WHERE state IN ('planned', 'waiting', 'called', 'serving', 'parked', 'missed');
