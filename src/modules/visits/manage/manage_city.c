/* The forms of the city and its services; and copies of definitions for forms to write to. */
#include "modules/visits/manage/manage_forms.h"
#include "modules/visits/pages/widgets.h"

#define NAME_MOST 200
#define TEXT_MOST 4000

static const char *const icons[] = { "bereavement", "card",   "care",      "certificate", "child",   "desk",
				     "disability",  "family", "insurance", "move",        "nursery", "office",
				     "pension",     "people", "seal",      "tax" };

static str text_of(const form *f, word w)
{
	return words_text(f->a, f->l, w);
}

static void bind_icon(form *f, const char *leaf, str *icon)
{
	strs ids = { NULL, 0 };
	bool known = false;
	for (size_t i = 0; i < COUNT(icons); i++) {
		LIST_ADD(f->a, &ids, str_of(icons[i]));
		known = known || str_eq(*icon, str_of(icons[i]));
	}
	if (!known)
		LIST_ADD(f->a, &ids, *icon);
	bind_select(f, leaf, T_manage_icon, icon, &ids, &ids);
}

void manage_bind_service(form *f, service_def *s, bool new)
{
	str in = str_format(f->a, "services.%.*s", STR_ARG(s->id));
	if (new)
		in = STR("new");
	form_section(f, "service", T_manage_service, T_none);
	form_group(f, in, text_of(f, T_manage_basics));
	if (new) {
		bind_line(f, "new.id", T_manage_service_id, &s->id, 32, true)->help =
			text_of(f, T_manage_service_id_help);
		/* what the checker says about the new service is then at its fields */
		if (s->id.len && !f->quiet && defs_service(f->city, s->id))
			form_wrong(f, STR("new.id"), text_of(f, T_manage_err_same_id));
	}
	bind_text3(f, str_format(f->a, "%s.name", in.at).at, T_manage_name, &s->name, NAME_MOST, false, true);
	mf_field *letter = bind_line(f, str_format(f->a, "%s.letter", in.at).at, T_manage_letter, &s->letter, 1, true);
	letter->css = "short";
	letter->help = text_of(f, T_manage_letter_help);
	bind_icon(f, str_format(f->a, "%s.icon", in.at).at, &s->icon);
	bind_int(f, str_format(f->a, "%s.minutes", in.at).at, T_manage_minutes, &s->minutes, 1, 480,
		 T_manage_unit_minutes);
	form_group(f, STR_NONE, text_of(f, T_manage_about));
	bind_text3(f, str_format(f->a, "%s.about", in.at).at, T_manage_about, &s->about, TEXT_MOST, true, false);
	form_group(f, STR_NONE, text_of(f, T_manage_bring_lines));
	bind_text3(f, str_format(f->a, "%s.bring", in.at).at, T_manage_bring, &s->bring, TEXT_MOST, true, false);
}

static void bind_steps(form *f, journey_def *j, const char *name)
{
	static const char *const leaves[] = { "service", NULL };
	form_section(f, "steps", T_journeys_steps, T_journeys_order_help);
	mf_rows rows = form_rows(f, name, j->steps.n, 1, leaves);
	strs all = { NULL, 0 }, all_names = { NULL, 0 }, here = { NULL, 0 }, here_names = { NULL, 0 };
	LIST_ADD(f->a, &all, STR_NONE);
	LIST_ADD(f->a, &all_names, STR("–"));
	for (size_t i = 0; i < f->city->services.n; i++) {
		LIST_ADD(f->a, &all, f->city->services.at[i].id);
		LIST_ADD(f->a, &all_names, text_in(&f->city->services.at[i].name, f->l));
	}
	for (size_t i = 0; i < rows.n; i++) {
		str id = rows.at[i].old >= 0 ? j->steps.at[rows.at[i].old].service
					     : form_row_value(f, &rows, i, "service");
		if (id.len == 0 || !defs_service(f->city, id))
			continue;
		LIST_ADD(f->a, &here, id);
		LIST_ADD(f->a, &here_names, say_service(f->a, f->l, f->city, id));
	}
	journey_steps list = { NULL, 0 };
	for (size_t i = 0; i < rows.n; i++) {
		bool fresh = rows.at[i].old < 0 && rows.at[i].given < 0;
		journey_step s = { .service = STR_NONE };
		if (rows.at[i].old >= 0)
			s = j->steps.at[rows.at[i].old];
		form_row(f, &rows, i,
			 fresh ? text_of(f, T_journeys_step_new) : words_journeys_step_n(f->a, f->l, (i64)i + 1), true);
		bind_select(f, "service", T_manage_service, &s.service, &all, &all_names);
		bind_ids(f, "after", T_journeys_after_label, &s.after, &here, &here_names);
		bind_text3(f, "ask", T_journeys_ask, &s.ask, NAME_MOST, false, false);
		if (!fresh)
			LIST_ADD(f->a, &list, s);
	}
	form_rows_end(f, &rows, T_journeys_step_add);
	j->steps = list;
}

