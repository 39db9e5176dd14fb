/* A row of a sheet: what was typed, what it means, what is wrong with it. */
#include "modules/work/ask/ask.h"

#include <math.h>

#include "text/figures.h"
#include "text/kana.h"

typedef enum kind { KIND_CHOICE, KIND_TEXT, KIND_NUMBER, KIND_AXIS } kind;

static const struct {
	str id, file;
	word text;
	kind kind;
} columns[ASK_COLS] = {
	[COL_CATEGORY] = { STR_INIT("category"), STR_INIT("区分"), T_wa_col_category, KIND_CHOICE },
	[COL_WORK] = { STR_INIT("work"), STR_INIT("業務"), T_wa_col_work, KIND_TEXT },
	[COL_STEP] = { STR_INIT("step"), STR_INIT("作業"), T_wa_col_step, KIND_TEXT },
	[COL_JOB] = { STR_INIT("job"), STR_INIT("職種"), T_wa_col_job, KIND_CHOICE },
	[COL_COUNT] = { STR_INIT("count"), STR_INIT("年間件数"), T_wa_col_count, KIND_NUMBER },
	[COL_EACH] = { STR_INIT("each"), STR_INIT("分毎件"), T_wa_col_each, KIND_NUMBER },
	[COL_CORE] = { STR_INIT("core"), STR_INIT("コア"), T_wa_col_core, KIND_AXIS },
	[COL_EXPERTISE] = { STR_INIT("expertise"), STR_INIT("専門性"), T_wa_col_expertise, KIND_AXIS },
	[COL_ROUTINE] = { STR_INIT("routine"), STR_INIT("定型"), T_wa_col_routine, KIND_AXIS },
	[COL_AWAY] = { STR_INIT("away"), STR_INIT("現場以外可"), T_wa_col_away, KIND_AXIS },
	[COL_BASIS] = { STR_INIT("basis"), STR_INIT("根拠"), T_wa_col_basis, KIND_CHOICE },
	[COL_MEDIUM] = { STR_INIT("medium"), STR_INIT("媒体"), T_wa_col_medium, KIND_CHOICE },
	[COL_SYSTEM] = { STR_INIT("system"), STR_INIT("システム"), T_wa_col_system, KIND_CHOICE },
	{ STR_INIT("month4"), STR_INIT("4月"), T_wa_col_month4, KIND_NUMBER },
	{ STR_INIT("month5"), STR_INIT("5月"), T_wa_col_month5, KIND_NUMBER },
	{ STR_INIT("month6"), STR_INIT("6月"), T_wa_col_month6, KIND_NUMBER },
	{ STR_INIT("month7"), STR_INIT("7月"), T_wa_col_month7, KIND_NUMBER },
	{ STR_INIT("month8"), STR_INIT("8月"), T_wa_col_month8, KIND_NUMBER },
	{ STR_INIT("month9"), STR_INIT("9月"), T_wa_col_month9, KIND_NUMBER },
	{ STR_INIT("month10"), STR_INIT("10月"), T_wa_col_month10, KIND_NUMBER },
	{ STR_INIT("month11"), STR_INIT("11月"), T_wa_col_month11, KIND_NUMBER },
	{ STR_INIT("month12"), STR_INIT("12月"), T_wa_col_month12, KIND_NUMBER },
	{ STR_INIT("month1"), STR_INIT("1月"), T_wa_col_month1, KIND_NUMBER },
	{ STR_INIT("month2"), STR_INIT("2月"), T_wa_col_month2, KIND_NUMBER },
	{ STR_INIT("month3"), STR_INIT("3月"), T_wa_col_month3, KIND_NUMBER },
};

str ask_col_id(size_t col)
{
	return columns[col].id;
}

str ask_col_file(size_t col)
{
	return columns[col].file;
}

word ask_col_word(size_t col)
{
	return columns[col].text;
}

