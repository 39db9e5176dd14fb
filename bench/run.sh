#!/bin/sh
# bench/run.sh [--write]            (make bench)
# The figures of the README, measured now, on this machine, with the peer beside: a Fastify + better-sqlite3 server that
# does the same job with the same durability (bench/peer). Both servers are asked by the same client (bench/load.c), in
# turns, so that neither has the better minute. Prints a table in Markdown; --write keeps it in bench/results.md.
#
#     SECONDS_EACH=8   how long each turn lasts
#     TURNS=3          turns each; the median counts
#     WORK_IN=DIR      where the databases lie while measured: a disk, not memory (build/bench)
#     LOGS=DIR         event logs of an office (history.csv, live.csv: docs/waits.md); without them only made-up offices are tried
#     RULES=DIR        an eligibility workload (schemes.csv, people.jsonl); without it one is made up
#     ONLY="…"         some of: bookings slots postgres screens start contended simulator waits arrivals rules search papers work
set -u
cd "$(dirname "$0")/.."
write=""
[ "${1:-}" != --write ] || write=1
seconds=${SECONDS_EACH:-8} turns=${TURNS:-3}
only=${ONLY:-bookings slots postgres screens start contended simulator waits arrivals rules search papers work}
mkdir -p build/bench
WORK_IN=${WORK_IN:-$PWD/build/bench}
. tests/load/server.sh

load=build/bench/load
places=200 # of each slot: enough that no turn runs out of them
rows="$work/rows"
: >"$rows"
row() { printf '| %s | %s | %s | %s |\n' "$1" "$2" "$3" "$4" | tee -a "$rows" >&2; }
wanted() { case " $only " in *" $1 "*) ;; *) return 1 ;; esac; }
median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
ratio() { awk -v a="$1" -v b="$2" 'BEGIN { if (b > 0) printf "%.1f ×", a / b; else printf "–" }'; }
round() { awk -v x="$1" -v d="${2:-0}" 'BEGIN { printf "%.*f", d, x }'; }
# median of a field over the turns of a server
of() { for f in "$work/$1".*.json; do field "$2" <"$f"; done | median; }

# --- the two servers ------------------------------------------------------------------------------------------
tests/load/city.sh "$work/city" $places
ours="" theirs="" peer=""
start_ours() {
	[ -z "$ours" ] || return 0
	serve "$work/city" "sqlite:$work/ours.db"
	ours=$url
}
install_peer() {
	command -v npm >/dev/null || { why="npm is not here"; return 1; }
	[ ! -f bench/peer/node_modules/better-sqlite3/build/Release/better_sqlite3.node ] ||
		[ ! -d bench/peer/node_modules/simjs ] || [ ! -d bench/peer/node_modules/feelin ] ||
		[ ! -d bench/peer/node_modules/minisearch ] || [ ! -d bench/peer/node_modules/pdfkit ] ||
		[ ! -d bench/peer/node_modules/@duckdb/node-api ] || return 0
	echo "building the peer (better-sqlite3 is compiled when it cannot be fetched)" >&2
	(cd bench/peer && npm ci --no-audit --no-fund) >build/bench/peer.log 2>&1 ||
		{ why="npm ci failed in bench/peer, see build/bench/peer.log"; return 1; }
}
start_peer() {
	[ -z "$peer" ] || return 0
	peer=absent
	install_peer || return 0
	launch peer /api/v1/offices node bench/peer/server.mjs --db "$work/peer.db" --places $places
	theirs=$url peer=here
}
# turns NAME OPTION… : both servers, one after the other, in turns
take_turns() {
	name=$1
	shift
	n=0
	while [ $n -lt "$turns" ]; do
		n=$((n + 1))
		$load --url "$ours" --seconds "$seconds" --warmup 1 "$@" >"$work/$name-ours.$n.json" || die "$name: see above"
		[ $peer = absent ] || $load --url "$theirs" --seconds "$seconds" --warmup 1 "$@" >"$work/$name-peer.$n.json" ||
			die "$name: the peer: see above"
	done
}
beside() { [ $peer = absent ] && echo "absent: $why" || echo "$1"; }

