-- What must hold in the tables of visits, whatever happened: each statement counts where it does not.

-- Places given away are places that bookings have.
-- name: verify_places(city i64) -> one wrong i64
SELECT count(*) AS wrong FROM
(SELECT office, service, start, taken FROM place WHERE city = :city AND taken > 0) p
FULL JOIN
(SELECT b.office, s.service, s.start, count(*) AS used FROM booking b JOIN booking_step s ON s.city = b.city AND s.booking = b.code
WHERE b.city = :city AND b.state IN ('held', 'booked', 'checked_in', 'no_show') GROUP BY b.office, s.service, s.start) u
ON u.office = p.office AND u.service = p.service AND u.start = p.start
WHERE coalesce(p.taken, 0) <> coalesce(u.used, 0);

-- A desk that serves has somebody who is called or served there.
-- name: verify_desks(city i64) -> one wrong i64
SELECT count(*) AS wrong FROM desk k LEFT JOIN step s ON s.city = k.city AND s.ticket = k.ticket AND s.seq = k.step
WHERE k.city = :city AND k.state = 'serving' AND (s.ticket IS NULL OR s.state NOT IN ('called', 'serving') OR s.desk <> k.desk OR s.office <> k.office);

-- Whoever is called or served is at a desk.
-- name: verify_served(city i64) -> one wrong i64
SELECT count(*) AS wrong FROM step s LEFT JOIN desk k ON k.city = s.city AND k.office = s.office AND k.ticket = s.ticket AND k.step = s.seq
WHERE s.city = :city AND s.state IN ('called', 'serving') AND (k.desk IS NULL OR k.desk <> s.desk);

-- Nobody is at two desks, or at one while away.
-- name: verify_one_place(city i64) -> one wrong i64
SELECT count(*) AS wrong FROM (SELECT ticket FROM step
WHERE city = :city AND state IN ('called', 'serving', 'missed') GROUP BY ticket HAVING count(*) > 1) t;

-- Nothing is begun before what has to come first.
-- name: verify_order(city i64) -> one wrong i64
SELECT count(*) AS wrong FROM step s JOIN step p ON p.city = s.city AND p.ticket = s.ticket
AND (s.waits_for & (CAST(1 AS BIGINT) << CAST(p.seq - 1 AS INTEGER))) <> 0
WHERE s.city = :city AND s.state NOT IN ('planned', 'left', 'abandoned') AND p.state NOT IN ('done', 'transferred', 'left', 'abandoned');

-- Nobody is forgotten: what has nothing to wait for waits, unless the visit goes one by one and another step is going on.
-- name: verify_forgotten(city i64) -> one wrong i64
SELECT count(*) AS wrong FROM step s JOIN ticket t ON t.city = s.city AND t.code = s.ticket
WHERE s.city = :city AND s.state = 'planned'
AND NOT EXISTS (SELECT 1 FROM step p WHERE p.city = s.city AND p.ticket = s.ticket
	AND (s.waits_for & (CAST(1 AS BIGINT) << CAST(p.seq - 1 AS INTEGER))) <> 0 AND p.state NOT IN ('done', 'transferred', 'left', 'abandoned'))
AND (t.one_by_one = 0 OR NOT EXISTS (SELECT 1 FROM step o WHERE o.city = s.city AND o.ticket = s.ticket
	AND o.state IN ('waiting', 'called', 'serving', 'parked', 'missed')));

-- The log of a step has no gaps and ends where the step is.
-- name: verify_log(city i64) -> one wrong i64
SELECT count(*) AS wrong FROM
(SELECT l.ticket, l.seq, l.was, l.becomes, lag(l.becomes) OVER w AS before, lead(l.ticket) OVER w AS more FROM step_log l
WHERE l.city = :city WINDOW w AS (PARTITION BY l.ticket, l.seq ORDER BY l.rev)) l
LEFT JOIN step s ON s.city = :city AND s.ticket = l.ticket AND s.seq = l.seq
WHERE l.was <> coalesce(l.before, '') OR (l.more IS NULL AND (s.state IS NULL OR s.state <> l.becomes));

-- Every number that was counted was issued, and no other.
-- name: verify_numbers(city i64) -> one wrong i64
SELECT count(*) AS wrong FROM numbering n
LEFT JOIN (SELECT office, day, substr(number, 1, 1) AS letter, count(*) AS issued FROM ticket WHERE city = :city GROUP BY office, day, substr(number, 1, 1)) t
ON t.office = n.office AND t.day = n.day AND t.letter = n.letter
WHERE n.city = :city AND n.last <> coalesce(t.issued, 0);

-- A booking that was checked in has its ticket, and each ticket of a booking belongs to one that was.
-- name: verify_check_ins(city i64) -> one wrong i64
SELECT count(*) AS wrong FROM booking b FULL JOIN (SELECT city, code, booking FROM ticket WHERE booking <> '') t ON t.city = b.city AND t.booking = b.code
WHERE coalesce(b.city, t.city) = :city AND ((b.state = 'checked_in' AND (t.code IS NULL OR t.code <> b.ticket)) OR (t.code IS NOT NULL AND (b.state IS NULL OR b.state <> 'checked_in')));

-- Whoever was offered a place has one open offer, whose hold keeps the place; nobody else has one.
-- name: verify_offers(city i64) -> one wrong i64
SELECT count(*) AS wrong FROM (SELECT code, city FROM waiting WHERE city = :city AND state = 'offered') w
FULL JOIN (SELECT city, entry, booking, start, until FROM waiting_offer WHERE city = :city AND state = 'open') o ON o.city = w.city AND o.entry = w.code
LEFT JOIN booking b ON b.city = o.city AND b.code = o.booking
WHERE w.code IS NULL OR o.entry IS NULL OR b.code IS NULL OR b.state <> 'held' OR b.start <> o.start OR b.held_until <> o.until;

-- Whoever accepted came to a booking, and no name is kept of those who wait no more.
-- name: verify_waiting(city i64) -> one wrong i64
SELECT count(*) AS wrong FROM waiting w
LEFT JOIN waiting_offer o ON o.city = w.city AND o.entry = w.code AND o.state = 'accepted'
WHERE w.city = :city AND ((w.state = 'accepted') <> (o.entry IS NOT NULL)
OR (w.state IN ('accepted', 'left', 'over') AND (w.name <> '' OR w.contact <> '' OR w.contact_key <> '' OR w.note <> '')));
