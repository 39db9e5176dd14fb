/* What a row must be, for files and for forms. */
#include "survey/survey_private.h"
#include "text/kana.h"

const str survey_heads[COLS] = {
	[COL_NUMBER] = STR_INIT("番号"),    [COL_BUREAU] = STR_INIT("局"),       [COL_SECTION] = STR_INIT("課"),
	[COL_UNIT] = STR_INIT("係"),        [COL_CATEGORY] = STR_INIT("区分"),   [COL_WORK] = STR_INIT("業務"),
	[COL_STEP] = STR_INIT("作業"),      [COL_JOB] = STR_INIT("職種"),        [COL_COUNT] = STR_INIT("年間件数"),
	[COL_EACH] = STR_INIT("分毎件"),    [COL_CORE] = STR_INIT("コア"),       [COL_EXPERTISE] = STR_INIT("専門性"),
	[COL_ROUTINE] = STR_INIT("定型"),   [COL_AWAY] = STR_INIT("現場以外可"), [COL_BASIS] = STR_INIT("根拠"),
	[COL_MEDIUM] = STR_INIT("媒体"),    [COL_SYSTEM] = STR_INIT("システム"), [COL_MONTH] = STR_INIT("4月"),
	[COL_MONTH + 1] = STR_INIT("5月"),  [COL_MONTH + 2] = STR_INIT("6月"),   [COL_MONTH + 3] = STR_INIT("7月"),
	[COL_MONTH + 4] = STR_INIT("8月"),  [COL_MONTH + 5] = STR_INIT("9月"),   [COL_MONTH + 6] = STR_INIT("10月"),
	[COL_MONTH + 7] = STR_INIT("11月"), [COL_MONTH + 8] = STR_INIT("12月"),  [COL_MONTH + 9] = STR_INIT("1月"),
	[COL_MONTH + 10] = STR_INIT("2月"), [COL_MONTH + 11] = STR_INIT("3月"),
};

static const str said[AXES + 1][3] = {
	[AXIS_CORE] = { STR_INIT(""), STR_INIT("コア"), STR_INIT("ノンコア") },
	[AXIS_EXPERTISE] = { STR_INIT(""), STR_INIT("要"), STR_INIT("不要") },
	[AXIS_ROUTINE] = { STR_INIT(""), STR_INIT("定型"), STR_INIT("非定型") },
	[AXES] = { STR_INIT(""), STR_INIT("可"), STR_INIT("不可") },
};

str survey_said(survey_axis axis, survey_say say)
{
	return said[axis][say];
}

bool survey_said_of(survey_axis axis, str text, survey_say *ret)
{
	for (survey_say s = SAY_NOTHING; s <= SAY_NO; s++)
		if (str_eq(text, said[axis][s])) {
			*ret = s;
			return true;
		}
	if (text.len > 60)
		return false;
	/* seldom: spaces, half-width kana */
	_Alignas(16) char room[2048];
	arena *a = arena_within(room, sizeof room);
	str folded = trim_spaces(kana_full(a, text));
	bool found = false;
	for (survey_say s = SAY_NOTHING; s <= SAY_NO && !found; s++)
		if (str_eq(folded, said[axis][s])) {
			*ret = s;
			found = true;
		}
	arena_free(a);
	return found;
}

void survey_wrong_add(survey_wrongs *w, survey_column at, err_code code, const char *why)
{
	for (size_t i = 0; i < w->n; i++)
		if (w->at[i].at == at)
			return;
	CHECK(w->n < COLS);
	w->at[w->n++] = (survey_wrong){ at, code, why };
}

const char *survey_text_wrong(str s, bool needed, err_code *ret)
{
	*ret = ERR_required;
	if (s.len == 0)
		return needed ? "empty; this column is needed" : NULL;
	*ret = ERR_too_long;
	if (s.len > SURVEY_TEXT_MAX)
		return "longer than 400 bytes (about 130 characters)";
	*ret = ERR_field_text;
	for (size_t i = 0; i < s.len; i++) {
		u8 c = (u8)s.at[i];
		if (c < 0x20 || c == 0x7F)
			return "holds a control character";
		if (c == 0xEF && i + 2 < s.len && (u8)s.at[i + 1] == 0xBF && (u8)s.at[i + 2] == 0xBD)
			return "holds a damaged character";
	}
	return NULL;
}

static void text_rule(survey_wrongs *w, survey_column at, str s, bool needed)
{
	err_code code;
	const char *why = survey_text_wrong(s, needed, &code);
	if (why)
		survey_wrong_add(w, at, code, why);
}

static void range_rule(survey_wrongs *w, survey_column at, i64 n, i64 most, const char *why)
{
	if (n < 0 || n > most)
		survey_wrong_add(w, at, ERR_field_range, why);
}

void survey_rules(const survey_item *i, survey_wrongs *w)
{
	range_rule(w, COL_NUMBER, i->number, SURVEY_NUMBER_MAX, "a number is at most 4,000,000,000");
	text_rule(w, COL_BUREAU, i->bureau, true);
	text_rule(w, COL_SECTION, i->section, true);
	text_rule(w, COL_UNIT, i->unit, true);
	text_rule(w, COL_CATEGORY, i->category, true);
	text_rule(w, COL_WORK, i->work, true);
	text_rule(w, COL_STEP, i->step, false);
	text_rule(w, COL_JOB, i->job, false);
	range_rule(w, COL_COUNT, i->count, SURVEY_COUNT_MAX, "at most 1,000,000,000 times a year");
	range_rule(w, COL_EACH, i->each, SURVEY_EACH_MAX, "at most 100,000 minutes each");
	text_rule(w, COL_BASIS, i->basis, false);
	text_rule(w, COL_MEDIUM, i->medium, false);
	text_rule(w, COL_SYSTEM, i->system, false);
	i64 sum = 0;
	for (int m = 0; m < 12; m++) {
		range_rule(w, COL_MONTH + (survey_column)m, i->month[m], SURVEY_COUNT_MAX,
			   "at most 1,000,000,000 times a month");
		sum += i->month[m] > 0 && i->month[m] <= SURVEY_COUNT_MAX ? i->month[m] : 0;
	}
	if (w->n > 0)
		return; /* what follows compares columns that hold */
	if (i->count * i->each > SURVEY_MINUTES_MAX)
		survey_wrong_add(w, COL_EACH, ERR_survey_minutes,
				 "count times minutes is more than 4,000,000,000 minutes a year");
	if (sum != 0 && sum != i->count)
		survey_wrong_add(w, COL_COUNT, ERR_survey_months, "the months do not add up to it");
}

const err *survey_check_item(arena *a, const survey_item *i)
{
	survey_wrongs w = { .n = 0 };
	survey_rules(i, &w);
	err *next = NULL;
	while (w.n > 0) { /* from the last, so that each is linked to the one behind it */
		const survey_wrong *x = &w.at[--w.n];
		err *e = arena_one(a, err);
		*e = (err){ .code = x->code, .where = survey_heads[x->at], .detail = str_of(x->why), .next = next };
		next = e;
	}
	return next;
}
