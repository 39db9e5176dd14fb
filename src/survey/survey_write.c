/* Items as CSV, so that survey_read() makes the same items of it. */
#include "survey/survey_private.h"

/* What a spreadsheet takes for a formula, behind any apostrophes: those too are doubled, so that taking one off gives the text back. */
bool survey_runs(str s)
{
	static const str heads[] = { STR_INIT("="),  STR_INIT("+"),  STR_INIT("-"),  STR_INIT("@"),
				     STR_INIT("＝"), STR_INIT("＋"), STR_INIT("－"), STR_INIT("＠") };
	while (str_starts(s, STR("'")))
		s = str_sub(s, 1, s.len);
	for (size_t i = 0; i < COUNT(heads); i++)
		if (str_starts(s, heads[i]))
			return true;
	return false;
}

static void text_cell(buf *b, str s)
{
	bool quotes = false;
	for (size_t i = 0; i < s.len && !quotes; i++)
		quotes = s.at[i] == ',' || s.at[i] == '"' || s.at[i] == '\r' || s.at[i] == '\n' || s.at[i] == '\t' ||
			 s.at[i] == ' ';
	if (quotes)
		buf_char(b, '"');
	if (s.len > 0 && (strchr("=+-@'", s.at[0]) || s.at[0] == '\xEF') && survey_runs(s))
		buf_char(b, '\'');
	while (s.len) {
		size_t at = str_find(s, '"');
		buf_put(b, str_sub(s, 0, at));
		if (at < s.len)
			buf_lit(b, "\"\"");
		s = str_sub(s, at + 1, s.len);
	}
	if (quotes)
		buf_char(b, '"');
}

void survey_write_head(buf *b, bool bom)
{
	if (bom)
		buf_lit(b, "\xEF\xBB\xBF");
	for (size_t c = 0; c < COLS; c++) {
		if (c > 0)
			buf_char(b, ',');
		buf_put(b, survey_heads[c]);
	}
	buf_lit(b, "\r\n");
}

void survey_write_row(buf *b, const survey_item *i)
{
	const str names[] = { i->bureau, i->section, i->unit, i->category, i->work, i->step, i->job };
	const str rest[] = { i->basis, i->medium, i->system };
	if (i->number > 0)
		buf_i64(b, i->number);
	for (size_t k = 0; k < COUNT(names); k++) {
		buf_char(b, ',');
		text_cell(b, names[k]);
	}
	buf_char(b, ',');
	buf_i64(b, i->count);
	buf_char(b, ',');
	buf_i64(b, i->each);
	for (survey_axis x = AXIS_CORE; x <= AXES; x++) {
		buf_char(b, ',');
		buf_put(b, survey_said(x, x == AXES ? i->away : i->axis[x]));
	}
	for (size_t k = 0; k < COUNT(rest); k++) {
		buf_char(b, ',');
		text_cell(b, rest[k]);
	}
	i64 any = 0;
	for (int m = 0; m < 12; m++)
		any |= i->month[m];
	for (int m = 0; m < 12; m++) {
		buf_char(b, ',');
		if (any != 0) /* else the months were not said */
			buf_i64(b, i->month[m]);
	}
	buf_lit(b, "\r\n");
}

void survey_write(buf *b, const survey_items *items, bool bom)
{
	survey_write_head(b, bom);
	for (size_t k = 0; k < items->n; k++)
		survey_write_row(b, &items->at[k]);
}

void survey_write_staff(buf *b, const survey_units *units, bool bom)
{
	buf_put(b, bom ? STR("\xEF\xBB\xBF局,課,係,職員数,年間勤務時間\r\n") : STR("局,課,係,職員数,年間勤務時間\r\n"));
	for (size_t k = 0; k < units->n; k++) {
		const survey_unit *u = &units->at[k];
		text_cell(b, u->bureau);
		buf_char(b, ',');
		text_cell(b, u->section);
		buf_char(b, ',');
		text_cell(b, u->unit);
		buf_format(b, ",%lld,%lld", (long long)u->people, (long long)(u->minutes / 60));
		if (u->minutes % 60 != 0) /* hundredths read back to the minute */
			buf_format(b, ".%02lld", (long long)((u->minutes % 60 * 100 + 30) / 60));
		buf_lit(b, "\r\n");
	}
}
