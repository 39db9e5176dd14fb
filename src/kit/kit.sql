-- --- definitions ---

-- name: kit_definition_set(city i64) -> one last i64
SELECT last FROM definition_set WHERE city = :city;

-- name: kit_definition_set_first(city i64) -> changed
INSERT INTO definition_set (city, last) VALUES (:city, 1) ON CONFLICT (city) DO NOTHING;

-- name: kit_definition_set_next(city i64, seen i64) -> changed
UPDATE definition_set SET last = last + 1 WHERE city = :city AND last = :seen;

-- name: kit_definitions(city i64) -> many path str, version i64, body str
SELECT d.path, d.version, d.body FROM definition d
JOIN (SELECT path, MAX(version) AS version FROM definition WHERE city = :city GROUP BY path) latest
	ON latest.path = d.path AND latest.version = d.version
WHERE d.city = :city ORDER BY d.path;

-- name: kit_definition_add(city i64, path str, version i64, body str, made_at i64, staff i64) -> changed
INSERT INTO definition (city, path, version, body, made_at, staff) VALUES (:city, :path, :version, :body, :made_at, :staff);

-- --- staff ---

-- name: kit_staff_list(city i64) -> many id i64, login str, name str, role str, office str, active i64, rev i64, made_at i64
SELECT id, login, name, role, office, active, rev, made_at FROM staff WHERE city = :city ORDER BY active DESC, login;

-- name: kit_staff_by_login(city i64, login str) -> one id i64, login str, name str, role str, office str, password str, active i64, rev i64
SELECT id, login, name, role, office, password, active, rev FROM staff WHERE city = :city AND login = :login;

-- name: kit_staff_by_id(city i64, id i64) -> one id i64, login str, name str, role str, office str, password str, active i64, rev i64
SELECT id, login, name, role, office, password, active, rev FROM staff WHERE city = :city AND id = :id;

-- name: kit_staff_add(city i64, login str, name str, role str, office str, password str, made_at i64) -> one id i64
INSERT INTO staff (city, id, login, name, role, office, password, active, rev, made_at)
SELECT :city, COALESCE(MAX(id), 0) + 1, :login, :name, :role, :office, :password, 1, 1, :made_at
FROM staff WHERE city = :city
RETURNING id;

-- name: kit_staff_save(city i64, id i64, rev i64, name str, role str, office str, active i64) -> changed
UPDATE staff SET name = :name, role = :role, office = :office, active = :active, rev = rev + 1
WHERE city = :city AND id = :id AND rev = :rev;

-- name: kit_staff_password(city i64, id i64, password str) -> changed
UPDATE staff SET password = :password, rev = rev + 1 WHERE city = :city AND id = :id;

-- name: kit_admins_besides(city i64, id i64) -> one total i64
SELECT COUNT(*) AS total FROM staff WHERE city = :city AND role = 'admin' AND active = 1 AND id <> :id;

-- A try is counted before the password is looked at, so that many at once are counted too. Nothing changes while locked.
-- name: kit_try(city i64, who str, now i64) -> one fails i64
INSERT INTO sign_in_try (city, who, fails, locked_until, made_at) VALUES (:city, :who, 1, 0, :now)
ON CONFLICT (city, who) DO UPDATE SET fails = sign_in_try.fails + 1, made_at = :now
WHERE sign_in_try.locked_until <= :now
RETURNING fails;

-- name: kit_try_lock(city i64, who str, until i64) -> changed
UPDATE sign_in_try SET locked_until = :until WHERE city = :city AND who = :who;

-- name: kit_try_clear(city i64, who str) -> changed
DELETE FROM sign_in_try WHERE city = :city AND who = :who;

-- The name's own count and those of every address: "HASH" and "HASH:…". Not a range: what lies in one depends on the database's
-- collation.
-- name: kit_try_clear_all(city i64, who str) -> changed
DELETE FROM sign_in_try WHERE city = :city AND (who = :who OR substr(who, 1, length(:who) + 1) = :who || ':');

