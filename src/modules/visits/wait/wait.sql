-- What people were told, and what came of it. wait_said is only added to: nothing here changes a row of it.

-- --- what was said ---

-- name: wait_add_said(city i64, ticket str, said_at i64, booked i64, ahead i64, p10 i64, p50 i64, p90 i64, rule i64, assumed i64) -> changed
INSERT INTO wait_said (city, ticket, said_at, booked, ahead, p10, p50, p90, rule, assumed)
VALUES (:city, :ticket, :said_at, :booked, :ahead, :p10, :p50, :p90, :rule, :assumed) ON CONFLICT (city, ticket) DO NOTHING;

-- name: wait_get_said(city i64, ticket str) -> one said_at i64, booked i64, ahead i64, p10 i64, p50 i64, p90 i64, rule i64, assumed i64
SELECT said_at, booked, ahead, p10, p50, p90, rule, assumed FROM wait_said WHERE city = :city AND ticket = :ticket;

-- --- a day is added up ---

-- Everybody of that day who was told something, with every call and every call taken back, in order; no call: command ''.
-- name: wait_said_on_day(city i64, office str, day i64) -> many ticket str, said_at i64, booked i64, ahead i64, p10 i64, p50 i64, p90 i64,
--   rule i64, assumed i64, moment i64, command str
SELECT d.ticket, d.said_at, d.booked, d.ahead, d.p10, d.p50, d.p90, d.rule, d.assumed, COALESCE(l.at, 0) AS moment,
	COALESCE(l.command, '') AS command
FROM step s JOIN wait_said d ON d.city = s.city AND d.ticket = s.ticket
LEFT JOIN step_log l ON l.city = s.city AND l.ticket = s.ticket AND l.command IN ('call', 'undo')
WHERE s.city = :city AND s.office = :office AND s.day = :day AND s.seq = 1 ORDER BY d.ticket, l.rev, l.seq LIMIT 50000;

-- The first day after `after` on which somebody came; -1 when there is none yet.
-- name: wait_next_day(city i64, office str, after i64) -> one next i64
SELECT COALESCE(MIN(day), -1) AS next FROM step WHERE city = :city AND office = :office AND day > :after;

-- name: wait_cursors(city i64) -> many office str, scored i64
SELECT office, scored FROM wait_cursor WHERE city = :city;

-- Moves on from what was read; no row when another process was there first.
-- name: wait_move_cursor(city i64, office str, was i64, scored i64) -> changed
INSERT INTO wait_cursor (city, office, scored) VALUES (:city, :office, :scored)
ON CONFLICT (city, office) DO UPDATE SET scored = :scored WHERE wait_cursor.scored = :was;

-- name: wait_add_score(city i64, office str, day i64, booked i64, called i64, uncalled i64, assumed i64, inside i64, kept i64, p10 i64,
--   p50 i64, p90 i64, waited i64, error i64, rule i64, rule_error i64) -> changed
INSERT INTO wait_score (city, office, day, booked, called, uncalled, assumed, inside, kept, p10, p50, p90, waited, error, rule, rule_error)
VALUES (:city, :office, :day, :booked, :called, :uncalled, :assumed, :inside, :kept, :p10, :p50, :p90, :waited, :error, :rule, :rule_error);

-- name: wait_add_band(city i64, office str, week i64, said_from i64, said_to i64, called i64, kept i64) -> changed
INSERT INTO wait_band (city, office, week, said_from, said_to, called, kept)
VALUES (:city, :office, :week, :said_from, :said_to, :called, :kept)
ON CONFLICT (city, office, week, said_from, said_to) DO UPDATE
SET called = wait_band.called + :called, kept = wait_band.kept + :kept;

-- --- what is published: weeks (Monday to Sunday) of offices ---

-- name: wait_weeks(city i64, from_day i64, to_day i64) -> many office str, week i64, booked i64, called i64, uncalled i64, assumed i64,
--   inside i64, kept i64, p10 i64, p50 i64, p90 i64, waited i64, error i64, rule i64, rule_error i64
SELECT office, (day + 3) / 7 * 7 - 3 AS week, booked, CAST(SUM(called) AS BIGINT) AS called, CAST(SUM(uncalled) AS BIGINT) AS uncalled,
	CAST(SUM(assumed) AS BIGINT) AS assumed, CAST(SUM(inside) AS BIGINT) AS inside, CAST(SUM(kept) AS BIGINT) AS kept,
	CAST(SUM(p10) AS BIGINT) AS p10, CAST(SUM(p50) AS BIGINT) AS p50, CAST(SUM(p90) AS BIGINT) AS p90,
	CAST(SUM(waited) AS BIGINT) AS waited, CAST(SUM(error) AS BIGINT) AS error, CAST(SUM(rule) AS BIGINT) AS rule,
	CAST(SUM(rule_error) AS BIGINT) AS rule_error
