-- Ideas of staff.

-- name: work_idea_list(city i64, asker i64, state str, bureau str, item i64, round str, section str, unit str, work str, step str, most i64) -> many id i64, title str, body str, bureau str,
--   section str, unit str, work str, step str, round str, item i64, staff i64, name str, state str, reason str, guide str, measure i64, votes i64, version i64, made i64, changed i64, voted i64, remarks i64
SELECT i.idea AS id, i.title, i.body, i.bureau, i.section, i.unit, i.work, i.step, i.round, i.item, i.staff, i.name, i.state, i.reason, i.guide, i.measure, i.votes, i.version, i.made, i.changed,
	(SELECT COUNT(*) FROM work_idea_vote v WHERE v.city = i.city AND v.idea = i.idea AND v.staff = :asker) AS voted,
	(SELECT COUNT(*) FROM work_idea_remark k WHERE k.city = i.city AND k.idea = i.idea AND k.state = '') AS remarks
FROM work_idea i WHERE i.city = :city AND (:state = '' OR i.state = :state) AND (:bureau = '' OR i.bureau = :bureau)
	AND (:item = 0 OR (i.item > 0 AND ((i.round = :round AND i.item = :item)
		OR (i.round <> :round AND i.section = :section AND i.unit = :unit AND i.work = :work AND i.step = :step))))
ORDER BY i.votes DESC, i.idea DESC LIMIT :most;

-- name: work_idea_get(city i64, id i64, asker i64) -> one title str, body str, bureau str, section str, unit str, work str, step str, round str, item i64, link str, staff i64,
--   name str, state str, reason str, guide str, measure i64, votes i64, version i64, made i64, changed i64, voted i64
SELECT title, body, bureau, section, unit, work, step, round, item, link, staff, name, state, reason, guide, measure, votes, version, made, changed,
	(SELECT COUNT(*) FROM work_idea_vote v WHERE v.city = work_idea.city AND v.idea = work_idea.idea AND v.staff = :asker) AS voted
FROM work_idea WHERE city = :city AND idea = :id;

-- name: work_idea_add(city i64, title str, body str, bureau str, section str, unit str, work str, step str, round str, item i64, link str, staff i64, name str, now i64) -> one id i64
INSERT INTO work_idea (city, idea, title, body, bureau, section, unit, work, step, round, item, link, staff, name, state, reason, guide, measure, votes, version, made, changed)
SELECT :city, COALESCE(MAX(idea), 0) + 1, :title, :body, :bureau, :section, :unit, :work, :step, :round, :item, :link, :staff, :name, 'new', '', '', 0, 0, 1, :now, :now FROM work_idea WHERE city = :city
RETURNING idea AS id;

-- name: work_idea_set(city i64, id i64, version i64, state str, reason str, guide str, measure i64, now i64) -> changed
UPDATE work_idea SET state = :state, reason = :reason, guide = :guide, measure = :measure, version = version + 1, changed = :now
WHERE city = :city AND idea = :id AND version = :version;

-- name: work_idea_vote_add(city i64, id i64, staff i64, now i64) -> changed
INSERT INTO work_idea_vote (city, idea, staff, made) VALUES (:city, :id, :staff, :now) ON CONFLICT (city, idea, staff) DO NOTHING;

-- name: work_idea_vote_drop(city i64, id i64, staff i64) -> changed
DELETE FROM work_idea_vote WHERE city = :city AND idea = :id AND staff = :staff;

-- By one, and only with a vote that was really added or taken back: a count of rows would miss those of another process that are not committed yet.
-- name: work_idea_vote_count(city i64, id i64, more i64) -> changed
UPDATE work_idea SET votes = votes + :more WHERE city = :city AND idea = :id;

-- name: work_idea_remarks(city i64, id i64) -> many seq i64, staff i64, name str, state str, text str, made i64
SELECT seq, staff, name, state, text, made FROM work_idea_remark WHERE city = :city AND idea = :id ORDER BY seq LIMIT 1000;

-- name: work_idea_remark_add(city i64, id i64, staff i64, name str, state str, text str, now i64) -> changed
INSERT INTO work_idea_remark (city, idea, seq, staff, name, state, text, made)
SELECT :city, :id, COALESCE(MAX(seq), 0) + 1, :staff, :name, :state, :text, :now FROM work_idea_remark WHERE city = :city AND idea = :id;

-- --- counted ---

-- Of rows; an empty unit: of all units.
-- name: work_idea_rows(city i64, bureau str, section str, unit str) -> many round str, item i64, bureau str, section str, unit str, work str, step str, ideas i64
SELECT round, item, bureau, section, unit, work, step, COUNT(*) AS ideas FROM work_idea
WHERE city = :city AND item > 0 AND state <> 'withdrawn' AND (:unit = '' OR (bureau = :bureau AND section = :section AND unit = :unit))
GROUP BY round, item, bureau, section, unit, work, step LIMIT 20000;

-- name: work_idea_counts(city i64) -> many bureau str, state str, ideas i64, votes i64
SELECT bureau, state, COUNT(*) AS ideas, CAST(COALESCE(SUM(votes), 0) AS BIGINT) AS votes FROM work_idea WHERE city = :city
GROUP BY bureau, state ORDER BY bureau, state;

-- When each came: months are made of these.
-- name: work_idea_times(city i64, since i64) -> many made i64, state str
SELECT made, state FROM work_idea WHERE city = :city AND made >= :since ORDER BY made;
