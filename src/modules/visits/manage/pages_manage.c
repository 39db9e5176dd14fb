/*
 * /manage: settings without code. A form is opened with what is in force, or with a draft that is carried along in the form
 * itself; it is given back, checked, and shown as a preview (manage_preview.c), from which it is published.
 *
 *     GET  form ── POST do=preview ──▶ preview ── POST /manage/publish ──▶ a new version, and back to the form
 *            ▲ └── POST do=up:… ──▶ the same form, rearranged
 *            └──── POST do=open with a draft: from the preview, or from a form whose mistake is mended elsewhere
 */
#include "kit/catalog.h"
#include "modules/visits/manage/manage_work.h"
#include "modules/visits/pages/pages.h"

#include "modules/visits/manage/templates/manage.html.h"
#include "modules/visits/manage/templates/manage_form.html.h"

page manage_page(req *r, str title)
{
	(void)r;
	return (page){ .kind = PAGE_STAFF, .title = title, .here = STR("manage") };
}

/* --- the set ------------------------------------------------------------------------------------------------------------ */

const city_def *work_with(req *r, def_files files, str path, str text, const err **ret_mistakes)
{
	def_files set = { NULL, 0 };
	for (size_t i = 0; i < files.n; i++)
		if (!str_eq(files.at[i].path, path))
			LIST_ADD(r->arena, &set, files.at[i]);
	LIST_ADD(r->arena, &set, ((def_file){ path, text }));
	city_def *c = NULL;
	const err *e = defs_parse(r->arena, set, &c);
	if (ret_mistakes)
		*ret_mistakes = e;
	return c;
}

const err *work_open(req *r, str path, work *ret)
{
	*ret = (work){ .r = r, .path = path };
	/* the version first: should the set be newer than it, publishing finds the version stale and nothing is lost */
	const err *e = catalog_version(r, path, &ret->version, &ret->text);
	if (!err_is(e, ERR_not_found) || !str_eq(path, STR("journeys.yaml"))) /* a city may have none yet */
		TRY(e);
	TRY(catalog_files(r->app, r->arena, &ret->files));
	city_def *c = NULL;
	TRY(defs_parse(r->arena, ret->files, &c));
	ret->city = ret->drawn = c;
	ret->base = ret->version;
	i64 base;
	if (str_i64(req_form(r, "base"), &base))
		ret->base = base;
	ret->draft = req_form(r, "draft");
	if (ret->draft.len)
		ret->drawn = work_with(r, ret->files, path, ret->draft, NULL);
	return NULL;
}

str work_office(str path)
{
	if (!str_starts(path, STR("offices/")) || !str_ends(path, STR(".yaml")))
		return STR_NONE;
	return str_sub(path, 8, path.len - 5);
}

str work_name(req *r, const city_def *c, str path)
{
	str office = work_office(path);
	const office_def *o = office.len ? defs_office(c, office) : NULL;
	if (o)
		return text_in(&o->name, r->lang);
	if (str_eq(path, STR("services.yaml")))
		return say(r, T_manage_services);
	if (str_eq(path, STR("journeys.yaml")))
		return say(r, T_journeys_manage);
	return str_eq(path, STR("city.yaml")) ? say(r, T_manage_city) : path;
}

url work_edit(req *r, str path, str tab)
{
	str office = work_office(path);
	if (tab.len > 64) /* from a form: an id has 32 bytes at most */
		tab = STR_NONE;
	str rest = tab;
	if (office.len == 0 && str_eq(path, STR("services.yaml")))
		return tab.len ? url_path(r->arena, "/manage/services/%.*s", STR_ARG(percent_encode(r->arena, tab)))
			       : url_path(r->arena, "/manage/services");
	if (office.len == 0 && str_eq(path, STR("journeys.yaml")))
		return tab.len ? url_path(r->arena, "/manage/journeys/%.*s", STR_ARG(percent_encode(r->arena, tab)))
			       : url_path(r->arena, "/manage/journeys");
	if (office.len == 0)
		return url_path(r->arena, "/manage/city");
	/* services/juumin */
	str first = str_cut(&rest, '/');
	if (!manage_tab_of(first))
		return url_path(r->arena, "/manage/office/%.*s/hours", STR_ARG(office));
	if (rest.len == 0)
		return url_path(r->arena, "/manage/office/%.*s/%.*s", STR_ARG(office), STR_ARG(first));
	return url_path(r->arena, "/manage/office/%.*s/services/%.*s", STR_ARG(office),
			STR_ARG(percent_encode(r->arena, rest)));
}

