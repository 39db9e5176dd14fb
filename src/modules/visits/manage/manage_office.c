/* The forms of an office: hours, services, desks, calling, texts, devices. */
#include "modules/visits/manage/manage.h"
#include "modules/visits/manage/manage_forms.h"

#define NAME_MOST 200
#define TEXT_MOST 4000

static const word manage_weekday_words[7] = { T_weekday_0, T_weekday_1, T_weekday_2, T_weekday_3,
					      T_weekday_4, T_weekday_5, T_weekday_6 };

static str text_of(const form *f, word w)
{
	return words_text(f->a, f->l, w);
}

/* The services that an office offers, for choices. */
static void offered(const form *f, const office_def *o, strs *ret_ids, strs *ret_names)
{
	*ret_ids = *ret_names = (strs){ NULL, 0 };
	for (size_t i = 0; i < o->offers.n; i++) {
		LIST_ADD(f->a, ret_ids, o->offers.at[i].service);
		LIST_ADD(f->a, ret_names, say_service(f->a, f->l, f->city, o->offers.at[i].service));
	}
}

/* --- hours ------------------------------------------------------------------------------------------------------------ */

static void bind_closures(form *f, office_def *o)
{
	static const char *const leaves[] = { "from", "to", "reason.ja", "reason.ja-easy", "reason.en", NULL };
	form_section(f, "closures", T_manage_closures, T_manage_closures_help);
	mf_rows rows = form_rows(f, "closures", o->closures.n, 1, leaves);
	date_ranges list = { NULL, 0 };
	for (size_t i = 0; i < rows.n; i++) {
		bool fresh = rows.at[i].old < 0 && rows.at[i].given < 0;
		date_range range = { .from = DAY_NONE, .to = DAY_NONE };
		if (rows.at[i].old >= 0)
			range = o->closures.at[rows.at[i].old];
		form_row(f, &rows, i,
			 fresh ? text_of(f, T_manage_closure_new) : words_manage_closure_n(f->a, f->l, (i64)i + 1),
			 false);
		str from = bind_day(f, "from", T_manage_from, &range.from)->name;
		bind_day(f, "to", T_manage_to, &range.to)->help = text_of(f, T_manage_to_help);
		bind_text3(f, "reason", T_manage_reason, &range.reason, NAME_MOST, false, false);
		if (fresh)
			continue;
		if (range.to == DAY_NONE)
			range.to = range.from;
		if (range.from == DAY_NONE)
			form_wrong(f, from, text_of(f, T_manage_err_day));
		else
			LIST_ADD(f->a, &list, range);
	}
	form_rows_end(f, &rows, T_manage_closure_add);
	o->closures = list;
}

static void bind_openings(form *f, office_def *o)
{
	static const char *const leaves[] = { "on", "hours", NULL };
	strs ids, names;
	offered(f, o, &ids, &names);
	form_section(f, "openings", T_manage_openings, T_manage_openings_help);
	mf_rows rows = form_rows(f, "openings", o->openings.n, 1, leaves);
	struct opened list = { NULL, 0 };
	for (size_t i = 0; i < rows.n; i++) {
		bool fresh = rows.at[i].old < 0 && rows.at[i].given < 0;
		struct open_day open = { .day = DAY_NONE };
		if (rows.at[i].old >= 0)
			open = o->openings.at[rows.at[i].old];
		form_row(f, &rows, i,
			 fresh ? text_of(f, T_manage_opening_new) : words_manage_opening_n(f->a, f->l, (i64)i + 1),
			 false);
		str on = bind_day(f, "on", T_manage_day, &open.day)->name;
		str hours = bind_windows(f, "hours", text_of(f, T_manage_hours), &open.hours)->name;
		bind_ids(f, "services", T_manage_opening_services, &open.services, &ids, &names)->help =
			text_of(f, T_manage_opening_services_help);
		if (fresh)
			continue;
		if (open.day == DAY_NONE)
			form_wrong(f, on, text_of(f, T_manage_err_day));
		if (open.hours.n == 0)
			form_wrong(f, hours, text_of(f, T_manage_err_hours));
		if (open.day != DAY_NONE && open.hours.n)
			LIST_ADD(f->a, &list, open);
	}
	form_rows_end(f, &rows, T_manage_opening_add);
	o->openings = list;
}

