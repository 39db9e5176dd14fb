-- Statements of the waiting list. Open entries are those that index waiting_open holds; SQLite uses it only where its condition
-- stands in the statement word by word.

-- --- entries ---

-- name: waitlist_next_turn(city i64, office str) -> one last i64
INSERT INTO waiting_head (city, office, last) VALUES (:city, :office, 1)
ON CONFLICT (city, office) DO UPDATE SET last = waiting_head.last + 1 RETURNING last;

-- name: waitlist_add(city i64, code str, office str, turn i64, services str, from_day i64, to_day i64, dates str, parts i64,
--   name str, contact str, contact_key str, note str, booking str, lang i64, channel str, staff i64, now i64) -> changed
INSERT INTO waiting (city, code, office, turn, state, since, services, from_day, to_day, dates, parts, name, contact, contact_key, note, booking, lang, channel, staff, unanswered, phoned, made_at, rev)
VALUES (:city, :code, :office, :turn, 'waiting', :now, :services, :from_day, :to_day, :dates, :parts, :name, :contact, :contact_key, :note, :booking, :lang, :channel, :staff, 0, 0, :now, 1)
ON CONFLICT (city, code) DO NOTHING;

-- name: waitlist_get(city i64, code str) -> one office str, turn i64, state str, since i64, services str, from_day i64, to_day i64,
--   dates str, parts i64, name str, contact str, contact_key str, note str, booking str, lang i64, channel str, unanswered i64, phoned i64, made_at i64, rev i64
SELECT office, turn, state, since, services, from_day, to_day, dates, parts, name, contact, contact_key, note, booking, lang, channel, unanswered, phoned, made_at, rev
FROM waiting WHERE city = :city AND code = :code;

-- Everybody who waits in an office, in the order of joining, with the offer that is open.
-- name: waitlist_list(city i64, office str) -> many code str, turn i64, state str, since i64, services str, from_day i64, to_day i64,
--   dates str, parts i64, name str, contact str, note str, booking str, lang i64, channel str, unanswered i64, phoned i64, made_at i64, rev i64,
--   start i64?, until i64?
SELECT w.code, w.turn, w.state, w.since, w.services, w.from_day, w.to_day, w.dates, w.parts, w.name, w.contact, w.note, w.booking, w.lang, w.channel, w.unanswered, w.phoned, w.made_at, w.rev,
o.start, o.until
FROM waiting w LEFT JOIN waiting_offer o ON o.city = w.city AND o.entry = w.code AND o.state = 'open'
WHERE w.city = :city AND w.office = :office AND w.state IN ('waiting', 'offered', 'asleep') ORDER BY w.turn LIMIT 2500;

-- Who may be offered something on these days, in the order of joining; `before`: the time of the booking that is to become earlier.
-- name: waitlist_candidates(city i64, office str, from_day i64, to_day i64) -> many code str, services str, from_day i64, to_day i64, dates str, parts i64,
--   contact_key str, booking str, rev i64, before i64?
SELECT w.code, w.services, w.from_day, w.to_day, w.dates, w.parts, w.contact_key, w.booking, w.rev, b.start AS before
FROM waiting w LEFT JOIN booking b ON b.city = w.city AND b.code = w.booking AND b.state = 'booked'
WHERE w.city = :city AND w.office = :office AND w.state IN ('waiting', 'offered', 'asleep') AND w.state = 'waiting' AND w.from_day <= :to_day AND w.to_day >= :from_day
ORDER BY w.turn LIMIT 2500;

-- name: waitlist_count_office(city i64, office str) -> one total i64
SELECT count(*) AS total FROM waiting WHERE city = :city AND office = :office AND state IN ('waiting', 'offered', 'asleep');

-- name: waitlist_count_contact(city i64, contact_key str) -> one total i64
SELECT count(*) AS total FROM waiting WHERE city = :city AND contact_key = :contact_key AND contact_key <> '' AND booking = '' AND state IN ('waiting', 'offered', 'asleep');