const work_choices *ask_choices(const work_def *def, size_t col, bool *ret_open)
{
	const work_choices *of[ASK_COLS] = {
		[COL_CATEGORY] = &def->categories, [COL_STEP] = &def->steps,   [COL_JOB] = &def->jobs,
		[COL_BASIS] = &def->bases,         [COL_MEDIUM] = &def->media, [COL_SYSTEM] = &def->systems
	};
	*ret_open = col != COL_CATEGORY;
	return of[col] && of[col]->n > 0 ? of[col] : NULL;
}

static str say_text(survey_say s)
{
	return s == SAY_YES ? STR("y") : s == SAY_NO ? STR("n") : STR_NONE;
}

ask_row ask_row_of(arena *a, const survey_item *i)
{
	ask_row r = { .number = i->number,
		      .name = str_format(a, "%lld", (long long)i->number),
		      .complete = true,
		      .item = *i,
		      .cell = { [COL_CATEGORY] = i->category,
				[COL_WORK] = i->work,
				[COL_STEP] = i->step,
				[COL_JOB] = i->job,
				[COL_CORE] = say_text(i->axis[AXIS_CORE]),
				[COL_EXPERTISE] = say_text(i->axis[AXIS_EXPERTISE]),
				[COL_ROUTINE] = say_text(i->axis[AXIS_ROUTINE]),
				[COL_AWAY] = say_text(i->away),
				[COL_BASIS] = i->basis,
				[COL_MEDIUM] = i->medium,
				[COL_SYSTEM] = i->system } };
	r.cell[COL_COUNT] = str_format(a, "%lld", (long long)i->count);
	r.cell[COL_EACH] = str_format(a, "%lld", (long long)i->each);
	/* nothing in a month stands as nothing */
	for (size_t m = 0; m < 12; m++)
		if (i->month[m])
			r.cell[COL_MONTH + m] = str_format(a, "%lld", (long long)i->month[m]);
	return r;
}

bool ask_row_blank(const ask_row *row)
{
	for (size_t c = 0; c < ASK_COLS; c++)
		if (row->cell[c].len > 0)
			return false;
	return true;
}

bool ask_same_cells(const ask_row *x, const ask_row *y)
{
	for (size_t c = 0; c < ASK_COLS; c++)
		if (!str_eq(x->cell[c], y->cell[c]))
			return false;
	return true;
}

str ask_row_mark(arena *a, const ask_row *row)
{
	buf b = buf_new(a, ASK_COLS * (ASK_CELL_MAX + 1) + 1);
	for (size_t c = 0; c < ASK_COLS; c++) {
		buf_put(&b, row->cell[c]);
		buf_char(&b, '\x1f');
	}
	return str_format(a, "%016llx", (unsigned long long)str_hash(buf_str(&b)));
}

/* --- reading cells ------------------------------------------------------------------------------------------------------ */

/* Line breaks and tabs of a pasted cell are spaces here; control characters go. */
static str cleaned(arena *a, str s)
{
	bool any = false;
	for (size_t i = 0; i < s.len; i++)
		any = any || (u8)s.at[i] < 0x20 || s.at[i] == 0x7f;
	if (any) {
		str copy = arena_copy(a, s);
		char *at = arena_alloc(a, s.len + 1);
		size_t n = 0;
		for (size_t i = 0; i < copy.len; i++) {
			char c = copy.at[i];
			if (c == '\n' && i > 0 && copy.at[i - 1] == '\r')
				continue; /* two characters of one line break */
			if (c == '\t' || c == '\n' || c == '\r')
				at[n++] = ' ';
			else if ((u8)c >= 0x20 && c != 0x7f)
				at[n++] = c;
		}
		s = (str){ at, n };
	}
	return trim_spaces(s);
}

