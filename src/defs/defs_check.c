/* What one line of an office's file promises and another must keep. */
#include "defs/defs_read.h"

static const yaml_node *item(const yaml_node *list, size_t i)
{
	CHECK(list && i < list->items.n);
	return list->items.at[i];
}

/* Where to point: the value of the key, or what holds it. */
static const yaml_node *place(const yaml_node *map, const char *key)
{
	const yaml_node *v = yaml_get(map, key);
	return v ? v : map;
}

static strs offered(arena *a, const office_def *o)
{
	strs ids = { NULL, 0 };
	for (size_t i = 0; i < o->offers.n; i++)
		LIST_ADD(a, &ids, o->offers.at[i].service);
	return ids;
}

/* Each id of a list in the file must be a service of this office. */
static void check_ids(reader *r, const yaml_node *n, const strs *ids, const strs *here)
{
	for (size_t i = 0; i < ids->n; i++)
		if (ids->at[i].len && !contains(here, ids->at[i]))
			note(r, item(n, i), "‘%.*s’ is not among this office's services%s", STR_ARG(ids->at[i]),
			     did_you_mean(r->work, ids->at[i], here));
}

static bool within(window w, const windows *open)
{
	for (size_t i = 0; i < open->n; i++)
		if (open->at[i].from <= w.from && w.to <= open->at[i].to)
			return true;
	return false;
}

static bool overlaps(window w, const windows *open)
{
	for (size_t i = 0; i < open->n; i++)
		if (open->at[i].from < w.to && w.from < open->at[i].to)
			return true;
	return false;
}

static bool ever_open(const office_def *o)
{
	for (int d = 0; d < 7; d++)
		if (o->week[d].n)
			return true;
	return false;
}

static const struct open_day *opening_on(const office_def *o, day d)
{
	for (size_t i = 0; i < o->openings.n; i++)
		if (o->openings.at[i].day == d)
			return &o->openings.at[i];
	return NULL;
}

/* --- booking --- */

/* The hours of a rule must lie within the office's on every weekday that it names, and within the reception's. */
static void check_rule_hours(reader *r, const yaml_node *n, const office_def *o, const offer_def *f,
			     const booking_rule *rule)
{
	const yaml_node *at = place(n, "hours");
	if (rule->hours.to == 0) /* it was not read */
		return;
	if (rule->slot > rule->hours.to - rule->hours.from) {
		note(r, at, "not one slot of %d minutes fits into these hours", rule->slot);
		return;
	}
	if (f->hours.n && !within(rule->hours, &f->hours)) {
		note(r, at, "these hours must lie within this service's `hours:`");
		return;
	}
	if (rule->dates.n)
		return; /* their days may have hours of their own; checked one by one */
	const yaml_node *days = yaml_get(n, "days");
	bool named = days != NULL, any = false;
	if (!ever_open(o) || (named && (days->kind != YN_TEXT || weekdays_of(days->s) == 0)))
		return; /* which is a mistake of its own */
	for (int d = 0; d < 7; d++) {
		if (!(rule->weekdays & 1u << d))
			continue;
		if (o->week[d].n == 0) {
			if (named) {
				note(r, place(n, "days"), "the office is closed on %s; remove it from `days:`",
				     weekday_words[d]);
				return;
			}
			continue;
		}
		any = true;
		if (!within(rule->hours, &o->week[d])) {
			note(r, at, "these hours must lie within the office's hours on %s", weekday_words[d]);
			return;
		}
	}
	if (!any)
		note(r, at, "the office is never open then");
}

