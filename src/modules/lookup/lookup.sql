-- name: postal_edition(city i64) -> one edition i64, towns i64, made_at i64
SELECT edition, towns, made_at FROM postal_edition WHERE city = :city;

-- name: postal_towns(city i64, postal str) -> many prefecture str, municipality str, town str
SELECT t.prefecture, t.municipality, t.town FROM postal_town t JOIN postal_edition e ON e.city = t.city AND e.edition = t.edition
WHERE t.city = :city AND t.postal = :postal ORDER BY t.seq;

-- name: postal_add(city i64, edition i64, postal str, seq i64, prefecture str, municipality str, town str) -> changed
INSERT INTO postal_town (city, edition, postal, seq, prefecture, municipality, town)
VALUES (:city, :edition, :postal, :seq, :prefecture, :municipality, :town);

-- Only forward: of two loads at the same time the later one counts.
-- name: postal_enforce(city i64, edition i64, towns i64, made_at i64) -> changed
INSERT INTO postal_edition (city, edition, towns, made_at) VALUES (:city, :edition, :towns, :made_at)
ON CONFLICT (city) DO UPDATE SET edition = :edition, towns = :towns, made_at = :made_at WHERE postal_edition.edition < :edition;

-- What is not in force, and left over from a load that broke off, by postal codes: some at a time.
-- name: postal_old(city i64, below i64) -> one edition i64, postal str
SELECT edition, postal FROM postal_town WHERE city = :city AND edition < :below ORDER BY edition, postal LIMIT 1;

-- name: postal_drop(city i64, edition i64, postal_from str, postal_to str) -> changed
DELETE FROM postal_town WHERE city = :city AND edition = :edition AND postal >= :postal_from AND postal <= :postal_to;
