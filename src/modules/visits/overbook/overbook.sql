-- How many of those who booked came.

-- name: overbook_get(city i64, office str, service str) -> one shows f64
SELECT shows FROM overbooking WHERE city = :city AND office = :office AND service = :service;

-- name: overbook_put(city i64, office str, service str, day i64, came i64, missed i64, shows f64) -> changed
INSERT INTO overbooking (city, office, service, day, came, missed, shows) VALUES (:city, :office, :service, :day, :came, :missed, :shows)
ON CONFLICT (city, office, service) DO UPDATE SET day = :day, came = :came, missed = :missed, shows = :shows WHERE overbooking.day < :day;

-- When it was last worked out; services that are no longer booked have older days.
-- name: overbook_days(city i64) -> many office str, day i64
SELECT office, max(day) AS day FROM overbooking WHERE city = :city GROUP BY office;

-- Bookings that are over, by service: a visit of several services counts for each of them.
-- name: overbook_counts(city i64, office str, from_start i64, to_start i64) -> many service str, came i64, missed i64
SELECT s.service, sum(CASE WHEN b.state = 'checked_in' THEN 1 ELSE 0 END) AS came, sum(CASE WHEN b.state = 'no_show' THEN 1 ELSE 0 END) AS missed
FROM booking b JOIN booking_step s ON s.city = b.city AND s.booking = b.code
WHERE b.city = :city AND b.office = :office AND b.start >= :from_start AND b.start < :to_start AND b.state IN ('checked_in', 'no_show')
GROUP BY s.service ORDER BY s.service;
