-- What /manage reads: bookings to come, versions of definitions, the log of changes, tickets on their way to paper.

-- In the order of manage_lost(): within one slot, who booked first.
-- name: manage_booked_steps(city i64, office str, after i64) -> many code str, service str, start i64
SELECT b.code, s.service, s.start FROM booking b JOIN booking_step s ON s.city = b.city AND s.booking = b.code
WHERE b.city = :city AND b.office = :office AND b.start > :after AND b.state IN ('booked', 'held')
ORDER BY s.service, s.start, b.made_at, b.code LIMIT 50000;

-- The latest versions, of one file or (path '') of all.
-- name: manage_versions(city i64, path str, most i64) -> many path str, version i64, made_at i64, empty i64, name str?
SELECT d.path, d.version, d.made_at, CASE WHEN d.body = '' THEN 1 ELSE 0 END AS empty, p.name
FROM definition d LEFT JOIN staff p ON p.city = d.city AND p.id = d.staff
WHERE d.city = :city AND (:path = '' OR d.path = :path)
ORDER BY d.made_at DESC, d.path, d.version DESC LIMIT :most;

-- name: manage_version(city i64, path str, version i64) -> one body str, made_at i64, name str?
SELECT d.body, d.made_at, p.name FROM definition d LEFT JOIN staff p ON p.city = d.city AND p.id = d.staff
WHERE d.city = :city AND d.path = :path AND d.version = :version;

-- name: manage_audit(city i64, chain str, before i64, most i64) -> many seq i64, made_at i64, actor str, action str, subject str, detail str
SELECT seq, made_at, actor, action, subject, detail FROM audit
WHERE city = :city AND chain = :chain AND seq < :before ORDER BY seq DESC LIMIT :most;

-- name: manage_prints(city i64, office str) -> many state str, total i64
SELECT state, count(*) AS total FROM print_job WHERE city = :city AND office = :office GROUP BY state ORDER BY state;

-- name: manage_print_failed(city i64, office str) -> one reason str
SELECT reason FROM print_job WHERE city = :city AND office = :office AND reason <> '' ORDER BY next_at DESC LIMIT 1;

-- name: manage_devices(city i64, office str) -> many login str, name str, office str
SELECT login, name, office FROM staff
WHERE city = :city AND role = 'device' AND active = 1 AND (office = '' OR office = :office) ORDER BY login;
