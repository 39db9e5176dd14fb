/*
 * From a mistake that the checker found in the text which a form has made, back to the field of the form.
 *
 * The text is read once more as YAML; the node at the mistake's line and column has a path (services, juumin, booking, 0,
 * hours), and fields are named by such paths. So there is no second checker that could say something else.
 */
#include "modules/visits/manage/manage_form.h"
#include "text/yaml.h"

/* offices/moji.yaml:12:5 → the line and column; false for another file. */
static bool place_in(str path, str where, int *ret_line, int *ret_column)
{
	i64 line, column;
	if (!str_starts(where, path) || where.len == path.len || where.at[path.len] != ':')
		return false;
	str rest = str_sub(where, path.len + 1, where.len);
	str first = str_cut(&rest, ':');
	if (!str_i64(first, &line) || !str_i64(rest, &column))
		return false;
	*ret_line = (int)line;
	*ret_column = (int)column;
	return true;
}

/* The path of the node that stands there; the empty str when there is none. Depth is limited by the reader of YAML. */
static str path_at(arena *a, const yaml_node *n, str here, int line, int column)
{
	for (size_t i = 0; i < n->items.n; i++) {
		str step = n->kind == YN_MAP ? n->keys.at[i]->s : str_format(a, "%zu", i);
		str path = here.len ? str_format(a, "%.*s.%.*s", STR_ARG(here), STR_ARG(step)) : step;
		const yaml_node *item = n->items.at[i];
		if ((item->line == line && item->column == column && item->kind != YN_LIST) ||
		    (n->kind == YN_MAP && n->keys.at[i]->line == line && n->keys.at[i]->column == column))
			return path;
		str found = path_at(a, item, path, line, column);
		if (found.len)
			return found;
		if (item->line == line && item->column == column)
			return path;
	}
	return STR_NONE;
}

static const struct {
	const char *start;
	word text;
} known[] = {
	{ "no desk serves", T_manage_err_no_desk },
	{ "these hours must lie within the office's", T_manage_err_within_office },
	{ "these hours must lie within this service's", T_manage_err_within_service },
	{ "the office is closed on", T_manage_err_office_closed },
	{ "the opening on", T_manage_err_opening_for_others },
	{ "the office is never open", T_manage_err_never_open },
	{ "the office is not open at these hours", T_manage_err_within_office },
	{ "not one slot of", T_manage_err_no_slot_fits },
	{ "nobody can come", T_manage_err_nobody_can_come },
	{ "a desk serves at least one", T_manage_err_desk_without },
	{ "this closure ends before", T_manage_err_ends_before },
	{ "this rule ends before", T_manage_err_ends_before },
	{ "add `from:`", T_manage_err_weeks_from },
	{ "write either `dates:`", T_manage_err_dates_or_days },
	{ "this day stands twice", T_manage_err_day_twice },
	{ "an opening needs hours", T_manage_err_hours },
	{ "an office needs at least one", T_manage_err_no_service },
	{ "write `on:`", T_manage_err_both_days },
	{ "write an address such as https", T_manage_err_url },
	{ "write the ticket printer's", T_manage_err_printer },
	{ "the `hours:` in which people answer", T_manage_err_waiting_hours },
	{ "write one capital letter", T_manage_err_letter },
	{ "write degrees", T_manage_err_degrees },
	{ "not in Japan", T_manage_err_degrees },
	{ "the order goes in a ring", T_journeys_err_ring },
	{ "a journey has at least one", T_journeys_err_no_step },
};
static const struct {
	const char *part;
	word text;
} known_parts[] = {
	{ "must not be more", T_manage_err_kept },
	{ "have the same letter", T_manage_err_same_letter },
	{ "has the label", T_manage_err_same_label },
	{ "is there already", T_manage_err_same_id },
	{ "is not among this office's services", T_manage_err_not_offered },
	{ "stands in `services:` already", T_manage_err_first_and_also },
	{ "is not a phone number", T_manage_err_phone },
	{ "unknown service", T_manage_err_service_used },
	{ "is missing", T_manage_err_missing },
	{ "is not a step of this journey", T_journeys_err_not_here },
	{ "is a step of this journey already", T_journeys_err_twice },
};

static str in_words(arena *a, lang l, str detail)
{
	word w = T_manage_err_other;
	for (size_t i = 0; i < COUNT(known_parts); i++)
		if (str_has(detail, str_of(known_parts[i].part)))
			w = known_parts[i].text;
	for (size_t i = 0; i < COUNT(known); i++)
		if (str_starts(detail, str_of(known[i].start)))
			w = known[i].text;
	return words_text(a, l, w);
}

static const char *tab_of(str path)
{
	static const struct {
		const char *start, *tab;
	} tabs[] = {
		{ "hours", "hours" },      { "closed_on_holidays", "hours" }, { "year_end", "hours" },
		{ "closures", "hours" },   { "openings", "hours" },           { "services", "services" },
		{ "desks", "desks" },      { "call_order", "calling" },       { "check_in", "calling" },
		{ "missed", "calling" },   { "printer", "devices" },          { "waiting_list", "waiting" },
		{ "messages", "waiting" },
	};
	str first = str_cut(&path, '.');
	for (size_t i = 0; i < COUNT(tabs); i++)
		if (str_eq(first, str_of(tabs[i].start)))
			return tabs[i].tab;
	return "texts";
}

/* The field of the longest beginning of the path that has one. */
static str field_of(const form *f, str path)
{
	while (path.len && !form_has(f, path)) {
		while (path.len && path.at[path.len - 1] != '.')
			path.len--;
		if (path.len)
			path.len--;
	}
	return path;
}

static bool of_new(const form *f, str top, str service)
{
	return (str_eq(top, STR("services")) || str_eq(top, STR("journeys"))) && form_has(f, STR("new.id")) &&
	       str_eq(service, req_form(f->r, "new.id"));
}

elsewheres form_mistakes(form *f, str path, str text, const err *e)
{
	elsewheres list = { NULL, 0 };
	const yaml_node *root = NULL;
	const err *unread = yaml_parse(f->a, path, text, &root);
	for (; e; e = e->next) {
		int line, column;
		bool here = !unread && place_in(path, e->where, &line, &column);
		str at = here ? path_at(f->a, root, STR_NONE, line, column) : STR_NONE;
		str message = in_words(f->a, f->l, e->detail), rest = at;
		str top = str_cut(&rest, '.'), service = str_cut(&rest, '.');
		bool of_service = str_eq(top, STR("services")) && defs_service(f->city, service);
		if (of_service)
			message = words_manage_of(f->a, f->l, say_service(f->a, f->l, f->city, service), message);
		message = words_manage_with_detail(
			f->a, f->l, message,
			here ? e->detail : str_format(f->a, "%.*s: %.*s", STR_ARG(e->where), STR_ARG(e->detail)));
		bool desk_missing = str_starts(e->detail, STR("no desk serves"));
		str field = desk_missing ? field_of(f, STR("desks")) : field_of(f, at);
		/* the fields of a new service are called so before it has an id */
		if (field.len == 0 && of_new(f, top, service))
			field = field_of(f, str_format(f->a, "new.%.*s", STR_ARG(rest)));
		if (field.len) {
			form_wrong(f, field, message);
			continue;
		}
		elsewhere other = { .message = message };
		if (at.len) {
			other.tab = desk_missing ? "desks" : tab_of(at);
			if (of_service && !desk_missing)
				other.service = service;
		}
		LIST_ADD(f->a, &list, other);
	}
	return list;
}
