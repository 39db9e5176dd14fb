-- The log of calls. An entry is never changed; whole days go at the beginning when the city's years are over.

-- name: calls_head(city i64, office str) -> one last i64, hash str
SELECT last, hash FROM call_head WHERE city = :city AND office = :office;

-- The end moves on by one, from where the writer saw it and from nowhere else.
-- name: calls_set_head(city i64, office str, seq i64, hash str) -> changed
INSERT INTO call_head (city, office, last, hash) VALUES (:city, :office, :seq, :hash)
ON CONFLICT (city, office) DO UPDATE SET last = :seq, hash = :hash WHERE call_head.last = :seq - 1;

-- name: calls_insert(city i64, office str, seq i64, day i64, moment i64, number str, service str, desk str, command str, calls i64, staff i64, hash str) -> changed
INSERT INTO call_log (city, office, seq, day, at, number, service, desk, command, calls, staff, hash)
VALUES (:city, :office, :seq, :day, :moment, :number, :service, :desk, :command, :calls, :staff, :hash);

-- --- reading ---

-- Of one day, all or one number's, behind an entry.
-- name: calls_of_day(city i64, office str, day i64, number str, after i64, most i64) -> many seq i64, moment i64, number str, service str, desk str, command str, calls i64, staff i64, staff_name str
SELECT c.seq, c.at AS moment, c.number, c.service, c.desk, c.command, c.calls, c.staff, COALESCE(s.name, '') AS staff_name
FROM call_log c LEFT JOIN staff s ON s.city = c.city AND s.id = c.staff
WHERE c.city = :city AND c.office = :office AND c.day = :day AND c.seq > :after AND (:number = '' OR c.number = :number)
ORDER BY c.seq LIMIT :most;

-- name: calls_day_total(city i64, office str, day i64, number str) -> one total i64, first i64, last i64
SELECT COUNT(*) AS total, COALESCE(MIN(seq), 0) AS first, COALESCE(MAX(seq), 0) AS last FROM call_log
WHERE city = :city AND office = :office AND day = :day AND (:number = '' OR number = :number);

-- name: calls_page(city i64, office str, after i64, most i64) -> many seq i64, day i64, moment i64, number str, service str, desk str, command str, calls i64, staff i64, hash str
SELECT seq, day, at AS moment, number, service, desk, command, calls, staff, hash FROM call_log
WHERE city = :city AND office = :office AND seq > :after ORDER BY seq LIMIT :most;

-- --- ends of days ---

-- name: calls_day_last(city i64, office str) -> one last i64, day i64
SELECT last, day FROM call_day WHERE city = :city AND office = :office ORDER BY last DESC LIMIT 1;

-- Whether a day is over that has no end yet. Days to come may stand before it, from a clock that was ahead.
-- name: calls_first_behind(city i64, office str, after i64, today i64) -> one day i64
SELECT day FROM call_log WHERE city = :city AND office = :office AND seq > :after AND day < :today ORDER BY seq LIMIT 1;

-- The last entry of each day that is over and has no end yet.
-- name: calls_days_over(city i64, office str, after i64, today i64) -> many day i64, last i64
SELECT day, MAX(seq) AS last FROM call_log WHERE city = :city AND office = :office AND seq > :after AND day < :today
GROUP BY day ORDER BY last LIMIT 40;

-- name: calls_add_day(city i64, office str, day i64, last i64, now i64) -> changed
INSERT INTO call_day (city, office, day, last, hash, made_at)
SELECT :city, :office, :day, :last, hash, :now FROM call_log WHERE city = :city AND office = :office AND seq = :last
ON CONFLICT (city, office, day) DO NOTHING;

-- name: calls_days(city i64, office str) -> many day i64, last i64, hash str
SELECT day, last, hash FROM call_day WHERE city = :city AND office = :office ORDER BY last, day;

-- name: calls_day_end(city i64, office str, day i64) -> one last i64, hash str
SELECT last, hash FROM call_day WHERE city = :city AND office = :office AND day = :day;

-- Of all offices, for open data.
-- name: calls_published(city i64, from_day i64, to_day i64, most i64) -> many office str, day i64, last i64, hash str
SELECT office, day, last, hash FROM call_day WHERE city = :city AND day >= :from_day AND day <= :to_day
ORDER BY day, office LIMIT :most;

-- name: calls_offices(city i64) -> many office str, last i64, hash str
SELECT office, last, hash FROM call_head WHERE city = :city ORDER BY office;

-- Entries of an office that has no end: somebody took it away.
-- name: calls_stray(city i64) -> many office str
SELECT DISTINCT c.office FROM call_log c
WHERE c.city = :city AND NOT EXISTS (SELECT 1 FROM call_head h WHERE h.city = c.city AND h.office = c.office);

-- --- what is too old ---

-- The first end behind which something is left, of a day before the one from which on entries are kept.
-- name: calls_old_end(city i64, office str, before_day i64) -> one day i64, last i64
SELECT d.day, d.last FROM call_day d WHERE d.city = :city AND d.office = :office AND d.day < :before_day
AND EXISTS (SELECT 1 FROM call_log c WHERE c.city = d.city AND c.office = d.office AND c.seq <= d.last)
ORDER BY d.last LIMIT 1;

-- name: calls_drop(city i64, office str, last i64) -> changed
DELETE FROM call_log WHERE city = :city AND office = :office AND seq <= :last;

-- How far it went last, by the audit log, which is a chain, too: "up to entry 9".
-- name: calls_erased(city i64, office str) -> one detail str
SELECT detail FROM audit WHERE city = :city AND chain = :office AND action = 'calls.erase' ORDER BY seq DESC LIMIT 1;
