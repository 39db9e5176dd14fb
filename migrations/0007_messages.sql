-- Messages to people: the durable outbox, and who wants no more of them. Times are milliseconds since 1970-01-01 UTC.

-- `key` says what the message is about to be sent for, so that the same reminder is queued once, whoever tries. `next_at` is
-- when it is due, or, while it is being sent, when the sender's lease runs out. `unsure` counts how often a sender was gone
-- before it could say what came of it.
CREATE TABLE message (
	city BIGINT NOT NULL,
	id TEXT NOT NULL,
	key TEXT NOT NULL CHECK (key <> ''),
	about TEXT NOT NULL CHECK (about <> ''),
	office TEXT NOT NULL,
	kind TEXT NOT NULL CHECK (kind <> ''),
	channel TEXT NOT NULL CHECK (channel IN ('mail', 'webhook')),
	address TEXT NOT NULL CHECK (address <> ''),
	lang BIGINT NOT NULL,
	subject TEXT NOT NULL CHECK (subject <> ''),
	body TEXT NOT NULL,
	link TEXT NOT NULL,
	state TEXT NOT NULL CHECK (state IN ('queued', 'sending', 'sent', 'failed', 'expired', 'cancelled')),
	made_at BIGINT NOT NULL,
	next_at BIGINT NOT NULL,
	expires_at BIGINT NOT NULL,
	ended_at BIGINT NOT NULL,
	tries BIGINT NOT NULL,
	unsure BIGINT NOT NULL,
	reason TEXT NOT NULL,
	CHECK ((ended_at > 0) = (state NOT IN ('queued', 'sending'))),
	PRIMARY KEY (city, id)
);
CREATE UNIQUE INDEX message_key ON message (city, key);
CREATE INDEX message_due ON message (city, channel, next_at) WHERE state IN ('queued', 'sending');
CREATE INDEX message_expires ON message (city, channel, expires_at) WHERE state IN ('queued', 'sending');
CREATE INDEX message_about ON message (city, about) WHERE state IN ('queued', 'sending', 'failed');
CREATE INDEX message_made ON message (city, made_at);
CREATE INDEX message_ended ON message (city, ended_at) WHERE ended_at > 0;

-- Who asked that no more come about one thing.
CREATE TABLE message_stop (
	city BIGINT NOT NULL,
	about TEXT NOT NULL,
	made_at BIGINT NOT NULL,
	PRIMARY KEY (city, about)
);

-- How many ended in which way since the installation began; rows of `message` are deleted, these stay.
CREATE TABLE message_tally (
	city BIGINT NOT NULL,
	channel TEXT NOT NULL,
	what TEXT NOT NULL CHECK (what IN ('sent', 'again', 'failed', 'expired')),
	n BIGINT NOT NULL,
	PRIMARY KEY (city, channel, what)
);

-- Whoever waits with a ticket and wants to be told before being called. Deleted when the day is over, with the contact.
CREATE TABLE ticket_watch (
	city BIGINT NOT NULL,
	ticket TEXT NOT NULL,
	office TEXT NOT NULL,
	day BIGINT NOT NULL,
	contact TEXT NOT NULL CHECK (contact <> ''),
	ahead BIGINT NOT NULL CHECK (ahead BETWEEN 1 AND 20),
	lang BIGINT NOT NULL,
	made_at BIGINT NOT NULL,
	PRIMARY KEY (city, ticket)
);
CREATE INDEX ticket_watch_office ON ticket_watch (city, day, office);

-- What they were told of which step, each once.
CREATE TABLE ticket_told (
	city BIGINT NOT NULL,
	ticket TEXT NOT NULL,
	seq BIGINT NOT NULL,
	what TEXT NOT NULL CHECK (what IN ('ahead', 'soon', 'missed')),
	day BIGINT NOT NULL,
	PRIMARY KEY (city, ticket, seq, what)
);

-- Up to which event of an office, and when, the queue was last looked at for them.
CREATE TABLE ticket_look (
	city BIGINT NOT NULL,
	office TEXT NOT NULL,
	event BIGINT NOT NULL,
	at BIGINT NOT NULL,
	PRIMARY KEY (city, office)
);
