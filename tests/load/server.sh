# Sourced by the load tests and the benchmarks: starts and stops servers, asks their databases.
#
#     serve CITY DB [OPTION…]   starts build/madoguchi on a free port; sets $server (process) and $url
#     stop PROCESS              ends it in order, and waits
#     sql DB QUERY              rows with | between columns
#
# $work is a folder of the caller's own, deleted at its end together with what was started.

program=${MADOGUCHI:-build/madoguchi}
work=$(mktemp -d "${WORK_IN:-/tmp}/madoguchi-load.XXXXXX") || exit 2
started=""
cleanup() {
	for p in $started; do kill -9 "$p" 2>/dev/null; done
	rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 130' INT TERM HUP

die() { echo "$0: $*" >&2; exit 1; }

# Until the address answers 200, at most so many seconds; $1 url, $2 process, $3 seconds.
await() {
	local tries
	tries=$((${3:-30} * 50))
	until [ "$(curl -s -o /dev/null -m 5 -w '%{http_code}' "$1")" = 200 ]; do
		kill -0 "$2" 2>/dev/null || return 1
		tries=$((tries - 1))
		[ $tries -gt 0 ] || return 1
		sleep 0.02
	done
}

# A port below those that the system gives to outgoing connections, other than the last one.
port=$((20000 + $$ % 10000))
next_port() {
	port=$((20000 + (port - 20000 + 7) % 12000))
}

# Anything that listens: launch NAME PATH COMMAND… with PORT where the port belongs; sets $server and $url.
launch() {
	local name path
	name=$1 path=$2
	shift 2
	for _ in 1 2 3 4 5; do
		next_port
		url=http://127.0.0.1:$port
		"$@" --listen 127.0.0.1:$port >>"$work/$name.log" 2>&1 &
		server=$!
		started="$started $server"
		if await "$url$path" "$server"; then return 0; fi
		kill -9 "$server" 2>/dev/null
	done
	cat "$work/$name.log" >&2
	die "$name does not start"
}
serve() {
	local city db
	city=$1 db=$2
	shift 2
	launch madoguchi /api/v1/offices "$program" serve --city "$city" --db "$db" --limits off "$@"
}

stop() {
	kill "$1" 2>/dev/null
	wait "$1" 2>/dev/null
}

sql() {
	case $1 in
	sqlite:*) sqlite3 -readonly -cmd '.timeout 10000' "${1#sqlite:}" "$2" ;;
	*) psql -XqAt -v ON_ERROR_STOP=1 "$1" -c "$2" ;;
	esac
}

# One field of the line of JSON that bench/load writes.
field() { sed -n "s/.*\"$1\":\([-0-9.]*\).*/\1/p"; }