if wanted bookings || wanted slots; then
	start_ours
	start_peer
fi
if wanted bookings; then
	take_turns bookings --scenario bookings --clients 64
	a=$(of bookings-ours per_second) b=$([ $peer = absent ] && echo 0 || of bookings-peer per_second)
	row "durable bookings, 64 clients, SQLite" "$(round "$a")/s, p50 $(round "$(of bookings-ours p50_ms)" 1) ms, p99 $(round "$(of bookings-ours p99_ms)" 1) ms" \
		"$(beside "$(round "$b")/s, p99 $(round "$(of bookings-peer p99_ms 2>/dev/null)" 1) ms")" "$(ratio "$a" "$b")"
	take_turns alone --scenario bookings --clients 1
	a=$(of alone-ours per_second) b=$([ $peer = absent ] && echo 0 || of alone-peer per_second)
	row "durable bookings, 1 client, SQLite" "$(round "$a")/s, p99 $(round "$(of alone-ours p99_ms)" 1) ms" \
		"$(beside "$(round "$b")/s, p99 $(round "$(of alone-peer p99_ms 2>/dev/null)" 1) ms")" "$(ratio "$a" "$b")"
fi
if wanted slots; then
	for c in 1 64; do
		take_turns slots$c --scenario slots --clients $c
		a=$(of slots$c-ours per_second) b=$([ $peer = absent ] && echo 0 || of slots$c-peer per_second)
		row "a month of free slots, $c client$([ $c = 1 ] || echo s)" \
			"$(round "$a")/s, p50 $(round "$(of slots$c-ours p50_ms)" 2) ms, p99 $(round "$(of slots$c-ours p99_ms)" 2) ms" \
			"$(beside "$(round "$b")/s, p50 $(round "$(of slots$c-peer p50_ms 2>/dev/null)" 2) ms, p99 $(round "$(of slots$c-peer p99_ms 2>/dev/null)" 2) ms")" \
			"$(ratio "$a" "$b")"
	done
fi
for p in $started; do stop "$p"; done
started="" ours=""

# --- PostgreSQL, as durable as in production, on the same machine --------------------------------------------------
if wanted postgres; then
	cat >"$work/pg.sh" <<-EOF
		work_of_parent=$work
		. tests/load/server.sh
		serve "\$work_of_parent/city" "\$MADOGUCHI_TEST_PG"
		n=0
		while [ \$n -lt $turns ]; do
			n=\$((n + 1))
			$load --url "\$url" --scenario bookings --clients 64 --seconds $seconds --warmup 1 >"\$work_of_parent/pg.\$n.json" || exit 1
		done
		stop "\$server"
	EOF
	if TMPDIR=$WORK_IN PG_DURABLE=1 tools/pg_test.sh sh "$work/pg.sh"; then
		row "durable bookings, 64 clients, PostgreSQL" \
			"$(round "$(of pg per_second)")/s, p50 $(round "$(of pg p50_ms)" 1) ms, p99 $(round "$(of pg p99_ms)" 1) ms" "–" "–"
	else
		row "durable bookings, 64 clients, PostgreSQL" "absent: no PostgreSQL server here, or it failed" "–" "–"
	fi
fi

# --- screens --------------------------------------------------------------------------------------------------------
if wanted screens; then
	bench/screens.sh >"$work/screens" && while IFS='|' read -r what figure; do row "$what" "$figure" "–" "–"; done <"$work/screens"
fi

# --- pages of the work survey ---------------------------------------------------------------------------------------
if wanted work; then
	bench/work_pages.sh >"$work/pages" && while IFS='|' read -r what figure; do row "$what, 59,000 items" "$figure" "–" "–"; done <"$work/pages"
fi