FROM wait_score WHERE city = :city AND day >= :from_day AND day <= :to_day
GROUP BY office, (day + 3) / 7 * 7 - 3, booked ORDER BY office, (day + 3) / 7 * 7 - 3, booked LIMIT 50000;

-- By the words that were used, in the weeks of offices (all, where `office` is empty) in which enough walk-ins were called.
-- name: wait_bands(city i64, office str, from_day i64, to_day i64, least i64) -> many said_from i64, said_to i64, called i64, kept i64
SELECT b.said_from, b.said_to, CAST(SUM(b.called) AS BIGINT) AS called, CAST(SUM(b.kept) AS BIGINT) AS kept
FROM (SELECT office, (day + 3) / 7 * 7 - 3 AS week FROM wait_score
	WHERE city = :city AND day >= :from_day AND day <= :to_day AND booked = 0 AND (:office = '' OR office = :office)
	GROUP BY office, (day + 3) / 7 * 7 - 3 HAVING SUM(called) >= :least) w
JOIN wait_band b ON b.city = :city AND b.office = w.office AND b.week = w.week
GROUP BY b.said_from, b.said_to ORDER BY b.said_from, b.said_to LIMIT 5000;

-- --- what happened on a day, to learn from ---

-- Step by step, each from its beginning on.
-- name: wait_steps_of_day(city i64, office str, from_time i64, to_time i64) -> many ticket str, seq i64, moment i64, service str,
--   command str, was str, becomes str, desk str
SELECT ticket, seq, at AS moment, service, command, was, becomes, desk FROM step_log
WHERE city = :city AND office = :office AND at >= :from_time AND at < :to_time ORDER BY ticket, seq, rev, at LIMIT 100000;

-- Desk by desk.
-- name: wait_desks_of_day(city i64, office str, from_time i64, to_time i64) -> many desk str, moment i64, becomes str
SELECT desk, at AS moment, becomes FROM desk_log
WHERE city = :city AND office = :office AND at >= :from_time AND at < :to_time ORDER BY desk, rev LIMIT 50000;

-- name: wait_bookings_of_day(city i64, office str, from_time i64, to_time i64) -> many ticket str, start i64, service str
SELECT b.ticket, b.start, s.service FROM booking b JOIN booking_step s ON s.city = b.city AND s.booking = b.code AND s.seq = 1
WHERE b.city = :city AND b.office = :office AND b.start >= :from_time AND b.start < :to_time
AND b.state IN ('booked', 'checked_in', 'no_show') ORDER BY b.start, b.code LIMIT 5000;

-- --- what was learned ---

-- name: wait_model_version(city i64, office str) -> one version i64, upto i64
SELECT version, upto FROM wait_model WHERE city = :city AND office = :office;

-- name: wait_get_model(city i64, office str) -> one version i64, upto i64, learned_at i64, plan str, model str
SELECT version, upto, learned_at, plan, model FROM wait_model WHERE city = :city AND office = :office;

-- Made anew from version `was` (0: there was none); no row when somebody else was first.
-- name: wait_set_model(city i64, office str, was i64, upto i64, now i64, plan str, model str) -> changed
INSERT INTO wait_model (city, office, version, upto, learned_at, plan, model)
VALUES (:city, :office, 1, :upto, :now, :plan, :model)
ON CONFLICT (city, office) DO UPDATE
SET version = wait_model.version + 1, upto = :upto, learned_at = :now, plan = :plan, model = :model
WHERE wait_model.version = :was;

-- Services that ended today after what has been taken in already, in order: how slow is today.
-- name: wait_ended(city i64, office str, day i64, after i64) -> many service str, desk str, called_at i64, ended_at i64, served_at i64
SELECT s.service, s.desk, s.called_at, l.at AS ended_at, s.served_at FROM step_log l
JOIN step s ON s.city = l.city AND s.ticket = l.ticket AND s.seq = l.seq
WHERE l.city = :city AND l.office = :office AND l.at > :after AND l.command = 'done' AND s.day = :day AND s.state = 'done'
ORDER BY l.at, l.ticket, l.seq LIMIT 2000;