static void bind_hours(form *f, office_def *o)
{
	form_section(f, "week", T_manage_week, T_manage_week_help);
	form_group(f, STR("hours"), text_of(f, T_manage_week));
	for (int k = 1; k <= 7; k++) {
		int d = k % 7;
		str leaf = str_format(f->a, "week.%d", d);
		bind_windows(f, leaf.at, text_of(f, manage_weekday_words[d]), &o->week[d]);
	}
	form_group(f, STR("year_end"), text_of(f, T_manage_yearly));
	bind_bool(f, "closed_on_holidays", T_manage_holidays, &o->holidays);
	bind_month_day(f, "year_end.from", T_manage_year_end_from, &o->year_end.from)->help =
		text_of(f, T_manage_year_end_help);
	str to = bind_month_day(f, "year_end.to", T_manage_year_end_to, &o->year_end.to)->name;
	if ((o->year_end.from == DAY_NONE) != (o->year_end.to == DAY_NONE))
		form_wrong(f, to, text_of(f, T_manage_err_both_days));
	bind_closures(f, o);
	bind_openings(f, o);
}

/* --- services ---------------------------------------------------------------------------------------------------------- */

static str offer_summary(const form *f, const offer_def *o)
{
	buf b = buf_new(f->a, 64 * 1024);
	buf_put(&b, say_minutes(f->a, f->l, o->minutes));
	buf_lit(&b, " · ");
	buf_put(&b, text_of(f, o->walk_in ? T_manage_walk_in_yes : T_manage_walk_in_no));
	for (size_t i = 0; i < o->booking.n; i++) {
		buf_lit(&b, " · ");
		buf_put(&b, manage_rule_text(f->a, f->l, &o->booking.at[i]));
	}
	if (o->booking.n == 0) {
		buf_lit(&b, " · ");
		buf_put(&b, text_of(f, T_manage_no_booking));
	}
	return buf_str(&b);
}

static void bind_services(form *f, office_def *o)
{
	form_section(f, "services", T_manage_offers, T_manage_offers_help);
	mf_rows rows = form_rows(f, "offers", o->offers.n, 0, NULL);
	offer_defs list = { NULL, 0 };
	for (size_t i = 0; i < rows.n; i++) {
		str id = rows.at[i].old >= 0 ? o->offers.at[rows.at[i].old].service : form_row_value(f, &rows, i, "id");
		const offer_def *offer = defs_offer(o, id);
		if (!offer)
			continue; /* taken out by somebody else meanwhile */
		form_row(f, &rows, i, say_service(f->a, f->l, f->city, id), true);
		bind_hidden(f, "id", &id);
		form_note(f, offer_summary(f, offer));
		LIST_ADD(f->a, &list, *offer);
	}
	form_rows_end(f, &rows, T_none);
	strs ids = { NULL, 0 }, names = { NULL, 0 };
	LIST_ADD(f->a, &ids, STR_NONE);
	LIST_ADD(f->a, &names, text_of(f, T_manage_none));
	for (size_t i = 0; i < f->city->services.n; i++) {
		const service_def *s = &f->city->services.at[i];
		if (defs_offer(o, s->id))
			continue;
		LIST_ADD(f->a, &ids, s->id);
		LIST_ADD(f->a, &names, text_in(&s->name, f->l));
	}
	form_section(f, "add", T_manage_offer_add, T_manage_offer_add_help);
	str added = STR_NONE;
	bind_select(f, "add.service", T_manage_service, &added, &ids, &names);
	const service_def *s = added.len ? defs_service(f->city, added) : NULL;
	if (s)
		LIST_ADD(f->a, &list,
			 ((offer_def){ .service = s->id,
				       .def = s,
				       .minutes = s->minutes,
				       .walk_in = true,
				       .book_to_days = 30,
				       .book_lead_minutes = 60 }));
	o->offers = list;
}

static const word weeks[5] = { T_manage_week_1, T_manage_week_2, T_manage_week_3, T_manage_week_4, T_manage_week_5 };