/* 1,200 １２００ 1200件 12.0 */
static bool number_of(arena *a, str s, i64 *ret)
{
	static const char *const units[] = { "件", "回", "分", "人", "枚" };
	s = width_half(a, s);
	for (size_t i = 0; i < COUNT(units); i++)
		if (str_ends(s, str_of(units[i])))
			s = trim_spaces(str_sub(s, 0, s.len - str_of(units[i]).len));
	double x;
	if (!figure_read(a, s, &x) || x != floor(x))
		return false;
	*ret = (i64)x;
	return true;
}

/* Width, half kana and case aside; signs say something here, unlike in a search. */
static str plain(arena *a, str s)
{
	return str_lower(a, width_half(a, kana_full(a, s)));
}

static bool one_of(arena *a, str folded, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(folded, plain(a, str_of(list[i]))))
			return true;
	return false;
}

/* What people write for yes and no: the definition's own words first, those of files, and the usual signs. */
static bool axis_of(arena *a, const work_axis_def *def, size_t axis, str s, survey_say *ret)
{
	static const char *const yes[] = { "y", "yes", "はい", "有", "あり", "1", "○", "〇", "◯", "●" };
	static const char *const no[] = { "n", "no", "いいえ", "無", "なし", "0", "×", "✕", "✖", "x", "-", "－" };
	static const char *const file[][2] = {
		{ "コア", "ノンコア" }, { "要", "不要" }, { "定型", "非定型" }, { "可", "不可" }
	};
	if (str_eq(s, STR("y")) || str_eq(s, STR("n"))) {
		*ret = s.at[0] == 'y' ? SAY_YES : SAY_NO;
		return true;
	}
	str folded = plain(a, s);
	for (lang l = LANG_JA; l < LANG_COUNT; l++) {
		if (def->yes.in[l].len > 0 && str_eq(folded, plain(a, def->yes.in[l])))
			*ret = SAY_YES;
		else if (def->no.in[l].len > 0 && str_eq(folded, plain(a, def->no.in[l])))
			*ret = SAY_NO;
		else
			continue;
		return true;
	}
	if (one_of(a, folded, yes, COUNT(yes)) || one_of(a, folded, &file[axis][0], 1))
		*ret = SAY_YES;
	else if (one_of(a, folded, no, COUNT(no)) || one_of(a, folded, &file[axis][1], 1))
		*ret = SAY_NO;
	else
		return false;
	return true;
}

/* The choice that is meant, in the file's own spelling. */
static bool choice_of(arena *a, const work_choices *list, str s, str *ret)
{
	for (size_t i = 0; i < list->n; i++)
		if (str_eq(list->at[i].value, s)) {
			*ret = list->at[i].value;
			return true;
		}
	str folded = plain(a, s);
	for (size_t i = 0; i < list->n; i++) {
		const work_choice *c = &list->at[i];
		bool is = str_eq(folded, plain(a, c->value));
		for (lang l = LANG_JA; l < LANG_COUNT; l++)
			is = is || (c->name.in[l].len > 0 && str_eq(folded, plain(a, c->name.in[l])));
		if (is) {
			*ret = c->value;
			return true;
		}
	}
	return false;
}

static void read_text(arena *a, const work_def *def, ask_row *row, size_t c)
{
	bool open;
	const work_choices *list = ask_choices(def, c, &open);
	if (row->cell[c].len > SURVEY_TEXT_MAX)
		row->wrong[c] = T_wa_bad_long;
	else if (row->cell[c].len > 0 && list && !choice_of(a, list, row->cell[c], &row->cell[c]) && !open)
		row->wrong[c] = T_wa_bad_choice;
}

static i64 read_number(arena *a, ask_row *row, size_t c, i64 most)
{
	i64 n = 0;
	if (row->cell[c].len == 0)
		return 0;
	if (!number_of(a, row->cell[c], &n)) {
		row->wrong[c] = T_wa_bad_number;
		return 0;
	}
	row->cell[c] = str_format(a, "%lld", (long long)n);
	if (n > most)
		row->wrong[c] = T_wa_bad_large;
	return n;
}

