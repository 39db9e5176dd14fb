/* The tables of city.yaml and services.yaml, and the order in which a set is read. */
#include "defs/defs_read.h"
#include "defs/guide/guide_read.h"
#include "defs/papers/papers_read.h"
#include "defs/search.h"
#include "defs/work/work_read.h"

#define OFFICES_MAX 200
#define WORK_MAX ((size_t)1 << 30) /* bytes of YAML read: every file has a ceiling, and a set of files */

/* --- city.yaml --- */

/* The last of the six digits checks the others (全国地方公共団体コード): weights 6 5 4 3 2, modulo 11. */
static bool code_valid(i64 code)
{
	if (code < 10000 || code > 999999)
		return false;
	i64 sum = 0, rest = code / 10;
	for (int weight = 2; weight <= 6; weight++, rest /= 10)
		sum += rest % 10 * weight;
	i64 check = (11 - sum % 11) % 10; /* 10 counts as 0, 11 as 1 */
	return code % 10 == check;
}

static void read_code(reader *r, const yaml_node *n, void *to, const field *f)
{
	(void)f;
	str s;
	i64 code;
	if (!text_of(r, n, &s))
		return;
	if (s.len != 6 || !str_i64(s, &code) || !code_valid(code))
		note(r, n, "‘%.*s’ is not a 団体コード; it has six digits, the last of which checks the others",
		     STR_ARG(shown(s)));
	else
		*(i64 *)to = code;
}

static void read_url(reader *r, const yaml_node *n, void *to, const field *f)
{
	str s = STR_NONE;
	read_line(r, n, &s, f);
	if (s.len == 0)
		return;
	if (!link_plain(s) || str_ends(s, STR("/")))
		note(r, n, "write an address such as https://example.lg.jp, without a slash at its end");
	else
		*(str *)to = s;
}

static void read_limits(reader *r, const yaml_node *n, void *to, const field *f)
{
	static const field fields[] = {
		FIELD(limits_def, hold_minutes, "hold", read_int, .least = 1, .most = 60, .unit = "minutes"),
		FIELD(limits_def, per_contact, "bookings_per_contact", read_int, .least = 1, .most = 100),
		FIELD(limits_def, holds_per_address, "holds_per_address", read_int, .least = 1, .most = 10000),
		FIELD(limits_def, bookings_per_address_hour, "bookings_per_address_hour", read_int, .least = 1,
		      .most = 100000),
		FIELD(limits_def, tickets_per_address_hour, "tickets_per_address_hour", read_int, .least = 1,
		      .most = 100000),
		FIELD(limits_def, services_per_visit, "services_per_visit", read_int, .least = 1, .most = 10),
		FIELD(limits_def, keep_days, "keep", read_int, .least = 1, .most = 3660, .unit = "days"),
		FIELD(limits_def, keep_preparations, "keep_preparations", read_int, .least = 1, .most = 366,
		      .unit = "days"),
		FIELD(limits_def, keep_calls_days, "keep_calls", read_int, .least = 30, .most = 36600, .unit = "days"),
		FIELD(limits_def, open_devices, "open_devices", read_bool),
		FIELD(limits_def, any_hour, "any_hour", read_bool),
	};
	(void)f;
	read_map(r, n, to, fields, COUNT(fields));
}

static void parse_city(reader *r, const yaml_node *root, city_def *c)
{
	static const field fields[] = {
		FIELD(city_def, code, "city", read_code, .required = true),
		FIELD(city_def, name, "name", read_text3, .required = true, .most = NAME_MAX_BYTES),
		FIELD(city_def, url, "url", read_url, .most = NAME_MAX_BYTES),
		FIELD(city_def, limits, "limits", read_limits),
	};
	c->limits = (limits_def){
		.hold_minutes = 10,
		.per_contact = 3,
		.holds_per_address = 5,
		.bookings_per_address_hour = 20,
		.tickets_per_address_hour = 10,
		.services_per_visit = 4,
		.keep_days = 30,
		.keep_preparations = 30,
		.keep_calls_days = 5 * 366,
	};
	read_map(r, root, c, fields, COUNT(fields));
}

/* --- services.yaml --- */

