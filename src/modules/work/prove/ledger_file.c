/* measures.csv coming in: new measures, changes of those that are there, and figures that differ from what is kept. */
#include "modules/work/prove/prove_pages.h"
#include "text/csv.h"
#include "text/figures.h"
#include "text/kana.h"

#include <math.h>

#define ROWS_MAX 2000

const char *const ledger_heads[LEDGER_COLUMNS] = {
	"番号",     "施策名",       "局",         "課",         "業務",       "担当",       "状態",     "開始日",
	"終了日",   "含まれる施策", "見込み下限", "見込み時間", "見込み上限", "計画下限",   "計画時間", "計画上限",
	"計画期限", "実績下限",     "実績時間",   "実績上限",   "実績年度",   "変更の理由", "備考",     "版",
};

typedef struct row_state {
	db *d;
	arena *a;
	ledger_file *c;
	const csv_row *row;
	int column[LEDGER_COLUMNS]; /* -1: not in this file */
	const err *bad; /* of this row */
} row_state;

static str cell(const row_state *s, int column)
{
	int k = s->column[column];
	str text = k >= 0 && (size_t)k < s->row->n ? trim_spaces(s->row->at[k]) : STR_NONE;
	/* written so that a spreadsheet does not run it (text/csv.h) */
	if (text.len > 1 && text.at[0] == '\'' && strchr("=+-@", text.at[1]))
		text = str_sub(text, 1, text.len);
	return text;
}

static void fault(row_state *s, int column, word why)
{
	if (s->bad)
		return;
	int k = s->column[column];
	csv_place place = { s->row->line, 1 };
	if (k >= 0 && (size_t)k < s->row->n)
		place = csv_places(s->a, s->c->text, s->row)[k];
	s->bad = err_at(s->a, ERR_file, str_format(s->a, "%d:%d", place.line, place.column), "%s: %.*s",
			ledger_heads[column], STR_ARG(words_text(s->a, s->c->l, why)));
}

/* A column that is not in the file leaves what is kept. */
static void take_text(row_state *s, int column, str *ret)
{
	if (s->column[column] >= 0)
		*ret = cell(s, column);
}

static void take_day(row_state *s, int column, day *ret)
{
	if (s->column[column] < 0)
		return;
	str text = cell(s, column);
	buf b = buf_new(s->a, 64);
	int pieces = 1; /* Excel writes 2026/4/1 */
	for (size_t i = 0; i < text.len && i < 32; i++) {
		bool sign = text.at[i] == '/' || text.at[i] == '-';
		pieces += sign;
		buf_char(&b, sign ? ' ' : text.at[i]);
	}
	*ret = PROVE_DAY_NONE;
	if (text.len == 0)
		return;
	str rest = buf_str(&b);
	i64 year, month, mday;
	if (pieces != 3 || !str_i64(str_cut(&rest, ' '), &year) || !str_i64(str_cut(&rest, ' '), &month) ||
	    !str_i64(rest, &mday) || year < 1990 || year > 2200 || month < 1 || month > 12 || mday < 1 || mday > 31 ||
	    !civil_valid((int)year, (int)month, (int)mday))
		fault(s, column, T_wp_f_day);
	else
		*ret = day_from((int)year, (int)month, (int)mday);
}

static void take_state(row_state *s, measure_state *ret)
{
	str text = cell(s, COLUMN_STATE);
	if (s->column[COLUMN_STATE] < 0 || text.len == 0 || measure_state_of(text, ret))
		return;
	for (size_t i = 0; i < MEASURE_STATES; i++)
		if (str_eq(text, words_text(s->a, LANG_JA, wp_state_word((measure_state)i)))) {
			*ret = (measure_state)i;
			return;
		}
	fault(s, COLUMN_STATE, T_wp_f_state);
}

static bool take_number(row_state *s, int column, i64 *ret)
{
	str text = cell(s, column);
	*ret = 0;
	if (s->column[column] < 0 || text.len == 0)
		return false;
	double x;
	if (figure_read(s->a, text, &x) && x < 1e9 && x == floor(x)) {
		*ret = (i64)x;
		return true;
	}
	fault(s, column, T_wp_e_number);
	return false;
}

/* Hours, which may be below 0. */
static bool take_minutes(row_state *s, int column, i64 *ret)
{
	str text = width_half(s->a, cell(s, column));
	if (s->column[column] < 0 || text.len == 0)
		return false;
	bool less = text.at[0] == '-';
	double x;
	if (!figure_read(s->a, str_sub(text, less, text.len), &x) || x * 60 > PROVE_MINUTES_MAX) {
		fault(s, column, T_wp_f_hours);
		return false;
	}
	*ret = llround((less ? -x : x) * 60);
	return true;
}

