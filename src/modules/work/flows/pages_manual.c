/* Manuals: the list of all, one as a page, and as a PDF. Open to all staff. */
#include "modules/work/flows/flows_view.h"
#include "modules/work/flows/templates/manual.html.h"

typedef struct reading_manuals {
	i64 city;
	flow_manuals *ret;
} reading_manuals;

static const err *read_manuals(db *d, arena *a, void *arg)
{
	reading_manuals *k = arg;
	return flow_manuals_of(d, a, k->city, k->ret);
}

static bool found(const flow_manual *m, str query)
{
	return query.len == 0 || str_has(m->name, query) || str_has(m->bureau, query) || str_has(m->section, query) ||
	       str_has(m->note, query);
}

static const err *list_get(req *r, resp *out)
{
	arena *a = r->arena;
	flow_manuals all;
	reading_manuals k = { r->app->city, &all };
	TRY(store_read(r->app->store, a, read_manuals, &k));
	fl_manuals_view v = { .head = fl_begin(r, STR_NONE, say(r, T_wf_manuals)),
			      .query = str_trim(req_query(r, "q")) };
	for (size_t i = 0; i < all.n; i++) {
		const flow_manual *m = &all.at[i];
		/* of each side its latest version; earlier ones are reached from there */
		bool later = i > 0 && all.at[i - 1].reform == m->reform && all.at[i - 1].side == m->side;
		if (later || m->archived || !found(m, v.query))
			continue;
		long long id = (long long)m->reform, n = (long long)m->version;
		const char *s = flow_side_id(m->side);
		LIST_ADD(a, &v,
			 ((struct fl_manuals_line){
				 .name = m->name,
				 .whose = m->bureau.len
						  ? str_format(a, "%.*s %.*s", STR_ARG(m->bureau), STR_ARG(m->section))
						  : say(r, T_wf_whole_city),
				 .side = fl_side_name(r, m->side),
				 .version = words_wf_version_n(a, r->lang, m->version),
				 .when = fl_day(r, m->saved_at),
				 .note = m->note,
				 .link = url_path(a, "/work/manuals/%lld/%s-%lld", id, s, n),
				 .pdf = url_path(a, "/work/manuals/%lld/%s-%lld/pdf", id, s, n) }));
	}
	page_out o = page_begin(r);
	fl_manuals_page(&o, &v);
	page p = fl_page(v.head.title);
	return page_end(&o, &p, out);
}

/* to_be-3 */
static const err *asked(req *r, fl_manual_view *v, reform *f, fl_flow *is)
{
	i64 id, version;
	flow_side side;
	str which = req_param(r, "version"), name = str_cut(&which, '-');
	if (!str_i64(req_param(r, "reform"), &id) || !flow_side_read(name, &side) || !str_i64(which, &version))
		return err_of(ERR_not_found);
	return fl_manual_of(r, id, side, version, v, f, is);
}

static const err *manual_get(req *r, resp *out)
{
	fl_manual_view v;
	reform f;
	fl_flow is;
	work_scope scope;
	TRY(asked(r, &v, &f, &is));
	TRY(work_scope_of(r, &scope));
	v.reform_seen = fl_sees(&scope, &f);
	flow_words w = fl_words(r, &is);
	v.picture = fl_picture(r, is.is, "wf-manual", &w);
	page_out o = page_begin(r);
	fl_manual_page(&o, &v);
	page p = fl_page(str_format(r->arena, "%.*s %.*s", STR_ARG(v.title), STR_ARG(say(r, T_wf_manual))));
	return page_end(&o, &p, out);
}

static const err *pdf_get(req *r, resp *out)
{
	fl_manual_view v;
	reform f;
	fl_flow is;
	TRY(asked(r, &v, &f, &is));
	TRY(fl_manual_pdf(r, &v, &f, &is, &out->body));
	out->type = STR("application/pdf");
	fl_file_head(r, out, "manual.pdf", str_format(r->arena, "%.*s-%.*s.pdf", STR_ARG(v.title), STR_ARG(v.version)),
		     true);
	return NULL;
}

const route fl_manual_routes[] = {
	{ "GET", "/work/manuals", ACCESS_CLERK, list_get },
	{ "GET", "/work/manuals/:reform/:version", ACCESS_CLERK, manual_get },
	{ "GET", "/work/manuals/:reform/:version/pdf", ACCESS_CLERK, pdf_get },
	{ 0 },
};