-- name: kit_tries_locked(city i64, now i64) -> many who str
SELECT who FROM sign_in_try WHERE city = :city AND locked_until > :now;

-- name: kit_tries_delete(city i64, before i64) -> changed
DELETE FROM sign_in_try WHERE city = :city AND made_at < :before AND locked_until < :before;

-- --- sessions and tokens ---

-- name: kit_session(city i64, hash str) -> one staff i64, kind str, seen_at i64, expires_at i64, login str, name str, role str, office str
SELECT s.staff, s.kind, s.seen_at, s.expires_at, p.login, p.name, p.role, p.office
FROM session s JOIN staff p ON p.city = s.city AND p.id = s.staff
WHERE s.city = :city AND s.hash = :hash AND p.active = 1;

-- name: kit_session_add(city i64, hash str, staff i64, kind str, now i64, expires_at i64) -> changed
INSERT INTO session (city, hash, staff, kind, made_at, seen_at, expires_at)
VALUES (:city, :hash, :staff, :kind, :now, :now, :expires_at);

-- name: kit_session_seen(city i64, hash str, now i64) -> changed
UPDATE session SET seen_at = :now WHERE city = :city AND hash = :hash AND seen_at < :now;

-- name: kit_session_end(city i64, hash str) -> changed
DELETE FROM session WHERE city = :city AND hash = :hash;

-- name: kit_sessions_end(city i64, staff i64, besides str) -> changed
DELETE FROM session WHERE city = :city AND staff = :staff AND hash <> :besides;

-- name: kit_sessions_delete(city i64, now i64, idle_before i64) -> changed
DELETE FROM session WHERE city = :city AND (expires_at < :now OR (kind = 'staff' AND seen_at < :idle_before));

-- name: kit_token(city i64, hash str) -> one staff i64, expires_at i64, login str, name str, role str, office str
SELECT t.staff, t.expires_at, p.login, p.name, p.role, p.office
FROM api_token t JOIN staff p ON p.city = t.city AND p.id = t.staff
WHERE t.city = :city AND t.hash = :hash AND t.revoked_at IS NULL AND p.active = 1;

-- name: kit_token_add(city i64, hash str, staff i64, name str, made_at i64, expires_at i64) -> changed
INSERT INTO api_token (city, hash, staff, name, made_at, expires_at, revoked_at)
VALUES (:city, :hash, :staff, :name, :made_at, :expires_at, NULL);

-- name: kit_tokens(city i64) -> many hash str, login str, name str, made_at i64, expires_at i64, revoked_at i64?
SELECT t.hash, p.login, t.name, t.made_at, t.expires_at, t.revoked_at
FROM api_token t JOIN staff p ON p.city = t.city AND p.id = t.staff
WHERE t.city = :city ORDER BY t.made_at, t.hash;

-- name: kit_token_revoke(city i64, name str, now i64) -> changed
UPDATE api_token SET revoked_at = :now WHERE city = :city AND name = :name AND revoked_at IS NULL;

-- name: kit_secret(city i64, name str) -> one value str
SELECT value FROM secret WHERE city = :city AND name = :name;

-- name: kit_secret_add(city i64, name str, value str) -> changed
INSERT INTO secret (city, name, value) VALUES (:city, :name, :value) ON CONFLICT (city, name) DO NOTHING;

-- --- audit ---

-- Takes the chain: nobody else appends to it until this transaction ends.
-- name: kit_audit_take(city i64, chain str) -> one last i64, hash str
INSERT INTO audit_head (city, chain, last, hash) VALUES (:city, :chain, 1, '')
ON CONFLICT (city, chain) DO UPDATE SET last = audit_head.last + 1
RETURNING last, hash;

-- name: kit_audit_head(city i64, chain str, hash str) -> changed
UPDATE audit_head SET hash = :hash WHERE city = :city AND chain = :chain;

-- name: kit_audit_add(city i64, chain str, seq i64, made_at i64, actor str, action str, subject str, detail str, prev str, hash str) -> changed
INSERT INTO audit (city, chain, seq, made_at, actor, action, subject, detail, prev, hash)
VALUES (:city, :chain, :seq, :made_at, :actor, :action, :subject, :detail, :prev, :hash);

