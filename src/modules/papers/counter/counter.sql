-- Fillings at the counter, packets that were printed, screens that face residents.

-- --- fillings ---

-- name: counter_add(city i64, id str, office str, desk str, staff i64, visit str, number str, same str, came str, about str, day i64, now i64) -> changed
INSERT INTO counter_filling (city, id, office, desk, staff, visit, number, same, came, about, day, begun_at, confirmed_at, printed_at, over_at)
VALUES (:city, :id, :office, :desk, :staff, :visit, :number, :same, :came, :about, :day, :now, 0, 0, 0);

-- name: counter_get(city i64, id str) -> one office str, desk str, staff i64, staff_name str, visit str, number str, same str, came str, about str, begun_at i64, confirmed_at i64, printed_at i64, over_at i64
SELECT f.office, f.desk, f.staff, COALESCE(s.name, '') AS staff_name, f.visit, f.number, f.same, f.came, f.about, f.begun_at, f.confirmed_at, f.printed_at, f.over_at
FROM counter_filling f LEFT JOIN staff s ON s.city = f.city AND s.id = f.staff WHERE f.city = :city AND f.id = :id;

-- Everybody who has this preparation open.
-- name: counter_same(city i64, same str) -> many id str, office str, desk str, staff i64, staff_name str, begun_at i64
SELECT f.id, f.office, f.desk, f.staff, COALESCE(s.name, '') AS staff_name, f.begun_at
FROM counter_filling f LEFT JOIN staff s ON s.city = f.city AND s.id = f.staff
WHERE f.city = :city AND f.same = :same AND f.over_at = 0 ORDER BY f.begun_at, f.id;

-- What is open in an office today: to go on with.
-- name: counter_open(city i64, office str, day i64) -> many id str, desk str, staff i64, staff_name str, number str, about str, begun_at i64, printed_at i64
SELECT f.id, f.desk, f.staff, COALESCE(s.name, '') AS staff_name, f.number, f.about, f.begun_at, f.printed_at
FROM counter_filling f LEFT JOIN staff s ON s.city = f.city AND s.id = f.staff
WHERE f.city = :city AND f.office = :office AND f.day = :day AND f.over_at = 0 ORDER BY f.begun_at DESC, f.id LIMIT 30;

-- name: counter_join_same(city i64, id str, same str) -> changed
UPDATE counter_filling SET same = :same WHERE city = :city AND id = :id AND over_at = 0;

-- name: counter_confirmed(city i64, id str, now i64) -> changed
UPDATE counter_filling SET confirmed_at = :now WHERE city = :city AND id = :id AND over_at = 0;

-- The first print is the end of the time that is measured.
-- name: counter_printed(city i64, id str, now i64, about str) -> changed
UPDATE counter_filling SET printed_at = CASE WHEN printed_at = 0 THEN :now ELSE printed_at END, about = :about
WHERE city = :city AND id = :id AND over_at = 0;

-- name: counter_over(city i64, id str, now i64) -> changed
UPDATE counter_filling SET over_at = :now, same = '' WHERE city = :city AND id = :id AND over_at = 0;

-- Left open by somebody who went home: over at the end of their day. `from_day`: how far back is looked, so that years of them are not.
-- name: counter_left_open(city i64, office str, from_day i64, today i64, now i64) -> changed
UPDATE counter_filling SET over_at = :now, same = '' WHERE city = :city AND office = :office AND day >= :from_day AND day < :today AND over_at = 0;

-- name: counter_times(city i64, office str, from_day i64, to_day i64) -> many day i64, came str, about str, begun_at i64, printed_at i64
SELECT day, came, about, begun_at, printed_at FROM counter_filling
WHERE city = :city AND office = :office AND day >= :from_day AND day <= :to_day AND printed_at > 0 ORDER BY day, begun_at, id LIMIT 100000;

-- --- packets ---

-- name: counter_add_packet(city i64, number str, office str, filling str, visit str, desk str, staff i64, day i64, now i64, papers str, version str, hash str, pages i64, corrected i64, confirmed_at i64, pdf bytes, facts bytes, erase_at i64) -> changed
INSERT INTO counter_packet (city, number, office, filling, visit, desk, staff, day, at, papers, version, hash, pages, corrected, confirmed_at, pdf, facts, erase_at)
VALUES (:city, :number, :office, :filling, :visit, :desk, :staff, :day, :now, :papers, :version, :hash, :pages, :corrected, :confirmed_at, :pdf, :facts, :erase_at);

-- name: counter_packet_of(city i64, number str) -> one office str, filling str, visit str, desk str, staff i64, staff_name str, made_at i64, papers str, version str, hash str, pages i64, corrected i64, confirmed_at i64, erase_at i64
SELECT p.office, p.filling, p.visit, p.desk, p.staff, COALESCE(s.name, '') AS staff_name, p.at AS made_at, p.papers, p.version, p.hash, p.pages, p.corrected, p.confirmed_at, p.erase_at
FROM counter_packet p LEFT JOIN staff s ON s.city = p.city AND s.id = p.staff WHERE p.city = :city AND p.number = :number;