static survey_say read_axis(arena *a, const work_def *def, ask_row *row, size_t axis)
{
	survey_say say = SAY_NOTHING;
	str *cell = &row->cell[COL_CORE + axis];
	if (cell->len == 0)
		return say;
	if (axis_of(a, &def->axes[axis], axis, *cell, &say))
		*cell = say_text(say);
	else
		row->wrong[COL_CORE + axis] = T_wa_bad_axis;
	return say;
}

static void read_months(arena *a, ask_row *row, survey_item *i)
{
	i64 sum = 0;
	for (size_t m = 0; m < 12; m++) {
		size_t c = COL_MONTH + m;
		i->month[m] = read_number(a, row, c, SURVEY_COUNT_MAX);
		sum += i->month[m];
		if (i->month[m] == 0 && row->wrong[c].id == 0)
			row->cell[c] = STR_NONE;
	}
	if (sum > 0 && row->wrong[COL_COUNT].id == 0 && sum != i->count)
		row->wrong[COL_MONTH] = T_wa_bad_months;
}

void ask_row_check(arena *a, const work_def *def, const work_unit *u, ask_row *row)
{
	survey_item i = { .number = row->number, .bureau = u->bureau, .section = u->section, .unit = u->name };
	for (size_t c = 0; c < ASK_COLS; c++) {
		row->wrong[c] = T_none;
		row->cell[c] = cleaned(a, row->cell[c]);
		if (columns[c].kind == KIND_TEXT || columns[c].kind == KIND_CHOICE)
			read_text(a, def, row, c);
	}
	i.category = row->cell[COL_CATEGORY];
	i.work = row->cell[COL_WORK];
	i.step = row->cell[COL_STEP];
	i.job = row->cell[COL_JOB];
	i.basis = row->cell[COL_BASIS];
	i.medium = row->cell[COL_MEDIUM];
	i.system = row->cell[COL_SYSTEM];
	i.count = read_number(a, row, COL_COUNT, SURVEY_COUNT_MAX);
	i.each = read_number(a, row, COL_EACH, SURVEY_EACH_MAX);
	for (size_t k = 0; k < AXES; k++)
		i.axis[k] = read_axis(a, def, row, k);
	i.away = read_axis(a, def, row, WORK_AWAY);
	read_months(a, row, &i);
	if (row->wrong[COL_COUNT].id == 0 && row->wrong[COL_EACH].id == 0 && i.count * i.each > SURVEY_MINUTES_MAX)
		row->wrong[COL_EACH] = T_wa_bad_minutes;
	bool wrong = false, lacks = false;
	for (size_t c = 0; c < ASK_COLS; c++)
		wrong = wrong || row->wrong[c].id != 0;
	static const struct {
		ask_col col;
		word text;
	} needed[] = { { COL_CATEGORY, T_wa_need_category },
		       { COL_WORK, T_wa_need_work },
		       { COL_COUNT, T_wa_need_count },
		       { COL_EACH, T_wa_need_each } };
	for (size_t k = 0; k < COUNT(needed); k++)
		if (row->cell[needed[k].col].len == 0) {
			row->wrong[needed[k].col] = needed[k].text;
			lacks = true;
		}
	/* what the survey itself asks of a row, should it ask for more */
	if (!wrong && !lacks)
		for (const err *e = survey_check_item(a, &i); e; e = e->next) {
			size_t at = COL_WORK;
			for (size_t c = 0; c < ASK_COLS; c++)
				if (str_eq(e->where, columns[c].file))
					at = c;
			row->wrong[at] = row->cell[at].len ? T_wa_bad_other : T_wa_need_other;
			wrong = wrong || row->cell[at].len > 0;
			lacks = lacks || row->cell[at].len == 0;
		}
	row->complete = !wrong && !lacks;
	row->missing = lacks && !wrong;
	row->item = i;
}