/* The figure of three columns, where it says another than the one that counts. */
static bool take_figure(row_state *s, const measure *m, int column, figure_kind kind, prove_figure *ret)
{
	prove_figure f = { .kind = kind,
			   .due = PROVE_DAY_NONE,
			   .source = STR("entered"),
			   .detail = STR_NONE,
			   .reason = cell(s, COLUMN_REASON) };
	bool bounds = cell(s, column).len || cell(s, column + 2).len;
	if (!take_minutes(s, column + 1, &f.likely)) {
		if (bounds) /* never dropped in silence */
			fault(s, column + (cell(s, column).len ? 0 : 2), T_wp_f_middle);
		return false;
	}
	f.low = f.high = f.likely;
	take_minutes(s, column, &f.low);
	take_minutes(s, column + 2, &f.high);
	i64 year;
	if (kind == FIGURE_REALISED) {
		if (!take_number(s, COLUMN_YEAR, &year))
			fault(s, COLUMN_YEAR, T_wp_f_year);
		else if (year < 1990 || year > prove_year_of(day_of(tx_now(s->d))))
			fault(s, COLUMN_YEAR, T_wp_e_year);
		f.year = (int)year;
	}
	if (kind == FIGURE_PLANNED)
		take_day(s, COLUMN_DUE, &f.due);
	if (f.low > f.likely || f.likely > f.high)
		fault(s, column + 1, T_wp_e_order);
	const prove_figure *old = measure_figure(m, kind, f.year);
	if (old && old->year == f.year && old->low == f.low && old->likely == f.likely && old->high == f.high &&
	    (kind != FIGURE_PLANNED || old->due == f.due || s->column[COLUMN_DUE] < 0))
		return false;
	if (f.reason.len == 0)
		fault(s, s->column[COLUMN_REASON] >= 0 ? COLUMN_REASON : column + 1, T_wp_f_reason);
	*ret = f;
	return !s->bad;
}

static bool same(const measure *x, const measure *y)
{
	return str_eq(x->title, y->title) && str_eq(x->bureau, y->bureau) && str_eq(x->section, y->section) &&
	       str_eq(x->work, y->work) && str_eq(x->owner, y->owner) && str_eq(x->note, y->note) &&
	       x->starts == y->starts && x->stops == y->stops && x->state == y->state && x->within == y->within;
}

/* What the store says to one row: a mistake of the row's stays with it, anything else ends the file. */
static const err *row_error(row_state *s, const err *e)
{
	if (!e || !(err_is(e, ERR_invalid) || err_is(e, ERR_forbidden) || err_is(e, ERR_not_found) ||
		    err_is(e, ERR_too_large)))
		return e;
	if (!s->bad)
		s->bad = err_at(s->a, ERR_file, str_format(s->a, "%d:1", s->row->line), "%.*s",
				STR_ARG(str_eq(e->where, STR("within")) ? words_text(s->a, s->c->l, T_wp_e_within)
									: err_message(e->code, s->c->l)));
	return NULL;
}

static const err *take_row(row_state *s)
{
	ledger_file *c = s->c;
	measure old = { .starts = PROVE_DAY_NONE, .stops = PROVE_DAY_NONE };
	i64 id;
	if (take_number(s, COLUMN_ID, &id)) {
		TRY(row_error(s, prove_measure_of(s->d, s->a, c->city, id, &old)));
		if (!s->bad && !wp_may_see(c->scope, &old)) /* what somebody may not see is not there */
			fault(s, COLUMN_ID, T_wp_f_unknown);
	}
	measure m = old;
	take_text(s, COLUMN_TITLE, &m.title);
	take_text(s, COLUMN_BUREAU, &m.bureau);
	take_text(s, COLUMN_SECTION, &m.section);
	take_text(s, COLUMN_WORK, &m.work);
	take_text(s, COLUMN_OWNER, &m.owner);
	take_text(s, COLUMN_NOTE, &m.note);
	take_day(s, COLUMN_STARTS, &m.starts);
	take_day(s, COLUMN_STOPS, &m.stops);
	take_state(s, &m.state);
	if (s->column[COLUMN_WITHIN] >= 0)
		take_number(s, COLUMN_WITHIN, &m.within);
	static const int columns[FIGURE_KINDS] = { COLUMN_EXPECTED, COLUMN_PLANNED, COLUMN_REALISED };
	prove_figure figures[FIGURE_KINDS];
	bool fresh[FIGURE_KINDS], any = !m.id || !same(&m, &old);
	for (int k = 0; k < FIGURE_KINDS; k++) {
		fresh[k] = take_figure(s, &old, columns[k], (figure_kind)k, &figures[k]);
		any |= fresh[k];
	}
	const err *list = s->bad ? NULL : measure_check(s->a, &m);
	if (list) {
		static const struct {
			const char *field;
			int column;
			word text;
		} places[] = { { "title", COLUMN_TITLE, T_wp_e_title },
			       { "bureau", COLUMN_BUREAU, T_wp_e_bureau },
			       { "starts", COLUMN_STARTS, T_wp_e_starts },
			       { "stops", COLUMN_STOPS, T_wp_e_stops },
			       { "within", COLUMN_WITHIN, T_wp_e_within } };
		for (size_t i = 0; i < COUNT(places); i++)
			if (str_eq(list->where, str_of(places[i].field)))
				fault(s, places[i].column, places[i].text);
		fault(s, COLUMN_TITLE, T_wp_e_long); /* says nothing where something was said */
	}
	if (s->bad)
		return NULL;
	if (!any) {
		c->ret_same++;
		return NULL;
	}
	/* the row was taken out before somebody else changed the measure: nothing of theirs is overwritten */
	i64 version;
	if (m.id && take_number(s, COLUMN_VERSION, &version) && version != old.version)
		fault(s, COLUMN_VERSION, T_wp_f_stale);
	if (s->bad)
		return NULL;
	measure_save save = {
		.city = c->city, .by = c->by, .scope = c->scope, .m = m, .why = cell(s, COLUMN_REASON), .ret_id = m.id
	};
	if (!m.id || !same(&m, &old))
		TRY(row_error(s, measure_save_run(s->d, s->a, &save)));
	for (int k = 0; k < FIGURE_KINDS && !s->bad; k++) {
		if (!fresh[k])
			continue;
		measure now;
		TRY(prove_measure_of(s->d, s->a, c->city, save.ret_id, &now));
		figure_save f = { .city = c->city,
				  .by = c->by,
				  .scope = c->scope,
				  .measure = now.id,
				  .version = now.version,
				  .f = figures[k] };
		TRY(row_error(s, figure_save_run(s->d, s->a, &f)));
	}
	c->ret_changed += !s->bad;
	return NULL;
}