# --- start, memory, with the city of the demo ----------------------------------------------------------------------
if wanted start; then
	db="sqlite:$work/start.db"
	serve cities/kitakyushu "$db" # the first start makes the tables; what counts is the daily one
	stop "$server"
	n=0
	while [ $n -lt 5 ]; do
		n=$((n + 1))
		begin=$(date +%s%N)
		serve cities/kitakyushu "$db"
		echo $((($(date +%s%N) - begin) / 1000000)) >>"$work/started"
		sleep 2
		sed -n 's/^VmRSS:[[:space:]]*\([0-9]*\) kB/\1/p' "/proc/$server/status" >>"$work/resident"
		stop "$server"
	done
	row "from start to the first answer, demo city" "$(median <"$work/started") ms" "–" "–"
	row "resident when idle, demo city" "$(round "$(awk -v k="$(median <"$work/resident")" 'BEGIN { print k / 1024 }')" 1) MB" "–" "–"
fi

if wanted contended; then
	if tests/load/contended.sh 64000 10000 >"$work/contended"; then
		row "64,000 commands for 1,000 places, then 10,000 numbers" "$(tail -n 1 "$work/contended"): nothing sold or issued twice" "–" "–"
	else
		cat "$work/contended" >&2
		row "64,000 commands for 1,000 places, then 10,000 numbers" "FAILED" "–" "–"
	fi
fi

# --- the simulator, on queues whose answer is known -----------------------------------------------------------------
if wanted simulator; then
	customers=10000000 peer_customers=1000000
	simjs=yes
	install_peer || simjs=""
	n=0
	while [ $n -lt "$turns" ]; do
		n=$((n + 1))
		build/bench/sim $customers mmc >"$work/sim-ours.$n.json" || die "bench/sim failed"
		node bench/peer/queue.mjs plain $customers >"$work/sim-plain.$n.json" || die "bench/peer/queue.mjs failed"
		[ -z "$simjs" ] || node bench/peer/queue.mjs simjs $peer_customers >"$work/sim-simjs.$n.json" || simjs=""
	done
	a=$(of sim-ours per_second) b=$(of sim-plain per_second)
	millions() { awk -v x="$1" 'BEGIN { printf "%.2f million/s", x / 1e6 }'; }
	if [ -n "$simjs" ]; then
		c=$(of sim-simjs per_second)
		row "customers simulated on M/M/10 at 0.9, one core" "$(millions "$a")" "simjs: $(millions "$c")" "$(ratio "$a" "$c")"
	else
		row "customers simulated on M/M/10 at 0.9, one core" "$(millions "$a")" "absent: ${why:-simjs failed}" "–"
	fi
	row "the same; a loop in JavaScript that can do this queue only" "$(millions "$a")" "$(millions "$b")" "$(ratio "$a" "$b")"
	build/bench/sim $customers >"$work/sim-theory" || die "bench/sim failed"
	theory() { grep "\"model\":\"$1\"" "$work/sim-theory" | field "$2"; }
	row "error of the mean wait against theory, ten million customers each" \
		"M/M/10 $(round "$(theory mmc error_percent)" 2) %, M/G/1 $(round "$(theory mg1 error_percent)" 2) %, M/D/1 $(round "$(theory md1 error_percent)" 2) %, priorities $(round "$(theory priority error_percent)" 2) %; P(wait) $(round "$(theory mmc waits_error_percent)" 2) %; Little's law $(round "$(theory mmc little_error_percent)" 2) %" \
		"–" "–"
fi