void manage_way(req *r, manage_head *head, str name, url link)
{
	LIST_ADD(r->arena, &head->way,
		 ((manage_link){ .text = say(r, T_manage_title), .link = url_path(r->arena, "/manage") }));
	if (name.len)
		LIST_ADD(r->arena, &head->way, ((manage_link){ .text = name, .link = link }));
}

void manage_office_tabs(req *r, manage_head *head, const office_def *o, const char *here)
{
	for (const manage_tab *t = manage_tabs; t->id; t++)
		LIST_ADD(r->arena, &head->tabs,
			 ((manage_link){ .text = say(r, t->title),
					 .link = url_path(r->arena, "/manage/office/%.*s/%s", STR_ARG(o->id), t->id),
					 .here = strcmp(t->id, here) == 0 }));
}

/* What the address says has just been published. */
static str done_text(req *r)
{
	i64 version, kept;
	if (!str_i64(req_query(r, "published"), &version))
		return STR_NONE;
	if (!str_i64(req_query(r, "kept"), &kept) || kept == 0)
		return words_manage_published(r->arena, r->lang, version);
	return words_manage_published_kept(r->arena, r->lang, version, kept);
}

/* --- a form, shown ---------------------------------------------------------------------------------------------------- */

/* A form of one file, before it is known what it is about. */
typedef struct editing {
	work w;
	form f;
	str tab; /* of the office, or the service; for the way back */
	url action;
	manage_head head;
	manage_links links;
	elsewheres elsewhere;
	str made;
	bool may_remove, may_fit;
	word remove; /* what the button says that takes it away */
	const manage_devices_view *devices;
} editing;

static bool is_posted(const req *r)
{
	return str_eq(r->method, STR("POST")) && !str_eq(req_form(r, "do"), STR("open"));
}

static const err *edit_page(editing *e, resp *out)
{
	req *r = e->w.r;
	e->head.done = done_text(r);
	manage_form_view v = { .head = e->head,
			       .form = &e->f,
			       .action = e->action,
			       .draft = e->w.draft,
			       .made = e->made,
			       .base = e->w.base,
			       .has_draft = e->w.draft.len > 0,
			       .links = e->links,
			       .may_remove = e->may_remove,
			       .remove = say(r, e->remove.id ? e->remove : T_manage_service_remove),
			       .devices = e->devices };
	for (size_t i = 0; i < e->elsewhere.n; i++) {
		const elsewhere *x = &e->elsewhere.at[i];
		manage_onward line = { .message = x->message };
		if (x->tab && work_office(e->w.path).len) {
			str tab = x->service.len ? str_format(r->arena, "%s/%.*s", x->tab, STR_ARG(x->service))
						 : str_of(x->tab);
			const manage_tab *t = manage_tab_of(str_of(x->tab));
			line.action = work_edit(r, e->w.path, tab);
			line.text = words_manage_go_on(r->arena, r->lang, t ? say(r, t->title) : tab);
			v.may_fit = v.may_fit || (e->may_fit && x->service.len);
		}
		LIST_ADD(r->arena, &v.elsewhere, line);
	}
	for (size_t i = 0; i < e->f.sections.n; i++) {
		mf_section *s = &e->f.sections.at[i];
		s->here = url_of(r->arena, str_format(r->arena, "%.*s#s-%.*s", STR_ARG(e->action.s), STR_ARG(s->id)));
	}
	if (e->f.errors.n || e->elsewhere.n)
		out->status = 422;
	page_out o = page_begin(r);
	manage_form_page(&o, &v);
	page p = manage_page(r, e->head.title);
	return page_end(&o, &p, out);
}

