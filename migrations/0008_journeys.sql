-- Journeys: the steps of a visit are waited for side by side where the legal order allows it.

-- Which steps of the same visit must be over before this one begins: bit k-1 stands for the step with seq k.
ALTER TABLE step ADD COLUMN waits_for BIGINT NOT NULL DEFAULT 0;
-- Until now a visit was a chain.
UPDATE step SET waits_for = CAST(1 AS BIGINT) << CAST(seq - 2 AS INTEGER) WHERE state = 'planned' AND seq > 1;

-- The journey that the visit was taken for, '' for services that were chosen freely; and whether only one of its steps waits
-- at a time although several could.
ALTER TABLE ticket ADD COLUMN journey TEXT NOT NULL DEFAULT '';
ALTER TABLE ticket ADD COLUMN one_by_one BIGINT NOT NULL DEFAULT 0;

-- Nobody is called by two desks, for whatever steps.
CREATE UNIQUE INDEX step_at_desk ON step (city, ticket) WHERE state IN ('called', 'serving');
