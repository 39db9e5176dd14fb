-- At the counter: fillings (a resident at a desk, from being brought up to print), what was printed, and the screens that face residents.
-- Times are milliseconds since 1970-01-01 UTC; days are days since then in the city's calendar; '' and 0 mean "none". No names and no answers stand
-- here but in `pdf` and `facts`, which are locked with the key file's key and erased when the city's days are over.

-- `visit`: the ticket's code, or the booking's. `same`: a keyed hash of the preparation, so that two fillings of one are seen; '' once it is over.
-- `came`: how the answers came: prepared at home, begun here, or with an earlier paper. `about`: event:ID, paper:ID or papers, for the report.
CREATE TABLE counter_filling (
	city BIGINT NOT NULL,
	id TEXT NOT NULL,
	office TEXT NOT NULL,
	desk TEXT NOT NULL,
	staff BIGINT NOT NULL,
	visit TEXT NOT NULL,
	number TEXT NOT NULL,
	same TEXT NOT NULL,
	came TEXT NOT NULL CHECK (came IN ('home', 'counter', 'file')),
	about TEXT NOT NULL,
	day BIGINT NOT NULL,
	begun_at BIGINT NOT NULL,
	confirmed_at BIGINT NOT NULL,
	printed_at BIGINT NOT NULL,
	over_at BIGINT NOT NULL,
	PRIMARY KEY (city, id)
);
CREATE INDEX counter_filling_day ON counter_filling (city, office, day);
CREATE INDEX counter_filling_same ON counter_filling (city, same);

-- `papers`: ids, one a line. `version`: of the definitions they were made from. `hash`: BLAKE2b of the PDF. `corrected`: answers that a clerk corrected.
CREATE TABLE counter_packet (
	city BIGINT NOT NULL,
	number TEXT NOT NULL,
	office TEXT NOT NULL,
	filling TEXT NOT NULL,
	visit TEXT NOT NULL,
	desk TEXT NOT NULL,
	staff BIGINT NOT NULL,
	day BIGINT NOT NULL,
	at BIGINT NOT NULL,
	papers TEXT NOT NULL,
	version TEXT NOT NULL,
	hash TEXT NOT NULL,
	pages BIGINT NOT NULL,
	corrected BIGINT NOT NULL,
	confirmed_at BIGINT NOT NULL,
	pdf BYTEA NOT NULL,
	facts BYTEA NOT NULL,
	erase_at BIGINT NOT NULL,
	PRIMARY KEY (city, number)
);
CREATE INDEX counter_packet_visit ON counter_packet (city, office, visit, at);
CREATE INDEX counter_packet_filling ON counter_packet (city, filling, at);
CREATE INDEX counter_packet_erase ON counter_packet (city, erase_at);

-- The screen of a desk. `code`: of the screen that a clerk joined to the desk; `holder`: the hash of that screen's own secret, taken by the first that
-- has this code. `filling`: what it shows, until `until_at`. `pointed`: the fact that the resident says is wrong.
CREATE TABLE counter_screen (
	city BIGINT NOT NULL,
	office TEXT NOT NULL,
	desk TEXT NOT NULL,
	code TEXT NOT NULL,
	holder TEXT NOT NULL,
	state TEXT NOT NULL CHECK (state IN ('blank', 'shown', 'confirmed')),
	filling TEXT NOT NULL,
	until_at BIGINT NOT NULL,
	pointed TEXT NOT NULL,
	rev BIGINT NOT NULL,
	PRIMARY KEY (city, office, desk)
);
