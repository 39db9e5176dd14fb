-- Open data: what is read to add a day up, and what was added up.

-- --- adding up ---

-- name: open_last_day(city i64, office str) -> one day i64?
SELECT MAX(day) AS day FROM busyness_done WHERE city = :city AND office = :office;

-- name: open_first_day(city i64, office str) -> one day i64?
SELECT MIN(day) AS day FROM ticket WHERE city = :city AND office = :office;

-- The order of a moment is that of a ticket's versions: a transfer ends a step and begins the next one at once.
-- name: open_moves(city i64, office str, from_time i64, to_time i64) -> many ticket str, seq i64, moment i64, service str, command str, becomes str
SELECT ticket, seq, at AS moment, service, command, becomes FROM step_log
WHERE city = :city AND office = :office AND at >= :from_time AND at < :to_time ORDER BY at, ticket, rev, seq LIMIT 200000;

-- name: open_desk_moves(city i64, office str, from_time i64, to_time i64) -> many desk str, moment i64, becomes str
SELECT desk, at AS moment, becomes FROM desk_log
WHERE city = :city AND office = :office AND at >= :from_time AND at < :to_time ORDER BY at, desk, rev LIMIT 200000;

-- name: open_done(city i64, office str, day i64, now i64) -> changed
INSERT INTO busyness_done (city, office, day, made_at) VALUES (:city, :office, :day, :now)
ON CONFLICT (city, office, day) DO NOTHING;

-- name: open_add(city i64, office str, day i64, quarter i64, service str, tickets i64, called i64, waiting_most i64, desks_tenths i64, wait_median i64, wait_p90 i64, wait_n i64, wait_sum i64) -> changed
INSERT INTO busyness (city, office, day, quarter, service, tickets, called, waiting_most, desks_tenths, wait_median, wait_p90, wait_n, wait_sum)
VALUES (:city, :office, :day, :quarter, :service, :tickets, :called, :waiting_most, :desks_tenths, :wait_median, :wait_p90, :wait_n, :wait_sum);

-- --- reading ---

-- name: open_rows(city i64, from_day i64, to_day i64, most i64) -> many office str, day i64, quarter i64, service str, tickets i64, called i64, waiting_most i64, desks_tenths i64, wait_median i64, wait_p90 i64
SELECT office, day, quarter, service, tickets, called, waiting_most, desks_tenths, wait_median, wait_p90 FROM busyness
WHERE city = :city AND day >= :from_day AND day <= :to_day ORDER BY day, office, quarter, service LIMIT :most;

-- The same of one office, by its own key: a year of it is not a year of all.
-- name: open_office_rows(city i64, office str, from_day i64, to_day i64, most i64) -> many day i64, quarter i64, service str, tickets i64, called i64, waiting_most i64, desks_tenths i64, wait_median i64, wait_p90 i64
SELECT day, quarter, service, tickets, called, waiting_most, desks_tenths, wait_median, wait_p90 FROM busyness
WHERE city = :city AND office = :office AND day >= :from_day AND day <= :to_day ORDER BY day, quarter, service LIMIT :most;

-- name: open_range(city i64) -> one first i64?, last i64?
SELECT MIN(day) AS first, MAX(day) AS last FROM busyness_done WHERE city = :city;

-- Weekdays as weekday_of() counts them: day 0 was a Thursday.
-- name: open_week(city i64, office str, from_day i64, to_day i64) -> many weekday i64, hour i64, days i64, people i64, seconds i64
SELECT (day + 4) % 7 AS weekday, quarter / 4 AS hour, COUNT(DISTINCT day) AS days, CAST(SUM(wait_n) AS BIGINT) AS people,
CAST(SUM(wait_sum) AS BIGINT) AS seconds FROM busyness
WHERE city = :city AND office = :office AND day >= :from_day AND day <= :to_day AND service = '' GROUP BY 1, 2 ORDER BY 1, 2;

-- name: open_week_days(city i64, office str, from_day i64, to_day i64) -> one days i64
SELECT COUNT(DISTINCT day) AS days FROM busyness WHERE city = :city AND office = :office AND day >= :from_day AND day <= :to_day;

-- --- the waits of now ---

-- name: open_set_wait(city i64, office str, service str, now i64, p10 i64, p50 i64, p90 i64) -> changed
INSERT INTO wait_now (city, office, service, at, p10, p50, p90) VALUES (:city, :office, :service, :now, :p10, :p50, :p90)
ON CONFLICT (city, office, service) DO UPDATE SET at = :now, p10 = :p10, p50 = :p50, p90 = :p90;

-- name: open_waits(city i64, since i64) -> many office str, service str, p10 i64, p50 i64, p90 i64
SELECT office, service, p10, p50, p90 FROM wait_now WHERE city = :city AND at >= :since ORDER BY office, service;
