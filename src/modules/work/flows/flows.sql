-- Reforms, and the texts of their flows.

-- name: work_flows_reforms(city i64) -> many reform i64, name str, bureau str, section str, round str, query str, about str, archived i64, rev i64, made_at i64,
--  made_by str
SELECT reform, name, bureau, section, round, query, about, archived, rev, made_at, made_by FROM work_reform WHERE city = :city ORDER BY archived, reform DESC;

-- name: work_flows_reform(city i64, reform i64) -> one reform i64, name str, bureau str, section str, round str, query str, about str, archived i64, rev i64,
--  made_at i64, made_by str
SELECT reform, name, bureau, section, round, query, about, archived, rev, made_at, made_by FROM work_reform WHERE city = :city AND reform = :reform;

-- name: work_flows_add(city i64, reform i64, name str, bureau str, section str, round str, query str, about str, now i64, made_by str) -> changed
INSERT INTO work_reform (city, reform, name, bureau, section, round, query, about, archived, rev, made_at, made_by)
VALUES (:city, :reform, :name, :bureau, :section, :round, :query, :about, 0, 1, :now, :made_by);

-- name: work_flows_last(city i64) -> one last i64
SELECT COALESCE(MAX(reform), 0) AS last FROM work_reform WHERE city = :city;

-- name: work_flows_set(city i64, reform i64, rev i64, name str, bureau str, section str, round str, query str, about str, archived i64) -> changed
UPDATE work_reform SET name = :name, bureau = :bureau, section = :section, round = :round, query = :query, about = :about, archived = :archived, rev = rev + 1
WHERE city = :city AND reform = :reform AND rev = :rev;

-- name: work_flows_text(city i64, reform i64, side str, rev i64) -> one rev i64, version i64, bpmn str, digest str, note str, back i64, saved_at i64, saved_by str
SELECT rev, version, bpmn, digest, note, back, saved_at, saved_by FROM work_flow
WHERE city = :city AND reform = :reform AND side = :side AND (rev = :rev OR :rev = 0) ORDER BY rev DESC LIMIT 1;

-- name: work_flows_texts(city i64, reform i64, side str, most i64) -> many rev i64, version i64, note str, back i64, saved_at i64, saved_by str
SELECT rev, version, note, back, saved_at, saved_by FROM work_flow WHERE city = :city AND reform = :reform AND side = :side ORDER BY rev DESC LIMIT :most;

-- name: work_flows_versions(city i64, reform i64, side str) -> many rev i64, version i64, note str, back i64, saved_at i64, saved_by str
SELECT rev, version, note, back, saved_at, saved_by FROM work_flow WHERE city = :city AND reform = :reform AND side = :side AND version > 0 ORDER BY version DESC;

-- name: work_flows_top(city i64, reform i64, side str) -> one rev i64, version i64
SELECT COALESCE(MAX(rev), 0) AS rev, COALESCE(MAX(version), 0) AS version FROM work_flow WHERE city = :city AND reform = :reform AND side = :side;

-- name: work_flows_put(city i64, reform i64, side str, rev i64, bpmn str, digest str, back i64, now i64, saved_by str)
--  -> changed
INSERT INTO work_flow (city, reform, side, rev, bpmn, digest, version, note, back, saved_at, saved_by)
VALUES (:city, :reform, :side, :rev, :bpmn, :digest, 0, '', :back, :now, :saved_by)
ON CONFLICT (city, reform, side, rev) DO NOTHING;

-- name: work_flows_forget(city i64, reform i64, side str, before i64) -> changed
DELETE FROM work_flow WHERE city = :city AND reform = :reform AND side = :side AND version = 0 AND rev < :before;

-- name: work_flows_number(city i64, reform i64, side str, rev i64, version i64, note str) -> changed
UPDATE work_flow SET version = :version, note = :note WHERE city = :city AND reform = :reform AND side = :side AND rev = :rev AND version = 0;

-- name: work_flows_manuals(city i64) -> many reform i64, name str, bureau str, section str, archived i64, side str, version i64, note str, saved_at i64, saved_by str
SELECT f.reform, f.name, f.bureau, f.section, f.archived, w.side, w.version, w.note, w.saved_at, w.saved_by
FROM work_flow w JOIN work_reform f ON f.city = w.city AND f.reform = w.reform
WHERE w.city = :city AND w.version > 0 ORDER BY f.archived, f.name, f.reform, w.side DESC, w.version DESC;

-- name: work_flows_numbered(city i64, reform i64, side str, version i64) -> one rev i64, version i64, bpmn str, digest str, note str, back i64, saved_at i64, saved_by str
SELECT rev, version, bpmn, digest, note, back, saved_at, saved_by FROM work_flow
WHERE city = :city AND reform = :reform AND side = :side AND version = :version AND version > 0;

-- name: work_flows_heads(city i64) -> many reform i64, side str, rev i64, digest str
SELECT w.reform, w.side, w.rev, w.digest FROM work_flow w
WHERE w.city = :city AND w.rev = (SELECT MAX(x.rev) FROM work_flow x WHERE x.city = w.city AND x.reform = w.reform AND x.side = w.side)
ORDER BY w.reform;
