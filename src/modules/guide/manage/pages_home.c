/* /manage/guide: what there is, what is wrong with it, who changed it last; and what all pages of this room begin with. */
#include "modules/guide/manage/view.h"

#include "modules/guide/manage/versions.sql.h"
#include "modules/guide/manage/templates/home.html.h"

#define LAST_SHOWN 8
#define LOOK_SHOWN 12
#define FAULTS_SHOWN 100

/* --- shared ----------------------------------------------------------------------------------------------------------- */

page gm_page(str title)
{
	return (page){ .kind = PAGE_STAFF, .title = title, .here = STR("manage"), .style = STR("guide-manage.css") };
}

day gm_today(const req *r)
{
	return day_of(clock_now(r->app->clock));
}

void gm_begin(const bench *b, gm_head *head, str title, const char *here)
{
	static const struct {
		const char *id, *path;
		word text;
	} tabs[] = {
		{ "home", "/manage/guide", T_gm_tab_home },
		{ "tables", "/manage/guide#tables", T_gm_tables },
		{ "cases", "/manage/guide#cases", T_gm_cases },
		{ "schemes", "/manage/guide/schemes", T_gm_schemes },
		{ "facts", "/manage/guide/facts", T_gm_facts },
		{ "questions", "/manage/guide/questions", T_gm_questions },
		{ "try", "/manage/guide/try", T_gm_try },
		{ "draft", "/manage/guide/draft", T_gm_draft },
		{ "history", "/manage/guide/history", T_gm_history },
	};
	req *r = b->r;
	head->title = title;
	size_t mine = gm_mine(b).n;
	head->drafts = (i64)mine;
	LIST_ADD(r->arena, &head->way,
		 ((edit_item){ .text = say(r, T_manage_title), .link = url_path(r->arena, "/manage") }));
	if (strcmp(here, "home") != 0)
		LIST_ADD(r->arena, &head->way,
			 ((edit_item){ .text = say(r, T_gm_title), .link = url_path(r->arena, "/manage/guide") }));
	for (size_t i = 0; i < COUNT(tabs); i++)
		LIST_ADD(r->arena, &head->tabs,
			 ((edit_item){ .text = say(r, tabs[i].text),
				       .link = url_of(r->arena, str_of(tabs[i].path)),
				       .badge = strcmp(tabs[i].id, "draft") == 0 && mine
							? str_format(r->arena, "%zu", mine)
							: STR_NONE,
				       .here = strcmp(tabs[i].id, here) == 0 }));
	i64 n;
	if (str_i64(req_query(r, "published"), &n))
		head->done = words_gm_published(r->arena, r->lang, n);
	else if (req_query(r, "saved").len)
		head->done = say(r, T_gm_saved);
}

/* path:line:column, as a link to where it is edited. */
static edit_item fault(const bench *b, const err *e)
{
	req *r = b->r;
	arena *a = r->arena;
	str rest = e->where, path = str_cut(&rest, ':');
	edit_item item = { .text = gm_mistake(r, e), .badge = gm_path(r, path), .link = gm_link(r, path) };
	str text = bench_text(b, path);
	csv_table t;
	grid_place p;
	if (str_ends(path, STR(".csv")) && text.len && !csv_parse(a, text, &t) && t.n &&
	    grid_place_of(a, path, text, &t, e->where, &p)) {
		str column = p.column < t.at[0].n ? t.at[0].at[p.column] : STR_NONE;
		size_t per = 700 / t.at[0].n, from = p.row && per ? (p.row - 1) / per * per + 1 : 1;
		item.badge = str_format(a, "%.*s %.*s", STR_ARG(item.badge),
					STR_ARG(words_gm_cell_label(a, r->lang, (i64)p.row, column)));
		item.link =
			url_of(a, str_format(a, "%.*s?from=%zu#c%zu.%zu", STR_ARG(item.link.s), from, p.row, p.column));
		return item;
	}
	/* an entry of YAML: the last one that begins at or before the line */
	i64 line;
	if (!str_i64(str_cut(&rest, ':'), &line))
		return item;
	const scheme_def *scheme = NULL;
	for (size_t i = 0; i < b->drawn->guide.schemes.n; i++) {
		const scheme_def *s = &b->drawn->guide.schemes.at[i];
		if (str_eq(s->file, path) && s->line <= line && (!scheme || s->line > scheme->line))
			scheme = s;
	}
	const fact_def *fact = NULL;
	for (size_t i = 0; i < b->drawn->facts.n; i++) {
		const fact_def *f = &b->drawn->facts.at[i];
		if (str_eq(f->file, path) && f->line <= line && (!fact || f->line > fact->line))
			fact = f;
	}
	if (scheme) {
		item.badge = text_in(&scheme->name, r->lang);
		item.link = url_path(a, "/manage/guide/scheme/%.*s", STR_ARG(scheme->id));
	} else if (fact) {
		item.badge = fact->name;
		item.link = url_path(a, "/manage/guide/fact/%.*s", STR_ARG(fact->field.id));
	}
	return item;
}

