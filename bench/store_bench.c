/*
 * How many durable commands a second the store takes from 64 callers at once, each waiting for its answer:
 *
 *     store_bench URL [SECONDS [CALLERS [SHARDS]]]      e.g. store_bench sqlite:/var/tmp/bench.db 3
 *
 * Each command adds one small row and counts one place, as a booking does. Prints one line.
 */
#include <pthread.h>
#include <stdatomic.h>

#include "store/store.h"

#define CALLERS_MAX 512
#define LATENCIES_MAX 200000

typedef struct bench {
	store *store;
	atomic_bool over;
	int shards;
} bench;

typedef struct caller {
	bench *bench;
	pthread_t thread;
	int number;
	i64 done, failed;
	u32 *micros; /* of each command */
} caller;

static const migration tables[] = {
	{ 1, STR_INIT("0001_bench.sql"),
	  STR_INIT(
		  "CREATE TABLE bench_row (city BIGINT NOT NULL, id TEXT NOT NULL, note TEXT NOT NULL, PRIMARY KEY (city, id));"
		  "CREATE TABLE bench_place (city BIGINT NOT NULL, shard BIGINT NOT NULL, taken BIGINT NOT NULL, "
		  "PRIMARY KEY (city, shard));") },
};

static const sql_param add_params[] = { { "city", SQL_I64, false },
					{ "id", SQL_STR, false },
					{ "note", SQL_STR, false } };
static const statement add_st = { .name = "bench_add",
				  .sqlite = "INSERT INTO bench_row (city, id, note) VALUES (?1, ?2, ?3)",
				  .postgres = "INSERT INTO bench_row (city, id, note) VALUES ($1, $2, $3)",
				  .params = add_params,
				  .params_n = COUNT(add_params),
				  .where = "bench/store_bench.c" };
static const sql_param take_params[] = { { "city", SQL_I64, false }, { "shard", SQL_I64, false } };
#define TAKE " ON CONFLICT (city, shard) DO UPDATE SET taken = bench_place.taken + 1"
static const statement take_st = { .name = "bench_take",
				   .sqlite = "INSERT INTO bench_place (city, shard, taken) VALUES (?1, ?2, 1)" TAKE,
				   .postgres = "INSERT INTO bench_place (city, shard, taken) VALUES ($1, $2, 1)" TAKE,
				   .params = take_params,
				   .params_n = COUNT(take_params),
				   .where = "bench/store_bench.c" };

typedef struct row {
	str id;
	i64 shard;
} row;

static const err *book(db *d, arena *a, void *arg)
{
	const row *r = arg;
	sql_value add[] = { { .i = 1 }, { .s = r->id }, { .s = STR("門司 太郎 093-582-0000") } };
	sql_value take[] = { { .i = 1 }, { .i = r->shard } };
	TRY(db_change(d, a, &take_st, take, NULL));
	return db_change(d, a, &add_st, add, NULL);
}

static void *call(void *arg)
{
	caller *c = arg;
	arena *a = arena_new(1 << 20);
	str shard = str_format(a, "1/%d", c->number % c->bench->shards);
	i64 run = clock_ticks();
	arena *request = arena_new(1 << 20);
	while (!c->bench->over) {
		arena_reset(request);
		row r = { str_format(request, "%llx-%d-%lld", (unsigned long long)run, c->number, (long long)c->done),
			  c->number % c->bench->shards };
		i64 from = clock_ticks();
		if (store_write(c->bench->store, request, shard, book, &r)) {
			c->failed++;
			continue;
		}
		if (c->done < LATENCIES_MAX)
			c->micros[c->done] = (u32)((clock_ticks() - from) / 1000);
		c->done++;
	}
	arena_free(request);
	arena_free(a);
	return NULL;
}

static int by_size(const void *a, const void *b)
{
	u32 x = *(const u32 *)a, y = *(const u32 *)b;
	return x < y ? -1 : x > y;
}

static int number(char **argv, int argc, int i, int otherwise)
{
	i64 n;
	return argc > i && str_i64(str_of(argv[i]), &n) && n > 0 && n < 1000000 ? (int)n : otherwise;
}

int main(int argc, char **argv)
{
	int seconds = number(argv, argc, 2, 3), callers = number(argv, argc, 3, 64);
	arena *a = arena_new((size_t)1 << 30);
	bench b = { .shards = number(argv, argc, 4, 16) };
	caller *list = arena_many(a, caller, CALLERS_MAX);
	const err *e =
		argc > 1 && callers <= CALLERS_MAX ? store_open(a, str_of(argv[1]), NULL, &b.store) : err_of(ERR_usage);
	if (!e)
		e = store_migrate(b.store, a, tables, COUNT(tables));
	if (e) {
		fprintf(stderr, "store_bench URL [SECONDS [CALLERS [SHARDS]]]: %.*s\n", STR_ARG(e->detail));
		return 1;
	}
	i64 from = clock_ticks();
	for (int i = 0; i < callers; i++) {
		list[i] = (caller){ .bench = &b, .number = i, .micros = arena_many(a, u32, LATENCIES_MAX) };
		CHECK(pthread_create(&list[i].thread, NULL, call, &list[i]) == 0);
	}
	nanosleep(&(struct timespec){ .tv_sec = seconds }, NULL);
	b.over = true;
	i64 done = 0, failed = 0;
	size_t n = 0;
	u32 *all = arena_many(a, u32, LATENCIES_MAX * 4);
	for (int i = 0; i < callers; i++) {
		CHECK(pthread_join(list[i].thread, NULL) == 0);
		done += list[i].done;
		failed += list[i].failed;
		for (i64 k = 0; k < list[i].done && k < LATENCIES_MAX && n < LATENCIES_MAX * 4; k++)
			all[n++] = list[i].micros[k];
	}
	double took = (double)(clock_ticks() - from) / 1e9;
	qsort(all, n, sizeof *all, by_size);
	if (n)
		printf("commands/s=%.0f failed=%lld callers=%d shards=%d p50_ms=%.2f p99_ms=%.2f\n",
		       (double)done / took, (long long)failed, callers, b.shards, all[n / 2] / 1000.0,
		       all[n * 99 / 100] / 1000.0);
	store_close(b.store);
	arena_free(a);
	return n == 0;
}
