-- What residents prepare at home (src/modules/papers/keep/keep.h). All that they said is in `content`, sealed with a key that is worked out from
-- the link, which the database never sees, and the key file. `id` is a hash of the link, `code` a keyed one of what is asked on a further device.

CREATE TABLE preparation (
	city BIGINT NOT NULL,
	id TEXT NOT NULL,
	rev BIGINT NOT NULL CHECK (rev > 0),
	content BYTEA NOT NULL,
	code TEXT NOT NULL,
	tries BIGINT NOT NULL CHECK (tries >= 0),
	closed_until BIGINT NOT NULL,
	begun BIGINT NOT NULL CHECK (begun IN (0, 1)),
	made_at BIGINT NOT NULL,
	changed_at BIGINT NOT NULL,
	PRIMARY KEY (city, id)
);
CREATE INDEX preparation_by_age ON preparation (city, begun, changed_at);

-- A booking or ticket that it is for: the link, sealed with the key file's key alone, so that a clerk finds it. `look_at`: when to see
-- whether the visit is over.
CREATE TABLE preparation_visit (
	city BIGINT NOT NULL,
	visit TEXT NOT NULL,
	id TEXT NOT NULL,
	link BYTEA NOT NULL,
	made_at BIGINT NOT NULL,
	look_at BIGINT NOT NULL,
	PRIMARY KEY (city, visit)
);
CREATE INDEX preparation_visit_of ON preparation_visit (city, id);
CREATE INDEX preparation_visit_due ON preparation_visit (city, look_at);