# --- expected waits and arrivals, beside what offices use today -------------------------------------------------------
logs=${LOGS:-../shared/eta}
if wanted waits; then
	if [ -f "$logs/history.csv" ] && [ -f "$logs/live.csv" ]; then
		build/madoguchi visits replay --history "$logs/history.csv" --live "$logs/live.csv" --score >"$work/waits" || die "replay failed"
		set -- $(awk '$1 == "all" { print $3, $4, $5, $6, $9, $10, $11 }' "$work/waits")
		cpu=$(awk '/microseconds of CPU/ { for (i = 1; i <= NF; i++) if ($i == "microseconds") print $(i - 1) }' "$work/waits")
		row "expected wait on the practice log: error; share inside p10–p90; CPU" "$1 min; $4; $cpu µs" \
			"rule of thumb $2 min; LES $5, HOL $6, QL $7 min" "$3 of the rule's error"
	else
		row "expected wait on the practice log" "absent: no logs in $logs" "–" "–"
	fi
	bench/offices.sh 201 206 >"$work/offices" || die "bench/offices.sh failed"
	row "expected wait in six made-up offices like it, unseen before" \
		"$(sed -n 's/^regular: [0-9]* offices, ratio [0-9.]*, //p' "$work/offices")" "rule of thumb" \
		"$(sed -n 's/^regular: [0-9]* offices, ratio \([0-9.]*\),.*/\1/p' "$work/offices") of the rule's error"
fi
if wanted arrivals; then
	if [ -f "$logs/history.csv" ]; then
		build/madoguchi visits forecast --history "$logs/history.csv" --holdout 12 >"$work/arrivals" || die "forecast failed"
		wape() { sed -n "s/^  $1 *//p" "$work/arrivals" | awk '{ print $2, $5 }'; }
		set -- $(wape forecast) $(wape "same weekday last week")
		row "arrivals on twelve held-back weeks of it: error of a day; of a quarter hour" "$1; $2" "same weekday last week: $3; $4" \
			"$(awk -v a="$1" -v b="$3" 'BEGIN { printf "%.2f of its error", a / b }')"
	else
		row "arrivals on held-back weeks" "absent: no logs in $logs" "–" "–"
	fi
fi

# --- who can use what ---------------------------------------------------------------------------------------------------
# By a process's own time on one core, judging alone and with reading and writing JSON; results are compared before anything counts.
if wanted rules; then
	load_of=${RULES:-$work/rules}
	mkdir -p "$work/rules"
	[ -n "${RULES:-}" ] || build/bench/rules_gen 1 100 500000 "$load_of" || die "bench/rules_gen failed"
	schemes=$(($(wc -l <"$load_of/schemes.csv") - 1))
	judge_ours() {
		build/madoguchi rules match --table "$load_of/schemes.csv" --people "$load_of/people.jsonl" --out "$work/rules/ours.jsonl" \
			2>"$work/rules/ours" || die "rules match: $(cat "$work/rules/ours")"
		sed -n "s/^$1: .* \([0-9]*\) people\/s\$/\1/p" "$work/rules/ours"
	}
	judge_peer() { # NAME PEOPLE
		node bench/peer/rules.mjs "$1" "$load_of/schemes.csv" "$load_of/people.jsonl" "$2" "$work/rules/$1.jsonl" >"$work/rules-$1.$3.json" &&
			head -n "$2" "$work/rules/ours.jsonl" | cmp -s - "$work/rules/$1.jsonl" || die "$1 failed, or judges otherwise than we do"
	}
	why=""
	install_peer || true
	n=0
	while [ $n -lt "$turns" ]; do
		n=$((n + 1))
		judge_ours "judging alone" >>"$work/rules/alone"
		sed -n "s/^with reading and writing: .* \([0-9]*\) people\/s\$/\1/p" "$work/rules/ours" >>"$work/rules/all"
		[ -n "$why" ] || { judge_peer jsonlogic 50000 $n; judge_peer feelin 100 $n; }
	done
	for p in jsonlogic feelin; do
		name=$([ $p = feelin ] && echo feelin || echo "json-logic-engine, compiled")
		if [ -n "$why" ]; then
			row "people judged by $schemes schemes, one core" "$(round "$(median <"$work/rules/alone")")/s" "absent: $why" "–"
			continue
		fi
		row "people judged by $schemes schemes, one core; judging alone" "$(round "$(median <"$work/rules/alone")")/s" \
			"$name: $(round "$(of rules-$p per_second)")/s" "$(ratio "$(median <"$work/rules/alone")" "$(of rules-$p per_second)")"
		row "the same with reading and writing JSON lines" "$(round "$(median <"$work/rules/all")")/s" \
			"$name: $(round "$(of rules-$p per_second_in_all)")/s" "$(ratio "$(median <"$work/rules/all")" "$(of rules-$p per_second_in_all)")"
	done
