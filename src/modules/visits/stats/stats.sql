-- What the staff's pages read beside the board: names in the queue, the history of a ticket, the day on the floor, and
-- what statistics are made of. Nothing here changes anything.

-- --- desks ---

-- Tickets of a day that carry a name or a note.
-- name: stats_marks(city i64, office str, day i64) -> many code str, name str, note str
SELECT code, name, note FROM ticket WHERE city = :city AND office = :office AND day = :day AND (name <> '' OR note <> '');

-- Who did what when with a ticket; the name is empty where the person or the machine did it.
-- name: stats_history(city i64, ticket str) -> many moment i64, service str, command str, becomes str, desk str, staff i64, staff_name str
SELECT l.at AS moment, l.service, l.command, l.becomes, l.desk, l.staff, COALESCE(s.name, '') AS staff_name
FROM step_log l LEFT JOIN staff s ON s.city = l.city AND s.id = l.staff
WHERE l.city = :city AND l.ticket = :ticket ORDER BY l.at, l.rev, l.seq LIMIT 500;

-- The last thing that was done at a desk, and by whom.
-- name: stats_desk_last(city i64, office str, desk str) -> one staff_name str
SELECT COALESCE(s.name, '') AS staff_name FROM desk_log l LEFT JOIN staff s ON s.city = l.city AND s.id = l.staff
WHERE l.city = :city AND l.office = :office AND l.desk = :desk ORDER BY l.rev DESC LIMIT 1;

-- --- the floor: one day ---

-- Every move of a step: from these it follows who waits when, see count_waiting() in pages_floor.c.
-- name: stats_moves(city i64, office str, from_time i64, to_time i64) -> many moment i64, ticket str, was str, becomes str
SELECT at AS moment, ticket, was, becomes FROM step_log
WHERE city = :city AND office = :office AND at >= :from_time AND at < :to_time ORDER BY at, ticket, rev, seq LIMIT 50000;

-- name: stats_desk_moves(city i64, office str, from_time i64, to_time i64) -> many desk str, moment i64, becomes str, staff i64
SELECT desk, at AS moment, becomes, staff FROM desk_log
WHERE city = :city AND office = :office AND at >= :from_time AND at < :to_time ORDER BY at, rev LIMIT 50000;

-- --- statistics ---

-- Every step that is over, those of a visit one behind the other; step_over (migration 0003) holds all of these columns in
-- this order.
-- name: stats_steps(city i64, office str, from_day i64, to_day i64) -> many day i64, ticket str, seq i64, service str, desk str, state str, arrived i64, called_at i64, served_at i64, ended_at i64
SELECT day, ticket, seq, service, desk, state, arrived, called_at, served_at, ended_at FROM step
WHERE city = :city AND office = :office AND day >= :from_day AND day <= :to_day
AND state IN ('done', 'transferred', 'left', 'abandoned') ORDER BY day, ticket, seq LIMIT 100000;

-- People who are in the house, for a service ('' any): somebody with several steps is one.
-- name: stats_present(city i64, office str, day i64, service str) -> one people i64
SELECT COUNT(DISTINCT ticket) AS people FROM step WHERE city = :city AND office = :office AND day = :day
AND state IN ('waiting', 'called', 'serving', 'parked', 'missed') AND (:service = '' OR service = :service);

-- Bookings by the day of their time (the city's day begins at 15:00 UTC) and state; service '' is all.
-- name: stats_bookings(city i64, office str, service str, from_time i64, to_time i64) -> many state str, bookings i64
SELECT b.state, COUNT(*) AS bookings FROM booking b JOIN booking_step s ON s.city = b.city AND s.booking = b.code AND s.seq = 1
WHERE b.city = :city AND b.office = :office AND b.start >= :from_time AND b.start < :to_time
AND b.state IN ('booked', 'checked_in', 'no_show', 'cancelled') AND (:service = '' OR s.service = :service) GROUP BY b.state;

-- Sums of service times, in seconds and their squares, of steps that took at most so long; what took longer is counted. All of it is in the index step_over.
-- name: stats_measured(city i64, office str, service str, from_day i64, to_day i64, most i64) -> one steps i64, seconds i64, squares i64, left_out i64
SELECT CAST(COALESCE(SUM(CASE WHEN took <= :most THEN 1 ELSE 0 END), 0) AS BIGINT) AS steps,
	CAST(COALESCE(SUM(CASE WHEN took <= :most THEN took ELSE 0 END), 0) AS BIGINT) AS seconds,
	CAST(COALESCE(SUM(CASE WHEN took <= :most THEN took * took ELSE 0 END), 0) AS BIGINT) AS squares,
	CAST(COALESCE(SUM(CASE WHEN took > :most THEN 1 ELSE 0 END), 0) AS BIGINT) AS left_out
FROM (SELECT (ended_at - served_at) / 1000 AS took FROM step
	WHERE city = :city AND office = :office AND day >= :from_day AND day <= :to_day AND state IN ('done', 'transferred')
	AND (:service = '' OR service = :service) AND served_at > 0 AND ended_at >= served_at) x;
