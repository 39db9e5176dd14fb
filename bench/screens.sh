#!/bin/sh
# bench/screens.sh
# A call to 1,000 and to 10,000 screens (bench/screens.c), and what the server's memory is with them. Called by run.sh;
# prints a line WHAT|FIGURE for each.
set -u
cd "$(dirname "$0")/.."
. tests/load/server.sh
ulimit -n "$(ulimit -H -n)"

tests/load/city.sh "$work/city" 10
db=sqlite:$work/db
head -c 32 /dev/urandom | base64 >"$work/password"
"$program" staff add --login bench --name bench --role clerk --password-stdin --city "$work/city" --db "$db" <"$work/password" >/dev/null ||
	die "no account"
token=$("$program" token new --login bench --name bench --city "$work/city" --db "$db") || die "no token"
for n in ${STREAMS:-1000 10000}; do
	if [ "$(ulimit -n)" != unlimited ] && [ "$(ulimit -n)" -lt $((n + 500)) ]; then
		echo "a call to $n screens|not measured: at most $(ulimit -n) open files here (ulimit -n)"
		continue
	fi
	serve "$work/city" "$db"
	build/bench/screens --url "$url" --office moji --desk 1 --token "$token" --streams "$n" --calls 10 >"$work/screens.json" &
	client=$!
	most=0
	while kill -0 $client 2>/dev/null; do
		rss=$(sed -n 's/^VmRSS:[[:space:]]*\([0-9]*\) kB/\1/p' "/proc/$server/status")
		[ "${rss:-0}" -le $most ] || most=$rss
		sleep 0.2
	done
	wait $client || die "$n screens: see above"
	echo "a call to $n screens|p50 $(field p50_ms <"$work/screens.json") ms, p99 $(field p99_ms <"$work/screens.json") ms, last $(field last_ms <"$work/screens.json") ms; $((most / 1024)) MB"
	stop "$server"
done
