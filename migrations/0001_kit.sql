-- What every module stands on: published definitions, staff and how they sign in, the audit log, the feed of events,
-- and what several processes must agree on. Times are milliseconds since 1970 UTC; hashes are BLAKE2b in hex.

-- One version of one file of the city's definitions; an empty body says that the file was removed with this version.
CREATE TABLE definition (
	city BIGINT NOT NULL,
	path TEXT NOT NULL,
	version BIGINT NOT NULL CHECK (version > 0),
	body TEXT NOT NULL,
	made_at BIGINT NOT NULL,
	staff BIGINT NOT NULL,
	PRIMARY KEY (city, path, version)
);

-- Grows with every publication: what was checked against one state of the set is published on that state only.
CREATE TABLE definition_set (
	city BIGINT NOT NULL,
	last BIGINT NOT NULL,
	PRIMARY KEY (city)
);

CREATE TABLE staff (
	city BIGINT NOT NULL,
	id BIGINT NOT NULL CHECK (id > 0),
	login TEXT NOT NULL CHECK (login <> ''),
	name TEXT NOT NULL,
	role TEXT NOT NULL CHECK (role IN ('device', 'clerk', 'floor', 'admin')),
	office TEXT NOT NULL,
	password TEXT NOT NULL,
	active BIGINT NOT NULL CHECK (active IN (0, 1)),
	rev BIGINT NOT NULL,
	made_at BIGINT NOT NULL,
	PRIMARY KEY (city, id),
	UNIQUE (city, login)
);

-- Tries to sign in, by the keyed hash of what was typed as a login, so that unknown names behave as known ones do.
CREATE TABLE sign_in_try (
	city BIGINT NOT NULL,
	who TEXT NOT NULL,
	fails BIGINT NOT NULL,
	locked_until BIGINT NOT NULL,
	made_at BIGINT NOT NULL,
	PRIMARY KEY (city, who)
);

CREATE TABLE session (
	city BIGINT NOT NULL,
	hash TEXT NOT NULL,
	staff BIGINT NOT NULL,
	kind TEXT NOT NULL CHECK (kind IN ('staff', 'device')),
	made_at BIGINT NOT NULL,
	seen_at BIGINT NOT NULL,
	expires_at BIGINT NOT NULL,
	PRIMARY KEY (city, hash)
);
CREATE INDEX session_staff ON session (city, staff);

CREATE TABLE api_token (
	city BIGINT NOT NULL,
	hash TEXT NOT NULL,
	staff BIGINT NOT NULL,
	name TEXT NOT NULL,
	made_at BIGINT NOT NULL,
	expires_at BIGINT NOT NULL,
	revoked_at BIGINT,
	PRIMARY KEY (city, hash)
);

CREATE TABLE secret (
	city BIGINT NOT NULL,
	name TEXT NOT NULL,
	value TEXT NOT NULL,
	PRIMARY KEY (city, name)
);

-- Who did what to what; each entry holds the hash of the one before it. The head says where the chain ends.
CREATE TABLE audit (
	city BIGINT NOT NULL,
	chain TEXT NOT NULL,
	seq BIGINT NOT NULL CHECK (seq > 0),
	made_at BIGINT NOT NULL,
	actor TEXT NOT NULL,
	action TEXT NOT NULL,
	subject TEXT NOT NULL,
	detail TEXT NOT NULL,
	prev TEXT NOT NULL,
	hash TEXT NOT NULL,
	PRIMARY KEY (city, chain, seq)
);
CREATE TABLE audit_head (
	city BIGINT NOT NULL,
	chain TEXT NOT NULL,
	last BIGINT NOT NULL,
	hash TEXT NOT NULL,
	PRIMARY KEY (city, chain)
);

-- The outbox: what happened in an office, numbered without gaps, kept for three days.
CREATE TABLE event (
	city BIGINT NOT NULL,
	office TEXT NOT NULL,
	seq BIGINT NOT NULL CHECK (seq > 0),
	made_at BIGINT NOT NULL,
	kind TEXT NOT NULL,
	data TEXT NOT NULL,
	PRIMARY KEY (city, office, seq)
);
CREATE INDEX event_made_at ON event (city, made_at);
CREATE TABLE event_head (
	city BIGINT NOT NULL,
	office TEXT NOT NULL,
	last BIGINT NOT NULL,
	PRIMARY KEY (city, office)
);

-- What an Idempotency-Key was answered; status 0 only inside the transaction that is finding the answer.
CREATE TABLE idempotency (
	city BIGINT NOT NULL,
	key TEXT NOT NULL,
	request TEXT NOT NULL,
	status BIGINT NOT NULL,
	body TEXT NOT NULL,
	made_at BIGINT NOT NULL,
	PRIMARY KEY (city, key)
);

CREATE TABLE job_lease (
	city BIGINT NOT NULL,
	name TEXT NOT NULL,
	holder TEXT NOT NULL,
	until BIGINT NOT NULL,
	PRIMARY KEY (city, name)
);

-- How often somebody did something in a window of time that began at `since`; read while now < ends_at.
CREATE TABLE counter (
	city BIGINT NOT NULL,
	kind TEXT NOT NULL,
	who TEXT NOT NULL,
	since BIGINT NOT NULL,
	ends_at BIGINT NOT NULL,
	n BIGINT NOT NULL,
	PRIMARY KEY (city, kind, who, since)
);
