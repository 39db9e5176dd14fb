#!/bin/sh
# tools/pg_test.sh COMMAND…
# Runs COMMAND with a PostgreSQL of its own: made in a temporary folder, reachable by a unix socket only, named in
# MADOGUCHI_TEST_PG, stopped and deleted afterwards. Exits as COMMAND did. The server does not sync its files, which
# makes tests quick and changes nothing that a test can see; PG_DURABLE=1 makes it as durable as in production.
set -u
[ $# -gt 0 ] || { echo "usage: tools/pg_test.sh COMMAND…" >&2; exit 2; }

bin=$(pg_config --bindir 2>/dev/null)
[ -x "$bin/initdb" ] || bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
[ -x "$bin/initdb" ] || { echo "tools/pg_test.sh: no PostgreSQL server here (apt-get install postgresql)" >&2; exit 2; }

dir=$(mktemp -d "${TMPDIR:-/tmp}/madoguchi-pg.XXXXXX") || exit 2
chmod 755 "$dir"
# PostgreSQL refuses to run as root
as=""
if [ "$(id -u)" = 0 ]; then
	chown postgres "$dir"
	as="setpriv --reuid=postgres --regid=postgres --init-groups"
fi
stop() {
	[ ! -f "$dir/data/postmaster.pid" ] || (cd / && $as "$bin/pg_ctl" -D "$dir/data" -m immediate stop >/dev/null 2>&1)
	rm -rf "$dir"
}
trap stop EXIT
trap 'exit 130' INT TERM HUP

sync="-F -c full_page_writes=off"
[ "${PG_DURABLE:-0}" != 1 ] || sync=""
(
	cd / &&
		$as "$bin/initdb" -D "$dir/data" -U postgres -A trust -E UTF8 --locale=C --no-sync --no-instructions &&
		$as "$bin/pg_ctl" -D "$dir/data" -w -l "$dir/log" start -o \
			"$sync -k $dir -c listen_addresses= -c max_connections=200 -c shared_buffers=64MB -c max_wal_size=512MB -c log_min_messages=fatal"
) >"$dir/made" 2>&1 || { cat "$dir/made" "$dir/log" >&2; exit 2; }

MADOGUCHI_TEST_PG="postgres://postgres@/postgres?host=$dir"
export MADOGUCHI_TEST_PG
"$@"
