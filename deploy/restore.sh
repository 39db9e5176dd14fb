#!/bin/sh
# deploy/restore.sh COPY DB
# Puts a copy of backup.sh in the place of the database. Stop the service first: systemctl stop madoguchi.
#
#     restore.sh /var/backups/madoguchi/madoguchi-20260401T020000.sqlite.gz sqlite:/var/lib/madoguchi/madoguchi.db
#     restore.sh /var/backups/madoguchi/madoguchi-20260401T020000.pgdump postgres://madoguchi@/madoguchi?host=/run/postgresql
#
# In SQLite what was there is kept beside it (.before-…). In PostgreSQL the tables are replaced in one transaction: all or
# nothing. Afterwards: `madoguchi audit verify`, then start the service.
set -eu
umask 027
[ $# -eq 2 ] || { echo "usage: restore.sh COPY DB" >&2; exit 2; }
copy=$1 db=$2
case $db in
sqlite:*)
	file=${db#sqlite:}
	stamp=$(date +%Y%m%dT%H%M%S)
	gzip -dc "$copy" >"$file.restored"
	[ "$(sqlite3 "$file.restored" 'PRAGMA integrity_check')" = ok ] || { echo "restore.sh: the copy is damaged" >&2; exit 1; }
	# The write-ahead log belongs to the old file: it must never meet the new one.
	for part in "" -wal -shm; do
		[ ! -e "$file$part" ] || mv "$file$part" "$file.before-$stamp$part"
	done
	[ ! -e "$file.before-$stamp" ] || chown --reference="$file.before-$stamp" "$file.restored"
	mv "$file.restored" "$file"
	sync "$file"
	;;
postgres:* | postgresql:*)
	pg_restore --clean --if-exists --no-owner --single-transaction --exit-on-error --dbname="$db" "$copy"
	;;
*)
	echo "restore.sh: unknown database $db" >&2
	exit 2
	;;
esac
echo "restored; now: madoguchi audit verify, then start the service"