fi

# --- finding by words -----------------------------------------------------------------------------------------------------
# The sample city's schemes, their names and what they bring, over and over with the names of wards until there are 2,260.
if wanted search; then
	sed -n 's/^    name: { ja: \([^,]*\), .*/N\1/p; s/^    about: { ja: \([^,]*\), .*/A\1/p; s/^      ja: \(.*\)/A\1/p; s/^    reading: \(.*\)/A\1/p' \
		cities/kitakyushu/schemes/*.yaml | grep -v '^A|' | awk -v most=2260 '
		/^N/ { n++; doc[n] = substr($0, 2) } /^A/ && n { doc[n] = doc[n] "\t" substr($0, 2) }
		END { split("門司 小倉北 小倉南 若松 八幡東 八幡西 戸畑", ward, " ")
			for (i = 0; i < most; i++) { w = int(i / n); print doc[i % n + 1] (w ? "\t" ward[(w - 1) % 7 + 1] "区の方 " w : "") } }' >"$work/docs"
	sed -n 's/^\t{ "\([^"]*\)".*/\1/p' src/defs/test_search_city.c >"$work/queries"
	why=""
	install_peer || true
	build/bench/search "$work/docs" "$work/queries" 50 >"$work/search-ours" || die "bench/search failed"
	of_search() { field "$2" <"$work/search-$1"; }
	theirs="absent: $why" times="–"
	if [ -z "$why" ]; then
		node bench/peer/search.mjs "$work/docs" "$work/queries" 50 >"$work/search-peer" || die "bench/peer/search.mjs failed"
		theirs="MiniSearch, pairs of characters: $(of_search peer mean_us) µs, slowest in a hundred $(of_search peer p99_us) µs; index made in $(of_search peer make_ms) ms"
		times=$(ratio "$(of_search peer mean_us)" "$(of_search ours mean_us)")
	fi
	row "a query over $(of_search ours docs) procedures" \
		"$(of_search ours mean_us) µs, slowest in a hundred $(of_search ours p99_us) µs; index made in $(of_search ours make_ms) ms, $(of_search ours kilobytes) KB" "$theirs" "$times"
fi

# --- filled forms as PDF ----------------------------------------------------------------------------------------------------
# By a process's own time on one core: a document a sheet, and packets of twenty sheets of one person. The peers draw the same marks.
if wanted papers; then
	font=$(fc-match -f '%{file}' IPAexMincho)
	build/bench/papers sheets 40 >"$work/sheets" || die "bench/papers failed"
	why=""
	install_peer || true
	n=0
	while [ $n -lt "$turns" ]; do
		n=$((n + 1))
		build/bench/papers 3 >"$work/papers-ours.$n.json" || die "bench/papers failed"
		for p in pdf-lib pdfkit; do
			[ -n "$why" ] || node bench/peer/papers.mjs $p "$work/sheets" "$font" 3 >"$work/papers-$p.$n.json" || die "bench/peer/papers.mjs failed"
		done
	done
	a=$(of papers-ours packet_pages_per_second) b=$(of papers-ours pages_per_second)
	for p in pdf-lib pdfkit; do
		if [ -n "$why" ]; then
			row "filled forms of 120 marks, one core" "$(round "$a") sheets/s in packets of 20, $(round "$b")/s alone" "absent: $why" "–"
			break
		fi
		c=$(of papers-$p packet_pages_per_second) d=$(of papers-$p pages_per_second)
		row "filled forms of 120 marks in packets of 20, one core" \
			"$(round "$a") sheets/s; a packet in $(round "$(of papers-ours packet_ms)") ms, $(round "$(awk -v b="$(of papers-ours packet_bytes)" 'BEGIN { print b / 1024 }')") KB" \
			"$p: $(round "$c")/s" "$(ratio "$a" "$c")"
		row "the same, each sheet a document with its fonts" "$(round "$b")/s" "$p: $(round "$d")/s" "$(ratio "$b" "$d")"
	done
