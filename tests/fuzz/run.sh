#!/bin/sh
# tests/fuzz/run.sh [NAME…]
# Builds and runs each tests/fuzz/fuzz_NAME.c with clang's libFuzzer, AddressSanitizer and UBSan, FUZZ_SECONDS (10) each.
#
# The first line of a target says which layers it needs besides base and text, or single sources:
#
#     /* needs: http defs src/kit/who.c */
#
# Seeds are read from tests/fuzz/corpus/NAME/ where there is one, words from tests/fuzz/NAME.dict. What was found to be
# new stays in build/fuzz/corpus/NAME, so that the next run begins where this one ended; an input that broke something
# is written to build/fuzz/NAME-crash-…, and named.
set -u
cd "$(dirname "$0")/../.."
seconds=${FUZZ_SECONDS:-10}
out=build/fuzz
mkdir -p "$out/obj"
export LSAN_OPTIONS="suppressions=$PWD/tests/lsan.supp print_suppressions=0"

packages=$(sed -n 's/^PACKAGES := //p' Makefile)
cpp="-D_GNU_SOURCE -Isrc -Ibuild/gen -include src/base/banned.h $(pkg-config --cflags-only-I $packages | sed 's/-I/-isystem /g')"
flags="-std=gnu17 -g -O1 -pthread -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=undefined"

# The sources of a target, by its first line.
sources() {
	for w in base text $(sed -n '1s|^/\* needs: \(.*\) \*/.*|\1|p' "$1"); do
		case $w in
		*.c) echo "$w" ;;
		*) ls src/"$w"/*.c src/"$w"/*/*.c 2>/dev/null | grep -v '/test_[^/]*$' ;;
		esac
	done | sort -u
}
object() { echo "$out/obj/$(echo "$1" | tr / _).o"; }

# One target whose sources are compiled: run.sh --one tests/fuzz/fuzz_NAME.c
one() {
	name=$(basename "$1" .c)
	name=${name#fuzz_}
	objects=$(object "$1")
	for s in $(sources "$1"); do objects="$objects $(object "$s")"; done
	corpus="$out/corpus/$name"
	mkdir -p "$corpus"
	seeds="" words=""
	[ ! -d "tests/fuzz/corpus/$name" ] || seeds="tests/fuzz/corpus/$name"
	[ ! -f "tests/fuzz/$name.dict" ] || words="-dict=tests/fuzz/$name.dict"
	log="$out/$name.log"
	if clang $flags -fsanitize=fuzzer -o "$out/$name" $objects -Wl,--as-needed $(pkg-config --libs $packages) -lbidgcc000 -lm >"$log" 2>&1 &&
		"$out/$name" -max_total_time="$seconds" -timeout=5 -rss_limit_mb=2048 -print_final_stats=1 -verbosity=1 \
			-artifact_prefix="$out/$name-" $words "$corpus" $seeds >>"$log" 2>&1; then
		echo "ok fuzz $name: $(sed -n 's/^stat::number_of_executed_units: *//p' "$log") inputs in $seconds s"
	else
		tail -n 40 "$log"
		echo "FAILED fuzz $name ($log)"
	fi
}
if [ "${1:-}" = --one ]; then
	one "$2"
	exit
fi

targets=""
if [ $# -gt 0 ]; then
	for n in "$@"; do targets="$targets tests/fuzz/fuzz_$n.c"; done
else
	targets=$(ls tests/fuzz/fuzz_*.c 2>/dev/null)
fi
[ -n "$targets" ] || { echo "tests/fuzz: no targets"; echo "0 passed, 1 failed"; exit 1; }

# Every source once, two at a time.
all=$(for t in $targets; do echo "$t"; sources "$t"; done | sort -u)
if ! for s in $all; do echo "$s $(object "$s")"; done |
	xargs -P "$(nproc)" -L 1 sh -c "clang $flags -fsanitize=fuzzer-no-link $cpp -c -o \"\$1\" \"\$0\"" ; then
	echo "tests/fuzz: a source does not compile"
	echo "0 passed, 1 failed"
	exit 1
fi

# As many at a time as there are processors: each is one thread.
found=$(mktemp) && trap 'rm -f "$found"' EXIT
printf '%s\n' $targets | xargs -P "$(nproc)" -n 1 tests/fuzz/run.sh --one | tee "$found"
passed=$(grep -c '^ok fuzz ' "$found") failed=$(grep -c '^FAILED fuzz ' "$found")
# a target that said neither was killed
all=$(printf '%s\n' $targets | wc -l)
failed=$((all - passed > failed ? all - passed : failed))
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