static void bind_rule(form *f, booking_rule *rule)
{
	bool special = rule->weeks_of_month || rule->every_weeks > 1 || rule->from_day != DAY_NONE ||
		       rule->to_day != DAY_NONE || rule->dates.n;
	if (rule->dates.n)
		rule->weekdays = 0; /* single days stand instead of weekdays */
	bind_bits(f, "days", T_manage_weekdays, &rule->weekdays, manage_weekday_words, 1, 7);
	bind_window(f, "hours", T_manage_rule_hours, &rule->hours);
	bind_int(f, "every", T_manage_slot, &rule->slot, 5, 480, T_manage_unit_minutes);
	bind_int(f, "places", T_manage_places_field, &rule->places, 1, 200, T_manage_unit_people);
	bind_int(f, "kept", T_manage_kept, &rule->kept, 0, 200, T_manage_unit_people);
	mf_section *s = &f->sections.at[f->sections.n - 1];
	mf_group *g = &s->groups.at[s->groups.n - 1];
	size_t often = g->fields.n;
	bind_bits(f, "weeks_of_month", T_manage_weeks_field, &rule->weeks_of_month, weeks, 0, 5)->help =
		text_of(f, T_manage_weeks_help);
	bind_int(f, "every_weeks", T_manage_every_weeks_field, &rule->every_weeks, 1, 52, T_manage_unit_weeks);
	bind_day(f, "from", T_manage_rule_from, &rule->from_day);
	bind_day(f, "to", T_manage_rule_to, &rule->to_day);
	bind_days(f, "dates", T_manage_dates, &rule->dates)->help = text_of(f, T_manage_dates_help);
	g->more = text_of(f, T_manage_more);
	g->open = g->open || special || rule->weeks_of_month || rule->dates.n;
	for (size_t i = often; i < g->fields.n; i++)
		g->fields.at[i].more = true;
}

static void bind_rules(form *f, offer_def *o, const char *name)
{
	static const char *const leaves[] = { "hours", "every", "places", "dates", NULL };
	form_section(f, "booking", T_manage_rules, T_manage_rules_help);
	mf_rows rows = form_rows(f, name, o->booking.n, o->booking.n && !f->posted ? 0 : 1, leaves);
	booking_rules list = { NULL, 0 };
	for (size_t i = 0; i < rows.n; i++) {
		bool fresh = rows.at[i].old < 0 && rows.at[i].given < 0;
		booking_rule rule = { .every_weeks = 1, .from_day = DAY_NONE, .to_day = DAY_NONE };
		if (rows.at[i].old >= 0)
			rule = o->booking.at[rows.at[i].old];
		form_row(f, &rows, i,
			 fresh ? text_of(f, T_manage_rule_new) : words_manage_rule_n(f->a, f->l, (i64)i + 1), false);
		bind_rule(f, &rule);
		if (fresh)
			continue;
		if (rule.dates.n)
			rule.weekdays = 0x7F;
		else if (rule.weekdays == 0)
			form_wrong(f, str_format(f->a, "%s.%zu.days", name, i), text_of(f, T_manage_err_no_weekday));
		LIST_ADD(f->a, &list, rule);
	}
	form_rows_end(f, &rows, T_manage_rule_add);
	o->booking = list;
}

void manage_bind_offer(form *f, offer_def *o)
{
	str in = str_format(f->a, "services.%.*s", STR_ARG(o->service));
	form_section(f, "offer", T_manage_offer, T_none);
	form_group(f, in, text_of(f, T_manage_offer));
	bind_int(f, str_format(f->a, "%s.minutes", in.at).at, T_manage_minutes, &o->minutes, 1, 480,
		 T_manage_unit_minutes);
	bind_bool(f, str_format(f->a, "%s.walk_in", in.at).at, T_manage_walk_in_field, &o->walk_in);
	bind_windows(f, str_format(f->a, "%s.hours", in.at).at, text_of(f, T_manage_reception), &o->hours)->help =
		text_of(f, T_manage_reception_help);
	form_group(f, str_format(f->a, "%s.bookable", in.at), text_of(f, T_manage_bookable));
	bind_int(f, "bookable.from", T_manage_bookable_from, &o->book_from_days, 0, 366, T_manage_unit_days_ahead)
		->help = text_of(f, T_manage_bookable_help);
	str to = bind_int(f, "bookable.to", T_manage_bookable_to, &o->book_to_days, 0, 366, T_manage_unit_days_ahead)
			 ->name;
	bind_int(f, str_format(f->a, "%s.lead", in.at).at, T_manage_lead, &o->book_lead_minutes, 0, 14400,
		 T_manage_unit_minutes_before);
	mf_field *overbook = bind_int(f, str_format(f->a, "%s.overbook", in.at).at, T_manage_overbook, &o->overbook, 0,
				      50, T_manage_unit_of_100);
	overbook->help = text_of(f, T_manage_overbook_help);
	overbook->css = "wide";
	if (o->book_to_days < o->book_from_days)
		form_wrong(f, to, text_of(f, T_manage_err_ends_before));
	bind_rules(f, o, str_format(f->a, "%s.booking", in.at).at);
}

