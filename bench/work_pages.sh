#!/bin/sh
# bench/work_pages.sh
# The pages of /work over a made-up survey of ITEMS (59,000) rows: what the server takes for each, as it says itself (Server-Timing), median of TURNS (21). Prints a line
# WHAT|FIGURE for each view: all of it, of which passes over the rows and pictures.
set -u
cd "$(dirname "$0")/.."
. tests/load/server.sh
db=sqlite:$work/db
head -c 32 /dev/urandom | base64 | tr -d "\n" >"$work/password"
"$program" staff add --login bench --name bench --role admin --password-stdin --city cities/kitakyushu --db "$db" <"$work/password" >/dev/null ||
	die "no account"
"$program" work rehearse --round 2026 --items "${ITEMS:-59000}" --city cities/kitakyushu --db "$db" >/dev/null || die "no survey"
serve cities/kitakyushu "$db"
csrf=$(curl -s -c "$work/jar" "$url/sign-in" | sed -n 's/.*name="csrf" value="\([^"]*\)".*/\1/p' | head -1)
curl -s -o /dev/null -b "$work/jar" -c "$work/jar" --data-urlencode "csrf=$csrf" --data-urlencode login=bench --data-urlencode "password@$work/password" "$url/sign-in"
part() { sed -n "s/.*$1;dur=\([0-9.]*\).*/\1/p" "$work/timing" | sort -n | awk '{ at[NR] = $1 } END { print NR ? at[int((NR + 1) / 2)] : "?" }'; }
for view in /work /work/view/sums /work/view/bubbles /work/view/pareto /work/view/treemap /work/view/heat /work/view/months /work/view/balance /work/rows; do
	curl -s -o /dev/null -b "$work/jar" "$url$view" # the first one reads the sheets
	: >"$work/timing"
	n=0
	while [ $n -lt "${TURNS:-21}" ]; do
		curl -s -o /dev/null -D - -b "$work/jar" "$url$view" | grep -i '^server-timing' >>"$work/timing"
		n=$((n + 1))
	done
	[ -s "$work/timing" ] || die "$view: not signed in"
	echo "$view|$(part all) ms; passes $(part sum), pictures $(part draw)"
done
stop "$server"
