-- Common names of work, and every decision on them.

-- name: work_names_commons(city i64, most i64) -> many common i64, name str
SELECT common, name FROM work_common WHERE city = :city ORDER BY common LIMIT :most;

-- name: work_names_members(city i64) -> many work str, step str, common i64
SELECT work, step, common FROM work_common_name WHERE city = :city;

-- name: work_names_pairs(city i64) -> many work_a str, step_a str, work_b str, step_b str, same i64
SELECT work_a, step_a, work_b, step_b, same FROM work_names_said WHERE city = :city;

-- name: work_names_common(city i64, common i64) -> one name str
SELECT name FROM work_common WHERE city = :city AND common = :common;

-- name: work_names_member(city i64, work str, step str) -> one common i64
SELECT common FROM work_common_name WHERE city = :city AND work = :work AND step = :step;

-- name: work_names_members_of(city i64, common i64) -> many work str, step str
SELECT work, step FROM work_common_name WHERE city = :city AND common = :common;

-- name: work_names_pair(city i64, work_a str, step_a str, work_b str, step_b str) -> one same i64
SELECT same FROM work_names_said WHERE city = :city AND work_a = :work_a AND step_a = :step_a AND work_b = :work_b AND step_b = :step_b;

-- name: work_names_last_common(city i64) -> one last i64
SELECT COALESCE(MAX(common), 0) AS last FROM work_common WHERE city = :city;

-- name: work_names_last_change(city i64) -> one last i64
SELECT COALESCE(MAX(change), 0) AS last FROM work_names_change WHERE city = :city;

-- name: work_names_put_common(city i64, common i64, name str) -> changed
INSERT INTO work_common (city, common, name) VALUES (:city, :common, :name) ON CONFLICT (city, common) DO UPDATE SET name = excluded.name;

-- name: work_names_drop_common(city i64, common i64) -> changed
DELETE FROM work_common WHERE city = :city AND common = :common;

-- name: work_names_put_member(city i64, work str, step str, common i64) -> changed
INSERT INTO work_common_name (city, work, step, common) VALUES (:city, :work, :step, :common)
ON CONFLICT (city, work, step) DO UPDATE SET common = excluded.common;

-- name: work_names_drop_member(city i64, work str, step str) -> changed
DELETE FROM work_common_name WHERE city = :city AND work = :work AND step = :step;

-- name: work_names_put_pair(city i64, work_a str, step_a str, work_b str, step_b str, same i64) -> changed
INSERT INTO work_names_said (city, work_a, step_a, work_b, step_b, same) VALUES (:city, :work_a, :step_a, :work_b, :step_b, :same)
ON CONFLICT (city, work_a, step_a, work_b, step_b) DO UPDATE SET same = excluded.same;

-- name: work_names_drop_pair(city i64, work_a str, step_a str, work_b str, step_b str) -> changed
DELETE FROM work_names_said WHERE city = :city AND work_a = :work_a AND step_a = :step_a AND work_b = :work_b AND step_b = :step_b;

-- name: work_names_note(city i64, change i64, action str, subject str, ops str, made_at i64, made_by str) -> changed
INSERT INTO work_names_change (city, change, action, subject, ops, undone, made_at, made_by) VALUES (:city, :change, :action, :subject, :ops, 0, :made_at, :made_by);

-- name: work_names_changes(city i64, most i64) -> many change i64, action str, subject str, undone i64, made_at i64, made_by str
SELECT change, action, subject, undone, made_at, made_by FROM work_names_change WHERE city = :city ORDER BY change DESC LIMIT :most;

-- name: work_names_change_of(city i64, change i64) -> one action str, subject str, ops str, undone i64
SELECT action, subject, ops, undone FROM work_names_change WHERE city = :city AND change = :change;

-- name: work_names_undone(city i64, change i64) -> changed
UPDATE work_names_change SET undone = 1 WHERE city = :city AND change = :change AND undone = 0;

-- name: work_names_revision(city i64) -> one revision i64
SELECT revision FROM work_names_state WHERE city = :city;

-- name: work_names_count(city i64) -> changed
INSERT INTO work_names_state (city, revision) VALUES (:city, 1) ON CONFLICT (city) DO UPDATE SET revision = work_names_state.revision + 1;

-- name: work_names_taxonomies(city i64) -> many taxonomy i64, name str, year i64, made_at i64, made_by str
SELECT taxonomy, name, year, made_at, made_by FROM work_taxonomy WHERE city = :city ORDER BY taxonomy DESC;

-- name: work_names_taxonomy(city i64, taxonomy i64) -> one name str, year i64, text str, made_at i64, made_by str
SELECT name, year, text, made_at, made_by FROM work_taxonomy WHERE city = :city AND taxonomy = :taxonomy;

-- name: work_names_last_taxonomy(city i64) -> one last i64
SELECT COALESCE(MAX(taxonomy), 0) AS last FROM work_taxonomy WHERE city = :city;

-- name: work_names_add_taxonomy(city i64, taxonomy i64, name str, year i64, text str, made_at i64, made_by str) -> changed
INSERT INTO work_taxonomy (city, taxonomy, name, year, text, made_at, made_by) VALUES (:city, :taxonomy, :name, :year, :text, :made_at, :made_by);

-- name: work_names_drop_taxonomy(city i64, taxonomy i64) -> changed
DELETE FROM work_taxonomy WHERE city = :city AND taxonomy = :taxonomy;

-- name: work_names_drop_maps(city i64, taxonomy i64) -> changed
DELETE FROM work_taxonomy_map WHERE city = :city AND taxonomy = :taxonomy;

-- name: work_names_maps(city i64, taxonomy i64) -> many theirs str, common i64, same i64
SELECT theirs, common, same FROM work_taxonomy_map WHERE city = :city AND taxonomy = :taxonomy;

-- name: work_names_put_map(city i64, taxonomy i64, theirs str, common i64, same i64, made_at i64, made_by str) -> changed
INSERT INTO work_taxonomy_map (city, taxonomy, theirs, common, same, made_at, made_by) VALUES (:city, :taxonomy, :theirs, :common, :same, :made_at, :made_by)
ON CONFLICT (city, taxonomy, theirs, common) DO UPDATE SET same = excluded.same, made_at = excluded.made_at, made_by = excluded.made_by;

-- name: work_names_drop_map(city i64, taxonomy i64, theirs str, common i64) -> changed
DELETE FROM work_taxonomy_map WHERE city = :city AND taxonomy = :taxonomy AND theirs = :theirs AND common = :common;
