#!/bin/sh
# Runs test programs, as many at a time as there are processors (TEST_JOBS says another number); prints each one's own report only when it fails, and
# the sum at the end. Programs share nothing: each makes its own databases, folders and ports.
# A test that was skipped is counted and said: it shows nothing.
if [ "${1:-}" = --one ]; then # one of them: its report in $2, its count in $2.sum
	out=$2 t=$3
	began=$(date +%s)
	"$t" >"$out" 2>&1
	code=$?
	took=$(($(date +%s) - began))
	p=$(grep -c '^\[       OK \]' "$out")
	s=$(grep '^\[  SKIPPED \]' "$out" | grep -cv 'listed below')
	f=$(sed '/listed below/,$d' "$out" | grep -c '^\[  FAILED  \]')
	if [ $code -ne 0 ]; then
		[ "$f" -gt 0 ] || f=1
		tail -n 80 "$out"
		echo "FAILED ($code): $t"
	else
		f=0
		echo "ok $p: $t, $took s"
	fi
	echo "$p $f $((s / 2)) $t" >"$out.sum"
	exit 0
fi
jobs=${TEST_JOBS:-$(nproc)}
dir=$(mktemp -d) || exit 2
trap 'rm -rf "$dir"' EXIT
n=0
for t in "$@"; do
	n=$((n + 1))
	printf '%s\0%s\0' "$dir/$n" "$t"
done | xargs -0 -r -n 2 -P "$jobs" "$0" --one
# a program that left no sum was lost, and that is a failure as well
cat "$dir"/*.sum 2>/dev/null | awk -v programs="$#" '
	{ passed += $1; failed += $2; skipped += $3; seen++ }
	$2 > 0 { bad = bad " " $4 }
	END {
		if (seen < programs) { failed += programs - seen; bad = bad " (" programs - seen " left no result)" }
		if (bad != "") print "failed programs:" bad
		print passed + 0 " passed, " failed + 0 " failed, " skipped + 0 " skipped"
		exit !(failed == 0 && passed > 0)
	}'
