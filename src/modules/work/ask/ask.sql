-- What belongs to a sheet beside its rows, where members are reminded, and who was.

-- name: work_ask_sheet(city i64, round str, unit i64) -> one rest str, names str, reason str
SELECT rest, names, reason FROM work_ask_sheet WHERE city = :city AND round = :round AND unit = :unit;

-- name: work_ask_set_sheet(city i64, round str, unit i64, rest str, names str, reason str) -> changed
INSERT INTO work_ask_sheet (city, round, unit, rest, names, reason) VALUES (:city, :round, :unit, :rest, :names, :reason)
ON CONFLICT (city, round, unit) DO UPDATE SET rest = :rest, names = :names, reason = :reason;

-- name: work_ask_reasons(city i64, round str) -> many unit i64, reason str
SELECT unit, reason FROM work_ask_sheet WHERE city = :city AND round = :round AND reason <> '' ORDER BY unit;

-- name: work_ask_add_step(city i64, round str, unit i64, now i64, actor str, action str, note str, items i64, said i64, has i64) -> changed
INSERT INTO work_ask_step (city, round, unit, step, made_at, actor, action, note, items, said, has)
SELECT :city, :round, :unit, COALESCE(MAX(step), 0) + 1, :now, :actor, :action, :note, :items, :said, :has
FROM work_ask_step WHERE city = :city AND round = :round AND unit = :unit;

-- name: work_ask_steps(city i64, round str, unit i64) -> many made_at i64, actor str, action str, note str, items i64, said i64, has i64
SELECT made_at, actor, action, note, items, said, has FROM work_ask_step
WHERE city = :city AND round = :round AND unit = :unit ORDER BY step DESC LIMIT 50;

-- Whoever numbers something of a round waits here for who does so at the same moment.
-- name: work_ask_hold_round(city i64, round str) -> changed
UPDATE work_round SET revision = revision WHERE city = :city AND round = :round;

-- name: work_ask_touch_round(city i64, round str) -> changed
UPDATE work_round SET revision = revision + 1 WHERE city = :city AND round = :round;

-- name: work_ask_remind_set(city i64, round str, remind i64) -> changed
INSERT INTO work_ask_round (city, round, remind) VALUES (:city, :round, :remind)
ON CONFLICT (city, round) DO UPDATE SET remind = :remind;

-- name: work_ask_remind(city i64, round str) -> one remind i64
SELECT remind FROM work_ask_round WHERE city = :city AND round = :round;

-- name: work_ask_remind_due(city i64) -> many round str
SELECT r.round FROM work_round r JOIN work_ask_round a ON a.city = r.city AND a.round = r.round
WHERE r.city = :city AND r.state = 'open' AND a.remind = 1 AND r.closes IS NOT NULL ORDER BY r.round;

-- name: work_ask_members(city i64) -> many staff i64, login str, name str, active i64, bureau str, section str, unit str, parts i64, mail str?
SELECT m.staff, s.login, s.name, s.active, m.bureau, m.section, m.unit, m.parts, a.mail
FROM work_member m JOIN staff s ON s.city = m.city AND s.id = m.staff
LEFT JOIN work_ask_mail a ON a.city = m.city AND a.staff = m.staff
WHERE m.city = :city ORDER BY m.bureau, m.section, m.unit, s.login LIMIT 20000;

-- name: work_ask_staff(city i64, login str) -> one id i64, name str, role str, active i64
SELECT id, name, role, active FROM staff WHERE city = :city AND login = :login;

-- name: work_ask_staff_all(city i64) -> many id i64, login str, name str
SELECT id, login, name FROM staff WHERE city = :city AND active = 1 AND role <> 'device' ORDER BY login LIMIT 20000;

-- name: work_ask_set_mail(city i64, staff i64, mail str) -> changed
INSERT INTO work_ask_mail (city, staff, mail) VALUES (:city, :staff, :mail) ON CONFLICT (city, staff) DO UPDATE SET mail = :mail;

-- name: work_ask_drop_mail(city i64, staff i64) -> changed
DELETE FROM work_ask_mail WHERE city = :city AND staff = :staff;

-- name: work_ask_note_reminder(city i64, round str, day i64, staff i64, units i64) -> changed
INSERT INTO work_ask_reminder (city, round, day, staff, units) VALUES (:city, :round, :day, :staff, :units)
ON CONFLICT (city, round, day, staff) DO NOTHING;

-- name: work_ask_reminders(city i64, round str) -> many day i64, people i64, units i64
SELECT day, COUNT(*) AS people, CAST(SUM(units) AS BIGINT) AS units FROM work_ask_reminder WHERE city = :city AND round = :round
GROUP BY day ORDER BY day DESC LIMIT 20;

-- Counts every decision on common names (names/): what is offered while one types is made anew when it has moved.
-- name: work_ask_names_revision(city i64) -> one revision i64
SELECT revision FROM work_names_state WHERE city = :city;
