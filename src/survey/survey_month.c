/* Minutes of each month. */
#include "survey/survey_columns.h"

/* Twelve numbers a row are added at once where the processor can: four 64-bit sums an instruction. Not under sanitizers, which are not awake when such a choice is made. */
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__) &&               \
	!defined(__SANITIZE_THREAD__)
#define WIDE __attribute__((target_clones("avx2", "default")))
#else
#define WIDE
#endif

#define CODES_MAX 1000000

typedef struct months {
	column column;
	const u32 *map;
	bool by; /* else all in one */
	i64 (*at)[12];
	i64 all; /* minutes of all rows that held */
} months;

/* A month's minutes are below 2^32, since the year's are. */
#define MONTHS_OF(type, name)                                                                                          \
	WIDE static void name(const type *restrict times, const u32 *restrict each, const uint16_t *at,                \
			      const u32 *restrict code, size_t n, i64(*restrict sum)[12])                              \
	{                                                                                                              \
		if (!code && !at) {                                                                                    \
			i64 local[12] = { 0 };                                                                         \
			for (size_t i = 0; i < n; i++)                                                                 \
				for (size_t m = 0; m < 12; m++)                                                        \
					local[m] += (u32)times[i * 12 + m] * each[i];                                  \
			for (size_t m = 0; m < 12; m++)                                                                \
				sum[0][m] += local[m];                                                                 \
			return;                                                                                        \
		}                                                                                                      \
		for (size_t i = 0; i < n; i++) {                                                                       \
			const type *restrict row = times + (at ? (size_t)at[i] : i) * 12;                              \
			i64 *restrict to = sum[code ? code[i] : 0];                                                    \
			u32 e = each[i];                                                                               \
			for (size_t m = 0; m < 12; m++)                                                                \
				to[m] += (u32)row[m] * e;                                                              \
		}                                                                                                      \
	}
MONTHS_OF(u8, months_of_1)
MONTHS_OF(uint16_t, months_of_2)
MONTHS_OF(u32, months_of_4)

static void add_months(void *of, const block *b)
{
	months *t = of;
	u32 each[BLOCK_ROWS], minutes[BLOCK_ROWS], code[BLOCK_ROWS];
	size_t k = b->from / BLOCK_ROWS;
	block_codes(b, C_MINUTES, NULL, minutes);
	for (size_t i = 0; i < b->held; i++)
		t->all += minutes[i];
	if (b->in->month_width[k] == 0)
		return;
	block_codes(b, C_EACH, NULL, each);
	if (t->by)
		block_codes(b, t->column, t->map, code);
	const u32 *by = t->by ? code : NULL;
	if (b->in->month_width[k] == 1)
		months_of_1(b->in->month[k], each, b->at, by, b->held, t->at);
	else if (b->in->month_width[k] == 2)
		months_of_2(b->in->month[k], each, b->at, by, b->held, t->at);
	else
		months_of_4(b->in->month[k], each, b->at, by, b->held, t->at);
}

const err *survey_by_month(const survey *s, arena *a, const survey_filter *f, survey_dim by, survey_months *ret)
{
	pass *p;
	*ret = (survey_months){ 0 };
	survey_filter year = f ? *f : (survey_filter){ 0 };
	year.months = year.months & SURVEY_MONTHS ? 0 : year.months; /* what is asked is which months there are */
	TRY(pass_make(s, a, &year, &p));
	size_t workers = pass_workers(p), codes = by < DIMS ? survey_names(s, by) : 1;
	if (codes > CODES_MAX || arena_left(a) / (sizeof(i64[12]) * (workers + 2)) < codes + 4096)
		return err_why(a, ERR_too_large, "months of %zu names", codes);
	months *of = arena_many(a, months, workers);
	void **each = arena_many(a, void *, workers);
	for (size_t w = 0; w < workers; w++) {
		of[w] = (months){ .by = by < DIMS, .at = arena_array(a, sizeof(i64[12]), codes + 1) };
		if (by < DIMS) {
			of[w].column = column_of(by);
			of[w].map = column_map(s, by);
		}
		each[w] = &of[w];
	}
	pass_run(p, add_months, each);
	ret->at = arena_array(a, sizeof *ret->at, codes + 1);
	for (size_t c = 0; c < codes; c++) {
		struct survey_month_row *r = &ret->at[ret->n];
		i64 any = 0;
		*r = (struct survey_month_row){ .code = (u32)c };
		for (size_t m = 0; m < 12; m++) {
			for (size_t w = 0; w < workers; w++)
				r->minutes[m] += of[w].at[c][m];
			any += r->minutes[m];
		}
		ret->unsaid -= any;
		ret->n += any > 0 || by >= DIMS;
	}
	for (size_t w = 0; w < workers; w++) /* who says months says all of them: they add up to the year */
		ret->unsaid += of[w].all;
	return NULL;
}
