/* The sheet as the grid in the browser takes and gives it; names that others use for the same work. */
#include "modules/work/ask/ask_desk.h"

#include "text/json.h"
#include "text/kana.h"
#include "text/search.h"

#include <stdlib.h>

#define JSON_MAX ((size_t)6 * 1024 * 1024)
#define NAMES_MOST 12
#define NAMES_LOOKED_AT 50000

static void put_row(json_writer *w, const req *r, const ask_row *row)
{
	jw_object(w);
	jw_field_str(w, "name", row->name);
	jw_field_str(w, "mark", ask_row_mark(r->arena, row));
	jw_field_array(w, "cells");
	for (size_t c = 0; c < ASK_COLS; c++)
		jw_str(w, row->cell[c]);
	jw_end(w);
	if (!row->complete) {
		jw_field_bool(w, "missing", row->missing);
		jw_field_object(w, "wrong");
		for (size_t c = 0; c < ASK_COLS; c++)
			if (row->wrong[c].id)
				jw_field_str(w, ask_col_id(c).at, say(r, row->wrong[c]));
		jw_end(w);
	}
	jw_end(w);
}

static void put_rows(json_writer *w, const req *r, const ask_sheet *s)
{
	jw_field_array(w, "rows");
	for (size_t i = 0; i < s->rows.n; i++)
		put_row(w, r, &s->rows.at[i]);
	jw_end(w);
}

static void put_sums(json_writer *w, req *r, const ask_sheet *s)
{
	jw_field_i64(w, "version", s->unit.version);
	jw_field_i64(w, "said", s->unit.said);
	jw_field_i64(w, "open", (i64)s->open);
	jw_field_str(w, "by", s->unit.changed_by);
	jw_field_str(w, "at", s->unit.changed ? ask_when(r, s->unit.changed) : STR_NONE);
}

static void put_choice(json_writer *w, str value, str text)
{
	jw_array(w);
	jw_str(w, value);
	jw_str(w, text.len ? text : value);
	jw_end(w);
}

static void put_column(json_writer *w, const req *r, const work_def *def, size_t c)
{
	bool open, axis = c >= COL_CORE && c <= COL_AWAY;
	const work_choices *list = ask_choices(def, c, &open);
	bool text = c == COL_WORK || c == COL_STEP || c == COL_SYSTEM;
	jw_object(w);
	jw_field_str(w, "id", ask_col_id(c));
	jw_field_str(w, "name", say(r, ask_col_word(c)));
	jw_field_str(w, "kind",
		     axis                                                ? STR("axis")
		     : c == COL_COUNT || c == COL_EACH || c >= COL_MONTH ? STR("number")
		     : list && !text                                     ? STR("choice")
									 : STR("text"));
	if (axis) {
		const work_axis_def *x = &def->axes[c - COL_CORE];
		str yes = text_in(&x->yes, r->lang), no = text_in(&x->no, r->lang);
		jw_field_str(w, "ask", text_in(&x->ask, r->lang));
		jw_field_array(w, "options");
		put_choice(w, STR("y"), yes.len ? yes : say(r, T_wa_yes));
		put_choice(w, STR("n"), no.len ? no : say(r, T_wa_no));
		jw_end(w);
	} else if (list) {
		jw_field_array(w, "options");
		for (size_t i = 0; i < list->n; i++)
			put_choice(w, list->at[i].value, text_in(&list->at[i].name, r->lang));
		jw_end(w);
	}
	jw_end(w);
}

/* {n} and the like stay: the browser puts its figures there. */
static void put_texts(json_writer *w, const req *r)
{
	static const struct {
		const char *key;
		word text;
	} plain[] = { { "saved", T_wa_js_saved },
		      { "saving", T_wa_js_saving },
		      { "waiting", T_wa_js_waiting },
		      { "offline", T_wa_js_offline },
		      { "signin", T_wa_js_signin },
		      { "signin_do", T_wa_js_signin_do },
		      { "refused", T_wa_js_refused },
		      { "restored", T_wa_js_restored },
		      { "conflict", T_wa_js_conflict },
		      { "mine", T_wa_js_mine },
		      { "theirs", T_wa_js_theirs },
		      { "gone", T_wa_js_gone },
		      { "row", T_wa_row },
		      { "hours", T_wa_hours },
		      { "hour", T_wa_js_hour },
		      { "sheet", T_wa_sheet },
		      { "add", T_wa_js_add },
		      { "remove", T_wa_js_remove },
		      { "undo", T_wa_js_undo },
		      { "redo", T_wa_js_redo },
		      { "down", T_wa_js_down },
		      { "months", T_wa_js_months },
		      { "keys", T_wa_js_keys },
		      { "keys_list", T_wa_js_keys_list },
		      { "months_sum", T_wa_js_sum },
		      { "holds", T_wa_holds },
		      { "little", T_wa_too_little },
		      { "much", T_wa_too_much },
		      { "unknown", T_wa_unknown },
		      { "leave", T_wa_js_leave },
		      { "full", T_wa_js_full },
		      { "menu", T_wa_js_menu },
		      { "rows_n", T_wa_js_rows },
		      { "open_n", T_wa_js_open },
		      { "pasted", T_wa_js_pasted },
		      { "others", T_wa_js_others },
		      { "row_no", T_wa_js_row_no },
		      { "tools", T_wa_js_tools },
		      { "suggest", T_wa_js_suggest },
		      { "used", T_wa_js_used },
		      { "cut", T_wa_js_cut } };
	jw_field_object(w, "texts");
	for (size_t i = 0; i < COUNT(plain); i++)
		jw_field_str(w, plain[i].key, say(r, plain[i].text));
	jw_end(w);
}

