-- Versions of papers and samples that were published.

-- name: pm_versions(city i64, path str, most i64) -> many path str, version i64, made_at i64, empty i64, name str?
SELECT d.path, d.version, d.made_at, CASE WHEN d.body = '' THEN 1 ELSE 0 END AS empty, s.name
FROM definition d LEFT JOIN staff s ON s.city = d.city AND s.id = d.staff
WHERE d.city = :city AND (d.path = :path OR (:path = '' AND (d.path = 'samples.yaml' OR d.path LIKE 'papers/%')))
ORDER BY d.made_at DESC, d.path, d.version DESC LIMIT :most;
