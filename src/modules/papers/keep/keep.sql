-- Preparations: rows that nobody can read without link and key file.

-- name: keep_get(city i64, id str) -> one rev i64, content bytes, begun i64, made_at i64, changed_at i64
SELECT rev, content, begun, made_at, changed_at FROM preparation WHERE city = :city AND id = :id;

-- name: keep_add(city i64, id str, content bytes, code str, begun i64, now i64) -> changed
INSERT INTO preparation (city, id, rev, content, code, tries, closed_until, begun, made_at, changed_at)
VALUES (:city, :id, 1, :content, :code, 0, 0, :begun, :now, :now);

-- name: keep_set(city i64, id str, rev i64, content bytes, begun i64, now i64) -> changed
UPDATE preparation SET rev = rev + 1, content = :content, begun = :begun, changed_at = :now
WHERE city = :city AND id = :id AND rev = :rev;

-- A try is counted before the code is looked at, so that many at once are counted too.
-- name: keep_try(city i64, id str, now i64) -> one code str, tries i64
UPDATE preparation SET tries = tries + 1 WHERE city = :city AND id = :id AND closed_until <= :now RETURNING code, tries;

-- name: keep_tried(city i64, id str, tries i64, closed_until i64) -> changed
UPDATE preparation SET tries = :tries, closed_until = :closed_until WHERE city = :city AND id = :id;

-- name: keep_set_code(city i64, id str, code str) -> changed
UPDATE preparation SET code = :code, tries = 0, closed_until = 0 WHERE city = :city AND id = :id;

-- name: keep_drop(city i64, id str) -> changed
DELETE FROM preparation WHERE city = :city AND id = :id;

-- name: keep_drop_visits(city i64, id str) -> changed
DELETE FROM preparation_visit WHERE city = :city AND id = :id;

-- name: keep_drop_old(city i64, begun i64, before i64) -> changed
DELETE FROM preparation WHERE city = :city AND begun = :begun AND changed_at < :before;

-- name: keep_drop_orphans(city i64) -> changed
DELETE FROM preparation_visit WHERE city = :city
	AND NOT EXISTS (SELECT 1 FROM preparation p WHERE p.city = preparation_visit.city AND p.id = preparation_visit.id);

-- name: keep_set_visit(city i64, visit str, id str, link bytes, now i64, look_at i64) -> changed
INSERT INTO preparation_visit (city, visit, id, link, made_at, look_at) VALUES (:city, :visit, :id, :link, :now, :look_at)
ON CONFLICT (city, visit) DO UPDATE SET id = :id, link = :link, made_at = :now, look_at = :look_at;

-- name: keep_visit(city i64, visit str) -> one id str, link bytes
SELECT id, link FROM preparation_visit WHERE city = :city AND visit = :visit;

-- name: keep_visits_of(city i64, id str) -> many visit str
SELECT visit FROM preparation_visit WHERE city = :city AND id = :id ORDER BY made_at, visit;

-- name: keep_visits_due(city i64, now i64) -> many visit str, id str
SELECT visit, id FROM preparation_visit WHERE city = :city AND look_at <= :now ORDER BY look_at LIMIT 200;

-- name: keep_look_again(city i64, visit str, look_at i64) -> changed
UPDATE preparation_visit SET look_at = :look_at WHERE city = :city AND visit = :visit;

-- name: keep_count(city i64) -> one total i64, oldest i64
SELECT COUNT(*) AS total, COALESCE(MIN(changed_at), 0) AS oldest FROM preparation WHERE city = :city;
