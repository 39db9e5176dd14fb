#!/bin/sh
# tests/load/contended.sh [BOOKINGS [TICKETS]]
# 64 clients want the same ten places, slot after slot, BOOKINGS (12800) times in all; then they take TICKETS (4000) numbers
# in one office, and leave the queue again. What the clients were told is held against the database, read with SQL: no place is sold
# twice, no number is issued twice, nothing that was acknowledged is missing, and nobody who was refused has a booking.
#
# On SQLite; under tools/pg_test.sh on PostgreSQL. `make nightly` does it a million times.
set -u
cd "$(dirname "$0")/../.."
bookings=${1:-12800} tickets=${2:-4000}
clients=64 places=10 tries=640
. tests/load/server.sh

db=${MADOGUCHI_TEST_PG:-sqlite:$work/db}
tests/load/city.sh "$work/city" $places
passed=0 failed=0
# says NAME EXPECTED ACTUAL
says() {
	if [ "$2" = "$3" ]; then
		passed=$((passed + 1))
		echo "ok $1"
	else
		failed=$((failed + 1))
		echo "FAILED $1: expected $2, found $3"
	fi
}

serve "$work/city" "$db"
slots=$(((bookings + tries - 1) / tries))
build/bench/load --url "$url" --scenario contended --clients $clients --requests "$bookings" --slots $slots --tries $tries \
	--acks "$work/bookings" >"$work/json" || failed=$((failed + 1))
says "every_contended_slot_sells_exactly_its_places" $((slots * places)) "$(field ok <"$work/json")"
build/bench/load --url "$url" --scenario tickets --clients $clients --requests $((tickets * 2)) --acks "$work/tickets" >"$work/json" ||
	failed=$((failed + 1))
says "everyone_who_asks_for_a_ticket_gets_one" yes "$([ "$(field ok <"$work/json")" -ge "$tickets" ] && echo yes)"
stop "$server"

says "no_place_is_sold_twice" 0 "$(sql "$db" "SELECT count(*) FROM (SELECT 1 FROM booking b
	JOIN booking_step s ON s.city = b.city AND s.booking = b.code WHERE b.state = 'booked'
	GROUP BY b.city, b.office, s.service, s.start HAVING count(*) > $places) x")"
says "the_counted_places_are_the_bookings" 0 "$(sql "$db" "SELECT count(*) FROM place p LEFT JOIN (SELECT b.city, b.office, s.service,
	s.start, count(*) AS n FROM booking b JOIN booking_step s ON s.city = b.city AND s.booking = b.code WHERE b.state = 'booked'
	GROUP BY b.city, b.office, s.service, s.start) x ON x.city = p.city AND x.office = p.office AND x.service = p.service
	AND x.start = p.start WHERE p.taken <> COALESCE(x.n, 0)")"
cut -f 2 "$work/bookings" | sort >"$work/told"
sql "$db" "SELECT code FROM booking WHERE state = 'booked'" | sort >"$work/kept"
says "the_bookings_are_exactly_those_that_were_acknowledged" "" "$(comm -3 "$work/told" "$work/kept" | head -n 3)"
says "no_code_is_given_twice" "" "$(uniq -d "$work/told")"

says "no_number_is_issued_twice" 0 \
	"$(sql "$db" "SELECT count(*) FROM (SELECT 1 FROM ticket GROUP BY city, office, day, number HAVING count(*) > 1) x")"
says "the_counted_numbers_are_the_tickets" "$(sql "$db" "SELECT sum(last) FROM numbering")" "$(sql "$db" "SELECT count(*) FROM ticket")"
awk -F '\t' '{ print $2 "|" $4 }' "$work/tickets" | sort >"$work/told"
sql "$db" "SELECT code, number FROM ticket" | sort >"$work/kept"
says "the_tickets_are_exactly_those_that_were_acknowledged" "" "$(comm -3 "$work/told" "$work/kept" | head -n 3)"
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
