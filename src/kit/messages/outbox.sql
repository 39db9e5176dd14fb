-- The outbox of messages. A sender claims one message at a time by its number of tries, so that of two only one gets it.
-- SQLite uses a partial index only where its condition stands in the statement word by word.

-- name: outbox_add(city i64, id str, key str, about str, office str, kind str, channel str, address str, lang i64, subject str, body str, link str, now i64, next_at i64, expires_at i64) -> changed
INSERT INTO message (city, id, key, about, office, kind, channel, address, lang, subject, body, link, state, made_at, next_at, expires_at, ended_at, tries, unsure, reason)
SELECT :city, :id, :key, :about, :office, :kind, :channel, :address, :lang, :subject, :body, :link, 'queued', :now, :next_at, :expires_at, 0, 0, 0, ''
WHERE NOT EXISTS (SELECT 1 FROM message_stop WHERE city = :city AND about = :about)
ON CONFLICT (city, key) DO NOTHING;

-- name: outbox_cancel(city i64, about str, kind str, now i64) -> changed
UPDATE message SET state = 'cancelled', ended_at = :now
WHERE city = :city AND about = :about AND state IN ('queued', 'sending', 'failed') AND state NOT IN ('sending', 'failed') AND (:kind = '' OR kind = :kind);

-- One that is being sent cannot be called back any more; but neither that nor one that was refused is tried again.
-- name: outbox_give_up(city i64, about str, kind str, now i64) -> changed
UPDATE message SET expires_at = :now
WHERE city = :city AND about = :about AND state IN ('queued', 'sending', 'failed') AND state <> 'queued' AND expires_at > :now AND (:kind = '' OR kind = :kind);

-- name: outbox_stop(city i64, about str, now i64) -> changed
INSERT INTO message_stop (city, about, made_at) VALUES (:city, :about, :now) ON CONFLICT (city, about) DO NOTHING;

-- name: outbox_resume(city i64, about str) -> changed
DELETE FROM message_stop WHERE city = :city AND about = :about;

-- name: outbox_stopped(city i64, about str) -> one made_at i64
SELECT made_at FROM message_stop WHERE city = :city AND about = :about;

-- --- sending ---

-- What is worthless soonest goes first.
-- name: outbox_due(city i64, channel str, now i64) -> one id str, office str, kind str, about str, address str, lang i64, subject str, body str, link str, state str, made_at i64, next_at i64, expires_at i64, tries i64, unsure i64
SELECT id, office, kind, about, address, lang, subject, body, link, state, made_at, next_at, expires_at, tries, unsure
FROM message WHERE city = :city AND channel = :channel AND state IN ('queued', 'sending') AND next_at <= :now
ORDER BY expires_at, id LIMIT 1;

-- name: outbox_claim(city i64, id str, was str, tries i64, unsure i64, until i64) -> changed
UPDATE message SET state = 'sending', tries = tries + 1, unsure = :unsure, next_at = :until
WHERE city = :city AND id = :id AND state = :was AND tries = :tries;

-- name: outbox_end(city i64, id str, was str, tries i64, becomes str, now i64, reason str) -> changed
UPDATE message SET state = :becomes, ended_at = :now, reason = :reason
WHERE city = :city AND id = :id AND state = :was AND tries = :tries;

-- name: outbox_again(city i64, id str, tries i64, next_at i64, reason str) -> changed
UPDATE message SET state = 'queued', next_at = :next_at, reason = :reason
WHERE city = :city AND id = :id AND state = 'sending' AND tries = :tries;

-- What nobody is sending just now and would come too late.
-- name: outbox_expire(city i64, channel str, now i64) -> changed
UPDATE message SET state = 'expired', ended_at = :now
WHERE city = :city AND channel = :channel AND state IN ('queued', 'sending') AND expires_at <= :now AND (state = 'queued' OR next_at <= :now);

-- name: outbox_count(city i64, channel str, what str, more i64) -> changed
INSERT INTO message_tally (city, channel, what, n) VALUES (:city, :channel, :what, :more)
ON CONFLICT (city, channel, what) DO UPDATE SET n = message_tally.n + :more;

-- --- looking ---

-- name: outbox_get(city i64, id str) -> one office str, subject str, state str, expires_at i64, tries i64
SELECT office, subject, state, expires_at, tries FROM message WHERE city = :city AND id = :id;

-- The newest first; `before` and `after` are the last row of the page before.
-- name: outbox_list(city i64, office str, state str, before i64, after str, most i64) -> many id str, office str, kind str, channel str, address str, subject str, state str, made_at i64, next_at i64, expires_at i64, ended_at i64, tries i64, reason str
SELECT id, office, kind, channel, address, subject, state, made_at, next_at, expires_at, ended_at, tries, reason FROM message
WHERE city = :city AND (:office = '' OR office = :office) AND (:state = '' OR state = :state)
AND (made_at < :before OR (made_at = :before AND id > :after))
ORDER BY made_at DESC, id LIMIT :most;

-- name: outbox_retry(city i64, id str, now i64) -> changed
UPDATE message SET state = 'queued', next_at = :now, ended_at = 0
WHERE city = :city AND id = :id AND state = 'failed' AND expires_at > :now;

-- name: outbox_tally(city i64) -> many channel str, what str, total i64
SELECT channel, what, n AS total FROM message_tally WHERE city = :city ORDER BY channel, what;

-- Those that are due, and for how long the oldest has been.
-- name: outbox_waiting(city i64, channel str, now i64) -> one due i64, oldest i64
SELECT COUNT(*) AS due, COALESCE(MIN(next_at), :now) AS oldest FROM message
WHERE city = :city AND channel = :channel AND state IN ('queued', 'sending') AND next_at <= :now;

-- name: outbox_planned(city i64, channel str, now i64) -> one total i64
SELECT COUNT(*) AS total FROM message WHERE city = :city AND channel = :channel AND state IN ('queued', 'sending') AND next_at > :now;

-- --- forgetting ---

-- name: outbox_delete(city i64, ended_before i64) -> changed
DELETE FROM message WHERE city = :city AND ended_at > 0 AND ended_at < :ended_before;

-- name: outbox_delete_about(city i64, what str, ended_before i64) -> changed
DELETE FROM message WHERE city = :city AND ended_at > 0 AND ended_at < :ended_before AND SUBSTR(about, 1, LENGTH(:what)) = :what;

-- name: outbox_stops_delete(city i64, made_before i64) -> changed
DELETE FROM message_stop WHERE city = :city AND made_at < :made_before;
