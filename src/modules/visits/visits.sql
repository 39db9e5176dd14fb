-- Statements of visits. A place is taken only by `take_place`, whose WHERE holds the ceiling.

-- --- the order of an office's commands ---

-- Takes the office's event counter, so that commands of one office run one after another in all processes; makes it for
-- an office in which nothing has happened yet.
-- name: visits_lock_office(city i64, office str) -> changed
INSERT INTO event_head (city, office, last) VALUES (:city, :office, 0)
ON CONFLICT (city, office) DO UPDATE SET last = event_head.last;

-- --- places ---

-- name: visits_take_place(city i64, office str, service str, start i64, by_public i64, most i64, most_public i64) -> changed
INSERT INTO place (city, office, service, start, taken, by_public) VALUES (:city, :office, :service, :start, 1, :by_public)
ON CONFLICT (city, office, service, start) DO UPDATE SET taken = place.taken + 1, by_public = place.by_public + :by_public
WHERE place.taken < :most AND (:by_public = 0 OR place.by_public < :most_public);

-- name: visits_give_place(city i64, office str, service str, start i64, by_public i64) -> changed
UPDATE place SET taken = taken - 1, by_public = by_public - :by_public
WHERE city = :city AND office = :office AND service = :service AND start = :start;

-- name: visits_places(city i64, office str, service str, from_start i64, to_start i64) -> many start i64, taken i64, by_public i64
SELECT start, taken, by_public FROM place
WHERE city = :city AND office = :office AND service = :service AND start >= :from_start AND start < :to_start
ORDER BY start;

-- --- bookings ---

-- name: visits_add_booking(city i64, code str, office str, state str, start i64, held_until i64, name str, contact str, contact_key str, address str, lang i64, channel str, staff i64, note str, made_at i64) -> changed
INSERT INTO booking (city, code, office, state, start, held_until, name, contact, contact_key, address, lang, channel, staff, note, ticket, made_at, rev)
VALUES (:city, :code, :office, :state, :start, :held_until, :name, :contact, :contact_key, :address, :lang, :channel, :staff, :note, '', :made_at, 1)
ON CONFLICT (city, code) DO NOTHING;

-- name: visits_add_booking_step(city i64, booking str, seq i64, service str, start i64, by_public i64) -> changed
INSERT INTO booking_step (city, booking, seq, service, start, by_public) VALUES (:city, :booking, :seq, :service, :start, :by_public);

-- name: visits_drop_booking_steps(city i64, booking str) -> changed
DELETE FROM booking_step WHERE city = :city AND booking = :booking;

-- name: visits_get_booking(city i64, code str) -> one office str, state str, start i64, held_until i64, name str, contact str, address str, lang i64, channel str, note str, ticket str, made_at i64, rev i64
SELECT office, state, start, held_until, name, contact, address, lang, channel, note, ticket, made_at, rev
FROM booking WHERE city = :city AND code = :code;

-- name: visits_get_booking_steps(city i64, booking str) -> many seq i64, service str, start i64, by_public i64
SELECT seq, service, start, by_public FROM booking_step WHERE city = :city AND booking = :booking ORDER BY seq;

-- name: visits_day_bookings(city i64, office str, from_start i64, to_start i64) -> many code str, state str, start i64, held_until i64, name str, contact str, lang i64, channel str, note str, ticket str, made_at i64, rev i64
SELECT code, state, start, held_until, name, contact, lang, channel, note, ticket, made_at, rev
FROM booking WHERE city = :city AND office = :office AND start >= :from_start AND start < :to_start
AND state IN ('booked', 'checked_in', 'no_show') ORDER BY start, code LIMIT 2000;

-- name: visits_day_booking_steps(city i64, office str, from_start i64, to_start i64) -> many booking str, seq i64, service str, start i64
SELECT s.booking, s.seq, s.service, s.start FROM booking b JOIN booking_step s ON s.city = b.city AND s.booking = b.code
WHERE b.city = :city AND b.office = :office AND b.start >= :from_start AND b.start < :to_start
AND b.state IN ('booked', 'checked_in', 'no_show') ORDER BY b.start, b.code, s.seq;

-- Booked people of today who have not come yet: the first service of each.
-- name: visits_due(city i64, office str, from_start i64, to_start i64) -> many service str, start i64
SELECT s.service, b.start FROM booking b JOIN booking_step s ON s.city = b.city AND s.booking = b.code AND s.seq = 1
WHERE b.city = :city AND b.office = :office AND b.start >= :from_start AND b.start < :to_start AND b.state = 'booked'
ORDER BY b.start;