const err *ledger_file_run(db *d, arena *a, void *arg)
{
	ledger_file *c = arg;
	c->ret_changed = c->ret_same = c->ret_bad_n = 0; /* a command may be run again */
	c->ret_bad = NULL;
	csv_table t;
	TRY(csv_parse(a, c->text, &t));
	row_state s = { .d = d, .a = a, .c = c };
	for (int k = 0; k < LEDGER_COLUMNS; k++) {
		s.column[k] = -1;
		for (size_t i = 0; t.n && i < t.at[0].n; i++)
			if (str_eq(trim_spaces(t.at[0].at[i]), str_of(ledger_heads[k])))
				s.column[k] = (int)i;
	}
	if (s.column[COLUMN_TITLE] < 0)
		return err_at(a, ERR_file, STR("1:1"), "no column %s", ledger_heads[COLUMN_TITLE]);
	if (t.n > ROWS_MAX + 1)
		return err_at(a, ERR_too_large, str_format(a, "%d:1", t.at[ROWS_MAX + 1].line), "more than %d rows",
			      ROWS_MAX);
	err *last = NULL;
	for (size_t i = 1; i < t.n; i++) {
		s.row = &t.at[i];
		s.bad = NULL;
		TRY(take_row(&s));
		if (!s.bad)
			continue;
		if (c->ret_bad_n++ >= 100)
			continue;
		err *e = arena_one(a, err);
		*e = *s.bad;
		e->next = NULL;
		if (last)
			last->next = e;
		else
			c->ret_bad = e;
		last = e;
	}
	return NULL;
}

const err *wp_import(req *r, resp *out)
{
	work_scope scope;
	bool may_write;
	TRY(wp_enter(r, &scope, &may_write));
	if (!may_write)
		return err_of(ERR_forbidden);
	ledger_file c = { .city = r->app->city, .by = r->who, .scope = &scope, .l = r->lang };
	str encoding;
	const err *e = r->files.n == 1 && r->files.at[0].data.len
			       ? text_decode(r->arena, r->files.at[0].data, &c.text, &encoding)
			       : err_at(r->arena, ERR_file, STR("1:1"), "no file");
	if (!e)
		e = work_write(r, wp_shard(r), ledger_file_run, &c);
	if (e && !err_is(e, ERR_file) && !err_is(e, ERR_too_large))
		return e;
	if (!e && c.ret_bad_n == 0) {
		str round = wp_round(r);
		resp_redirect(r, out,
			      str_format(r->arena, "/work/prove?imported=%zu&same=%zu%s%.*s", c.ret_changed, c.ret_same,
					 round.len ? "&round=" : "", STR_ARG(round)));
		return NULL;
	}
	wp_mistakes list = { 0 };
	for (const err *x = e ? e : c.ret_bad; x; x = x->next) {
		str rest = x->where, line = str_cut(&rest, ':');
		LIST_ADD(
			r->arena, &list,
			((wp_mistake){ STR_NONE, words_wp_row_wrong(r->arena, r->lang, line, rest.len ? rest : STR("1"),
								    !e ? x->detail : say(r, T_wp_f_file)) }));
	}
	out->status = 422;
	return wp_ledger_page(r, out, &list, e ? 1 : (i64)c.ret_bad_n,
			      e ? STR_NONE : words_wp_imported(r->arena, r->lang, (i64)c.ret_changed, (i64)c.ret_same));
}