/* --- desks -------------------------------------------------------------------------------------------------------------- */

static bool has(strs list, str s)
{
	for (size_t i = 0; i < list.n; i++)
		if (str_eq(list.at[i], s))
			return true;
	return false;
}

/* Of what was sent, only what could be chosen. */
static strs given_ids(const form *f, const mf_rows *rows, size_t i, const char *leaf, const strs *ids)
{
	str name = str_format(f->a, "%s.%lld.%s", rows->name, (long long)rows->at[i].given, leaf);
	strs sent = req_form_all(f->r, name.at), list = { NULL, 0 };
	for (size_t k = 0; k < ids->n; k++)
		if (has(sent, ids->at[k]))
			LIST_ADD(f->a, &list, ids->at[k]);
	return list;
}

/* Which desk serves what: first, and when nobody waits for that. */
static mf_matrix_row matrix_row(form *f, const mf_rows *rows, size_t i, desk_def *d, const strs *ids, const strs *names)
{
	mf_matrix_row row = { .label = words_desk_text(f->a, f->l, d->label),
			      .first = str_format(f->a, "desks.%zu.services", i),
			      .also = str_format(f->a, "desks.%zu.also", i) };
	if (rows->at[i].given >= 0) {
		d->services = given_ids(f, rows, i, "services", ids);
		d->also = given_ids(f, rows, i, "also", ids);
	}
	for (size_t k = 0; k < ids->n; k++) {
		str of = words_manage_of(f->a, f->l, row.label, names->at[k]);
		mf_cell cell = { .service = ids->at[k],
				 .first_label = words_manage_in_lang(f->a, f->l, of, text_of(f, T_manage_desk_first)),
				 .also_label = words_manage_in_lang(f->a, f->l, of, text_of(f, T_manage_desk_also)),
				 .first = has(d->services, ids->at[k]),
				 .also = has(d->also, ids->at[k]) };
		LIST_ADD(f->a, &row.cells, cell);
	}
	return row;
}

/* 証明・1階 */
static str desk_summary(const form *f, const desk_def *d)
{
	str name = text_in(&d->name, f->l), place = text_in(&d->place, f->l);
	if (name.len == 0 && place.len == 0)
		return text_of(f, T_manage_desk_texts);
	return str_format(f->a, "%.*s%s%.*s", STR_ARG(name), name.len && place.len ? " · " : "", STR_ARG(place));
}

