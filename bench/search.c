/*
 * How fast words are found: search DOCS QUERIES TURNS
 *
 * DOCS has one document a line (parts by tabs: the first is its name), QUERIES one query a line. Prints one line of JSON: time to make the
 * index, its memory, and microseconds of CPU time of a query, in the mean and of the slowest in a hundred.
 */
#include <stdlib.h>

#include "base/buf.h"
#include "text/search.h"

#define MOST 100000

static double cpu_us(void)
{
	struct timespec t;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec * 1e-3;
}

static str file_text(arena *a, const char *path)
{
	FILE *f = fopen(path, "rb");
	if (!f) {
		perror(path);
		exit(2);
	}
	buf b = buf_new(a, 64 << 20);
	char part[4096];
	for (size_t n; (n = fread(part, 1, sizeof part, f)) > 0;)
		buf_put(&b, (str){ part, n });
	fclose(f);
	return buf_str(&b);
}

static int by_size(const void *x, const void *y)
{
	const double *p = x, *q = y;
	return (*p > *q) - (*p < *q);
}

int main(int argc, char **argv)
{
	i64 turns;
	if (argc != 4 || !str_i64(str_of(argv[3]), &turns))
		return 2;
	arena *a = arena_new((size_t)1 << 30), *index = arena_new((size_t)1 << 30), *one = arena_new((size_t)1 << 30);
	struct {
		search_doc *at;
		size_t n;
	} docs = { 0 };
	for (str text = file_text(a, argv[1]); text.len;) {
		search_doc d = { 0 };
		for (str line = str_cut(&text, '\n'); line.len;)
			LIST_ADD(a, &d, ((search_part){ str_cut(&line, '\t'), d.n ? 1 : 4 }));
		LIST_ADD(a, &docs, d);
	}
	double begun = cpu_us();
	const search_index *x = search_make(index, docs.at, docs.n);
	double made = cpu_us() - begun;
	str queries = file_text(a, argv[2]);
	double *took = arena_many(a, double, MOST), sum = 0;
	size_t n = 0, found = 0;
	for (; turns > 0; turns--) {
		for (str rest = queries; rest.len && n < MOST; n++) {
			str q = str_cut(&rest, '\n');
			begun = cpu_us();
			found += search_find(x, one, q, 10).n > 0;
			took[n] = cpu_us() - begun;
			sum += took[n];
			arena_reset(one);
		}
	}
	if (n == 0)
		return 2;
	qsort(took, n, sizeof *took, by_size);
	printf("{\"docs\":%zu,\"make_ms\":%.1f,\"kilobytes\":%zu,\"queries\":%zu,\"found\":%zu,\"mean_us\":%.1f,\"p99_us\":%.1f}\n",
	       docs.n, made / 1000, arena_used(index) >> 10, n, found, sum / (double)n, took[n * 99 / 100]);
	return 0;
}
