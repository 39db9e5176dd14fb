/* Versions: a number for what stands there, what differs between two, one brought back. */
#include "modules/work/flows/flows_view.h"
#include "modules/work/flows/templates/version.html.h"

#define NOTE_MAX 2000

typedef struct reading_versions {
	i64 city, reform;
	flow_side side;
	flow_texts *ret;
} reading_versions;

static const err *read_versions(db *d, arena *a, void *arg)
{
	reading_versions *k = arg;
	return flow_versions_of(d, a, k->city, k->reform, k->side, k->ret);
}

static const err *versions_of(const fl_at *at, flow_side side, flow_texts *ret)
{
	reading_versions k = { at->r->app->city, at->f.id, side, ret };
	return store_read(at->r->app->store, at->r->arena, read_versions, &k);
}

static const err *list_shown(const fl_at *at, str note, str wrong, resp *out)
{
	req *r = at->r;
	arena *a = r->arena;
	flow_side side = fl_side(r);
	str base = fl_path(a, at->f.id, side);
	fl_flow now;
	flow_texts list;
	TRY(fl_load(r, at->f.id, side, 0, &now));
	TRY(versions_of(at, side, &list));
	fl_versions_view v = { .head = fl_begin(r, at->f.round, at->f.name),
			       .action = url_of(a, str_format(a, "%.*s/versions", STR_ARG(base))),
			       .reform = url_path(a, "/work/flows/%lld", (long long)at->f.id),
			       .edit = url_of(a, base),
			       .side_name = fl_side_name(r, side),
			       .note = note,
			       .err_note = wrong,
			       .may = at->may && now.found,
			       .rev = now.text.rev };
	if (str_eq(req_query(r, "done"), STR("given")))
		v.head.done = say(r, T_wf_done_given);
	if (now.found) {
		fl_fault_list(r, now.is, &now.faults, base, &v.faults);
		v.can = now.text.version == 0;
		v.latest = v.can ? words_wf_latest(a, r->lang, fl_when(r, now.text.saved_at), now.text.saved_by)
				 : words_wf_latest_is(a, r->lang, now.text.version);
	}
	for (size_t i = 0; i < list.n; i++) {
		const flow_text *t = &list.at[i];
		long long n = (long long)t->version, id = (long long)at->f.id;
		const char *s = flow_side_id(side);
		LIST_ADD(a, &v.lines,
			 ((fl_version_line){ .name = words_wf_version_n(a, r->lang, t->version),
					     .note = t->note,
					     .when = fl_when(r, t->saved_at),
					     .who = t->saved_by,
					     .link = url_path(a, "/work/flows/%lld/%s/versions/%lld", id, s, n),
					     .manual = url_path(a, "/work/manuals/%lld/%s-%lld", id, s, n),
					     .pdf = url_path(a, "/work/manuals/%lld/%s-%lld/pdf", id, s, n),
					     .file = url_path(a, "/work/flows/%lld/%s/file?version=%lld", id, s, n) }));
	}
	page_out o = page_begin(r);
	fl_versions_page(&o, &v);
	page p = fl_page(str_format(a, "%.*s %.*s", STR_ARG(at->f.name), STR_ARG(say(r, T_wf_versions))));
	out->status = wrong.len ? 422 : 200;
	return page_end(&o, &p, out);
}

static const err *list_get(req *r, resp *out)
{
	fl_at at;
	TRY(fl_open(r, &at));
	return list_shown(&at, STR_NONE, STR_NONE, out);
}

static const err *run_give(db *d, arena *a, fl_act *k)
{
	return flow_version_make(d, a, k->r->app->city, k->r->who, k->id, k->side, k->rev, k->text, &k->out);
}

static const err *give_post(req *r, resp *out)
{
	fl_at at;
	i64 rev;
	fl_flow now;
	TRY(fl_open(r, &at));
	TRY(fl_may(&at));
	flow_side side = fl_side(r);
	str note = str_trim(req_form(r, "note"));
	if (!str_i64(req_form(r, "rev"), &rev))
		return err_of(ERR_bad_request);
	if (note.len == 0 || note.len > NOTE_MAX)
		return list_shown(&at, note, say(r, note.len ? T_wf_err_long : T_wf_err_note), out);
	TRY(fl_load(r, at.f.id, side, 0, &now));
	if (now.text.rev != rev)
		return list_shown(&at, note, err_message(ERR_stale, r->lang), out);
	if (!now.measured) /* a flow with mistakes gets no number; the page says which */
		return list_shown(&at, note, say(r, T_wf_give_faults), out);
	fl_act k = { .run = run_give, .r = r, .id = at.f.id, .side = side, .rev = rev, .text = note };
	const err *e = fl_do(&k);
	if (err_is(e, ERR_stale) || err_is(e, ERR_conflict))
		return list_shown(&at, note, err_message(e->code, r->lang), out);
	TRY(e);
	resp_redirect(r, out,
		      str_format(r->arena, "%.*s/versions?done=given", STR_ARG(fl_path(r->arena, at.f.id, side))));
	return NULL;
}

/* --- one ------------------------------------------------------------------------------------------------------------------------- */