static void bind_desks(form *f, office_def *o)
{
	static const char *const leaves[] = { "id", NULL };
	strs ids, names;
	offered(f, o, &ids, &names);
	form_section(f, "skills", T_manage_skills, T_manage_skills_help);
	form_group(f, STR("desks"), STR_NONE);
	size_t skills = f->sections.n - 1;
	f->sections.at[skills].matrix.columns = names;
	form_section(f, "desks", T_manage_desks, T_manage_desks_help);
	mf_rows rows = form_rows(f, "desks", o->desks.n, 1, leaves);
	desk_defs list = { NULL, 0 };
	for (size_t i = 0; i < rows.n; i++) {
		bool fresh = rows.at[i].old < 0 && rows.at[i].given < 0;
		desk_def d = { 0 };
		if (rows.at[i].old >= 0)
			d = o->desks.at[rows.at[i].old];
		str id = rows.at[i].old >= 0 ? d.id : form_row_value(f, &rows, i, "id");
		const desk_def *was = defs_desk(o, id);
		str label = form_row_value(f, &rows, i, "label");
		str shown = label.len ? label : was ? was->label : id;
		form_row(f, &rows, i, fresh ? text_of(f, T_manage_desk_new) : words_desk_text(f->a, f->l, shown), true);
		if (was) {
			mf_section *s = &f->sections.at[f->sections.n - 1];
			s->groups.at[s->groups.n - 1].summary = desk_summary(f, was);
			d.id = was->id;
			bind_hidden(f, "id", &d.id);
		} else {
			bind_line(f, "id", T_manage_desk_id, &d.id, 32, !fresh)->help =
				text_of(f, T_manage_desk_id_help);
		}
		bind_line(f, "label", T_manage_desk_label, &d.label, 30, false)->css = "short";
		bind_text3(f, "name", T_manage_desk_name, &d.name, NAME_MOST, false, false);
		bind_text3(f, "place", T_manage_desk_place, &d.place, NAME_MOST, false, false);
		if (d.label.len == 0)
			d.label = d.id;
		if (fresh)
			d.label = text_of(f, T_manage_desk_new);
		mf_matrix_row row = matrix_row(f, &rows, i, &d, &ids, &names);
		if (fresh)
			row.label = d.label;
		LIST_ADD(f->a, &f->sections.at[skills].matrix.rows, row);
		if (!fresh)
			LIST_ADD(f->a, &list, d);
	}
	form_rows_end(f, &rows, T_none);
	o->desks = list;
}

/* --- calling ------------------------------------------------------------------------------------------------------------ */

static void bind_calling(form *f, office_def *o)
{
	static const word names[] = { T_manage_order_booked_name, T_manage_order_priority, T_manage_order_returned,
				      T_manage_order_arrival };
	static const word helps[] = { T_manage_order_booked_help, T_manage_order_priority_help,
				      T_manage_order_returned_help, T_manage_order_arrival_help };
	static const char *const ids[] = { "booked", "priority", "returned", "arrival" };
	form_section(f, "call_order", T_manage_order, T_manage_order_help);
	/* those that are not used stand below, without a tick */
	call_rules shown = o->order, list = { NULL, 0 }; /* o is a copy: its list may grow */
	size_t used = shown.n;
	for (int k = 0; k < 4; k++) {
		bool there = false;
		for (size_t i = 0; i < used; i++)
			there = there || (int)shown.at[i].who == k;
		if (!there)
			LIST_ADD(f->a, &shown, ((call_rule){ (call_class)k, k == CALL_BOOKED ? 5 : 0 }));
	}
	mf_rows rows = form_rows(f, "order", shown.n, 0, NULL);
	for (size_t i = 0; i < rows.n; i++) {
		call_rule rule = { .who = CALL_ARRIVAL };
		str id = form_row_value(f, &rows, i, "who");
		if (rows.at[i].old >= 0)
			rule = shown.at[rows.at[i].old];
		for (int k = 0; k < 4; k++)
			if (str_eq(id, str_of(ids[k])))
				rule.who = (call_class)k;
		form_row(f, &rows, i, text_of(f, names[rule.who]), true);
		/* a rule is switched off by its tick, not taken out */
		mf_section *s = &f->sections.at[f->sections.n - 1];
		s->groups.at[s->groups.n - 1].buttons.n--;
		id = str_of(ids[rule.who]);
		bind_hidden(f, "who", &id);
		bool on = rows.at[i].old < 0 || (size_t)rows.at[i].old < used;
		mf_field *m = bind_bool(f, "on", T_manage_order_on, &on);
		m->help = text_of(f, helps[rule.who]);
		if (rule.who == CALL_BOOKED)
			bind_int(f, "early", T_manage_early, &rule.early_minutes, 0, 240, T_manage_unit_minutes);
		if (on)
			LIST_ADD(f->a, &list, rule);
	}
	form_rows_end(f, &rows, T_none);
	bool arrival = false;
	for (size_t i = 0; i < list.n; i++)
		arrival = arrival || list.at[i].who == CALL_ARRIVAL;
	if (!arrival)
		form_wrong(f, STR_NONE, text_of(f, T_manage_err_arrival));
	o->order = list;
	form_section(f, "times", T_manage_times, T_none);
	form_group(f, STR("check_in"), text_of(f, T_manage_checkin_group));
	bind_int(f, "check_in.opens", T_manage_checkin, &o->checkin_minutes, 0, 1440, T_manage_unit_minutes);
	bind_int(f, "check_in.late", T_manage_late, &o->late_minutes, 0, 240, T_manage_unit_minutes);
	form_group(f, STR("missed"), text_of(f, T_manage_missed_group));
	bind_int(f, "missed.recalls", T_manage_recalls, &o->recall_max, 0, 20, T_manage_unit_times);
	bind_int(f, "missed.grace", T_manage_grace, &o->grace_minutes, 0, 480, T_manage_unit_minutes);
}