/* The form has been filled in: `text` is what it makes of the file. Shows the preview, or the form with its mistakes. */
static const err *edit_given(editing *e, resp *out, str text)
{
	req *r = e->w.r;
	if (e->f.quiet || e->f.errors.n)
		return edit_page(e, out);
	const err *mistakes;
	const city_def *now = work_with(r, e->w.files, e->w.path, text, &mistakes);
	(void)now;
	if (mistakes) {
		e->made = text;
		e->elsewhere = form_mistakes(&e->f, e->w.path, text, mistakes);
		return edit_page(e, out);
	}
	return manage_preview(
		out, &(preview){ .w = &e->w, .text = text, .tab = e->tab, .stale = e->w.base != e->w.version });
}

/* --- an office --------------------------------------------------------------------------------------------------------- */

static const err *office_open(req *r, editing *e, office_def *ret)
{
	str id = req_param(r, "office");
	TRY(who_in_office(r, id));
	TRY(work_open(r, str_format(r->arena, "offices/%.*s.yaml", STR_ARG(id)), &e->w));
	const office_def *o = e->w.drawn ? defs_office(e->w.drawn, id) : NULL;
	if (!o)
		return err_of(ERR_bad_request); /* a draft that is no office */
	*ret = manage_copy_office(r->arena, o);
	e->f = form_new(r, e->w.drawn, is_posted(r));
	return NULL;
}

/* Behind each row of the list of services stands a link to its own form. */
static void link_offers(editing *e, const office_def *o)
{
	req *r = e->w.r;
	for (size_t i = 0; i < e->f.sections.n; i++) {
		mf_section *s = &e->f.sections.at[i];
		for (size_t k = 0; k < s->groups.n && k < o->offers.n && str_eq(s->id, STR("services")); k++) {
			s->groups.at[k].link_text = say(r, T_manage_open);
			s->groups.at[k].link = url_path(r->arena, "/manage/office/%.*s/services/%.*s", STR_ARG(o->id),
							STR_ARG(o->offers.at[k].service));
		}
	}
}

static const err *office_form(req *r, resp *out, const manage_tab *tab, str result, const char *tone)
{
	editing e = { .tab = str_of(tab->id) };
	office_def o;
	TRY(office_open(r, &e, &o));
	if (result.len)
		e.f = form_new(r, e.w.drawn, false);
	e.action = work_edit(r, e.w.path, e.tab);
	tab->bind(&e.f, &o);
	if (str_eq(e.tab, STR("services")))
		link_offers(&e, &o);
	e.head.title = words_manage_office_title(r->arena, r->lang, text_in(&o.name, r->lang), say(r, tab->title));
	manage_way(r, &e.head, STR_NONE, (url){ STR_NONE });
	manage_office_tabs(r, &e.head, &o, tab->id);
	manage_devices_view devices = { .result = result, .result_tone = tone };
	if (str_eq(e.tab, STR("devices"))) {
		TRY(manage_devices_read(r, &o, &devices));
		e.devices = &devices;
	}
	if (str_eq(e.f.doing, STR("fit")))
		manage_fit_rules(r->arena, &o);
	e.may_fit = str_eq(e.tab, STR("hours"));
	return e.f.posted ? edit_given(&e, out, defs_write_office(r->arena, &o)) : edit_page(&e, out);
}

const err *manage_devices_form(req *r, resp *out, str result, const char *tone)
{
	return office_form(r, out, manage_tab_of(STR("devices")), result, tone);
}

static const err *office_tab(req *r, resp *out)
{
	const manage_tab *tab = manage_tab_of(req_param(r, "tab"));
	return tab ? office_form(r, out, tab, STR_NONE, "") : err_of(ERR_not_found);
}

