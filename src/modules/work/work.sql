-- Rounds, units and their sheets.

-- name: work_row_rounds(city i64) -> many round str, name str, year i64, state str, closes i64?, results_open i64, before str, def str, revision i64
SELECT round, name, year, state, closes, results_open, before, def, revision FROM work_round WHERE city = :city ORDER BY year DESC, round DESC;