static edit_items faults(const bench *b, const err *e, str path, size_t most, i64 *ret_n)
{
	edit_items list = { 0 };
	*ret_n = 0;
	for (; e; e = e->next) {
		if (path.len && !str_starts(e->where, path))
			continue;
		++*ret_n;
		if (list.n < most)
			LIST_ADD(b->r->arena, &list, fault(b, e));
	}
	return list;
}

edit_items gm_mistakes(const bench *b, str path)
{
	i64 n;
	return faults(b, b->mistakes, path, FAULTS_SHOWN, &n);
}

edit_items gm_failing(const bench *b, i64 *ret_tried)
{
	i64 n;
	size_t tried = 0;
	*ret_tried = 0;
	if (b->mistakes) /* a set that does not hold is not tried: what could not be read would fail for that alone */
		return (edit_items){ 0 };
	const err *e = guide_try_cases(b->r->arena, b->drawn, clock_now(b->r->app->clock), &tried);
	*ret_tried = (i64)tried;
	return faults(b, e, STR_NONE, FAULTS_SHOWN, &n);
}

edit_items gm_look(const bench *b, size_t most, i64 *ret_n)
{
	arena *a = b->r->arena;
	edit_items list = { 0 };
	*ret_n = 0;
	if (b->mistakes)
		return list;
	i64 n;
	list = faults(b, guide_unreached(a, b->drawn), STR_NONE, most, &n);
	for (size_t i = 0; i < list.n; i++)
		list.at[i].text = say(b->r, T_gm_look_unreached);
	*ret_n = n;
	edit_items more = faults(b, guide_unused(a, b->drawn), STR_NONE, most, &n);
	*ret_n += n;
	for (size_t i = 0; i < more.n && list.n < most; i++) {
		more.at[i].text = say(b->r, T_gm_look_unused);
		LIST_ADD(a, &list, more.at[i]);
	}
	/* schemes that no case expects anything of */
	const guide_def *g = &b->drawn->guide;
	for (size_t i = 0; i < g->schemes.n; i++) {
		bool there = false;
		for (size_t k = 0; k < g->cases.n && !there; k++) {
			const case_def *x = &g->cases.at[k];
			const strs *lists[] = { &x->yes, &x->open, &x->no };
			for (size_t l = 0; l < COUNT(lists); l++)
				for (size_t m = 0; m < lists[l]->n && !there; m++)
					there = str_eq(lists[l]->at[m], g->schemes.at[i].id);
		}
		if (there)
			continue;
		++*ret_n;
		if (list.n < most)
			LIST_ADD(a, &list,
				 ((edit_item){ .badge = text_in(&g->schemes.at[i].name, b->r->lang),
					       .text = say(b->r, T_gm_look_no_case),
					       .link = url_path(a, "/manage/guide/scheme/%.*s",
								STR_ARG(g->schemes.at[i].id)) }));
	}
	return list;
}

/* --- the page ------------------------------------------------------------------------------------------------------------ */

typedef struct last_question {
	i64 city;
	gm_versions_rows rows;
} last_question;

static const err *read_last(db *d, arena *a, void *arg)
{
	last_question *q = arg;
	return gm_versions(d, a, q->city, STR_NONE, LAST_SHOWN, &q->rows);
}

static void add_number(arena *a, gm_home_view *v, size_t n, str what, const char *path)
{
	LIST_ADD(a, &v->numbers, ((gm_number){ (i64)n, what, url_of(a, str_of(path)) }));
}

/* Tables and cases by file; those of the draft are marked. */
static void add_files(const bench *b, gm_home_view *v)
{
	req *r = b->r;
	arena *a = r->arena;
	for (size_t i = 0; i < b->files.n; i++) {
		str id, path = b->files.at[i].path;
		def_path kind = defs_path(path, &id);
		if (kind != PATH_TABLE && kind != PATH_CASES)
			continue;
		csv_table t = { 0 };
		bool readable = !csv_parse(a, b->files.at[i].text, &t) && t.n;
		edit_item item = { .text = id,
				   .about = readable ? words_gm_rows_columns(a, r->lang, (i64)t.n - 1, (i64)t.at[0].n)
						     : STR_NONE,
				   .badge = bench_draft(b, path) ? say(r, T_gm_changed_short) : STR_NONE,
				   .tone = "warn",
				   .link = gm_link(r, path) };
		if (kind == PATH_TABLE)
			LIST_ADD(a, &v->tables, item);
		else
			LIST_ADD(a, &v->cases, item);
	}
}

