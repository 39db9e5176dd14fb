-- The ledger of measures, tables of procedures by channel, what-ifs.

-- --- measures ---

-- name: work_prove_measures(city i64, only i64) -> many id i64, title str, bureau str, section str, work str, link str, owner str, note str, starts i64?, stops i64?, state str, within i64, version i64,
--   changed i64, changed_by str
SELECT measure AS id, title, bureau, section, work, link, owner, note, starts, stops, state, within, version, changed, changed_by
FROM work_measure WHERE city = :city AND (:only = 0 OR measure = :only) ORDER BY measure;

-- name: work_prove_measures_n(city i64) -> one total i64
SELECT COUNT(*) AS total FROM work_measure WHERE city = :city;

-- How many lie within that one.
-- name: work_prove_held(city i64, id i64) -> one total i64
SELECT COUNT(*) AS total FROM work_measure WHERE city = :city AND within = :id;

-- name: work_prove_measure_add(city i64, title str, bureau str, section str, work str, link str, owner str, note str, starts i64?, stops i64?, state str, within i64, now i64, who str) -> one id i64
INSERT INTO work_measure (city, measure, title, bureau, section, work, link, owner, note, starts, stops, state, within, version, changed, changed_by)
SELECT :city, COALESCE(MAX(measure), 0) + 1, :title, :bureau, :section, :work, :link, :owner, :note, :starts, :stops, :state, :within, 1, :now, :who
FROM work_measure WHERE city = :city
RETURNING measure AS id;

-- name: work_prove_measure_set(city i64, id i64, version i64, title str, bureau str, section str, work str, link str, owner str, note str, starts i64?, stops i64?, state str, within i64, now i64, who str) -> changed
UPDATE work_measure SET title = :title, bureau = :bureau, section = :section, work = :work, link = :link, owner = :owner, note = :note, starts = :starts, stops = :stops,
	state = :state, within = :within, version = version + 1, changed = :now, changed_by = :who
WHERE city = :city AND measure = :id AND version = :version;

-- A new figure is a change of its measure.
-- name: work_prove_measure_touch(city i64, id i64, version i64, now i64, who str) -> changed
UPDATE work_measure SET version = version + 1, changed = :now, changed_by = :who WHERE city = :city AND measure = :id AND version = :version;

-- name: work_prove_log_add(city i64, id i64, version i64, field str, was str, becomes str, why str, now i64, who str) -> changed
INSERT INTO work_measure_log (city, measure, version, field, was, becomes, why, made, made_by)
VALUES (:city, :id, :version, :field, :was, :becomes, :why, :now, :who);

-- name: work_prove_log(city i64, id i64) -> many field str, was str, becomes str, why str, made i64, made_by str
SELECT field, was, becomes, why, made, made_by FROM work_measure_log WHERE city = :city AND measure = :id
ORDER BY version DESC, field LIMIT 300;

-- --- figures ---

-- Of one measure, or of all; the last of each kind and year counts.
-- name: work_prove_figures(city i64, only i64) -> many measure i64, seq i64, kind str, year i64, low i64, likely i64, high i64, running i64, due i64?, source str, detail str, reason str,
--   made i64, made_by str
SELECT measure, seq, kind, year, low, likely, high, running, due, source, detail, reason, made, made_by
FROM work_figure WHERE city = :city AND measure = :only ORDER BY seq DESC;

-- name: work_prove_figures_now(city i64) -> many measure i64, seq i64, kind str, year i64, low i64, likely i64, high i64, running i64, due i64?, source str, reason str, made i64, made_by str
SELECT f.measure, f.seq, f.kind, f.year, f.low, f.likely, f.high, f.running, f.due, f.source, f.reason, f.made, f.made_by
FROM work_figure f WHERE f.city = :city AND NOT EXISTS (SELECT 1 FROM work_figure g
	WHERE g.city = f.city AND g.measure = f.measure AND g.kind = f.kind AND g.year = f.year AND g.seq > f.seq)
ORDER BY f.measure, f.seq DESC;

-- name: work_prove_figure_add(city i64, id i64, kind str, year i64, low i64, likely i64, high i64, running i64, due i64?, source str, detail str, reason str, now i64, who str) -> changed
INSERT INTO work_figure (city, measure, seq, kind, year, low, likely, high, running, due, source, detail, reason, made, made_by)
SELECT :city, :id, COALESCE(MAX(seq), 0) + 1, :kind, :year, :low, :likely, :high, :running, :due, :source, :detail, :reason, :now, :who
FROM work_figure WHERE city = :city AND measure = :id;

-- --- tables by channel ---

-- name: work_prove_channels_list(city i64) -> many id i64, name str, source str, made i64, made_by str
SELECT id, name, source, made, made_by FROM work_channels WHERE city = :city ORDER BY id DESC LIMIT 200;

-- name: work_prove_channels_get(city i64, id i64) -> one name str, source str, csv str, made i64, made_by str
SELECT name, source, csv, made, made_by FROM work_channels WHERE city = :city AND id = :id;

-- name: work_prove_channels_same(city i64, csv str) -> one id i64
SELECT id FROM work_channels WHERE city = :city AND csv = :csv ORDER BY id LIMIT 1;

-- name: work_prove_channels_add(city i64, name str, source str, csv str, now i64, who str) -> one id i64
INSERT INTO work_channels (city, id, name, source, csv, made, made_by)
SELECT :city, COALESCE(MAX(id), 0) + 1, :name, :source, :csv, :now, :who FROM work_channels WHERE city = :city
RETURNING id;

-- name: work_prove_channels_drop(city i64, id i64) -> changed
DELETE FROM work_channels WHERE city = :city AND id = :id
	AND NOT EXISTS (SELECT 1 FROM work_what_if w WHERE w.city = work_channels.city AND w.channels = work_channels.id);

-- --- what-ifs ---

-- name: work_prove_whats(city i64) -> many id i64, name str, channels i64, query str, made i64, made_by str, staff i64
SELECT id, name, channels, query, made, made_by, staff FROM work_what_if WHERE city = :city ORDER BY id DESC LIMIT 100;

-- name: work_prove_what_add(city i64, name str, channels i64, query str, now i64, who str, staff i64) -> one id i64
INSERT INTO work_what_if (city, id, name, channels, query, made, made_by, staff)
SELECT :city, COALESCE(MAX(id), 0) + 1, :name, :channels, :query, :now, :who, :staff FROM work_what_if WHERE city = :city
RETURNING id;

-- Whoever kept it, or who may do everything (staff 0).
-- name: work_prove_what_drop(city i64, id i64, staff i64) -> changed
DELETE FROM work_what_if WHERE city = :city AND id = :id AND (:staff = 0 OR staff = :staff);
