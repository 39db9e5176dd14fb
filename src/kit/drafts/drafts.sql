-- Drafts of definitions, and a version that was published. The table has its name from the guide, whose drafts were the first.

-- name: kept_drafts(city i64, staff i64) -> many path str, base i64, body str, rev i64, changed_at i64
SELECT path, base, body, rev, changed_at FROM guide_draft WHERE city = :city AND staff = :staff ORDER BY path;

-- Drafts of everybody else.
-- name: kept_others(city i64, staff i64) -> many path str, name str, changed_at i64
SELECT d.path, s.name, d.changed_at FROM guide_draft d JOIN staff s ON s.city = d.city AND s.id = d.staff
WHERE d.city = :city AND d.staff <> :staff AND s.active = 1 ORDER BY d.path, d.changed_at DESC;

-- name: kept_add(city i64, staff i64, path str, base i64, body str, now i64) -> changed
INSERT INTO guide_draft (city, staff, path, base, body, rev, made_at, changed_at)
VALUES (:city, :staff, :path, :base, :body, 1, :now, :now) ON CONFLICT (city, staff, path) DO NOTHING;

-- name: kept_save(city i64, staff i64, path str, rev i64, base i64, body str, now i64) -> changed
UPDATE guide_draft SET body = :body, base = :base, rev = rev + 1, changed_at = :now
WHERE city = :city AND staff = :staff AND path = :path AND rev = :rev;

-- name: kept_drop(city i64, staff i64, path str, rev i64) -> changed
DELETE FROM guide_draft WHERE city = :city AND staff = :staff AND path = :path AND rev = :rev;

-- name: kept_version(city i64, path str, version i64) -> one body str, made_at i64, name str?
SELECT d.body, d.made_at, s.name FROM definition d LEFT JOIN staff s ON s.city = d.city AND s.id = d.staff
WHERE d.city = :city AND d.path = :path AND d.version = :version;