-- name: counter_packet_pdf(city i64, number str) -> one office str, pdf bytes, erase_at i64
SELECT office, pdf, erase_at FROM counter_packet WHERE city = :city AND number = :number;

-- name: counter_packet_facts(city i64, number str) -> one office str, facts bytes, made_at i64, erase_at i64
SELECT office, facts, at AS made_at, erase_at FROM counter_packet WHERE city = :city AND number = :number;

-- name: counter_packets_of_visit(city i64, office str, visit str) -> many number str, filling str, desk str, staff_name str, made_at i64, papers str, version str, hash str, pages i64, corrected i64, confirmed_at i64, erase_at i64
SELECT p.number, p.filling, p.desk, COALESCE(s.name, '') AS staff_name, p.at AS made_at, p.papers, p.version, p.hash, p.pages, p.corrected, p.confirmed_at, p.erase_at
FROM counter_packet p LEFT JOIN staff s ON s.city = p.city AND s.id = p.staff
WHERE p.city = :city AND p.office = :office AND p.visit = :visit ORDER BY p.at, p.number LIMIT 200;

-- name: counter_packets_of_filling(city i64, filling str) -> many number str, filling str, desk str, staff_name str, made_at i64, papers str, version str, hash str, pages i64, corrected i64, confirmed_at i64, erase_at i64
SELECT p.number, p.filling, p.desk, COALESCE(s.name, '') AS staff_name, p.at AS made_at, p.papers, p.version, p.hash, p.pages, p.corrected, p.confirmed_at, p.erase_at
FROM counter_packet p LEFT JOIN staff s ON s.city = p.city AND s.id = p.staff
WHERE p.city = :city AND p.filling = :filling ORDER BY p.at, p.number LIMIT 200;

-- What is left says which papers, when and by whom; not what stood on them.
-- name: counter_erase(city i64, now i64, nothing bytes) -> changed
UPDATE counter_packet SET pdf = :nothing, facts = :nothing, erase_at = 0 WHERE city = :city AND erase_at > 0 AND erase_at <= :now;

-- --- screens ---

-- name: counter_screen_get(city i64, office str, desk str) -> one code str, holder str, state str, filling str, until_at i64, pointed str, rev i64
SELECT code, holder, state, filling, until_at, pointed, rev FROM counter_screen WHERE city = :city AND office = :office AND desk = :desk;

-- A clerk joins a screen to the desk; whatever was shown is gone.
-- name: counter_screen_join(city i64, office str, desk str, code str) -> changed
INSERT INTO counter_screen (city, office, desk, code, holder, state, filling, until_at, pointed, rev)
VALUES (:city, :office, :desk, :code, '', 'blank', '', 0, '', 1)
ON CONFLICT (city, office, desk) DO UPDATE SET code = :code, holder = '', state = 'blank', filling = '', until_at = 0, pointed = '', rev = counter_screen.rev + 1;

-- name: counter_screen_hold(city i64, office str, desk str, code str, holder str) -> changed
UPDATE counter_screen SET holder = :holder, rev = rev + 1
WHERE city = :city AND office = :office AND desk = :desk AND code = :code AND (holder = '' OR holder = :holder);

-- name: counter_screen_show(city i64, office str, desk str, filling str, until_at i64) -> changed
UPDATE counter_screen SET state = 'shown', filling = :filling, until_at = :until_at, pointed = '', rev = rev + 1
WHERE city = :city AND office = :office AND desk = :desk AND code <> '';

-- Only while it shows this filling: another one's screen is not touched.
-- name: counter_screen_blank(city i64, office str, desk str, filling str) -> changed
UPDATE counter_screen SET state = 'blank', filling = '', until_at = 0, pointed = '', rev = rev + 1
WHERE city = :city AND office = :office AND desk = :desk AND filling = :filling AND state <> 'blank';

-- name: counter_screen_stay(city i64, office str, desk str, filling str, now i64, until_at i64) -> changed
UPDATE counter_screen SET until_at = :until_at, rev = rev + 1
WHERE city = :city AND office = :office AND desk = :desk AND filling = :filling AND state = 'shown' AND until_at > :now;

-- name: counter_screen_confirm(city i64, office str, desk str, filling str, now i64, until_at i64) -> changed
UPDATE counter_screen SET state = 'confirmed', until_at = :until_at, pointed = '', rev = rev + 1
WHERE city = :city AND office = :office AND desk = :desk AND filling = :filling AND state = 'shown' AND until_at > :now;

-- name: counter_screen_point(city i64, office str, desk str, filling str, now i64, pointed str, until_at i64) -> changed
UPDATE counter_screen SET pointed = :pointed, until_at = :until_at, rev = rev + 1
WHERE city = :city AND office = :office AND desk = :desk AND filling = :filling AND state = 'shown' AND until_at > :now;

-- name: counter_screens_over(city i64, now i64) -> many office str, desk str, filling str
SELECT office, desk, filling FROM counter_screen WHERE city = :city AND state <> 'blank' AND until_at <= :now;