static void read_letter(reader *r, const yaml_node *n, void *to, const field *f)
{
	(void)f;
	str s;
	if (!text_of(r, n, &s))
		return;
	if (s.len == 1 && s.at[0] >= 'A' && s.at[0] <= 'Z')
		*(str *)to = s;
	else
		note(r, n, "write one capital letter, A to Z; the ticket's number begins with it");
}

static void read_services(reader *r, const yaml_node *n, void *to, const field *f)
{
	static const field fields[] = {
		FIELD(service_def, name, "name", read_text3, .required = true, .most = NAME_MAX_BYTES),
		FIELD(service_def, about, "about", read_text3, .most = TEXT_MAX_BYTES),
		FIELD(service_def, bring, "bring", read_text3, .most = TEXT_MAX_BYTES),
		FIELD(service_def, letter, "letter", read_letter, .required = true),
		FIELD(service_def, icon, "icon", read_id),
		FIELD(service_def, minutes, "minutes", read_int, .required = true, .least = 1, .most = 480,
		      .unit = "minutes"),
	};
	service_defs *list = to;
	(void)f;
	if (n->kind != YN_MAP) {
		note(r, n, "write `ID:` and below it what the service is");
		return;
	}
	for (size_t i = 0; i < n->keys.n; i++) {
		service_def s = { .icon = STR("office"), .minutes = 10, .line = n->keys.at[i]->line };
		read_id(r, n->keys.at[i], &s.id, f);
		read_map(r, n->items.at[i], &s, fields, COUNT(fields));
		LIST_ADD(r->a, list, s);
	}
}

static void parse_services(reader *r, const yaml_node *root, city_def *c)
{
	static const field fields[] = { FIELD(city_def, services, "services", read_services, .required = true) };
	read_map(r, root, c, fields, COUNT(fields));
}

/* --- the set --- */

static reader reader_of(arena *a, arena *work, str path, int file, mistakes *found)
{
	return (reader){ .a = a, .work = work, .path = path, .file = file, .found = found };
}

static int by_path(const void *x, const void *y)
{
	const def_file *a = x, *b = y;
	return str_cmp(a->path, b->path);
}

/* The root of one file; NULL, and the mistake noted, when it is not YAML. */
static const yaml_node *root_of(reader *r, const def_file *f)
{
	const yaml_node *root = NULL;
	const err *e = yaml_parse(r->work, f->path, f->text, &root);
	if (e)
		note_err(r, e);
	return root;
}

/* Puts the offer's service in place, now that both files are read. */
static void resolve(city_def *c, office_def *o)
{
	for (size_t i = 0; i < o->offers.n; i++) {
		offer_def *f = &o->offers.at[i];
		f->def = defs_service(c, f->service);
		if (f->minutes == 0)
			f->minutes = f->def ? f->def->minutes : 10;
	}
}

/* Every file with what it is, and its YAML read. */
static sources sources_of(arena *a, arena *work, const def_file *sorted, size_t n, mistakes *found)
{
	sources list = { arena_many(work, source, n), n };
	for (size_t i = 0; i < n; i++) {
		source *s = &list.at[i];
		yaml_node top = { .line = 1, .column = 1 };
		*s = (source){ .r = reader_of(a, work, sorted[i].path, (int)i, found), .text = sorted[i].text };
		if (i && str_eq(sorted[i].path, sorted[i - 1].path)) {
			note(&s->r, &top, "this file is in the set twice");
			continue;
		}
		s->kind = defs_path(sorted[i].path, &s->id);
		if (s->kind == PATH_NONE)
			note(&s->r, &top,
			     "unknown file; a city has city.yaml, services.yaml, journeys.yaml, facts.yaml, guide.yaml and "
			     "offices/ID.yaml, facts/ID.yaml, schemes/ID.yaml, tables/ID.csv, cases/ID.csv, papers/ID.yaml, "
			     "papers/ID.pdf, samples.yaml, work.yaml");
		else if (s->kind != PATH_PAPER &&
			 str_ends(sorted[i].path, STR(".yaml"))) /* of papers there are many: one by one */
			s->root = root_of(&s->r, &sorted[i]);
	}
	return list;
}

