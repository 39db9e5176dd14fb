-- Who wants to be told before being called, and what was said.

-- name: notices_watch(city i64, ticket str, office str, day i64, contact str, ahead i64, lang i64, now i64) -> changed
INSERT INTO ticket_watch (city, ticket, office, day, contact, ahead, lang, made_at) VALUES (:city, :ticket, :office, :day, :contact, :ahead, :lang, :now)
ON CONFLICT (city, ticket) DO UPDATE SET contact = :contact, ahead = :ahead, lang = :lang, made_at = :now;

-- name: notices_unwatch(city i64, ticket str) -> changed
DELETE FROM ticket_watch WHERE city = :city AND ticket = :ticket;

-- Nobody is told who stopped it by the link in a message.
-- name: notices_watched(city i64, ticket str) -> one contact str, ahead i64, lang i64, made_at i64
SELECT contact, ahead, lang, made_at FROM ticket_watch WHERE city = :city AND ticket = :ticket
AND NOT EXISTS (SELECT 1 FROM message_stop s WHERE s.city = :city AND s.about = 'ticket/' || ticket_watch.ticket);

-- name: notices_offices(city i64, day i64) -> many office str
SELECT DISTINCT office FROM ticket_watch WHERE city = :city AND day = :day ORDER BY office;

-- name: notices_watches(city i64, day i64, office str) -> many ticket str, ahead i64
SELECT ticket, ahead FROM ticket_watch WHERE city = :city AND day = :day AND office = :office ORDER BY made_at, ticket LIMIT 2000;

-- name: notices_told(city i64, day i64, office str) -> many ticket str, seq i64, what str
SELECT t.ticket, t.seq, t.what FROM ticket_told t
JOIN ticket_watch w ON w.city = t.city AND w.ticket = t.ticket
WHERE t.city = :city AND w.day = :day AND w.office = :office ORDER BY t.ticket;

-- name: notices_tell(city i64, ticket str, seq i64, what str, day i64) -> changed
INSERT INTO ticket_told (city, ticket, seq, what, day) VALUES (:city, :ticket, :seq, :what, :day)
ON CONFLICT (city, ticket, seq, what) DO NOTHING;

-- Whoever asks anew wants to hear anew.
-- name: notices_untell(city i64, ticket str) -> changed
DELETE FROM ticket_told WHERE city = :city AND ticket = :ticket AND what <> 'missed';

-- name: notices_looked(city i64, office str) -> one event i64, seen_at i64
SELECT event, at AS seen_at FROM ticket_look WHERE city = :city AND office = :office;

-- name: notices_look(city i64, office str, event i64, now i64) -> changed
INSERT INTO ticket_look (city, office, event, at) VALUES (:city, :office, :event, :now)
ON CONFLICT (city, office) DO UPDATE SET event = :event, at = :now;

-- name: notices_head(city i64, office str) -> one last i64
SELECT last FROM event_head WHERE city = :city AND office = :office;

-- name: notices_forget_watches(city i64, before_day i64) -> changed
DELETE FROM ticket_watch WHERE city = :city AND day < :before_day;

-- name: notices_forget_told(city i64, before_day i64) -> changed
DELETE FROM ticket_told WHERE city = :city AND day < :before_day;
