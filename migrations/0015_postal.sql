-- Towns by their postal code, as Japan Post publishes them. A file is loaded as an edition of its own beside the one in force, in many small
-- commits, and comes into force by one: nobody waits for it, and half a file is never used.
CREATE TABLE postal_town (
	city BIGINT NOT NULL,
	edition BIGINT NOT NULL,
	postal TEXT NOT NULL,
	seq BIGINT NOT NULL,
	prefecture TEXT NOT NULL,
	municipality TEXT NOT NULL,
	town TEXT NOT NULL,
	PRIMARY KEY (city, edition, postal, seq)
);

-- The edition in force.
CREATE TABLE postal_edition (
	city BIGINT NOT NULL,
	edition BIGINT NOT NULL CHECK (edition > 0),
	towns BIGINT NOT NULL,
	made_at BIGINT NOT NULL,
	PRIMARY KEY (city)
);
