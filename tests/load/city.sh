#!/bin/sh
# tests/load/city.sh DIR PLACES
# Writes a city for measuring and for tests under load: seven offices that never close, thirteen services each, bookable
# on weekdays from 9:00 to 16:30 every half hour with so many places, eight desks that serve everything. It is the city
# that bench/peer has, so that both answer the same questions with the same number of slots.
set -eu
dir=$1 places=$2
mkdir -p "$dir/offices"

cat >"$dir/city.yaml" <<EOF
city: 401005
name: { ja: 計測市, en: Measure City }
limits:
  open_devices: yes
EOF

services="s1 s2 s3 s4 s5 s6 s7 s8 s9 s10 s11 s12 s13"
{
	echo "services:"
	n=0
	for s in $services; do
		n=$((n + 1))
		letter=$(printf "\\$(printf '%03o' $((64 + n)))")
		echo "  $s: { name: { ja: 手続き$n, en: Service $n }, letter: $letter, minutes: 20 }"
	done
} >"$dir/services.yaml"

for o in moji kokurakita kokuraminami wakamatsu yahatahigashi yahatanishi tobata; do
	{
		cat <<EOF
office: $o
kind: ward
name: { ja: $o, en: $o }
address: { ja: 計測市1-1-1 }
phone: 093-582-0000
location: { lat: 33.88, lon: 130.87 }
hours:
  sun-sat: 0:00-24:00
closed_on_holidays: no
services:
EOF
		for s in $services; do
			echo "  $s:"
			echo "    bookable: 1-60 days ahead"
			echo "    booking:"
			echo "      - { days: mon-fri, hours: 9:00-16:30, every: 30 minutes, places: $places }"
		done
		echo "desks:"
		for d in 1 2 3 4 5 6 7 8; do
			echo "  - { id: $d, services: [$(echo "$services" | sed 's/ /, /g')] }"
		done
	} >"$dir/offices/$o.yaml"
done