-- Whose hold is over, be it an offer that was not taken, has nothing here that would be kept.
-- name: visits_set_booking(city i64, code str, state str, ticket str, rev i64) -> changed
UPDATE booking SET state = :state, ticket = :ticket, rev = rev + 1,
name = CASE WHEN :state = 'expired' THEN '' ELSE name END, contact = CASE WHEN :state = 'expired' THEN '' ELSE contact END,
contact_key = CASE WHEN :state = 'expired' THEN '' ELSE contact_key END, note = CASE WHEN :state = 'expired' THEN '' ELSE note END
WHERE city = :city AND code = :code AND rev = :rev;

-- name: visits_confirm_booking(city i64, code str, name str, contact str, contact_key str, note str, lang i64, rev i64) -> changed
UPDATE booking SET state = 'booked', name = :name, contact = :contact, contact_key = :contact_key, note = :note, lang = :lang, held_until = 0, rev = rev + 1
WHERE city = :city AND code = :code AND rev = :rev AND state = 'held';

-- name: visits_move_booking(city i64, code str, start i64, rev i64) -> changed
UPDATE booking SET start = :start, state = 'booked', rev = rev + 1 WHERE city = :city AND code = :code AND rev = :rev;

-- name: visits_count_contact(city i64, contact_key str, after i64) -> one total i64
SELECT count(*) AS total FROM booking WHERE city = :city AND contact_key = :contact_key AND contact_key <> '' AND start > :after AND state = 'booked';

-- name: visits_count_holds(city i64, address str, now i64) -> one total i64
SELECT count(*) AS total FROM booking WHERE city = :city AND address = :address AND held_until > :now AND state = 'held';

-- Holds that ran out; `office` may be '' for all of the city.
-- name: visits_expired_holds(city i64, office str, now i64) -> many code str, office str
SELECT code, office FROM booking WHERE city = :city AND state = 'held' AND held_until <= :now AND (:office = '' OR office = :office)
ORDER BY held_until LIMIT 200;

-- name: visits_late_bookings(city i64, office str, before i64) -> many code str, rev i64
SELECT code, rev FROM booking WHERE city = :city AND office = :office AND start < :before AND state = 'booked' ORDER BY start LIMIT 200;

-- name: visits_erase_bookings(city i64, before i64) -> changed
UPDATE booking SET name = '', contact = '', contact_key = '', address = '', note = ''
WHERE city = :city AND start < :before AND (name <> '' OR contact <> '' OR address <> '' OR note <> '');

-- name: visits_erase_tickets(city i64, before_day i64) -> changed
UPDATE ticket SET name = '', note = '' WHERE city = :city AND day < :before_day AND (name <> '' OR note <> '');

-- --- tickets and steps ---

-- name: visits_next_number(city i64, office str, day i64, letter str) -> one last i64
INSERT INTO numbering (city, office, day, letter, last) VALUES (:city, :office, :day, :letter, 1)
ON CONFLICT (city, office, day, letter) DO UPDATE SET last = numbering.last + 1 RETURNING last;

-- name: visits_add_ticket(city i64, code str, office str, day i64, number str, booking str, name str, arrived i64, priority i64, lang i64, note str, journey str, one_by_one i64) -> changed
INSERT INTO ticket (city, code, office, day, number, booking, name, arrived, priority, lang, note, rev, journey, one_by_one)
VALUES (:city, :code, :office, :day, :number, :booking, :name, :arrived, :priority, :lang, :note, 1, :journey, :one_by_one)
ON CONFLICT (city, code) DO NOTHING;

-- name: visits_add_step(city i64, ticket str, seq i64, office str, day i64, service str, state str, since i64, arrived i64, due i64, number str, priority i64, waits_for i64) -> changed
INSERT INTO step (city, ticket, seq, office, day, service, state, since, arrived, due, desk, staff, calls, returned, called_at, served_at, ended_at, rev, number, priority, waits_for)
VALUES (:city, :ticket, :seq, :office, :day, :service, :state, :since, :arrived, :due, '', 0, 0, 0, 0, 0, 0, 1, :number, :priority, :waits_for);

-- name: visits_get_ticket(city i64, code str) -> one office str, day i64, number str, booking str, name str, arrived i64, priority i64, lang i64, note str, rev i64, journey str, one_by_one i64
SELECT office, day, number, booking, name, arrived, priority, lang, note, rev, journey, one_by_one FROM ticket WHERE city = :city AND code = :code;

-- name: visits_ticket_of_number(city i64, office str, day i64, number str) -> one code str
SELECT code FROM ticket WHERE city = :city AND office = :office AND day = :day AND number = :number;