-- name: kit_audit_heads(city i64) -> many chain str, last i64, hash str
SELECT chain, last, hash FROM audit_head WHERE city = :city ORDER BY chain;

-- name: kit_audit_page(city i64, chain str, after i64, most i64) -> many seq i64, made_at i64, actor str, action str, subject str, detail str, prev str, hash str
SELECT seq, made_at, actor, action, subject, detail, prev, hash FROM audit
WHERE city = :city AND chain = :chain AND seq > :after ORDER BY seq LIMIT :most;

-- name: kit_audit_stray(city i64) -> many chain str
SELECT DISTINCT a.chain FROM audit a
WHERE a.city = :city AND NOT EXISTS (SELECT 1 FROM audit_head h WHERE h.city = a.city AND h.chain = a.chain);

-- --- events ---

-- name: kit_event_next(city i64, office str) -> one last i64
INSERT INTO event_head (city, office, last) VALUES (:city, :office, 1)
ON CONFLICT (city, office) DO UPDATE SET last = event_head.last + 1
RETURNING last;

-- name: kit_event_add(city i64, office str, seq i64, made_at i64, kind str, data str) -> changed
INSERT INTO event (city, office, seq, made_at, kind, data) VALUES (:city, :office, :seq, :made_at, :kind, :data);

-- name: kit_event_heads(city i64) -> many office str, last i64
SELECT office, last FROM event_head WHERE city = :city ORDER BY office;

-- name: kit_event_head(city i64, office str) -> one last i64
SELECT last FROM event_head WHERE city = :city AND office = :office;

-- name: kit_events(city i64, office str, after i64, most i64) -> many seq i64, kind str, data str
SELECT seq, kind, data FROM event
WHERE city = :city AND office = :office AND seq > :after ORDER BY seq LIMIT :most;

-- name: kit_events_delete(city i64, before i64) -> changed
DELETE FROM event WHERE city = :city AND made_at < :before;

-- --- what several processes agree on ---

-- name: kit_idem_take(city i64, key str, request str, made_at i64) -> changed
INSERT INTO idempotency (city, key, request, status, body, made_at) VALUES (:city, :key, :request, 0, '', :made_at)
ON CONFLICT (city, key) DO NOTHING;

-- name: kit_idem(city i64, key str) -> one request str, status i64, body str
SELECT request, status, body FROM idempotency WHERE city = :city AND key = :key;

-- name: kit_idem_save(city i64, key str, status i64, body str) -> changed
UPDATE idempotency SET status = :status, body = :body WHERE city = :city AND key = :key;

-- name: kit_idem_delete(city i64, before i64) -> changed
DELETE FROM idempotency WHERE city = :city AND made_at < :before;

-- name: kit_lease(city i64, name str, holder str, now i64, until i64) -> changed
INSERT INTO job_lease (city, name, holder, until) VALUES (:city, :name, :holder, :until)
ON CONFLICT (city, name) DO UPDATE SET holder = :holder, until = :until
WHERE job_lease.holder = :holder OR job_lease.until < :now;

-- name: kit_lease_end(city i64, holder str) -> changed
DELETE FROM job_lease WHERE city = :city AND holder = :holder;

-- name: kit_count(city i64, kind str, who str, since i64, ends_at i64) -> one total i64
INSERT INTO counter (city, kind, who, since, ends_at, n) VALUES (:city, :kind, :who, :since, :ends_at, 1)
ON CONFLICT (city, kind, who, since) DO UPDATE SET n = counter.n + 1
RETURNING n AS total;

-- name: kit_counted(city i64, kind str, who str, since i64) -> one total i64
SELECT n AS total FROM counter WHERE city = :city AND kind = :kind AND who = :who AND since = :since;

-- name: kit_counters_delete(city i64, now i64) -> changed
DELETE FROM counter WHERE city = :city AND ends_at < :now;
