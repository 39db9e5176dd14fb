-- What statistics read, in one index: a year of an office without a look into the table. Partial, so that a step is entered
-- once, when it is over, and the moves of a living queue cost nothing.
CREATE INDEX step_over ON step (city, office, day, ticket, seq, service, desk, state, arrived, called_at, served_at, ended_at)
	WHERE state IN ('done', 'transferred', 'left', 'abandoned');
