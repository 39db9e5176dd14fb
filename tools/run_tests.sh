#!/bin/sh
# Runs test programs one after another; prints each one's own report only when it fails, and the sum at the end.
# A test that was skipped is counted and said: it shows nothing.
passed=0 failed=0 skipped=0 bad=""
for t in "$@"; do
	out=$("$t" 2>&1); code=$?
	p=$(printf '%s\n' "$out" | grep -c '^\[       OK \]')
	s=$(printf '%s\n' "$out" | grep '^\[  SKIPPED \]' | grep -cv 'listed below')
	f=$(printf '%s\n' "$out" | sed '/listed below/,$d' | grep -c '^\[  FAILED  \]')
	passed=$((passed + p))
	skipped=$((skipped + s / 2))
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
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