/* --- the waiting list and messages --------------------------------------------------------------------------------------------------- */

static void bind_waiting(form *f, office_def *o)
{
	waitlist_def *w = &o->waitlist;
	bool on = w->offer_minutes > 0;
	int minutes = on ? w->offer_minutes : 60;
	form_section(f, "waiting", T_manage_waiting, T_manage_waiting_help);
	form_group(f, STR("waiting_list"), STR_NONE);
	bind_bool(f, "waiting_list.on", T_manage_waiting_on, &on);
	bind_int(f, "waiting_list.offer", T_manage_waiting_offer, &minutes, 10, 1440, T_manage_unit_minutes)->help =
		text_of(f, T_manage_waiting_offer_help);
	bind_window(f, "waiting_list.hours", T_manage_waiting_hours, &w->hours)->help =
		text_of(f, T_manage_waiting_hours_help);
	bind_int(f, "waiting_list.unanswered", T_manage_waiting_unanswered, &w->unanswered, 1, 20, T_manage_unit_times);
	w->offer_minutes = on ? minutes : 0;
	messages_def *m = &o->messages;
	form_section(f, "messages", T_manage_messages, T_manage_messages_help);
	form_group(f, STR("messages"), STR_NONE);
	bind_bool(f, "messages.booking", T_manage_messages_booking, &m->booking);
	bind_bool(f, "messages.reminder", T_manage_messages_reminder, &m->reminder);
	bind_int(f, "messages.hour", T_manage_messages_hour, &m->reminder_hour, 8, 20, T_manage_unit_hour);
	bind_bool(f, "messages.queue", T_manage_messages_queue, &m->queue);
}

/* --- texts and devices --------------------------------------------------------------------------------------------------- */

static void bind_texts(form *f, office_def *o)
{
	form_section(f, "texts", T_manage_texts, T_manage_texts_help);
	form_group(f, STR("name"), text_of(f, T_manage_name));
	bind_text3(f, "name", T_manage_name, &o->name, NAME_MOST, false, true);
	form_group(f, STR("notice"), text_of(f, T_manage_notice));
	bind_text3(f, "notice", T_manage_notice, &o->notice, TEXT_MOST, true, false);
	form_group(f, STR("address"), text_of(f, T_manage_address));
	bind_text3(f, "address", T_manage_address, &o->address, NAME_MOST, false, false);
	form_group(f, STR("access"), text_of(f, T_manage_access));
	bind_text3(f, "access", T_manage_access, &o->access, TEXT_MOST, true, false);
	form_group(f, STR_NONE, text_of(f, T_manage_phone));
	bind_line(f, "phone", T_manage_phone, &o->phone, NAME_MOST, false)->css = "hours";
}

static void bind_devices(form *f, office_def *o)
{
	form_section(f, "printer", T_manage_printer, T_manage_printer_help);
	bind_line(f, "printer", T_manage_printer_address, &o->printer, NAME_MOST, false)->css = "wide";
}

const manage_tab manage_tabs[] = {
	{ "hours", T_manage_tab_hours, bind_hours },       { "services", T_manage_tab_services, bind_services },
	{ "desks", T_manage_tab_desks, bind_desks },       { "calling", T_manage_tab_calling, bind_calling },
	{ "waiting", T_manage_tab_waiting, bind_waiting }, { "texts", T_manage_tab_texts, bind_texts },
	{ "devices", T_manage_tab_devices, bind_devices }, { NULL, T_none, NULL },
};

const manage_tab *manage_tab_of(str id)
{
	for (const manage_tab *t = manage_tabs; t->id; t++)
		if (str_eq(id, str_of(t->id)))
			return t;
	return NULL;
}
