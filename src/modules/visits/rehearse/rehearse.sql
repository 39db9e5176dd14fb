-- Whether anybody was ever here: days that are made up are not mixed with days that were.

-- name: rehearse_people(city i64, office str) -> one tickets i64, bookings i64
SELECT (SELECT COUNT(*) FROM (SELECT 1 AS x FROM step_log WHERE city = :city AND office = :office LIMIT 1) s) AS tickets,
	(SELECT COUNT(*) FROM (SELECT 1 AS x FROM booking WHERE city = :city AND office = :office LIMIT 1) b) AS bookings;
