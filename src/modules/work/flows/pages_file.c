/* BPMN out of a flow, and into one. */
#include "modules/work/flows/flows_view.h"
#include "modules/work/flows/templates/list.html.h"

/* As another modeller opens it: the text that is kept, which is what was written last. ?version= for a version. */
static const err *file_get(req *r, resp *out)
{
	fl_at at;
	fl_flow f;
	i64 version = 0;
	flow_side side = fl_side(r);
	TRY(fl_open(r, &at));
	if (str_i64(req_query(r, "version"), &version))
		TRY(fl_load_version(r, at.f.id, side, version, &f));
	else
		TRY(fl_load(r, at.f.id, side, 0, &f));
	if (!f.found)
		return err_of(ERR_not_found);
	out->type = STR("application/xml");
	out->body = f.text.bpmn;
	str name = str_format(r->arena, "%.*s-%s%s.bpmn", STR_ARG(at.f.name), flow_side_id(side),
			      f.text.version ? str_format(r->arena, "-%lld", (long long)f.text.version).at : "");
	fl_file_head(r, out, side == SIDE_AS_IS ? "as-is.bpmn" : "to-be.bpmn", name, false);
	return NULL;
}

static const err *file_post(req *r, resp *out)
{
	arena *a = r->arena;
	fl_at at;
	i64 rev;
	flow *f = NULL;
	flow_side side = fl_side(r);
	TRY(fl_open(r, &at));
	TRY(fl_may(&at));
	if (!str_i64(req_form(r, "rev"), &rev))
		return err_of(ERR_bad_request);
	str base = fl_path(a, at.f.id, side);
	fl_taken_view v = { .head = fl_begin(r, at.f.round, at.f.name),
			    .go = url_of(a, base),
			    .go_text = say(r, T_wf_go_editor) };
	const part *file = NULL;
	for (size_t i = 0; i < r->files.n; i++)
		if (str_eq(r->files.at[i].name, STR("file")))
			file = &r->files.at[i];
	if (!file || file->data.len == 0) {
		LIST_ADD(a, &v.errors, ((fl_problem){ .text = say(r, T_wf_err_file) }));
	} else {
		const err *e = flow_read(a, file->filename, file->data, &f);
		if (e && err_status(e->code) >= 500)
			return e;
		for (; e && v.errors.n < 20; e = e->next)
			LIST_ADD(a, &v.errors,
				 ((fl_problem){ .text = str_format(a, "%.*s %.*s %.*s", STR_ARG(e->where),
								   STR_ARG(err_message(e->code, r->lang)),
								   STR_ARG(e->detail)) }));
	}
	if (v.errors.n == 0) {
		fl_act k = {
			.run = fl_run_text, .r = r, .id = at.f.id, .side = side, .rev = rev, .text = fl_write(a, f)
		};
		const err *e = fl_do(&k);
		if (err_is(e, ERR_stale)) /* somebody saved meanwhile; the file is still with whoever sent it */
			LIST_ADD(a, &v.errors, ((fl_problem){ .text = err_message(ERR_stale, r->lang) }));
		else
			TRY(e);
	}
	if (v.errors.n == 0 && f->left_out.n == 0) {
		resp_redirect(r, out, base);
		return NULL;
	}
	for (size_t i = 0; v.errors.n == 0 && i < f->left_out.n; i++)
		LIST_ADD(a, &v.left, fl_left_text(r, &f->left_out.at[i]));
	page_out o = page_begin(r);
	fl_taken_page(&o, &v);
	page p = fl_page(at.f.name);
	out->status = v.errors.n ? 422 : 200;
	return page_end(&o, &p, out);
}

const route fl_file_routes[] = {
	{ "GET", "/work/flows/:reform/as_is/file", ACCESS_CLERK, file_get },
	{ "GET", "/work/flows/:reform/to_be/file", ACCESS_CLERK, file_get },
	{ "POST", "/work/flows/:reform/as_is/file", ACCESS_CLERK, file_post },
	{ "POST", "/work/flows/:reform/to_be/file", ACCESS_CLERK, file_post },
	{ 0 },
};