-- name: visits_ticket_of_booking(city i64, booking str) -> one code str
SELECT code FROM ticket WHERE city = :city AND booking = :booking AND booking <> '';

-- name: visits_ticket_steps(city i64, ticket str) -> many seq i64, service str, state str, since i64, arrived i64, due i64, desk str, staff i64, calls i64, returned i64, called_at i64, served_at i64, rev i64, number str, priority i64, waits_for i64
SELECT seq, service, state, since, arrived, due, desk, staff, calls, returned, called_at, served_at, rev, number, priority, waits_for
FROM step WHERE city = :city AND ticket = :ticket ORDER BY seq;

-- Everything of a day that is not over; the list of states is that of the index step_open.
-- name: visits_live_steps(city i64, office str, day i64) -> many ticket str, seq i64, service str, state str, since i64, arrived i64, due i64, desk str, staff i64, calls i64, returned i64, called_at i64, served_at i64, rev i64, number str, priority i64, waits_for i64
SELECT ticket, seq, service, state, since, arrived, due, desk, staff, calls, returned, called_at, served_at, rev, number, priority, waits_for
FROM step WHERE city = :city AND office = :office AND day = :day AND state IN ('planned', 'waiting', 'called', 'serving', 'parked', 'missed')
ORDER BY arrived, number, seq LIMIT 4000;

-- One step moves on; nothing happens when somebody else moved it first, or when it would come to a desk while the person is at
-- another, or is away because nobody came when another called.
-- name: visits_move_step(city i64, ticket str, seq i64, was str, rev i64, becomes str, since i64, desk str, staff i64, calls i64, returned i64, called_at i64, served_at i64, ended_at i64) -> changed
UPDATE step SET state = :becomes, since = :since, desk = :desk, staff = :staff, calls = :calls, returned = :returned,
called_at = :called_at, served_at = :served_at, ended_at = :ended_at, rev = rev + 1
WHERE city = :city AND ticket = :ticket AND seq = :seq AND state = :was AND rev = :rev
AND (:becomes NOT IN ('called', 'serving') OR NOT EXISTS (SELECT 1 FROM step o
	WHERE o.city = :city AND o.ticket = :ticket AND o.seq <> :seq AND o.state IN ('called', 'serving', 'missed')));

-- What waited for one step waits for the other in its place.
-- name: visits_wait_for_other(city i64, ticket str, was i64, becomes i64) -> changed
UPDATE step SET waits_for = waits_for - :was + :becomes WHERE city = :city AND ticket = :ticket AND (waits_for & :was) <> 0;

-- name: visits_touch_ticket(city i64, code str) -> one rev i64
UPDATE ticket SET rev = rev + 1 WHERE city = :city AND code = :code RETURNING rev;

-- name: visits_mark_ticket(city i64, code str, priority i64, note str) -> changed
UPDATE ticket SET priority = :priority, note = :note WHERE city = :city AND code = :code;

-- name: visits_mark_steps(city i64, ticket str, priority i64) -> changed
UPDATE step SET priority = :priority WHERE city = :city AND ticket = :ticket;

-- name: visits_add_log(city i64, ticket str, rev i64, seq i64, office str, now i64, service str, command str, was str, becomes str, desk str, staff i64) -> changed
INSERT INTO step_log (city, ticket, rev, seq, office, at, service, command, was, becomes, desk, staff)
VALUES (:city, :ticket, :rev, :seq, :office, :now, :service, :command, :was, :becomes, :desk, :staff);

-- Steps that time ends: missed for longer than the grace, or of a day that is over. The first list of states is that of
-- the index step_open.
-- name: visits_stale_steps(city i64, office str, today i64, missed_before i64) -> many ticket str, seq i64
SELECT ticket, seq FROM step WHERE city = :city AND office = :office
AND state IN ('planned', 'waiting', 'called', 'serving', 'parked', 'missed')
AND ((day < :today AND state NOT IN ('called', 'serving')) OR (state = 'missed' AND since < :missed_before))
ORDER BY day, since LIMIT 200;

-- --- desks ---

-- name: visits_desks(city i64, office str) -> many desk str, state str, since i64, until i64, staff i64, staff_name str, ticket str, step i64, rev i64
SELECT desk, state, since, until, staff, staff_name, ticket, step, rev FROM desk WHERE city = :city AND office = :office;

-- name: visits_get_desk(city i64, office str, desk str) -> one state str, since i64, until i64, staff i64, staff_name str, ticket str, step i64, rev i64
SELECT state, since, until, staff, staff_name, ticket, step, rev FROM desk WHERE city = :city AND office = :office AND desk = :desk;