static const err *home_page(const bench *b, resp *out, gm_home_view *v)
{
	req *r = b->r;
	arena *a = r->arena;
	const city_def *c = b->drawn;
	gm_begin(b, &v->head, say(r, T_gm_title), "home");
	add_number(a, v, c->facts.n, say(r, T_gm_facts), "/manage/guide/facts");
	add_number(a, v, c->guide.events.n, say(r, T_gm_events), "/manage/guide/questions");
	add_number(a, v, c->guide.schemes.n, say(r, T_gm_schemes), "/manage/guide/schemes");
	add_number(a, v, c->guide.tables.n, say(r, T_gm_tables), "#tables");
	add_number(a, v, c->guide.cases.n, say(r, T_gm_cases), "#cases");
	add_number(a, v, gm_mine(b).n, say(r, T_gm_in_draft_files), "/manage/guide/draft");
	add_files(b, v);
	v->wrong = gm_mistakes(b, STR_NONE);
	v->look = gm_look(b, LOOK_SHOWN, &v->look_n);
	last_question q = { .city = r->app->city };
	TRY(store_read(r->app->store, a, read_last, &q));
	for (size_t i = 0; i < q.rows.n; i++) {
		const gm_versions_row *x = &q.rows.at[i];
		LIST_ADD(a, &v->last,
			 ((edit_item){ .text = gm_path(r, x->path),
				       .about = words_gm_by_at(
					       a, r->lang, x->name.some ? x->name.value : say(r, T_manage_command_line),
					       gm_time(a, r->lang, x->made_at)),
				       .link = url_of(a, str_format(a, "/manage/guide/version?path=%.*s&version=%lld",
								    STR_ARG(percent_encode(a, x->path)),
								    (long long)x->version)) }));
	}
	page_out o = page_begin(r);
	gm_home_page(&o, v);
	page p = gm_page(v->head.title);
	return page_end(&o, &p, out);
}

static const err *home_get(req *r, resp *out)
{
	bench b;
	TRY(bench_open(r, &b));
	gm_home_view v = { 0 };
	return home_page(&b, out, &v);
}

static bool good_id(str s)
{
	bool good = s.len > 0 && s.len <= 32;
	for (size_t i = 0; i < s.len && good; i++)
		good = (s.at[i] >= 'a' && s.at[i] <= 'z') || (s.at[i] >= '0' && s.at[i] <= '9') || s.at[i] == '-';
	return good;
}

/* An empty table or list of cases, as a draft. */
static const err *new_post(req *r, resp *out)
{
	bench b;
	TRY(bench_open(r, &b));
	bool cases = str_eq(req_form(r, "kind"), STR("cases"));
	str id = str_trim(req_form(r, "id"));
	str path = str_format(r->arena, "%s/%.*s.csv", cases ? "cases" : "tables", STR_ARG(id));
	gm_home_view v = { .new_id = id };
	if (!good_id(id))
		v.head.wrong = say(r, T_gm_err_id);
	else if (bench_text(&b, path).len)
		v.head.wrong = words_gm_err_there(r->arena, r->lang, id);
	if (v.head.wrong.len) {
		out->status = 422;
		return home_page(&b, out, &v);
	}
	TRY(draft_save(r, path, cases ? STR("case,as_of,yes,open,no,note\n") : STR("id,有効開始,有効終了,根拠,備考\n"),
		       bench_rev(&b, path), NULL));
	resp_redirect(r, out, gm_link(r, path).s);
	return NULL;
}

const route gm_home_routes[] = {
	{ "GET", "/manage/guide", ACCESS_ADMIN, home_get },
	{ "POST", "/manage/guide/new", ACCESS_ADMIN, new_post },
	{ 0 },
};

static const route *const tables[] = { gm_home_routes,   gm_grid_routes, gm_try_routes,     gm_draft_routes,
				       gm_scheme_routes, gm_fact_routes, gm_question_routes };
const module guide_manage_module = {
	.name = "guide-manage",
	.tables = tables,
	.tables_n = COUNT(tables),
	.statements = versions_statements,
	.statements_n = &versions_statements_n,
};
