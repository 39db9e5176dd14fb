#!/bin/sh
# deploy/backup.sh DB FOLDER [KEEP]
# One consistent copy of the database while the city goes on working, checked before it is believed; the last KEEP (14)
# are kept. The definitions that were published are in the database, so this one file is everything,
# but for the key file of what residents prepare at home (--key-file, or DB.key beside the database): it is left out on purpose,
# for a copy of both in one place says what a copy of the database alone does not. Keep one copy of it elsewhere (docs/prepare.md).
#
#     backup.sh sqlite:/var/lib/madoguchi/madoguchi.db /var/backups/madoguchi
#     backup.sh postgres://madoguchi@/madoguchi?host=/run/postgresql /var/backups/madoguchi
#
# Restore, with the service stopped (deploy/restore.sh does it, and keeps what was there).
set -eu
umask 077
[ $# -ge 2 ] || { echo "usage: backup.sh DB FOLDER [KEEP]" >&2; exit 2; }
db=$1 folder=$2 keep=${3:-14}
mkdir -p "$folder"
stamp=$(date +%Y%m%dT%H%M%S)

case $db in
sqlite:*)
	file=$folder/madoguchi-$stamp.sqlite
	sqlite3 "${db#sqlite:}" ".timeout 10000" ".backup '$file.part'"
	[ "$(sqlite3 "$file.part" 'PRAGMA integrity_check')" = ok ] || { echo "backup.sh: the copy is damaged: $file.part" >&2; exit 1; }
	gzip -c "$file.part" >"$file.gz.part"
	rm -f "$file.part"
	file=$file.gz
	;;
postgres:* | postgresql:*)
	file=$folder/madoguchi-$stamp.pgdump
	pg_dump --format=custom --no-owner --file="$file.part" "$db"
	pg_restore --list "$file.part" >/dev/null
	;;
*)
	echo "backup.sh: unknown database $db" >&2
	exit 2
	;;
esac
sync "$file.part"
mv "$file.part" "$file"
echo "$file"
LC_ALL=C ls -1r "$folder"/madoguchi-*.sqlite.gz "$folder"/madoguchi-*.pgdump 2>/dev/null | tail -n +$((keep + 1)) | while read -r old; do rm -f "$old"; done
