#!/bin/sh
# Runs test programs one after another; prints each one's own report only when it fails, and the sum at the end.
passed=0 failed=0 bad=""
for t in "$@"; do
	out=$("$t" 2>&1); code=$?
	p=$(printf '%s\n' "$out" | grep -c '^\[       OK \]')
	f=$(printf '%s\n' "$out" | grep -c '^\[  FAILED  \] [^0-9]')
	passed=$((passed + p))
	if [ $code -ne 0 ]; then
		[ "$f" -gt 0 ] || f=1
		failed=$((failed + f)); bad="$bad $t"
		printf '%s\n' "$out" | tail -n 80
		echo "FAILED ($code): $t"
	else
		echo "ok $p: $t"
	fi
done
[ -z "$bad" ] || echo "failed programs:$bad"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
