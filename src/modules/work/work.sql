-- Rounds, units and their sheets, and who may what.

-- --- rounds ---

-- name: work_row_rounds(city i64) -> many round str, name str, year i64, state str, closes i64?, results_open i64, before str, def str, revision i64,
--   invented i64
SELECT round, name, year, state, closes, results_open, before, def, revision, invented FROM work_round
WHERE city = :city ORDER BY year DESC, round DESC;

-- name: work_row_round(city i64, round str) -> one round str, name str, year i64, state str, closes i64?, results_open i64, before str, def str, revision i64,
--   invented i64
SELECT round, name, year, state, closes, results_open, before, def, revision, invented FROM work_round
WHERE city = :city AND round = :round;

-- name: work_row_round_latest(city i64) -> one round str
SELECT round FROM work_round WHERE city = :city AND state <> 'draft' ORDER BY year DESC, round DESC LIMIT 1;

-- name: work_row_round_add(city i64, round str, name str, year i64, closes i64?, results_open i64, before str, invented i64) -> changed
INSERT INTO work_round (city, round, name, year, state, closes, results_open, before, def, revision, next_number, invented)
VALUES (:city, :round, :name, :year, 'draft', :closes, :results_open, :before, '', 1, 1, :invented)
ON CONFLICT (city, round) DO NOTHING;

-- name: work_row_round_change(city i64, round str, name str, year i64, closes i64?, results_open i64, before str) -> changed
UPDATE work_round SET name = :name, year = :year, closes = :closes, results_open = :results_open,
	before = CASE WHEN state = 'draft' THEN :before ELSE before END
WHERE city = :city AND round = :round;

-- name: work_row_round_open(city i64, round str, def str) -> changed
UPDATE work_round SET state = 'open', def = :def, revision = revision + 1 WHERE city = :city AND round = :round AND state = 'draft';

-- name: work_row_round_state(city i64, round str, was str, state str) -> changed
UPDATE work_round SET state = :state WHERE city = :city AND round = :round AND state = :was;

-- The first statement of every command that changes a sheet: whoever runs it has the round to himself until the commit.
-- name: work_row_round_count(city i64, round str, numbers i64) -> one next i64, revision i64, state str
UPDATE work_round SET revision = revision + 1, next_number = next_number + :numbers WHERE city = :city AND round = :round
RETURNING next_number AS next, revision, state;

-- name: work_row_round_beyond(city i64, round str, number i64) -> changed
UPDATE work_round SET next_number = :number + 1 WHERE city = :city AND round = :round AND next_number <= :number;

-- name: work_row_revision(city i64, round str) -> one revision i64
SELECT revision FROM work_round WHERE city = :city AND round = :round;

-- --- units ---

-- name: work_row_units(city i64, round str) -> many unit i64, bureau str, section str, name str, people i64, minutes i64, state str, items i64, said i64, note str,
--   version i64, brought i64, changed i64, changed_by str
SELECT unit, bureau, section, name, people, minutes, state, items, said, note, version, brought, changed, changed_by FROM work_unit
WHERE city = :city AND round = :round ORDER BY unit;

-- name: work_row_unit(city i64, round str, unit i64) -> one unit i64, bureau str, section str, name str, people i64, minutes i64, state str, items i64, said i64,
--   note str, version i64, brought i64, changed i64, changed_by str, sheet str
SELECT unit, bureau, section, name, people, minutes, state, items, said, note, version, brought, changed, changed_by, sheet FROM work_unit
WHERE city = :city AND round = :round AND unit = :unit;

-- name: work_row_unit_named(city i64, round str, bureau str, section str, name str) -> one unit i64
SELECT unit FROM work_unit WHERE city = :city AND round = :round AND bureau = :bureau AND section = :section AND name = :name;

-- Some of the sheets, by unit: whoever reads them all does not have them all in memory.
-- name: work_row_sheets(city i64, round str, after i64, most i64) -> many unit i64, version i64, sheet str
SELECT unit, version, sheet FROM work_unit WHERE city = :city AND round = :round AND unit > :after ORDER BY unit LIMIT :most;

-- name: work_row_unit_add(city i64, round str, bureau str, section str, name str, people i64, minutes i64) -> one unit i64
INSERT INTO work_unit (city, round, unit, bureau, section, name, people, minutes, state, items, said, note, version, brought, changed, changed_by, sheet)
SELECT :city, :round, COALESCE(MAX(unit), 0) + 1, :bureau, :section, :name, :people, :minutes, 'empty', 0, 0, '', 0, 0, 0, '', ''
FROM work_unit WHERE city = :city AND round = :round
RETURNING unit;

-- name: work_row_unit_staff(city i64, round str, unit i64, people i64, minutes i64) -> changed
UPDATE work_unit SET people = :people, minutes = :minutes
WHERE city = :city AND round = :round AND unit = :unit AND (people <> :people OR minutes <> :minutes);

-- name: work_row_units_copy(city i64, round str, before str) -> changed
INSERT INTO work_unit (city, round, unit, bureau, section, name, people, minutes, state, items, said, note, version, brought, changed, changed_by, sheet)
SELECT :city, :round, unit, bureau, section, name, people, minutes, 'empty', 0, 0, '', 0, 0, 0, '', '' FROM work_unit
WHERE city = :city AND round = :before
	AND NOT EXISTS (SELECT 1 FROM work_unit AS mine WHERE mine.city = :city AND mine.round = :round);

-- name: work_row_sheet(city i64, round str, unit i64, version i64, state str, items i64, said i64, note str, brought i64, changed i64, changed_by str, sheet str) -> changed
UPDATE work_unit SET version = version + 1, state = :state, items = :items, said = :said, note = :note, brought = :brought, changed = :changed,
	changed_by = :changed_by, sheet = :sheet
WHERE city = :city AND round = :round AND unit = :unit AND version = :version;

-- name: work_row_move(city i64, round str, unit i64, version i64, state str, note str, changed i64, changed_by str) -> changed
UPDATE work_unit SET version = version + 1, state = :state, note = :note, changed = :changed, changed_by = :changed_by,
	brought = CASE WHEN :state = 'sent_back' THEN brought ELSE 0 END
WHERE city = :city AND round = :round AND unit = :unit AND version = :version;

-- --- who may what ---

-- name: work_row_members(city i64) -> many staff i64, login str, name str, bureau str, section str, unit str, parts i64
SELECT m.staff, s.login, s.name, m.bureau, m.section, m.unit, m.parts FROM work_member m
JOIN staff s ON s.city = m.city AND s.id = m.staff
WHERE m.city = :city ORDER BY s.login, m.bureau, m.section, m.unit;

-- name: work_row_member_of(city i64, staff i64) -> many bureau str, section str, unit str, parts i64
SELECT bureau, section, unit, parts FROM work_member WHERE city = :city AND staff = :staff ORDER BY bureau, section, unit;

-- name: work_row_member_set(city i64, staff i64, bureau str, section str, unit str, parts i64) -> changed
INSERT INTO work_member (city, staff, bureau, section, unit, parts) VALUES (:city, :staff, :bureau, :section, :unit, :parts)
ON CONFLICT (city, staff, bureau, section, unit) DO UPDATE SET parts = :parts;

-- name: work_row_member_drop(city i64, staff i64, bureau str, section str, unit str) -> changed
DELETE FROM work_member WHERE city = :city AND staff = :staff AND bureau = :bureau AND section = :section AND unit = :unit;

-- name: work_row_staff(city i64, login str) -> one id i64, name str
SELECT id, name FROM staff WHERE city = :city AND login = :login;