static void check_dates(reader *r, const yaml_node *n, const office_def *o, const offer_def *f,
			const booking_rule *rule)
{
	const yaml_node *dates = yaml_get(n, "dates");
	for (size_t i = 0; i < rule->dates.n; i++) {
		day d = rule->dates.at[i];
		if (d == DAY_NONE)
			continue;
		const struct open_day *open = opening_on(o, d);
		const windows *hours = open ? &open->hours : &o->week[weekday_of(d)];
		str text = day_text(r->work, d);
		if (!open && (hours->n == 0 || (o->holidays && holiday_on(d))))
			note(r, item(dates, i),
			     "the office is closed on %s (%s); add the day to `openings:` or remove it here", text.at,
			     hours->n ? "a holiday" : weekday_words[weekday_of(d)]);
		else if (open && open->services.n && !contains(&open->services, f->service))
			note(r, item(dates, i), "the opening on %s is for other services; add ‘%.*s’ there", text.at,
			     STR_ARG(f->service));
		else if (rule->hours.to && !overlaps(rule->hours, hours))
			note(r, item(dates, i), "the office is not open at these hours on %s", text.at);
	}
}

static void check_rule(reader *r, const yaml_node *n, const office_def *o, const offer_def *f, const booking_rule *rule)
{
	if (n->kind != YN_MAP)
		return;
	if (rule->places && rule->kept > rule->places)
		note(r, place(n, "kept"), "only %d places are there; `kept:` must not be more", rule->places);
	if (rule->from_day != DAY_NONE && rule->to_day != DAY_NONE && rule->from_day > rule->to_day)
		note(r, place(n, "to"), "this rule ends before it begins");
	if (rule->every_weeks > 1 && rule->from_day == DAY_NONE)
		note(r, place(n, "every_weeks"), "add `from:`, the day from which the weeks are counted");
	if (yaml_get(n, "dates") &&
	    (yaml_get(n, "days") || yaml_get(n, "every_weeks") || yaml_get(n, "weeks_of_month")))
		note(r, place(n, "dates"), "write either `dates:` or weekdays, in two rules if both are wanted");
	if (r->hours_unknown)
		return;
	check_rule_hours(r, n, o, f, rule);
	check_dates(r, n, o, f, rule);
}

static void check_offer(reader *r, const yaml_node *n, const office_def *o, const offer_def *f)
{
	bool ever = f->hours.n == 0 || !ever_open(o) || r->hours_unknown;
	for (size_t i = 0; i < f->hours.n; i++) {
		for (int d = 0; d < 7; d++)
			ever = ever || overlaps(f->hours.at[i], &o->week[d]);
		for (size_t k = 0; k < o->openings.n; k++)
			ever = ever || overlaps(f->hours.at[i], &o->openings.at[k].hours);
	}
	if (!ever)
		note(r, place(n, "hours"), "the office is never open at these hours");
	const yaml_node *rules = yaml_get(n, "booking");
	for (size_t i = 0; i < f->booking.n; i++)
		check_rule(r, item(rules, i), o, f, &f->booking.at[i]);
	if (!f->walk_in && f->booking.n == 0)
		note(r, place(n, "walk_in"),
		     "nobody can come: neither tickets nor bookings; add `booking:` or remove this");
}

static void check_offers(reader *r, const yaml_node *root, const office_def *o, const service_defs *services)
{
	const yaml_node *map = yaml_get(root, "services");
	const offer_def *letters[26] = { NULL };
	strs known = { NULL, 0 };
	for (size_t i = 0; services && i < services->n; i++)
		LIST_ADD(r->work, &known, services->at[i].id);
	if (map && map->kind == YN_MAP && map->items.n == 0)
		note(r, map, "an office needs at least one service");
	for (size_t i = 0; i < o->offers.n; i++) {
		const offer_def *f = &o->offers.at[i];
		const yaml_node *key = map->keys.at[i];
		if (services && !f->def && f->service.len)
			note(r, key, "unknown service ‘%.*s’%s; services are defined in services.yaml",
			     STR_ARG(f->service), did_you_mean(r->work, f->service, &known));
		if (f->def && f->def->letter.len == 1) {
			const offer_def **other = &letters[f->def->letter.at[0] - 'A'];
			if (*other)
				note(r, key,
				     "‘%.*s’ and ‘%.*s’ have the same letter %c; give one another in services.yaml",
				     STR_ARG(f->service), STR_ARG((*other)->service), f->def->letter.at[0]);
			*other = f;
		}
		check_offer(r, item(map, i), o, f);
	}
}

