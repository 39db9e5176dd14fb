/*
 * offices: writes event logs of made-up offices, to see that waits are predicted well in offices that nobody has seen.
 *
 *     build/bench/offices DIRECTORY FROM TO     for each number a history of 80 days and 10 days after them:
 *                                               any-N.history.csv, any-N.live.csv; regular-N.… for the kind of the practice log
 *
 * bench/offices.sh replays them all.
 */
#include <stdio.h>
#include <stdlib.h>

#include "../tests/offices/office_maker.h"

static int write_log(const char *path, const made_office *o, int first, int n)
{
	arena *a = arena_new((size_t)512 << 20);
	buf b = buf_new(a, (size_t)128 << 20);
	maker_log(o, first, n, &b);
	FILE *f = fopen(path, "we");
	bool done = f && !b.overflowed && fwrite(b.at, 1, b.len, f) == b.len;
	done = f && fclose(f) == 0 && done;
	if (!done)
		fprintf(stderr, "%s could not be written\n", path);
	arena_free(a);
	return done ? 0 : 1;
}

int main(int argc, char **argv)
{
	if (argc != 4) {
		fprintf(stderr, "offices DIRECTORY FROM TO\n");
		return 2;
	}
	int failed = 0;
	for (long s = strtol(argv[2], NULL, 10), to = strtol(argv[3], NULL, 10); s <= to; s++)
		for (int regular = 0; regular < 2; regular++) {
			made_office o = regular ? maker_regular_office((u64)s) : maker_office((u64)s);
			const char *kind = regular ? "regular" : "any";
			char path[1000];
			snprintf(path, sizeof path, "%s/%s-%ld.history.csv", argv[1], kind, s);
			failed |= write_log(path, &o, 0, 80);
			snprintf(path, sizeof path, "%s/%s-%ld.live.csv", argv[1], kind, s);
			failed |= write_log(path, &o, 80, 10);
			printf("%s-%ld: %d services, %d desks, %d hours, load %.2f, breaks %.2f, bookings every %d s\n",
			       kind, s, o.services, o.desks, o.hours, o.load, o.breaks, o.booking_every);
		}
	return failed;
}