static const err *office_get(req *r, resp *out)
{
	str id = req_param(r, "office");
	if (!defs_office(catalog_city(r), id))
		return err_of(ERR_not_found);
	resp_redirect(r, out, str_format(r->arena, "/manage/office/%.*s/hours", STR_ARG(id)));
	return NULL;
}

static const err *offer_form(req *r, resp *out)
{
	editing e = { .w = { 0 } };
	office_def o;
	TRY(office_open(r, &e, &o));
	offer_def *offer = NULL;
	for (size_t i = 0; i < o.offers.n; i++)
		if (str_eq(o.offers.at[i].service, req_param(r, "service")))
			offer = &o.offers.at[i];
	if (!offer)
		return err_of(ERR_not_found);
	str name = say_service(r->arena, r->lang, e.w.drawn, offer->service);
	e.tab = str_format(r->arena, "services/%.*s", STR_ARG(offer->service));
	e.action = work_edit(r, e.w.path, e.tab);
	manage_bind_offer(&e.f, offer);
	e.head.title = words_manage_office_title(r->arena, r->lang, text_in(&o.name, r->lang), name);
	manage_way(
		r, &e.head,
		words_manage_office_title(r->arena, r->lang, text_in(&o.name, r->lang), say(r, T_manage_tab_services)),
		work_edit(r, e.w.path, STR("services")));
	manage_office_tabs(r, &e.head, &o, "services");
	return e.f.posted ? edit_given(&e, out, defs_write_office(r->arena, &o)) : edit_page(&e, out);
}

/* --- the city ------------------------------------------------------------------------------------------------------------ */

static const err *whole_city(const req *r)
{
	return r->who->office.len ? err_of(ERR_forbidden) : NULL;
}

static const err *city_form(req *r, resp *out)
{
	editing e = { .w = { 0 } };
	TRY(whole_city(r));
	TRY(work_open(r, STR("city.yaml"), &e.w));
	if (!e.w.drawn)
		return err_of(ERR_bad_request);
	city_def c = manage_copy_city(r->arena, e.w.drawn);
	e.f = form_new(r, e.w.drawn, is_posted(r));
	e.action = url_path(r->arena, "/manage/city");
	e.head.title = say(r, T_manage_city);
	manage_way(r, &e.head, STR_NONE, (url){ STR_NONE });
	manage_bind_city(&e.f, &c);
	return e.f.posted ? edit_given(&e, out, defs_write_city(r->arena, &c)) : edit_page(&e, out);
}

static const err *services_get(req *r, resp *out)
{
	TRY(whole_city(r));
	const city_def *c = catalog_city(r);
	manage_overview v = { .head = { .title = say(r, T_manage_services), .done = done_text(r) } };
	manage_way(r, &v.head, STR_NONE, (url){ STR_NONE });
	for (size_t i = 0; i < c->services.n; i++) {
		const service_def *s = &c->services.at[i];
		str about = str_format(r->arena, "%.*s · %.*s", STR_ARG(s->letter),
				       STR_ARG(say_minutes(r->arena, r->lang, s->minutes)));
		LIST_ADD(r->arena, &v.city,
			 ((manage_link){ text_in(&s->name, r->lang), about,
					 url_path(r->arena, "/manage/services/%.*s", STR_ARG(s->id)), false }));
	}
	LIST_ADD(r->arena, &v.city,
		 ((manage_link){ say(r, T_manage_service_add), STR_NONE, url_path(r->arena, "/manage/new-service"),
				 false }));
	page_out o = page_begin(r);
	manage_links_page(&o, &v);
	page p = manage_page(r, v.head.title);
	return page_end(&o, &p, out);
}

static bool good_id(str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!((s.at[i] >= 'a' && s.at[i] <= 'z') || (s.at[i] >= '0' && s.at[i] <= '9') || s.at[i] == '-'))
			return false;
	return s.len > 0 && s.len <= 32;
}