/* --- desks --- */

static void check_desks(reader *r, const yaml_node *root, const office_def *o, const strs *here)
{
	const yaml_node *list = yaml_get(root, "desks");
	for (size_t i = 0; i < o->desks.n; i++) {
		const desk_def *d = &o->desks.at[i];
		const yaml_node *n = item(list, i);
		if (d->services.n)
			check_ids(r, yaml_get(n, "services"), &d->services, here);
		else if (yaml_get(n, "services"))
			note(r, place(n, "services"), "a desk serves at least one service");
		check_ids(r, yaml_get(n, "also"), &d->also, here);
		for (size_t k = 0; k < d->also.n; k++)
			if (d->also.at[k].len && contains(&d->services, d->also.at[k]))
				note(r, item(yaml_get(n, "also"), k),
				     "‘%.*s’ stands in `services:` already; remove it here", STR_ARG(d->also.at[k]));
		for (size_t k = 0; k < i; k++) {
			if (d->id.len && str_eq(d->id, o->desks.at[k].id))
				note(r, place(n, "id"),
				     "desk ‘%.*s’ is there already, on line %d; give this one another id",
				     STR_ARG(d->id), o->desks.at[k].line);
			else if (d->label.len && str_eq(d->label, o->desks.at[k].label))
				note(r, place(n, "label"), "the desk on line %d has the label ‘%.*s’, too",
				     o->desks.at[k].line, STR_ARG(d->label));
		}
	}
	const yaml_node *map = yaml_get(root, "services");
	for (size_t i = 0; list && i < o->offers.n; i++) {
		bool served = false;
		for (size_t k = 0; k < o->desks.n && !served; k++)
			served = contains(&o->desks.at[k].services, here->at[i]) ||
				 contains(&o->desks.at[k].also, here->at[i]);
		if (!served && here->at[i].len)
			note(r, map->keys.at[i], "no desk serves ‘%.*s’; add it to the `services:` of a desk",
			     STR_ARG(here->at[i]));
	}
}

/* --- days --- */

static void check_days(reader *r, const yaml_node *root, const office_def *o, const strs *here)
{
	bool ever = false;
	for (int d = 0; d < 7; d++)
		ever = ever || o->week[d].n;
	if (!ever && yaml_get(root, "hours"))
		note(r, yaml_get(root, "hours"),
		     "the office is never open; write its hours, such as `mon-fri: 8:30-17:15`");
	const yaml_node *list = yaml_get(root, "openings");
	size_t before = r->found->n;
	for (size_t i = 0; i < o->openings.n; i++) {
		const struct open_day *open = &o->openings.at[i];
		const yaml_node *n = item(list, i);
		check_ids(r, yaml_get(n, "services"), &open->services, here);
		const yaml_node *hours = yaml_get(n, "hours");
		if (hours && hours->kind == YN_TEXT && str_eq(hours->s, STR("closed")))
			note(r, hours,
			     "an opening needs hours; a day when the office is closed belongs to `closures:`");
		for (size_t k = 0; k < i; k++)
			if (open->day != DAY_NONE && open->day == o->openings.at[k].day)
				note(r, place(n, "on"), "this day stands twice; it is first on line %d",
				     o->openings.at[k].line);
	}
	r->hours_unknown = r->hours_unknown || r->found->n > before;
}

void check_office(reader *r, const yaml_node *root, const office_def *o, const service_defs *services)
{
	strs here = offered(r->work, o);
	check_days(r, root, o, &here);
	check_offers(r, root, o, services);
	check_desks(r, root, o, &here);
}