fi

# --- views of a work survey ---------------------------------------------------------------------------------------------------
# The same rows by the same arithmetic in all three, in memory, both processors for whoever uses them; what comes out is compared before anything counts. Our times are those
# of a whole view's numbers. In turns, so that nobody has the better minute. SQLite has the survey of one city alone: of twenty million rows it would take minutes.
if wanted work; then
	why=""
	install_peer || true
	work_views() { # ROWS REPEATS TURNS ENGINE…
		rows_n=$1 repeats=$2 most=$3
		shift 3
		n=0
		while [ $n -lt "$most" ]; do
			n=$((n + 1))
			build/bench/work "$rows_n" "$repeats" >"$work/work-ours-$rows_n.$n.json" || die "bench/work failed"
			for e in "$@"; do
				[ -n "$why" ] || node bench/peer/work.mjs "$e" "$rows_n" "$repeats" >"$work/work-$e-$rows_n.$n.json" || die "bench/peer/work.mjs $e failed"
			done
		done
		in_words=$([ "$rows_n" = 59000 ] && echo "59,000 work items" || echo "20 million work items")
		for v in categories cells sections heat months rows; do
			a=$(of "work-ours-$rows_n" ${v}_ms) theirs="" times=""
			for e in "$@"; do
				[ -z "$why" ] || { theirs="absent: $why" times="–"; break; }
				b=$(of "work-$e-$rows_n" ${v}_ms)
				[ "$(of "work-ours-$rows_n" ${v}_check)" = "$(of "work-$e-$rows_n" ${v}_check)" ] || die "$v: $e has other numbers"
				theirs="$theirs${theirs:+; }$([ "$e" = duckdb ] && echo DuckDB || echo SQLite) $(round "$b" "$([ "$rows_n" = 59000 ] && echo 1 || echo 0)") ms"
				times="$times${times:+; }$(ratio "$b" "$a")"
			done
			case $v in
			categories) what="sums by category" ;;
			cells) what="the eight cells" ;;
			sections) what="bubbles of 354 sections" ;;
			heat) what="section × work, 23,010 cells" ;;
			months) what="twelve months by category" ;;
			rows) what="four conditions, the fifty largest rows" ;;
			esac
			row "$in_words: $what" "$(round "$a" "$([ "$rows_n" = 59000 ] && echo 2 || echo 0)") ms" "$theirs" "$times"
		done
		row "$in_words in memory" "$(round "$(of "work-ours-$rows_n" megabytes)") MB" "$([ -n "$why" ] && echo "absent: $why" || echo "DuckDB $(round "$(of "work-duckdb-$rows_n" megabytes)") MB")" \
			"$([ -n "$why" ] && echo – || ratio "$(of "work-duckdb-$rows_n" megabytes)" "$(of "work-ours-$rows_n" megabytes)")"
	}
	work_views 59000 101 "$turns" duckdb sqlite
	work_views 20000000 7 "$turns" duckdb
fi

{
	echo "Measured $(date +%F) on $(nproc) cores of $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1), Linux $(uname -r | cut -d - -f 1);"
	echo "client and server share them. $turns turns of $seconds s each, medians; the peer is Fastify + better-sqlite3 on Node $(node --version 2>/dev/null),"
	echo "one process, WAL, synchronous=FULL, one transaction a booking; the simulator's is simjs, by CPU time."
	echo
	echo "| what | madoguchi | peer | ratio |"
	echo "|---|---|---|---|"
	cat "$rows"
} >"$work/table"
cat "$work/table"
[ -z "$write" ] || cp "$work/table" bench/results.md