str ask_desk_json(ask_desk *d)
{
	req *r = d->here.r;
	const ask_sheet *s = &d->sheet;
	buf b = buf_new(r->arena, JSON_MAX);
	json_writer w = json_write(&b);
	jw_object(&w);
	jw_field_str(&w, "key",
		     str_format(r->arena, "%.*s/%lld/%lld", STR_ARG(s->round.id), (long long)s->unit.id,
				(long long)r->who->staff));
	jw_field_i64(&w, "has", s->unit.has);
	jw_field_i64(&w, "least", s->round.def.balance_least);
	jw_field_i64(&w, "most", s->round.def.balance_most);
	jw_field_i64(&w, "year", (i64)s->round.def.hours_fte * 60);
	jw_field_i64(&w, "rows_most", WORK_SHEET_ROWS_MAX);
	put_sums(&w, r, s);
	jw_field_array(&w, "columns");
	for (size_t c = 0; c < ASK_COLS; c++)
		put_column(&w, r, &s->round.def, c);
	jw_end(&w);
	put_rows(&w, r, s);
	put_texts(&w, r);
	jw_end(&w);
	jw_done(&w);
	return buf_str(&b);
}

/* Whether somebody else has changed something; a page that is open asks now and then. */
const err *ask_desk_rows(req *r, resp *out)
{
	ask_desk d;
	i64 version = -1;
	TRY(ask_desk_of(r, &d));
	str_i64(req_query(r, "version"), &version);
	buf b = buf_new(r->arena, JSON_MAX);
	json_writer w = json_write(&b);
	jw_object(&w);
	put_sums(&w, r, &d.sheet);
	jw_field_bool(&w, "editable", d.open);
	if (version != d.sheet.unit.version)
		put_rows(&w, r, &d.sheet);
	jw_end(&w);
	jw_done(&w);
	return json_reply(out, 200, &b);
}

/* --- saving ---------------------------------------------------------------------------------------------------------------- */

static const err *read_edit(arena *a, const json_value *v, ask_edit *e)
{
	const json_value *cells = json_get(v, "cells");
	TRY(json_need_str(a, v, "name", &e->name));
	TRY(json_may_str(a, v, "mark", &e->mark));
	TRY(json_may_str(a, v, "after", &e->after));
	TRY(json_may_bool(a, v, "remove", &e->remove));
	if (e->remove)
		return NULL;
	if (!cells || cells->kind != JV_ARRAY || cells->n != ASK_COLS)
		return err_at(a, ERR_invalid, STR("cells"), "%d texts", ASK_COLS);
	for (size_t c = 0; c < ASK_COLS; c++)
		if (!json_str(&cells->items[c], &e->cell[c]))
			return err_at(a, ERR_invalid, STR("cells"), "%d texts", ASK_COLS);
	return NULL;
}

static const err *read_edits(req *r, ask_edits *ret, i64 *ret_version)
{
	const json_value *v;
	TRY(json_parse(r->arena, r->body, &v));
	TRY(json_need_i64(r->arena, v, "version", ret_version));
	const json_value *list = json_get(v, "edits");
	if (!list || list->kind != JV_ARRAY || list->n > WORK_SHEET_ROWS_MAX)
		return err_at(r->arena, ERR_invalid, STR("edits"), "a list of changes");
	for (size_t i = 0; i < list->n; i++) {
		ask_edit e = { 0 };
		TRY(read_edit(r->arena, &list->items[i], &e));
		LIST_ADD(r->arena, ret, e);
	}
	return NULL;
}

static const err *refused(req *r, resp *out, const err *e)
{
	buf b = buf_new(r->arena, 4096);
	json_writer w = json_write(&b);
	str text = e->code == ERR_not_allowed_now ? say(r, T_wa_closed_now)
		   : e->code == ERR_too_large     ? say(r, T_wa_js_full)
						  : err_message(e->code, r->lang);
	jw_object(&w);
	jw_field_str(&w, "error", err_name(e->code));
	jw_field_str(&w, "text", text);
	jw_end(&w);
	jw_done(&w);
	return json_reply(out, err_status(e->code), &b);
}