static const err *service_edit(req *r, resp *out, bool new)
{
	editing e = { .w = { 0 } };
	TRY(whole_city(r));
	TRY(work_open(r, STR("services.yaml"), &e.w));
	if (!e.w.drawn)
		return err_of(ERR_bad_request);
	city_def c = manage_copy_city(r->arena, e.w.drawn);
	e.f = form_new(r, e.w.drawn, is_posted(r));
	size_t at = c.services.n;
	if (new)
		LIST_ADD(r->arena, &c.services, ((service_def){ .icon = STR("office"), .minutes = 10 }));
	for (size_t i = 0; i < c.services.n && !new; i++)
		if (str_eq(c.services.at[i].id, req_param(r, "service")))
			at = i;
	if (at == c.services.n)
		return err_of(ERR_not_found);
	service_def *s = &c.services.at[at];
	e.tab = s->id;
	e.may_remove = !new;
	e.action = new ? url_path(r->arena, "/manage/new-service") : work_edit(r, e.w.path, s->id);
	e.head.title = new ? say(r, T_manage_service_add) : text_in(&s->name, r->lang);
	manage_way(r, &e.head, say(r, T_manage_services), url_path(r->arena, "/manage/services"));
	bool remove = e.f.posted && str_eq(e.f.doing, STR("remove"));
	e.f.quiet = e.f.quiet || remove;
	manage_bind_service(&e.f, s, new);
	e.f.quiet = e.f.quiet && !remove;
	if (new &&e.f.posted && !good_id(s->id)) {
		form_wrong(&e.f, STR("new.id"), say(r, T_manage_err_id));
		s->id = STR("new"); /* for the writer, which writes ids as they are */
	}
	if (new)
		e.tab = s->id;
	if (remove) {
		c.services.n--;
		memmove(s, s + 1, (c.services.n - at) * sizeof *s);
		e.tab = STR_NONE;
	}
	return e.f.posted ? edit_given(&e, out, defs_write_services(r->arena, &c)) : edit_page(&e, out);
}

static const err *service_form(req *r, resp *out)
{
	return service_edit(r, out, false);
}

static const err *new_service_form(req *r, resp *out)
{
	return service_edit(r, out, true);
}

static void add_link(req *r, manage_links *list, str text, str about, url link)
{
	LIST_ADD(r->arena, list, ((manage_link){ text, about, link, false }));
}

/* --- journeys ------------------------------------------------------------------------------------------------------------ */

static const err *journeys_get(req *r, resp *out)
{
	TRY(whole_city(r));
	const city_def *c = catalog_city(r);
	manage_overview v = { .head = { .title = say(r, T_journeys_manage), .done = done_text(r) } };
	manage_way(r, &v.head, STR_NONE, (url){ STR_NONE });
	for (size_t i = 0; i < c->journeys.n; i++) {
		const journey_def *j = &c->journeys.at[i];
		add_link(r, &v.city, text_in(&j->name, r->lang),
			 words_journeys_steps_n(r->arena, r->lang, (i64)j->steps.n),
			 url_path(r->arena, "/manage/journeys/%.*s", STR_ARG(j->id)));
	}
	add_link(r, &v.city, say(r, T_journeys_add), STR_NONE, url_path(r->arena, "/manage/new-journey"));
	add_link(r, &v.city, say(r, T_journeys_free),
		 say(r, c->free_together ? T_journeys_together : T_journeys_one_by_one),
		 url_path(r->arena, "/manage/free-choice"));
	page_out o = page_begin(r);
	manage_links_page(&o, &v);
	page p = manage_page(r, v.head.title);
	return page_end(&o, &p, out);
}

