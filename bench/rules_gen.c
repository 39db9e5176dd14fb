/*
 * A workload of eligibility: rules_gen SEED SCHEMES PEOPLE DIR writes DIR/schemes.csv and DIR/people.jsonl.
 *
 * Each scheme has four to six conditions on 21 facts (yes or no, numbers, texts of a few, dates); every second person has not
 * been asked a quarter of the facts. Of the kind that the practice workloads are, made here so that nothing else is needed.
 */
#include "base/clock.h"

typedef enum kind { YESNO, NUMBER, TEXT, DATE } kind;
typedef struct fact {
	const char *name;
	kind kind;
	int least, most;
	const char *words[8];
} fact;

static const fact facts[] = {
	{ "世帯_ひとり親", YESNO, 0, 0, { 0 } },
	{ "世帯_生活保護", YESNO, 0, 0, { 0 } },
	{ "世帯_住民税非課税", YESNO, 0, 0, { 0 } },
	{ "世帯_障害者", YESNO, 0, 0, { 0 } },
	{ "世帯_妊婦", YESNO, 0, 0, { 0 } },
	{ "世帯_外国籍", YESNO, 0, 0, { 0 } },
	{ "世帯_被災", YESNO, 0, 0, { 0 } },
	{ "世帯_年金受給", YESNO, 0, 0, { 0 } },
	{ "年齢", NUMBER, 0, 100, { 0 } },
	{ "世帯所得", NUMBER, 0, 1200, { 0 } },
	{ "子の人数", NUMBER, 0, 5, { 0 } },
	{ "障害等級", NUMBER, 0, 7, { 0 } },
	{ "要介護度", NUMBER, 0, 5, { 0 } },
	{ "同居人数", NUMBER, 1, 8, { 0 } },
	{ "家賃", NUMBER, 0, 150, { 0 } },
	{ "区", TEXT, 0, 7, { "門司", "小倉北", "小倉南", "若松", "八幡東", "八幡西", "戸畑" } },
	{ "住居", TEXT, 0, 4, { "持家", "賃貸", "公営", "施設" } },
	{ "就労", TEXT, 0, 5, { "会社員", "自営", "無職", "学生", "年金" } },
	{ "転入日", DATE, 0, 2000, { 0 } },
	{ "出生日", DATE, 0, 2000, { 0 } },
	{ "離職日", DATE, 0, 2000, { 0 } },
};
#define FACTS COUNT(facts)
#define LAST_DAY 20758 /* 2026-11-01 */

static u64 next(u64 *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

/* from … to, both included */
static int pick(u64 *state, int from, int to)
{
	return from + (int)(next(state) % (u64)(to - from + 1));
}

static void put_day(FILE *out, u64 *state)
{
	civil c = civil_of(LAST_DAY - pick(state, 0, 1999));
	fprintf(out, "%04d-%02d-%02d", c.year, c.month, c.mday);
}

static void put_words(FILE *out, u64 *state, const fact *f)
{
	int want = pick(state, 2, f->most - 1), put = 0;
	u64 taken = 0;
	fputc('"', out);
	while (put < want) {
		int k = pick(state, 0, f->most - 1);
		if (taken >> k & 1)
			continue;
		taken |= (u64)1 << k;
		fprintf(out, "%s\"\"%s\"\"", put++ ? ", " : "", f->words[k]);
	}
	fputc('"', out);
}

static void put_cell(FILE *out, u64 *state, const fact *f)
{
	int low = pick(state, f->least, f->most), high = pick(state, low, f->most);
	switch (f->kind) {
	case YESNO:
		fputs(pick(state, 0, 9) < 6 ? "true" : "false", out);
		break;
	case NUMBER:
		if (pick(state, 0, 2) == 0)
			fprintf(out, "<= %d", high);
		else if (pick(state, 0, 1))
			fprintf(out, ">= %d", low);
		else
			fprintf(out, "[%d..%d]", low, high);
		break;
	case TEXT:
		put_words(out, state, f);
		break;
	case DATE:
		fputs("\">= date(\"\"", out);
		put_day(out, state);
		fputs("\"\")\"", out);
		break;
	}
}

static void put_scheme(FILE *out, u64 *state, int i)
{
	u64 taken = 0;
	for (int want = pick(state, 4, 6); want > 0;) {
		int k = pick(state, 0, FACTS - 1);
		want -= !(taken >> k & 1);
		taken |= (u64)1 << k;
	}
	fprintf(out, "s%03d", i);
	for (size_t k = 0; k < FACTS; k++) {
		fputc(',', out);
		if (taken >> k & 1)
			put_cell(out, state, &facts[k]);
	}
	fputc('\n', out);
}

static void put_person(FILE *out, u64 *state, bool gaps)
{
	bool begun = false;
	fputc('{', out);
	for (size_t k = 0; k < FACTS; k++) {
		const fact *f = &facts[k];
		if (gaps && pick(state, 0, 3) == 0)
			continue;
		fprintf(out, "%s\"%s\": ", begun ? ", " : "", f->name);
		begun = true;
		if (f->kind == YESNO) {
			fputs(pick(state, 0, 1) ? "true" : "false", out);
		} else if (f->kind == NUMBER) {
			fprintf(out, "%d", pick(state, f->least, f->most));
		} else {
			fputc('"', out);
			if (f->kind == DATE)
				put_day(out, state);
			else
				fputs(f->words[pick(state, 0, f->most - 1)], out);
			fputc('"', out);
		}
	}
	fputs("}\n", out);
}

static FILE *opened(const char *dir, const char *name)
{
	char path[1000];
	snprintf(path, sizeof path, "%s/%s", dir, name);
	FILE *out = fopen(path, "we");
	if (!out) {
		perror(path);
		exit(1);
	}
	return out;
}

int main(int argc, char **argv)
{
	i64 seed, schemes, people;
	if (argc != 5 || !str_i64(str_of(argv[1]), &seed) || !str_i64(str_of(argv[2]), &schemes) ||
	    !str_i64(str_of(argv[3]), &people)) {
		fprintf(stderr, "rules_gen SEED SCHEMES PEOPLE DIR\n");
		return 2;
	}
	u64 state = 88172645463325252u ^ (u64)seed * 0x9E3779B97F4A7C15u;
	FILE *out = opened(argv[4], "schemes.csv");
	fputs("id", out);
	for (size_t k = 0; k < FACTS; k++)
		fprintf(out, ",%s", facts[k].name);
	fputc('\n', out);
	for (i64 i = 0; i < schemes; i++)
		put_scheme(out, &state, (int)i);
	bool bad = fclose(out) != 0;
	out = opened(argv[4], "people.jsonl");
	for (i64 i = 0; i < people; i++)
		put_person(out, &state, i % 2 != 0);
	bad |= fclose(out) != 0;
	return bad;
}