const err *ask_desk_save_json(req *r, resp *out)
{
	ask_desk d;
	i64 version = 0;
	TRY(ask_desk_of(r, &d));
	if (!d.fill)
		return err_of(ERR_forbidden);
	ask_save c = { .act = ask_desk_act(&d) };
	const err *e = read_edits(r, &c.edits, &version);
	/* who else saves this sheet meanwhile, in another process, is merged with: it is read anew each time */
	for (int i = 0; !e && i < 3; i++) {
		e = store_write(r->app->store, r->arena, work_shard(r->arena, c.act.city, c.act.round), ask_save_run,
				&c);
		if (!err_is(e, ERR_stale))
			break;
		if (i < 2)
			e = NULL;
	}
	if (e && err_status(e->code) < 500)
		return refused(r, out, e);
	TRY(e);
	buf b = buf_new(r->arena, JSON_MAX);
	json_writer w = json_write(&b);
	jw_object(&w);
	put_sums(&w, r, &c.ret);
	jw_field_array(&w, "done");
	for (size_t i = 0; i < c.ret_done.n; i++) {
		const ask_outcome *o = &c.ret_done.at[i];
		jw_object(&w);
		jw_field_str(&w, "name", o->name);
		jw_field_bool(&w, "conflict", o->conflict);
		if (o->there) {
			jw_key(&w, STR("row"));
			put_row(&w, r, &c.ret.rows.at[o->row]);
		}
		jw_end(&w);
	}
	jw_end(&w);
	/* somebody else wrote since this page last heard: all rows, so that it shows them */
	if (version != c.ret_before)
		put_rows(&w, r, &c.ret);
	jw_end(&w);
	jw_done(&w);
	return json_reply(out, 200, &b);
}

/* --- names that others use ---------------------------------------------------------------------------------------------------- */

typedef struct found {
	str name;
	int rank; /* 0 the same, 1 begins so, 2 holds it, 3 shares pairs of letters */
	double likeness;
	i64 items;
} found;
typedef struct founds {
	found *at;
	size_t n;
} founds;

static int by_rank(const void *x, const void *y)
{
	const found *a = x, *b = y;
	if (a->rank != b->rank)
		return a->rank - b->rank;
	if (a->likeness < b->likeness || a->likeness > b->likeness)
		return a->likeness > b->likeness ? -1 : 1;
	if (a->items != b->items)
		return a->items > b->items ? -1 : 1;
	return str_cmp(a->name, b->name);
}

/* How many pairs of neighbouring letters of `q` stand in `name`. */
static double shared(str q, str name)
{
	double of = 0, in = 0;
	size_t i = 0, begins = 0;
	while (i < q.len) {
		size_t at = i;
		str_next(q, &i);
		if (at > 0) {
			of++;
			in += str_has(name, str_sub(q, begins, i));
		}
		begins = at;
	}
	return of > 0 ? in / of : 0;
}

/* Names of a round, with how many rows say so; a name that another round has given already counts for both. */
static const err *find_names(arena *a, const survey *s, str q, founds *ret)
{
	survey_filter all = { 0 };
	survey_group g = { .by = { DIM_WORK, DIMS } };
	str folded = search_fold(a, q);
	size_t known = ret->n;
	TRY(survey_sum(s, a, &all, &g, 1));
	for (size_t i = 0; folded.len && i < g.ret.n && i < NAMES_LOOKED_AT; i++) {
		found f = { .name = survey_name(s, DIM_WORK, g.ret.at[i].a), .items = g.ret.at[i].items };
		str name = search_fold(a, f.name);
		if (str_eq(name, folded))
			f.rank = 0;
		else if (str_starts(name, folded))
			f.rank = 1;
		else if (str_has(name, folded))
			f.rank = 2;
		else if ((f.likeness = shared(folded, name)) >= 0.5)
			f.rank = 3;
		else
			continue;
		size_t k = 0;
		while (k < known && !str_eq(ret->at[k].name, f.name))
			k++;
		if (k < known)
			ret->at[k].items += f.items;
		else
			LIST_ADD(a, ret, f);
	}
	return NULL;
}

const err *ask_names(req *r, resp *out)
{
	ask_here h;
	const survey *s;
	work_round earlier;
	founds list = { 0 };
	TRY(ask_here_of(r, &h));
	/* who fills in nothing has no use for them */
	if (!h.found || (!h.scope.all && h.scope.of.n == 0))
		return err_of(ERR_forbidden);
	str q = trim_spaces(req_query(r, "q"));
	if (q.len > 0 && q.len <= SURVEY_TEXT_MAX) {
		TRY(work_survey(r, &h.round, &s));
		TRY(find_names(r->arena, s, q, &list));
		/* a round that has just begun has few names of its own */
		if (h.round.before.len && !work_round_get(r, h.round.before, &earlier)) {
			TRY(work_survey(r, &earlier, &s));
			TRY(find_names(r->arena, s, q, &list));
		}
		if (list.n)
			qsort(list.at, list.n, sizeof *list.at, by_rank);
	}
	buf b = buf_new(r->arena, 64 * 1024);
	json_writer w = json_write(&b);
	jw_object(&w);
	jw_field_array(&w, "names");
	for (size_t i = 0; i < list.n && i < NAMES_MOST; i++) {
		jw_object(&w);
		jw_field_str(&w, "work", list.at[i].name);
		jw_field_i64(&w, "items", list.at[i].items);
		jw_end(&w);
	}
	jw_end(&w);
	jw_end(&w);
	jw_done(&w);
	return json_reply(out, 200, &b);
}
