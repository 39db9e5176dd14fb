#!/bin/sh
# bench/offices.sh [FROM [TO]]: how well waits are predicted in made-up offices, unlike each other and unseen by whoever wrote the
# predictor. For each kind the geometric mean of the ratio to the rule of thumb, and the mean share inside p10-p90.
cd "$(dirname "$0")/.." || exit 2
from=${1:-101} to=${2:-112}
dir=$(mktemp -d) || exit 2
trap 'rm -rf "$dir"' EXIT
build/bench/offices "$dir" "$from" "$to" >"$dir/list" || exit 1
for kind in regular any; do
	for i in $(seq "$from" "$to"); do
		build/madoguchi visits replay --history "$dir/$kind-$i.history.csv" --live "$dir/$kind-$i.live.csv" --score ${RUNS:+--runs $RUNS} |
			awk -v name="$kind-$i" '$1 == "all" { printf "%s %s\n", name, $0 }'
	done | awk -v kind="$kind" '
		{ printf "%-12s %6s walk-ins, error %6s min, rule %6s, ratio %s, inside %s\n", $1, $3, $4, $5, $6, $7 }
		$6 > 0 { log_ratio += log($6); inside += $7; n++; if ($7 + 0 < low || !low) low = $7 + 0; if ($7 + 0 > high) high = $7 + 0 }
		END { if (n) printf "%s: %d offices, ratio %.3f, inside %.1f %% (%.1f to %.1f)\n\n", kind, n, exp(log_ratio / n), inside / n, low, high }'
done