static const err *version_get(req *r, resp *out)
{
	arena *a = r->arena;
	fl_at at;
	i64 version, against = 0;
	fl_flow is, was = { 0 }, now;
	flow_texts list;
	TRY(fl_open(r, &at));
	flow_side side = fl_side(r);
	if (!str_i64(req_param(r, "version"), &version))
		return err_of(ERR_not_found);
	TRY(fl_load_version(r, at.f.id, side, version, &is));
	TRY(fl_load(r, at.f.id, side, 0, &now));
	TRY(versions_of(&at, side, &list));
	str base = fl_path(a, at.f.id, side);
	long long id = (long long)at.f.id, n = (long long)version;
	const char *s = flow_side_id(side);
	fl_version_view v = { .head = fl_begin(r, at.f.round, at.f.name),
			      .versions = url_of(a, str_format(a, "%.*s/versions", STR_ARG(base))),
			      .file = url_path(a, "/work/flows/%lld/%s/file?version=%lld", id, s, n),
			      .manual = url_path(a, "/work/manuals/%lld/%s-%lld", id, s, n),
			      .pdf = url_path(a, "/work/manuals/%lld/%s-%lld/pdf", id, s, n),
			      .action = url_path(a, "/work/flows/%lld/%s/versions/%lld", id, s, n),
			      .side_name = fl_side_name(r, side),
			      .note = is.text.note,
			      .when = fl_when(r, is.text.saved_at),
			      .who = is.text.saved_by,
			      .version = version,
			      .rev = now.text.rev,
			      .may = at.may,
			      .latest = now.text.version == version };
	v.label = str_format(a, "%.*s: %.*s", STR_ARG(at.f.name), STR_ARG(v.side_name));
	if (!str_i64(req_query(r, "against"), &against)) /* the one before it, else what is being edited */
		against = version > 1 ? version - 1 : 0;
	LIST_ADD(a, &v.against, ((fl_option){ STR("0"), say(r, T_wf_edited_now), against == 0 }));
	for (size_t i = 0; i < list.n; i++)
		if (list.at[i].version != version)
			LIST_ADD(a, &v.against,
				 ((fl_option){ str_format(a, "%lld", (long long)list.at[i].version),
					       words_wf_version_n(a, r->lang, list.at[i].version),
					       list.at[i].version == against }));
	if (against > 0)
		TRY(fl_load_version(r, at.f.id, side, against, &was));
	else if (!v.latest)
		was = now;
	/* the older one first, whichever was chosen */
	bool turned = was.found && was.text.rev > is.text.rev;
	fl_flow *old = turned ? &is : &was, *new = turned ? &was : &is;
	str here = words_wf_version_n(a, r->lang, version);
	v.against_name = against > 0 ? words_wf_version_n(a, r->lang, against) : say(r, T_wf_edited_now);
	v.was_name = turned ? here : v.against_name;
	v.is_name = turned ? v.against_name : here;
	flow_words w = fl_words(r, &is);
	if (was.found) {
		flow_comparison c = flow_compare(a, old->is, new->is);
		fl_pairs(r, old->is, new->is, &c, &v.pairs, &v.pairs_sum);
		w.marks = turned ? NULL : c.after;
	}
	v.figures = fl_figures_of(r, was.found ? old : NULL, new);
	v.picture = fl_picture(r, is.is, "wf-version", &w);
	page_out o = page_begin(r);
	fl_version_page(&o, &v);
	page p = fl_page(str_format(a, "%.*s %.*s", STR_ARG(at.f.name), STR_ARG(here)));
	return page_end(&o, &p, out);
}

/* Its text as the newest: undo leads back to what stood there before. */
static const err *back_post(req *r, resp *out)
{
	fl_at at;
	i64 version, rev;
	fl_flow was;
	TRY(fl_open(r, &at));
	TRY(fl_may(&at));
	flow_side side = fl_side(r);
	if (!str_i64(req_param(r, "version"), &version) || !str_i64(req_form(r, "rev"), &rev))
		return err_of(ERR_bad_request);
	TRY(fl_load_version(r, at.f.id, side, version, &was));
	fl_act k = { .run = fl_run_text, .r = r, .id = at.f.id, .side = side, .rev = rev, .text = was.text.bpmn };
	TRY(fl_do(&k));
	resp_redirect(r, out, fl_path(r->arena, at.f.id, side));
	return NULL;
}

const route fl_version_routes[] = {
	{ "GET", "/work/flows/:reform/as_is/versions", ACCESS_CLERK, list_get },
	{ "GET", "/work/flows/:reform/to_be/versions", ACCESS_CLERK, list_get },
	{ "POST", "/work/flows/:reform/as_is/versions", ACCESS_CLERK, give_post },
	{ "POST", "/work/flows/:reform/to_be/versions", ACCESS_CLERK, give_post },
	{ "GET", "/work/flows/:reform/as_is/versions/:version", ACCESS_CLERK, version_get },
	{ "GET", "/work/flows/:reform/to_be/versions/:version", ACCESS_CLERK, version_get },
	{ "POST", "/work/flows/:reform/as_is/versions/:version", ACCESS_CLERK, back_post },
	{ "POST", "/work/flows/:reform/to_be/versions/:version", ACCESS_CLERK, back_post },
	{ 0 },
};