-- name: waitlist_by_booking(city i64, booking str) -> one code str
SELECT code FROM waiting WHERE city = :city AND booking = :booking AND booking <> '' AND state IN ('waiting', 'offered', 'asleep');

-- One entry moves on; nothing happens when somebody else moved it first.
-- name: waitlist_move(city i64, code str, was str, rev i64, becomes str, since i64, unanswered i64) -> changed
UPDATE waiting SET state = :becomes, since = :since, unanswered = :unanswered, rev = rev + 1
WHERE city = :city AND code = :code AND state = :was AND rev = :rev;

-- name: waitlist_erase(city i64, code str) -> changed
UPDATE waiting SET name = '', contact = '', contact_key = '', note = '' WHERE city = :city AND code = :code;

-- Of offices that are no longer the city's nobody ends the entries.
-- name: waitlist_erase_past(city i64, before_day i64) -> changed
UPDATE waiting SET name = '', contact = '', contact_key = '', note = ''
WHERE city = :city AND state IN ('waiting', 'offered', 'asleep') AND to_day < :before_day AND name <> '';

-- name: waitlist_phoned(city i64, code str, now i64) -> changed
UPDATE waiting SET phoned = :now WHERE city = :city AND code = :code AND state IN ('waiting', 'offered', 'asleep');

-- Entries that are over: the last day is past, or the booking that was to become earlier is no longer one.
-- name: waitlist_ended(city i64, office str, today i64, now i64) -> many code str
SELECT w.code FROM waiting w LEFT JOIN booking b ON b.city = w.city AND b.code = w.booking
WHERE w.city = :city AND w.office = :office AND w.state IN ('waiting', 'offered', 'asleep') AND w.state <> 'offered'
AND (w.to_day < :today OR (w.booking <> '' AND (b.state IS NULL OR b.state <> 'booked' OR b.start <= :now)))
ORDER BY w.turn LIMIT 200;

-- Offices in which somebody waits.
-- name: waitlist_offices(city i64) -> many office str
SELECT DISTINCT office FROM waiting WHERE city = :city AND state IN ('waiting', 'offered', 'asleep') ORDER BY office;

-- --- offers ---

-- Nothing is added when the entry or the person has an open offer, or was offered that time before.
-- name: waitlist_add_offer(city i64, entry str, start i64, office str, person str, now i64, until i64) -> changed
INSERT INTO waiting_offer (city, entry, start, office, state, person, booking, made_at, until, ended_at)
VALUES (:city, :entry, :start, :office, 'open', :person, '', :now, :until, 0) ON CONFLICT DO NOTHING;

-- name: waitlist_drop_offer(city i64, entry str, start i64) -> changed
DELETE FROM waiting_offer WHERE city = :city AND entry = :entry AND start = :start AND state = 'open' AND booking = '';

-- name: waitlist_hold_offer(city i64, entry str, start i64, booking str) -> changed
UPDATE waiting_offer SET booking = :booking WHERE city = :city AND entry = :entry AND start = :start;

-- name: waitlist_end_offer(city i64, entry str, start i64, becomes str, now i64) -> changed
UPDATE waiting_offer SET state = :becomes, person = '', ended_at = :now WHERE city = :city AND entry = :entry AND start = :start AND state = 'open';

-- The open offer of an entry, else the accepted one.
-- name: waitlist_offer_of(city i64, entry str) -> one start i64, state str, booking str, until i64
SELECT start, state, booking, until FROM waiting_offer WHERE city = :city AND entry = :entry AND state IN ('open', 'accepted');

-- name: waitlist_offer_held_by(city i64, booking str) -> one entry str, start i64, until i64
SELECT entry, start, until FROM waiting_offer WHERE city = :city AND booking = :booking AND booking <> '' AND state = 'open';

-- name: waitlist_offered_before(city i64, entry str) -> many start i64
SELECT start FROM waiting_offer WHERE city = :city AND entry = :entry ORDER BY start;
