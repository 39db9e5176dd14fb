-- Scenarios.

-- name: work_choose_list(city i64, round str) -> many scenario i64, name str, query str, away i64, low i64, likely i64, high i64, place str, note str, version i64,
--   changed i64, changed_by str
SELECT scenario, name, query, away, low, likely, high, place, note, version, changed, changed_by FROM work_scenario
WHERE city = :city AND round = :round ORDER BY scenario;

-- name: work_choose_last(city i64, round str) -> one last i64?, kept i64
SELECT MAX(scenario) AS last, COUNT(*) AS kept FROM work_scenario WHERE city = :city AND round = :round;

-- name: work_choose_add(city i64, round str, scenario i64, name str, query str, away i64, low i64, likely i64, high i64, place str, note str, changed i64,
--   changed_by str) -> changed
INSERT INTO work_scenario (city, round, scenario, name, query, away, low, likely, high, place, note, version, changed, changed_by)
VALUES (:city, :round, :scenario, :name, :query, :away, :low, :likely, :high, :place, :note, 1, :changed, :changed_by);

-- name: work_choose_change(city i64, round str, scenario i64, was i64, name str, query str, away i64, low i64, likely i64, high i64, place str, note str,
--   changed i64, changed_by str) -> changed
UPDATE work_scenario SET name = :name, query = :query, away = :away, low = :low, likely = :likely, high = :high, place = :place, note = :note,
	version = version + 1, changed = :changed, changed_by = :changed_by
WHERE city = :city AND round = :round AND scenario = :scenario AND version = :was;

-- name: work_choose_drop(city i64, round str, scenario i64, was i64) -> changed
DELETE FROM work_scenario WHERE city = :city AND round = :round AND scenario = :scenario AND version = :was;
