/* The sheet as the grid in the browser takes and gives it. */
#include "modules/work/ask/ask_desk.h"

#include "text/json.h"

#define JSON_MAX ((size_t)6 * 1024 * 1024)

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

/* Who is signed in: a page of somebody else's, in another tab, notices. */
static str staff_text(const req *r)
{
	return str_format(r->arena, "%lld", (long long)r->who->staff);
}

/* by: who last changed what the person has not seen. */
static void put_sums(json_writer *w, req *r, const ask_sheet *s, str by)
{
	jw_field_i64(w, "version", s->unit.version);
	jw_field_i64(w, "said", s->unit.said);
	jw_field_i64(w, "open", (i64)s->open);
	jw_field_str(w, "by", by);
	jw_field_str(w, "at", s->unit.changed ? ask_when(r, s->unit.changed) : STR_NONE);
	jw_field_str(w, "who", staff_text(r));
	jw_field_str(w, "state", say(r, ask_state_word(s->unit.state)));
	jw_field_str(w, "tone", str_of(ask_state_tone(s->unit.state)));
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
		      { "common", T_wa_js_common },
		      { "idea", T_wa_js_idea },
		      { "ideas_n", T_wa_js_ideas },
		      { "columns_n", T_wa_js_columns },
		      { "aside", T_wa_js_aside },
		      { "cut", T_wa_js_cut } };
	jw_field_object(w, "texts");
	for (size_t i = 0; i < COUNT(plain); i++)
		jw_field_str(w, plain[i].key, say(r, plain[i].text));
	jw_end(w);
}

/* Where ideas of a row are, and how many each has. */
static void put_ideas(json_writer *w, const ask_desk *d)
{
	const work_unit *u = &d->sheet.unit;
	jw_field_object(w, "ideas");
	jw_field_str(w, "round", d->sheet.round.id);
	jw_field_object(w, "place");
	jw_field_str(w, "bureau", u->bureau);
	jw_field_str(w, "section", u->section);
	jw_field_str(w, "unit", u->name);
	jw_end(w);
	jw_field_object(w, "of");
	for (size_t i = 0; d->ideas.n && i < d->sheet.rows.n; i++) {
		const ask_row *row = &d->sheet.rows.at[i];
		i64 n = row->complete ? ideas_at_row(&d->ideas, d->sheet.round.id, &row->item) : 0;
		if (n)
			jw_field_i64(w, row->name.at, n);
	}
	jw_end(w);
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
		     str_format(r->arena, "%lld/work/%.*s/%lld", (long long)r->who->staff, STR_ARG(s->round.id),
				(long long)s->unit.id));
	jw_field_i64(&w, "has", s->unit.has);
	jw_field_i64(&w, "least", s->round.def.balance_least);
	jw_field_i64(&w, "most", s->round.def.balance_most);
	jw_field_i64(&w, "year", (i64)s->round.def.hours_fte * 60);
	jw_field_i64(&w, "rows_most", WORK_SHEET_ROWS_MAX);
	put_sums(&w, r, s, s->unit.changed_by);
	jw_field_array(&w, "columns");
	for (size_t c = 0; c < ASK_COLS; c++)
		put_column(&w, r, &s->round.def, c);
	jw_end(&w);
	put_rows(&w, r, s);
	put_ideas(&w, d);
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
	put_sums(&w, r, &d.sheet, d.sheet.unit.changed_by);
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
	put_sums(&w, r, &c.ret, c.ret_by);
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