static void parse_office(source *s, city_def *c, bool services_known)
{
	office_def o;
	read_office(&s->r, s->root, &o);
	resolve(c, &o);
	if (o.id.len && !str_eq(o.id, s->id))
		note(&s->r, yaml_get(s->root, "office"), "the file of this office must be called offices/%.*s.yaml",
		     STR_ARG(o.id));
	check_office(&s->r, s->root, &o, services_known ? &c->services : NULL);
	LIST_ADD(s->r.a, &c->offices, o);
}

/* Reads all files of one kind; returns how many there were, those that are no YAML included. */
static size_t parse_kind(const sources *list, def_path kind, city_def *c, bool *services_known)
{
	size_t seen = 0;
	for (size_t i = 0; i < list->n; i++) {
		source *s = &list->at[i];
		if (s->kind != kind)
			continue;
		yaml_node top = { .line = 1, .column = 1 };
		if (++seen > OFFICES_MAX) {
			note(&s->r, &top, "too many offices; at most %d", OFFICES_MAX);
			break;
		}
		if (!s->root)
			continue;
		if (kind == PATH_CITY) {
			parse_city(&s->r, s->root, c);
		} else if (kind == PATH_SERVICES) {
			parse_services(&s->r, s->root, c);
			*services_known = yaml_get(s->root, "services") != NULL;
		} else if (kind == PATH_JOURNEYS) {
			read_journeys(&s->r, s->root, *services_known ? &c->services : NULL, c);
		} else {
			parse_office(s, c, *services_known);
		}
	}
	return seen;
}

static void parse_set(arena *a, arena *work, def_files files, city_def *c, mistakes *found)
{
	def_file *sorted =
		arena_many(work, def_file, files.n); /* so that mistakes come in one order, however files were listed */
	for (size_t i = 0; i < files.n; i++)
		sorted[i] = (def_file){ arena_copy(a, files.at[i].path), files.at[i].text };
	qsort(sorted, files.n, sizeof *sorted, by_path);
	sources list = sources_of(a, work, sorted, files.n, found);
	reader set = reader_of(a, work, STR("."), (int)files.n, found);
	yaml_node nowhere = { .line = 1, .column = 1 };
	bool services_known = false;
	if (!parse_kind(&list, PATH_CITY, c, &services_known))
		note(&set, &nowhere, "city.yaml is missing; add it");
	/* before the offices, whose mistakes depend on it */
	if (!parse_kind(&list, PATH_SERVICES, c, &services_known))
		note(&set, &nowhere, "services.yaml is missing; add it");
	size_t offices = parse_kind(&list, PATH_OFFICE, c, &services_known);
	parse_kind(&list, PATH_JOURNEYS, c, &services_known);
	read_facts(&list, c);
	read_guide(&list, services_known ? &c->services : NULL, c);
	read_papers(&list, services_known ? &c->services : NULL, c);
	read_work(&list, c);
	if (offices == 0 && found->n == 0)
		note(&set, &nowhere, "there is no office; add offices/ID.yaml");
}

const err *defs_parse(arena *a, def_files files, city_def **ret)
{
	mistakes found = { NULL, 0 };
	arena *work = arena_new(WORK_MAX);
	city_def *c = arena_one(a, city_def);
	parse_set(a, work, files, c, &found);
	defs_index(a, work, c);
	arena_free(work);
	*ret = c;
	return mistakes_told(&found);
}

const err *defs_code(arena *a, def_files files, i64 *ret)
{
	mistakes found = { NULL, 0 };
	arena *work = arena_new(WORK_MAX);
	city_def c = { 0 };
	def_file none = { STR("city.yaml"), STR_NONE }, *f = &none; /* empty: the code is missing, and is told so */
	for (size_t i = 0; i < files.n; i++)
		if (defs_path(files.at[i].path, NULL) == PATH_CITY)
			f = &files.at[i];
	reader r = reader_of(a, work, f->path, 0, &found);
	const yaml_node *root = root_of(&r, f);
	if (root)
		parse_city(&r, root, &c);
	arena_free(work);
	*ret = c.code;
	return mistakes_told(&found);
}
