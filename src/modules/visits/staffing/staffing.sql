-- Staffing: counts of days that are over, rosters, suggestions.

-- --- counting ---

-- Days that are over and not counted yet. Days are counted in their order, so what is behind the last one is what is missing.
-- name: staffing_days_to_count(city i64, office str, from_day i64, today i64) -> many on_day i64
SELECT DISTINCT day AS on_day FROM step WHERE city = :city AND office = :office AND day < :today
AND day > (SELECT COALESCE(MAX(day), :from_day) FROM arrival_day WHERE city = :city AND office = :office AND service = '')
ORDER BY on_day LIMIT 40;

-- Every step of a day, also one that was transferred to: work for its service that came when the person did.
-- name: staffing_steps(city i64, office str, day i64) -> many service str, booked i64, arrived i64
SELECT service, CASE WHEN due > 0 THEN 1 ELSE 0 END AS booked, arrived FROM step
WHERE city = :city AND office = :office AND day = :day LIMIT 50000;

-- name: staffing_booked(city i64, office str, from_time i64, to_time i64) -> one bookings i64, came i64
SELECT COUNT(*) AS bookings, CAST(COALESCE(SUM(CASE WHEN state = 'checked_in' THEN 1 ELSE 0 END), 0) AS BIGINT) AS came FROM booking
WHERE city = :city AND office = :office AND start >= :from_time AND start < :to_time AND state IN ('checked_in', 'no_show');

-- name: staffing_desk_moves(city i64, office str, from_time i64, to_time i64) -> many desk str, moment i64, becomes str
SELECT desk, at AS moment, becomes FROM desk_log
WHERE city = :city AND office = :office AND at >= :from_time AND at < :to_time ORDER BY at, rev LIMIT 50000;

-- name: staffing_add_count(city i64, office str, day i64, service str, walk_ins str, booked str, bookings i64, came i64) -> changed
INSERT INTO arrival_day (city, office, day, service, walk_ins, booked, bookings, came)
VALUES (:city, :office, :day, :service, :walk_ins, :booked, :bookings, :came)
ON CONFLICT (city, office, day, service) DO NOTHING;

-- name: staffing_counts(city i64, office str, from_day i64, to_day i64) -> many on_day i64, service str, walk_ins str, booked str, bookings i64, came i64
SELECT day AS on_day, service, walk_ins, booked, bookings, came FROM arrival_day
WHERE city = :city AND office = :office AND day >= :from_day AND day <= :to_day ORDER BY day, service LIMIT 50000;

-- --- bookings of a day to come ---

-- name: staffing_bookings(city i64, office str, from_time i64, to_time i64) -> many service str, start i64
SELECT s.service, s.start FROM booking b JOIN booking_step s ON s.city = b.city AND s.booking = b.code
WHERE b.city = :city AND b.office = :office AND b.start >= :from_time AND b.start < :to_time AND b.state IN ('booked', 'checked_in')
ORDER BY s.start, s.booking, s.seq LIMIT 5000;

-- --- rosters ---

-- name: staffing_add_roster(city i64, office str, kind str, day i64, desk str, opens i64, closes i64, break_from i64, break_to i64) -> changed
INSERT INTO roster (city, office, kind, day, desk, opens, closes, break_from, break_to)
VALUES (:city, :office, :kind, :day, :desk, :opens, :closes, :break_from, :break_to)
ON CONFLICT (city, office, kind, day, desk) DO NOTHING;

-- name: staffing_drop_plan(city i64, office str, day i64) -> changed
DELETE FROM roster WHERE city = :city AND office = :office AND kind = 'plan' AND day = :day;

-- name: staffing_rosters(city i64, office str, kind str, from_day i64, to_day i64) -> many on_day i64, desk str, opens i64, closes i64, break_from i64, break_to i64
SELECT day AS on_day, desk, opens, closes, break_from, break_to FROM roster
WHERE city = :city AND office = :office AND kind = :kind AND day >= :from_day AND day <= :to_day ORDER BY day, desk LIMIT 20000;

-- name: staffing_get_plan(city i64, office str, day i64) -> one rev i64, made_at i64, staff i64
SELECT rev, made_at, staff FROM roster_plan WHERE city = :city AND office = :office AND day = :day;

-- The plan that was seen, or none: nothing happens when somebody else saved meanwhile.
-- name: staffing_set_plan(city i64, office str, day i64, rev i64, now i64, staff i64) -> changed
INSERT INTO roster_plan (city, office, day, rev, made_at, staff) VALUES (:city, :office, :day, 1, :now, :staff)
ON CONFLICT (city, office, day) DO UPDATE SET rev = roster_plan.rev + 1, made_at = :now, staff = :staff
WHERE roster_plan.rev = :rev OR :rev < 0;

-- name: staffing_unset_plan(city i64, office str, day i64, rev i64) -> changed
DELETE FROM roster_plan WHERE city = :city AND office = :office AND day = :day AND rev = :rev;

-- --- suggestions ---

-- name: staffing_hints(city i64, office str, since i64) -> many place i64, desk str, until i64, service str, before i64, after i64, made_at i64
SELECT place, desk, until, service, before, after, made_at FROM staffing_hint
WHERE city = :city AND office = :office AND made_at >= :since AND place > 0 ORDER BY place LIMIT 3;

-- When it was looked last.
-- name: staffing_looked(city i64, office str) -> one made_at i64
SELECT made_at FROM staffing_hint WHERE city = :city AND office = :office AND place = 0;

-- name: staffing_drop_hints(city i64, office str) -> changed
DELETE FROM staffing_hint WHERE city = :city AND office = :office;

-- name: staffing_add_hint(city i64, office str, place i64, desk str, until i64, service str, before i64, after i64, now i64) -> changed
INSERT INTO staffing_hint (city, office, place, desk, until, service, before, after, made_at)
VALUES (:city, :office, :place, :desk, :until, :service, :before, :after, :now)
ON CONFLICT (city, office, place) DO NOTHING;