void manage_bind_journey(form *f, journey_def *j, bool new)
{
	str in = new ? STR("new") : str_format(f->a, "journeys.%.*s", STR_ARG(j->id));
	form_section(f, "journey", T_journeys_one, T_journeys_one_help);
	form_group(f, in, text_of(f, T_manage_basics));
	if (new) {
		bind_line(f, "new.id", T_manage_service_id, &j->id, 32, true)->help =
			text_of(f, T_manage_service_id_help);
		if (j->id.len && !f->quiet && defs_journey(f->city, j->id))
			form_wrong(f, STR("new.id"), text_of(f, T_manage_err_same_id));
	}
	bind_text3(f, str_format(f->a, "%s.name", in.at).at, T_manage_name, &j->name, NAME_MOST, false, true);
	bind_icon(f, str_format(f->a, "%s.icon", in.at).at, &j->icon);
	bind_bool(f, str_format(f->a, "%s.wait", in.at).at, T_journeys_one_by_one_label, &j->one_by_one);
	form_group(f, STR_NONE, text_of(f, T_manage_about));
	bind_text3(f, str_format(f->a, "%s.about", in.at).at, T_manage_about, &j->about, TEXT_MOST, true, false);
	bind_steps(f, j, str_format(f->a, "%s.steps", in.at).at);
}

void manage_bind_city(form *f, city_def *c)
{
	limits_def *m = &c->limits;
	form_section(f, "city", T_manage_city, T_none);
	form_group(f, STR("name"), text_of(f, T_manage_name));
	bind_text3(f, "name", T_manage_name, &c->name, NAME_MOST, false, true);
	mf_field *address = bind_line(f, "url", T_manage_url, &c->url, NAME_MOST, false);
	address->css = "wide";
	address->help = text_of(f, T_manage_url_help);
	form_section(f, "limits", T_manage_limits, T_manage_limits_help);
	form_group(f, STR("limits"), text_of(f, T_manage_limits));
	bind_int(f, "limits.hold", T_manage_hold, &m->hold_minutes, 1, 60, T_manage_unit_minutes);
	bind_int(f, "limits.bookings_per_contact", T_manage_per_contact, &m->per_contact, 1, 100, T_none);
	bind_int(f, "limits.services_per_visit", T_manage_per_visit, &m->services_per_visit, 1, 10, T_none);
	bind_int(f, "limits.holds_per_address", T_manage_holds, &m->holds_per_address, 1, 10000, T_none);
	bind_int(f, "limits.bookings_per_address_hour", T_manage_bookings_hour, &m->bookings_per_address_hour, 1,
		 100000, T_none);
	bind_int(f, "limits.tickets_per_address_hour", T_manage_tickets_hour, &m->tickets_per_address_hour, 1, 100000,
		 T_none);
	bind_int(f, "limits.keep", T_manage_keep, &m->keep_days, 1, 3660, T_manage_unit_days);
	bind_int(f, "limits.keep_calls", T_manage_keep_calls, &m->keep_calls_days, 30, 36600, T_manage_unit_days);
	form_section(f, "modes", T_manage_modes, T_manage_modes_help);
	bind_bool(f, "limits.open_devices", T_manage_open_devices, &m->open_devices);
	bind_bool(f, "limits.any_hour", T_manage_any_hour, &m->any_hour);
}

/* --- copies ---------------------------------------------------------------------------------------------------------- */

/* Copied one by one, as LIST_ADD() wants lists that it is to go on with. */
#define COPY_LIST(a, list)                                                                                             \
	do {                                                                                                           \
		__typeof__(*(list)) was_ = *(list);                                                                    \
		(list)->at = NULL;                                                                                     \
		(list)->n = 0;                                                                                         \
		for (size_t i_ = 0; i_ < was_.n; i_++)                                                                 \
			LIST_ADD((a), (list), was_.at[i_]);                                                            \
	} while (0)

office_def manage_copy_office(arena *a, const office_def *o)
{
	office_def copy = *o;
	COPY_LIST(a, &copy.closures);
	COPY_LIST(a, &copy.openings);
	COPY_LIST(a, &copy.order);
	COPY_LIST(a, &copy.offers);
	COPY_LIST(a, &copy.desks);
	return copy;
}

city_def manage_copy_city(arena *a, const city_def *c)
{
	city_def copy = *c;
	COPY_LIST(a, &copy.services);
	COPY_LIST(a, &copy.journeys);
	return copy;
}
