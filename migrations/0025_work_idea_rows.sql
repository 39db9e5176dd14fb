-- An idea may be about one row of the survey. The row is known by its number in its round, and in other rounds by its names, for numbers are given anew each year.

ALTER TABLE work_idea ADD COLUMN round TEXT NOT NULL DEFAULT '';
ALTER TABLE work_idea ADD COLUMN item BIGINT NOT NULL DEFAULT 0; -- the row's number; 0: about no single row
ALTER TABLE work_idea ADD COLUMN unit TEXT NOT NULL DEFAULT '';
ALTER TABLE work_idea ADD COLUMN step TEXT NOT NULL DEFAULT '';
CREATE INDEX work_idea_item ON work_idea (city, item) WHERE item > 0;