/* How services that are picked one by one are waited for. */
static const err *free_form(req *r, resp *out)
{
	editing e = { .w = { 0 } };
	TRY(whole_city(r));
	TRY(work_open(r, STR("journeys.yaml"), &e.w));
	if (!e.w.drawn)
		return err_of(ERR_bad_request);
	city_def c = manage_copy_city(r->arena, e.w.drawn);
	e.f = form_new(r, e.w.drawn, is_posted(r));
	e.action = url_path(r->arena, "/manage/free-choice");
	e.head.title = say(r, T_journeys_free);
	manage_way(r, &e.head, say(r, T_journeys_manage), url_path(r->arena, "/manage/journeys"));
	form_section(&e.f, "free", T_journeys_free, T_journeys_free_help);
	form_group(&e.f, STR_NONE, say(r, T_journeys_free));
	bind_bool(&e.f, "freely_chosen", T_journeys_free_label, &c.free_together);
	return e.f.posted ? edit_given(&e, out, defs_write_journeys(r->arena, &c)) : edit_page(&e, out);
}

static const err *journey_edit(req *r, resp *out, bool new)
{
	editing e = { .w = { 0 } };
	TRY(whole_city(r));
	TRY(work_open(r, STR("journeys.yaml"), &e.w));
	if (!e.w.drawn)
		return err_of(ERR_bad_request);
	city_def c = manage_copy_city(r->arena, e.w.drawn);
	e.f = form_new(r, e.w.drawn, is_posted(r));
	size_t at = c.journeys.n;
	if (new)
		LIST_ADD(r->arena, &c.journeys, ((journey_def){ .icon = STR("office") }));
	for (size_t i = 0; i < c.journeys.n && !new; i++)
		if (str_eq(c.journeys.at[i].id, req_param(r, "journey")))
			at = i;
	if (at == c.journeys.n)
		return err_of(ERR_not_found);
	journey_def *j = &c.journeys.at[at];
	e.may_remove = !new;
	e.remove = T_journeys_remove;
	e.action = new ? url_path(r->arena, "/manage/new-journey") : work_edit(r, e.w.path, j->id);
	e.head.title = new ? say(r, T_journeys_add) : text_in(&j->name, r->lang);
	manage_way(r, &e.head, say(r, T_journeys_manage), url_path(r->arena, "/manage/journeys"));
	bool remove = e.f.posted && str_eq(e.f.doing, STR("remove"));
	e.f.quiet = e.f.quiet || remove;
	manage_bind_journey(&e.f, j, new);
	e.f.quiet = e.f.quiet && !remove;
	if (new &&e.f.posted && !good_id(j->id)) {
		form_wrong(&e.f, STR("new.id"), say(r, T_manage_err_id));
		j->id = STR("new"); /* for the writer, which writes ids as they are */
	}
	e.tab = j->id;
	if (remove) {
		c.journeys.n--;
		memmove(j, j + 1, (c.journeys.n - at) * sizeof *j);
		e.tab = STR_NONE;
	}
	return e.f.posted ? edit_given(&e, out, defs_write_journeys(r->arena, &c)) : edit_page(&e, out);
}

static const err *journey_form(req *r, resp *out)
{
	return journey_edit(r, out, false);
}

static const err *new_journey_form(req *r, resp *out)
{
	return journey_edit(r, out, true);
}

/* --- the overview ------------------------------------------------------------------------------------------------------ */