-- name: visits_add_desk(city i64, office str, desk str, since i64) -> changed
INSERT INTO desk (city, office, desk, state, since, until, staff, staff_name, ticket, step, rev)
VALUES (:city, :office, :desk, 'closed', :since, 0, 0, '', '', 0, 0) ON CONFLICT (city, office, desk) DO NOTHING;

-- name: visits_set_desk(city i64, office str, desk str, rev i64, state str, since i64, until i64, staff i64, staff_name str, ticket str, step i64) -> changed
UPDATE desk SET state = :state, since = :since, until = :until, staff = :staff, staff_name = :staff_name, ticket = :ticket, step = :step, rev = rev + 1
WHERE city = :city AND office = :office AND desk = :desk AND rev = :rev;

-- name: visits_add_desk_log(city i64, office str, desk str, rev i64, now i64, command str, becomes str, until i64, staff i64, ticket str) -> changed
INSERT INTO desk_log (city, office, desk, rev, at, command, becomes, until, staff, ticket)
VALUES (:city, :office, :desk, :rev, :now, :command, :becomes, :until, :staff, :ticket);

-- name: visits_last_desk_log(city i64, office str, desk str, rev i64) -> one command str, staff i64
SELECT command, staff FROM desk_log WHERE city = :city AND office = :office AND desk = :desk AND rev = :rev;

-- name: visits_desks_left_open(city i64, office str, since_before i64) -> many desk str, rev i64, ticket str
SELECT desk, rev, ticket FROM desk WHERE city = :city AND office = :office AND state <> 'closed' AND since < :since_before LIMIT 200;

-- --- stopped ---

-- name: visits_stopped(city i64, office str, day i64) -> many service str
SELECT service FROM stopped WHERE city = :city AND office = :office AND day = :day ORDER BY service;

-- name: visits_stop(city i64, office str, day i64, service str, now i64, staff i64) -> changed
INSERT INTO stopped (city, office, day, service, at, staff) VALUES (:city, :office, :day, :service, :now, :staff)
ON CONFLICT (city, office, day, service) DO NOTHING;

-- name: visits_start(city i64, office str, day i64, service str) -> changed
DELETE FROM stopped WHERE city = :city AND office = :office AND day = :day AND service = :service;

-- --- how long services take ---

-- name: visits_learned(city i64, office str) -> many service str, times i64, mean f64, square f64
SELECT service, n AS times, mean, square FROM learned WHERE city = :city AND office = :office;

-- Each new value weighs 1/n until n is 50, then 1/50.
-- name: visits_learn(city i64, office str, service str, seconds f64) -> changed
INSERT INTO learned (city, office, service, n, mean, square) VALUES (:city, :office, :service, 1, :seconds, :seconds * :seconds)
ON CONFLICT (city, office, service) DO UPDATE SET
n = CASE WHEN learned.n < 50 THEN learned.n + 1 ELSE 50 END,
mean = learned.mean + (:seconds - learned.mean) / (CASE WHEN learned.n < 50 THEN learned.n + 1 ELSE 50 END),
square = learned.square + (:seconds * :seconds - learned.square) / (CASE WHEN learned.n < 50 THEN learned.n + 1 ELSE 50 END);

-- name: visits_event_head(city i64, office str) -> one last i64
SELECT last FROM event_head WHERE city = :city AND office = :office;

-- --- paper tickets ---

-- name: visits_add_print(city i64, ticket str, office str, next_at i64) -> changed
INSERT INTO print_job (city, ticket, office, state, tries, next_at, reason) VALUES (:city, :ticket, :office, 'waiting', 0, :next_at, '')
ON CONFLICT (city, ticket) DO UPDATE SET state = 'waiting', tries = 0, next_at = :next_at, reason = '';

-- name: visits_prints_due(city i64, now i64) -> many ticket str, office str, tries i64
SELECT ticket, office, tries FROM print_job WHERE city = :city AND state = 'waiting' AND next_at <= :now ORDER BY next_at LIMIT 20;

-- name: visits_get_print(city i64, ticket str) -> one state str, tries i64, reason str
SELECT state, tries, reason FROM print_job WHERE city = :city AND ticket = :ticket;

-- name: visits_set_print(city i64, ticket str, state str, tries i64, next_at i64, reason str) -> changed
UPDATE print_job SET state = :state, tries = :tries, next_at = :next_at, reason = :reason WHERE city = :city AND ticket = :ticket;
