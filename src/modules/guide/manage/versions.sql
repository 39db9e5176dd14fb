-- Versions of the guide's files that were published.

-- name: gm_versions(city i64, path str, most i64) -> many path str, version i64, made_at i64, empty i64, name str?
SELECT d.path, d.version, d.made_at, CASE WHEN d.body = '' THEN 1 ELSE 0 END AS empty, s.name
FROM definition d LEFT JOIN staff s ON s.city = d.city AND s.id = d.staff
WHERE d.city = :city AND (d.path = :path OR (:path = '' AND (d.path IN ('facts.yaml', 'guide.yaml') OR d.path LIKE 'facts/%'
	OR d.path LIKE 'schemes/%' OR d.path LIKE 'tables/%' OR d.path LIKE 'cases/%')))
ORDER BY d.made_at DESC, d.path, d.version DESC LIMIT :most;