static const err *overview_get(req *r, resp *out)
{
	const city_def *c = catalog_city(r);
	manage_overview v = { .head = { .title = say(r, T_manage_title), .done = done_text(r) } };
	for (size_t i = 0; i < c->offices.n; i++) {
		const office_def *o = &c->offices.at[i];
		if (who_in_office(r, o->id))
			continue;
		add_link(r, &v.offices, text_in(&o->name, r->lang),
			 words_manage_office_about(r->arena, r->lang, (i64)o->offers.n, (i64)o->desks.n),
			 url_path(r->arena, "/manage/office/%.*s/hours", STR_ARG(o->id)));
	}
	if (!whole_city(r)) {
		add_link(r, &v.city, say(r, T_manage_services),
			 words_manage_services_about(r->arena, r->lang, (i64)c->services.n),
			 url_path(r->arena, "/manage/services"));
		add_link(r, &v.city, say(r, T_journeys_manage), say(r, T_journeys_manage_about),
			 url_path(r->arena, "/manage/journeys"));
		add_link(r, &v.city, say(r, T_gm_title), say(r, T_gm_manage_about),
			 url_path(r->arena, "/manage/guide"));
		add_link(r, &v.city, say(r, T_pm_papers), say(r, T_pm_manage_about),
			 url_path(r->arena, "/manage/papers"));
		add_link(r, &v.city, say(r, T_manage_city), say(r, T_manage_city_about),
			 url_path(r->arena, "/manage/city"));
	}
	add_link(r, &v.city, say(r, T_nav_users), say(r, T_manage_users_about), url_path(r->arena, "/users"));
	add_link(r, &v.records, say(r, T_manage_history), say(r, T_manage_history_about),
		 url_path(r->arena, "/manage/history"));
	add_link(r, &v.records, say(r, T_manage_audit), say(r, T_manage_audit_about),
		 url_path(r->arena, "/manage/audit"));
	add_link(r, &v.records, say(r, T_manage_export), say(r, T_manage_export_about),
		 url_path(r->arena, "/manage/export"));
	page_out o = page_begin(r);
	manage_overview_page(&o, &v);
	page p = manage_page(r, v.head.title);
	return page_end(&o, &p, out);
}

const route visits_manage_routes[] = {
	{ "GET", "/manage", ACCESS_ADMIN, overview_get },
	{ "GET", "/manage/office/:office", ACCESS_ADMIN, office_get },
	{ "GET", "/manage/office/:office/:tab", ACCESS_ADMIN, office_tab },
	{ "POST", "/manage/office/:office/:tab", ACCESS_ADMIN, office_tab },
	{ "GET", "/manage/office/:office/services/:service", ACCESS_ADMIN, offer_form },
	{ "POST", "/manage/office/:office/services/:service", ACCESS_ADMIN, offer_form },
	{ "POST", "/manage/office/:office/devices/test", ACCESS_ADMIN, manage_printer_test_post },
	{ "POST", "/manage/office/:office/devices/look", ACCESS_ADMIN, manage_printer_look_post },
	{ "GET", "/manage/services", ACCESS_ADMIN, services_get },
	{ "POST", "/manage/services", ACCESS_ADMIN, services_get },
	{ "GET", "/manage/services/:service", ACCESS_ADMIN, service_form },
	{ "POST", "/manage/services/:service", ACCESS_ADMIN, service_form },
	{ "GET", "/manage/new-service", ACCESS_ADMIN, new_service_form },
	{ "POST", "/manage/new-service", ACCESS_ADMIN, new_service_form },
	{ "GET", "/manage/journeys", ACCESS_ADMIN, journeys_get },
	{ "POST", "/manage/journeys", ACCESS_ADMIN, journeys_get },
	{ "GET", "/manage/free-choice", ACCESS_ADMIN, free_form },
	{ "POST", "/manage/free-choice", ACCESS_ADMIN, free_form },
	{ "GET", "/manage/journeys/:journey", ACCESS_ADMIN, journey_form },
	{ "POST", "/manage/journeys/:journey", ACCESS_ADMIN, journey_form },
	{ "GET", "/manage/new-journey", ACCESS_ADMIN, new_journey_form },
	{ "POST", "/manage/new-journey", ACCESS_ADMIN, new_journey_form },
	{ "GET", "/manage/city", ACCESS_ADMIN, city_form },
	{ "POST", "/manage/city", ACCESS_ADMIN, city_form },
	{ "POST", "/manage/preview", ACCESS_ADMIN, manage_preview_post },
	{ "POST", "/manage/publish", ACCESS_ADMIN, manage_publish_post },
	{ "GET", "/manage/history", ACCESS_ADMIN, manage_history_get },
	{ "GET", "/manage/history/version", ACCESS_ADMIN, manage_version_get },
	{ "GET", "/manage/audit", ACCESS_ADMIN, manage_audit_get },
	{ "GET", "/manage/export", ACCESS_ADMIN, manage_export_get },
	{ "GET", "/manage/kept/:office", ACCESS_CLERK, manage_kept_get },
	{ 0 },
};
